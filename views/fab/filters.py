"""Filters of a list: a field, an operator and a value, read from the address; what cannot be read finds nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.core.doorman import LARGEST_ID
from app.core.shape import Field, choices_of
from app.core.words import N_
from views.fab.format import text_of
from views.fab.reader import Reader

LARGEST = Decimal(10) ** 15
LONGEST = 200
Test = Callable[[Any, Any], sa.ColumnElement[bool]]


@dataclass(frozen=True)
class Operator:
    name: str
    label: str
    test: Test
    valued: bool = True


def _is(column: Any, value: Any) -> Any:
    return column.in_(value) if isinstance(value, list) else column == value


def _is_not(column: Any, value: Any) -> Any:
    return sa.or_(column.is_(None), sa.not_(_is(column, value)))


IS = Operator("is", N_("is"), _is)
NOT = Operator("not", N_("is not"), _is_not)
CONTAINS = Operator("contains", N_("contains"), lambda column, value: column.icontains(value, autoescape=True))
STARTS = Operator("starts", N_("starts with"), lambda column, value: column.istartswith(value, autoescape=True))
FROM = Operator("from", N_("from"), lambda column, value: column >= value)
TO = Operator("to", N_("up to"), lambda column, value: column <= value)
AFTER = Operator("after", N_("after"), lambda column, value: column > value)
BEFORE = Operator("before", N_("before"), lambda column, value: column < value)
ON = Operator("on", N_("on"), lambda column, value: sa.and_(column >= value, column < value + timedelta(days=1)))
EMPTY = Operator("empty", N_("is empty"), lambda column, _: column.is_(None), valued=False)
FILLED = Operator("filled", N_("is not empty"), lambda column, _: column.is_not(None), valued=False)

_TEXT = (CONTAINS, IS, NOT, STARTS)
_NUMBER = (FROM, TO, IS)
OPERATORS: dict[str, Sequence[Operator]] = {
    **dict.fromkeys(("line", "text", "number", "phone", "email", "url"), _TEXT),
    **dict.fromkeys(("money", "amount", "rate", "int", "quantity"), _NUMBER),
    "day": (AFTER, BEFORE, FROM, TO, IS),
    "moment": (AFTER, BEFORE, ON),
    "choice": (IS, NOT),
    "bool": (IS,),
    "noun": (IS, NOT),
}


def operators(f: Field) -> list[Operator]:
    found = list(OPERATORS.get(f.kind, ()))
    return [*found, EMPTY, FILLED] if found and (f.optional or f.computed) else found


@dataclass(frozen=True)
class Filter:
    """One chip: what the address says, and what it means."""

    said: str
    field: Field | None
    operator: Operator | None
    value: Any = None
    raw: str = ""

    @property
    def is_broken(self) -> bool:
        return self.field is None or self.operator is None or (self.operator.valued and self.value is None)

    @property
    def condition(self) -> sa.ColumnElement[bool]:
        """What nobody understands, or is not for this reader, finds nothing: silence would show too much."""
        if self.is_broken or self.field is None or self.operator is None:
            return sa.false()
        return self.operator.test(self.field.key_attribute, self.value)

    def words(self, read: Reader, named: str = "") -> str:
        """The value as a person says it."""
        if named or self.field is None or self.value is None:
            return named or self.raw
        text = text_of(self.field, read)
        each = self.value if isinstance(self.value, list) else [self.value]
        return read.language.say(", ").join(text(one) for one in each)


def read_filters(said: Iterable[str], allowed: dict[str, Field], zone: str) -> list[Filter]:
    """`field:operator:value`, as often as one likes."""
    return [_filter(one[:LONGEST], allowed, zone) for one in list(said)[:20]]


def _filter(said: str, allowed: dict[str, Field], zone: str) -> Filter:
    name, _, rest = said.partition(":")
    sign, _, raw = rest.partition(":")
    f = allowed.get(name)
    if f is None:
        return Filter(said, None, None, raw=raw)
    operator = next((each for each in operators(f) if each.name == sign), None)
    return Filter(said, f, operator, _value(f, raw, zone), raw)


def _value(f: Field, raw: str, zone: str) -> Any:
    read = _READ.get(f.kind, _line)
    try:
        return read(f, raw, zone) if raw and "\x00" not in raw else None
    except (ValueError, KeyError, InvalidOperation, OverflowError):
        return None


def _line(_f: Field, raw: str, _zone: str) -> str:
    return raw.encode("utf-8", "ignore").decode()


def _number(_f: Field, raw: str, _zone: str) -> Decimal | None:
    value = Decimal(raw)
    return value if value.is_finite() and abs(value) < LARGEST else None


def _share(f: Field, raw: str, zone: str) -> Decimal | None:
    """A rate is spoken of in percent."""
    value = _number(f, raw, zone)
    return None if value is None else value / 100


def _int(_f: Field, raw: str, _zone: str) -> int | None:
    value = int(raw) if len(raw) < LONGEST and raw.lstrip("-").isascii() else LARGEST_ID + 1
    return value if abs(value) <= LARGEST_ID else None


def _key(f: Field, raw: str, zone: str) -> int | None:
    return _int(f, raw, zone) if raw.isdecimal() else None


def _members(f: Field, raw: str, _zone: str) -> list[Any]:
    known = {member.name: member for member in choices_of(f)}
    return [known[name] for name in raw.split(",")]


def _moment(_f: Field, raw: str, zone: str) -> datetime:
    """The beginning of that day where the reader is."""
    return datetime.combine(date.fromisoformat(raw), time(), ZoneInfo(zone)).astimezone(UTC)


_READ: dict[str, Callable[[Field, str, str], Any]] = {
    "choice": _members,
    "bool": lambda _f, raw, _zone: {"yes": True, "no": False}[raw],
    "int": _int,
    "rate": _share,
    "noun": _key,
    "day": lambda _f, raw, _zone: date.fromisoformat(raw),
    "moment": _moment,
    **dict.fromkeys(("money", "amount", "quantity"), _number),
}
