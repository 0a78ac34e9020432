"""What the example company sold: the orders of a published file, moved by whole weeks towards a day.

The file knows no sales channel, and none is made up: reports by channel count these orders where none is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from app.core.files.sheet import Cell, Changed, Row, Sheet, opened

HERE = Path(__file__).parent
FILE, MAP = HERE / "superstore.csv.xz", HERE / "superstore.toml"
LAST_DAY = date(2017, 12, 30)
"""The last day in the file on which something was ordered."""
DAYS = ("Order Date", "Ship Date")


def weeks_to(as_of: date) -> timedelta:
    """Whole weeks, so that Saturdays stay Saturdays: the last day becomes `as_of`, or the Saturday before it."""
    return timedelta(weeks=(as_of - LAST_DAY).days // 7)


@dataclass(frozen=True)
class Moved:
    """Moves the days of a row; what would ship after `as_of` is not shipped yet, and not paid."""

    places: tuple[int, ...]
    by: timedelta
    as_of: date

    def __call__(self, row: Row) -> Row:
        cells = list(row.cells)
        for place in self.places:
            cells[place] = self._moved(cells[place])
        return Row(row.number, cells)

    def _moved(self, cell: Cell) -> str:
        day = date.fromisoformat(str(cell)) + self.by
        return day.isoformat() if day <= self.as_of else ""


def orders(as_of: date) -> Sheet:
    """The rows of the file as if its last day were `as_of`."""
    sheet = opened(FILE)
    return Changed(sheet, Moved(tuple(sheet.columns.index(day) for day in DAYS), weeks_to(as_of), as_of))
