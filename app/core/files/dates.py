"""Days in three styles: 2026-11-21, day first, month first. One style holds for a whole column of a file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

from app.core.errors import INVALID, Refused
from app.core.files.sheet import Cell
from app.core.words import N_

Style = Literal["iso", "day first", "month first"]
STYLES: tuple[Style, ...] = ("iso", "day first", "month first")
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(.*)", re.DOTALL)
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(.*)", re.DOTALL)
CLOCK = re.compile(r"[T ]\s*(\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?")

BOTH = N_("{file}, column {column}: row {day_row} puts the day first ({day}), row {month_row} the month ({month}).")
NEITHER = N_("{file}, column {column}: it cannot be told whether {example} (row {row}) has the day or the month first.")


@dataclass
class DaysOfAColumn:
    """What the days of one column give away about their style."""

    seen: dict[Style, tuple[int, str]] = field(default_factory=dict)
    open: tuple[int, str] | None = None

    def look(self, number: int, cell: Cell) -> None:
        if not isinstance(cell, str) or not (parts := YEAR_LAST.fullmatch(cell.strip())):
            return
        first, mark, second = int(parts[1]), parts[2], int(parts[3])
        if first > 12 or mark == ".":
            self.seen.setdefault("day first", (number, cell))
        elif second > 12:
            self.seen.setdefault("month first", (number, cell))
        elif first != second:
            self.open = self.open or (number, cell)

    def ruled(self, file: str, column: str, others: set[Style]) -> Style:
        """The one style of the column; where its own days do not tell, that of the file's other columns."""
        if len(self.seen) == 2:
            (day_row, day), (month_row, month) = self.seen["day first"], self.seen["month first"]
            raise Refused(
                INVALID, BOTH, file=file, column=column, day_row=day_row, day=day, month_row=month_row, month=month
            )
        if self.seen or not self.open:
            return next(iter(self.seen), "iso")
        if len(others) == 1:
            return next(iter(others))
        raise Refused(INVALID, NEITHER, file=file, column=column, row=self.open[0], example=self.open[1])


def day(cell: Cell, style: Style) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else _read(str(cell), style)[0]


def moment(cell: Cell, style: Style) -> datetime:
    """With its own offset where it has one; otherwise naive, to be placed in the reader's zone."""
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    on, rest = _read(str(cell), style)
    clock = CLOCK.fullmatch(rest)
    return datetime.fromisoformat(f"{on}T{clock[1]:0>5}{clock[4] or ''}") if clock else datetime.combine(on, time())


def _read(text: str, style: Style) -> tuple[date, str]:
    text = text.strip()
    if parts := YEAR_FIRST.fullmatch(text):
        year, month, of_month, rest = int(parts[1]), int(parts[3]), int(parts[4]), parts[5]
    elif parts := YEAR_LAST.fullmatch(text):
        first, second, year, rest = int(parts[1]), int(parts[3]), _whole(parts[4]), parts[5]
        of_month, month = (second, first) if style == "month first" else (first, second)
    else:
        raise ValueError(text)
    if rest.strip() and not CLOCK.fullmatch(rest):
        raise ValueError(text)
    return date(year, month, of_month), rest


def _whole(year: str) -> int:
    """Two digits are of this century up to 68, as POSIX reads them."""
    return int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 69 else 1900)
