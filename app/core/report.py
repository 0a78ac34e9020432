"""Report: title, parameters, columns and how its figures are computed, declared once; every door reads this."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.errors import FORBIDDEN, Refused
from app.core.period import Period
from app.core.viewer import viewer_of
from app.core.words import N_, camel, label

Row = Mapping[str, Any]

TYPES: Final[dict[str, type[Any]]] = {
    "id": int, "int": int, "line": str, "choice": str, "amount": Decimal, "share": Decimal, "day": date,
}  # fmt: skip
"""The Python type of each kind of column: `amount` is money with all its decimals, `share` a part of one,
`choice` an enum's member, `id` the key of the record that the row is about."""


@dataclass(frozen=True)
class Column:
    """What each row says under one name, and how it is computed."""

    name: str
    kind: str
    help: str = ""
    guard: str = ""
    """The permission without which nobody reads it, and the noun it is asked of: "see_margin on OrderLine"."""
    head: str = ""
    """What stands over it, where that is not its name in words."""
    shown: bool = True
    """On pages; files and the API have all columns."""
    printed: bool = True
    """On paper, which is narrower."""
    digits: int = 1
    """How many of a share in percent are read."""
    of: type[Any] | None = None
    """The enum of a choice."""

    @property
    def label(self) -> str:
        return self.head or label(self.name)

    @property
    def type(self) -> type[Any]:
        return self.of or TYPES[self.kind]

    @property
    def is_number(self) -> bool:
        return self.kind in ("int", "amount", "share")


@dataclass(frozen=True)
class Parameter:
    """What a reader may choose."""

    name: str
    type: type[Any]
    help: str

    @property
    def label(self) -> str:
        return label(self.name)


FROM: Final = Parameter("from", date, N_("The first day; a year before the last one unless told."))
TO: Final = Parameter("to", date, N_("The last day; the latest with an order unless told."))


@dataclass(frozen=True)
class Figures:
    """What was computed: a row each, their totals, and the totals of the period before."""

    rows: Sequence[Row]
    totals: Row
    before: Row


@dataclass(frozen=True)
class Answer:
    """A report as one reader sees it: guarded columns are not in `columns`, and their figures nowhere."""

    report: Report
    period: Period
    columns: tuple[Column, ...]
    totalled: tuple[Column, ...]
    figures: Figures

    @property
    def rows(self) -> Sequence[Row]:
        return self.figures.rows

    @property
    def totals(self) -> Row:
        return self.figures.totals

    @property
    def before(self) -> Row:
        return self.figures.before

    def has(self, name: str) -> bool:
        return any(column.name == name for column in self.columns)


Compute = Callable[[Session, Period, Collection[str]], Figures]


@dataclass(frozen=True, kw_only=True)
class Report:
    """The declaration. `compute` gets the session, the period and the names of the columns this reader may see."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    totals: tuple[Column, ...]
    """What the totals say."""
    sums: tuple[str, ...]
    """The figures of a row that add up."""
    rates: Callable[[Row, Row], Row]
    """The figures that follow from sums, and from the totals, for any rows together."""
    compute: Compute
    last_day: Callable[[Session, date], date]
    """The day that a period ends on unless told, given today."""
    story: Any = field(default=None, repr=False)
    """How it is told on pages and paper: tiles, charts, findings."""
    parameters: tuple[Parameter, ...] = (FROM, TO)

    @property
    def permission(self) -> tuple[str, str]:
        """Like a verb's: `can_read` on `ContributionReport`."""
        name = camel(self.name)
        return "can_read", f"{name[:1].upper()}{name[1:]}Report"

    def may_read(self, session: Session) -> bool:
        return viewer_of(session).can(*self.permission)

    def answer(self, session: Session, given: Mapping[str, Any], *, today: date) -> Answer:
        """The report for whoever looks through this session; the only way to its figures at every door."""
        if not self.may_read(session):
            raise Refused(FORBIDDEN, N_("You may not read this report."))
        period = Period.read(given, lambda: self.last_day(session, today))
        columns, totalled = _seen(session, self.columns), _seen(session, self.totals)
        figures = self.compute(session, period, {column.name for column in columns})
        return Answer(self, period, columns, totalled, figures)


def _seen(session: Session, columns: Sequence[Column]) -> tuple[Column, ...]:
    return tuple(column for column in columns if _may_see(session, column))


def _may_see(session: Session, column: Column) -> bool:
    permission, _, noun = column.guard.partition(" on ")
    return not permission or viewer_of(session).can(permission, noun)
