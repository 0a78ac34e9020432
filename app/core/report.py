"""Report: title, parameters, columns and how its figures are computed, declared once; every door reads this."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.errors import FORBIDDEN, Refused
from app.core.parameter import FROM, TO, Asked, Parameter
from app.core.period import Period
from app.core.viewer import viewer_of
from app.core.words import N_, camel, label

Row = Mapping[str, Any]

TYPES: Final[dict[str, type[Any]]] = {
    "id": int, "int": int, "line": str, "text": str, "choice": str, "amount": Decimal, "share": Decimal,
    "number": Decimal, "hours": Decimal, "day": date, "moment": datetime,
}  # fmt: skip
"""The Python type of each kind of column: `amount` is money with all its decimals, `share` a part of one, `number`
any other, `hours` a time that something took, `choice` an enum's member, `line` a name and `text` more than one line
of words, `id` the key of the record that the row is about."""
NUMBERS: Final = ("int", "amount", "share", "number", "hours")
ANALYSES, SEVEN = N_("Analyses"), N_("The seven P")


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
    """How many decimals of a number, of hours or of a share in percent are read."""
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
        return self.kind in NUMBERS


@dataclass(frozen=True)
class Section:
    """A further table of a report."""

    name: str
    title: str
    columns: tuple[Column, ...]
    about: str = ""


@dataclass(frozen=True)
class Figures:
    """What was computed: a row each, their totals, the totals of the period before, and the rows of each section."""

    rows: Sequence[Row]
    totals: Row
    before: Row = field(default_factory=dict)
    sections: Mapping[str, Sequence[Row]] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """A report as one reader sees it: guarded columns are not in `columns`, and their figures nowhere."""

    report: Report
    asked: Asked
    columns: tuple[Column, ...]
    totalled: tuple[Column, ...]
    sections: tuple[Section, ...]
    figures: Figures

    @property
    def period(self) -> Period:
        return self.asked.period

    @property
    def rows(self) -> Sequence[Row]:
        return self.figures.rows

    @property
    def totals(self) -> Row:
        return self.figures.totals

    @property
    def before(self) -> Row:
        return self.figures.before

    def section(self, name: str) -> Sequence[Row]:
        """The rows of a section."""
        return self.figures.sections.get(name, ())

    def columns_of(self, section: str) -> tuple[Column, ...]:
        """The columns of a section that this reader sees."""
        return next((each.columns for each in self.sections if each.name == section), ())

    def has(self, name: str) -> bool:
        return any(column.name == name for column in self.columns)


Compute = Callable[[Session, Asked, Collection[str]], Figures]


@dataclass(frozen=True, kw_only=True)
class Report:
    """The declaration. `compute` gets the session, what was asked and the names of the columns this reader may see."""

    name: str
    title: str
    about: str
    """What it answers."""
    columns: tuple[Column, ...]
    totals: tuple[Column, ...]
    """What the totals say."""
    sums: tuple[str, ...] = ()
    """The figures of a row that add up."""
    rates: Callable[[Row, Row], Row] = lambda sums, totals: {}
    """The figures that follow from sums, and from the totals, for any rows together."""
    compute: Compute
    last_day: Callable[[Session, date], date] = lambda session, today: today
    """The day that a period ends on unless told, given today."""
    story: Any = field(default=None, repr=False)
    """How it is told on pages and paper: tiles, charts, findings."""
    parameters: tuple[Parameter, ...] = (FROM, TO)
    sections: tuple[Section, ...] = ()
    group: str = ANALYSES
    """What it stands under in the list of reports."""

    @property
    def permission(self) -> tuple[str, str]:
        """Like a verb's: `can_read` on `ContributionReport`."""
        name = camel(self.name)
        return "can_read", f"{name[:1].upper()}{name[1:]}Report"

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Of its rows, its totals and its sections."""
        return (*self.columns, *self.totals, *(column for each in self.sections for column in each.columns))

    def may_read(self, session: Session) -> bool:
        return viewer_of(session).can(*self.permission)

    def answer(self, session: Session, given: Mapping[str, Any], *, today: date) -> Answer:
        """The report for whoever looks through this session; the only way to its figures at every door."""
        if not self.may_read(session):
            raise Refused(FORBIDDEN, N_("You may not read this report."))
        asked = Asked.read(session, self.parameters, given, lambda: self.last_day(session, today))
        hidden = {column.name for column in self.all_columns if not _may_see(session, column)}
        seen = {column.name for column in self.all_columns} - hidden
        sections = tuple(replace(each, columns=_seen(session, each.columns)) for each in self.sections)
        figures = _without(hidden, self.compute(session, asked, seen))
        return Answer(self, asked, _seen(session, self.columns), _seen(session, self.totals), sections, figures)


def _without(hidden: Collection[str], figures: Figures) -> Figures:
    """Nothing of what is hidden, also where a report should have computed it all the same."""
    if not hidden:
        return figures
    sections = {name: _open(hidden, rows) for name, rows in figures.sections.items()}
    [totals], [before] = _open(hidden, [figures.totals]), _open(hidden, [figures.before])
    return Figures(_open(hidden, figures.rows), totals, before, sections)


def _open(hidden: Collection[str], rows: Sequence[Row]) -> Sequence[Row]:
    if not any(name in row for row in rows for name in hidden):
        return rows
    return [{name: value for name, value in row.items() if name not in hidden} for row in rows]


def _seen(session: Session, columns: Sequence[Column]) -> tuple[Column, ...]:
    return tuple(column for column in columns if _may_see(session, column))


def _may_see(session: Session, column: Column) -> bool:
    permission, _, noun = column.guard.partition(" on ")
    return not permission or viewer_of(session).can(permission, noun)
