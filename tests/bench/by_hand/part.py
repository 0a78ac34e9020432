"""A part of a report in SQL that is written by hand, and whether it says the same as the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from app.core.report import Answer, Row

ROWS, TOTALS, PART = "rows", "totals", "part"


@dataclass(frozen=True)
class Told:
    """What the two are compared by, where they count something: in rows of neither without, nothing was sold."""

    names: str
    counted: str = ""

    def seen(self, rows: Iterable[Row]) -> Counter[tuple[Any, ...]]:
        names = self.names.split()
        some = (row for row in rows if not self.counted or row.get(self.counted, True))
        return Counter(tuple(plain(row[name]) for name in names) for row in some)


@dataclass(frozen=True)
class Part:
    """One statement that tells some tables of the report, in the ways worth trying; of several tables, the column `part`
    says which one a row is of."""

    tells: Mapping[str, Told]
    ways: Sequence[str]

    def differences(self, answer: Answer, found: Sequence[Row]) -> int:
        """How many rows only one of the two knows."""
        return sum(self._differences(answer, found, table) for table in self.tells)

    def _differences(self, answer: Answer, found: Sequence[Row], table: str) -> int:
        told = self.tells[table]
        theirs = told.seen(row for row in found if row.get(PART, table) == table)
        ours = told.seen(_rows(answer, table))
        return ((theirs - ours) + (ours - theirs)).total()


def _rows(answer: Answer, table: str) -> Sequence[Row]:
    return {ROWS: answer.rows, TOTALS: [answer.totals]}.get(table) or answer.section(table)


def plain(value: Any) -> Any:
    """Enums by name, numbers to the fourth decimal."""
    if isinstance(value, Enum):
        return value.name
    return round(Decimal(value), 4) if isinstance(value, int | float | Decimal) else value


Plans = Sequence[Mapping[str, Part]]
"""Each plan tells the whole report, by name of the part; the quickest counts."""
