"""What a filter may say of a field: by its kind, the operators and what each does to a column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.core.lowered import begins
from app.core.shape import Field
from app.core.words import N_

Test = Callable[[Any, Any], sa.ColumnElement[bool]]
Period = Callable[[date, int], tuple[date | None, date | None]]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Operator:
    """`asks` says what stands beside it: a value of the field, some values, a number of days, or nothing."""

    name: str
    label: str
    test: Test
    asks: str = "value"
    period: Period | None = None

    @property
    def valued(self) -> bool:
        return self.asks != "nothing"


def _is(column: Any, value: Any) -> Any:
    """One of some; a single one is compared as such, since an index then gives its rows in order."""
    values = value if isinstance(value, list) else [value]
    return column.in_(values) if len(values) > 1 else column == values[0]


def _is_not(column: Any, value: Any) -> Any:
    return sa.or_(column.is_(None), sa.not_(_is(column, value)))


def _within(column: Any, value: tuple[Any, Any]) -> Any:
    """From the first moment, up to and without the second; one of them may be open."""
    first, end = value
    kept = [column >= first] if first is not None else []
    return sa.and_(*kept, *([column < end] if end is not None else []))


def _of_time(name: str, label: str, period: Period, asks: str = "nothing") -> Operator:
    return Operator(name, label, _within, asks, period)


def _month(day: date, _: int) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + 31 * DAY).replace(day=1)


def _week(day: date, _: int) -> tuple[date, date]:
    monday = day - day.weekday() * DAY
    return monday, monday + 7 * DAY


IS = Operator("is", N_("is"), _is)
NOT = Operator("not", N_("is not"), _is_not)
ANY = Operator("any", N_("is one of"), _is, "list")
CONTAINS = Operator("contains", N_("contains"), lambda column, value: column.icontains(value, autoescape=True))
STARTS = Operator("starts", N_("starts with"), begins)
FROM = Operator("from", N_("from"), lambda column, value: column >= value)
TO = Operator("to", N_("up to"), lambda column, value: column <= value)
AFTER = Operator("after", N_("after"), lambda column, value: column > value)
BEFORE = Operator("before", N_("before"), lambda column, value: column < value)
ON = Operator("on", N_("on"), lambda column, value: sa.and_(column >= value, column < value + DAY))
ME = Operator("me", N_("is me"), _is, "nothing")
EMPTY = Operator("empty", N_("is empty"), lambda column, _: column.is_(None), "nothing")
FILLED = Operator("filled", N_("is not empty"), lambda column, _: column.is_not(None), "nothing")
PERIODS = (
    _of_time("last", N_("in the last"), lambda day, n: (day - n * DAY, day + DAY), "days"),
    _of_time("older", N_("longer ago than"), lambda day, n: (None, day - n * DAY), "days"),
    _of_time("next", N_("in the next"), lambda day, n: (day, day + (n + 1) * DAY), "days"),
    _of_time("today", N_("is today"), lambda day, _: (day, day + DAY)),
    _of_time("week", N_("is this week"), _week),
    _of_time("month", N_("is this month"), _month),
    _of_time("year", N_("is this year"), lambda day, _: (date(day.year, 1, 1), date(day.year + 1, 1, 1))),
    _of_time("past", N_("is before today"), lambda day, _: (None, day)),
    _of_time("future", N_("is after today"), lambda day, _: (day + DAY, None)),
)
"""What moves along with the calendar, counted from the reader's day."""

_TEXT = (CONTAINS, IS, ANY, NOT, STARTS)
_NUMBER = (FROM, TO, IS)
OPERATORS: dict[str, Sequence[Operator]] = {
    **dict.fromkeys(("line", "text", "number", "phone", "email", "url"), _TEXT),
    **dict.fromkeys(("money", "amount", "rate", "int", "quantity"), _NUMBER),
    "day": (AFTER, BEFORE, FROM, TO, IS, *PERIODS),
    "moment": (AFTER, BEFORE, ON, *PERIODS),
    "choice": (IS, NOT),
    "bool": (IS,),
    "noun": (IS, NOT),
}


def operators(f: Field) -> list[Operator]:
    """By the kind of the field; what may be empty can be asked for its emptiness too."""
    found = list(OPERATORS.get(f.kind, ()))
    if f.target is not None and f.target.__name__ == "Employee":
        found.append(ME)
    return [*found, EMPTY, FILLED] if found and (f.optional or f.computed) else found


def operator(f: Field, name: str) -> Operator | None:
    return next((each for each in operators(f) if each.name == name), None)
