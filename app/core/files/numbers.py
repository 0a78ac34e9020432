"""Decimals with a point or a comma, groups of thousands, money signs, percents. One style holds for a whole column."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Literal

from app.core.errors import INVALID, Refused
from app.core.files.sheet import Cell
from app.core.words import N_

Mark = Literal[".", ","]
MONEY = re.compile(r"(?i)US\$|[$€£¥₹₽₩]|\b(?:USD|EUR|GBP|CNY|RMB|JPY|MXN|CHF|CAD|AUD)\b|元")
SPACES = re.compile(r"[\s\u00a0\u202f']+")
SHAPE = re.compile(r"[+-]?\d[\d.,]*|[+-]?[.,]\d+")
SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,3}")

BOTH = N_("{file}, column {column}: row {point_row} has a decimal point ({point}), row {comma_row} a comma ({comma}).")
NEITHER = N_("{file}, column {column}: it cannot be told whether {example} (row {row}) has thousands or decimals.")


@dataclass
class NumbersOfAColumn:
    """What the numbers of one column give away about their decimal mark."""

    seen: dict[Mark, tuple[int, str]] = field(default_factory=dict)
    open: tuple[int, str] | None = None

    def look(self, number: int, cell: Cell) -> None:
        if not isinstance(cell, str) or not ("." in cell or "," in cell):
            return
        told = told_mark(bare(cell)[0])
        if told:
            self.seen.setdefault(told, (number, cell))
        elif told is None:
            self.open = self.open or (number, cell)

    def ruled(self, file: str, column: str, others: set[Mark]) -> Mark:
        """The one mark of the column; where its own numbers do not tell, that of the file's other columns."""
        if len(self.seen) == 2:
            (point_row, point), (comma_row, comma) = self.seen["."], self.seen[","]
            raise Refused(
                INVALID, BOTH, file=file, column=column,
                point_row=point_row, point=point, comma_row=comma_row, comma=comma,
            )  # fmt: skip
        if self.seen or not self.open:
            return next(iter(self.seen), ".")
        if len(others) == 1:
            return next(iter(others))
        raise Refused(INVALID, NEITHER, file=file, column=column, row=self.open[0], example=self.open[1])


def told_mark(text: str) -> Mark | Literal[""] | None:
    """The decimal mark a number shows; "" where it has none or is no number, None where it may be read both ways."""
    if not SHAPE.fullmatch(text):
        return ""
    points, commas = text.count("."), text.count(",")
    if points and commas:
        return "." if text.rfind(".") > text.rfind(",") else ","
    if points + commas > 1:
        return "," if points else "."
    mark: Mark = "." if points else ","
    head, _, tail = text.lstrip("+-").partition(mark)
    return None if len(tail) == 3 and 0 < len(head) < 4 and head[0] != "0" else mark


def bare(text: str) -> tuple[str, bool]:
    """Without spaces and money signs; whether it is a percentage. In books, (12.50) is less than nothing."""
    text = SPACES.sub("", MONEY.sub("", text.strip().replace("\u2212", "-")))
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    return text.rstrip("%"), text.endswith("%")


def number(cell: Cell, mark: Mark) -> Decimal:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Decimal(format(cell, ".15g"))  # as many digits as a spreadsheet keeps: 41.9136, not 41.913599999
    text, percent = bare(str(cell))
    if SHAPE.fullmatch(text):
        text = _grouped(text, mark)
    elif not SCIENTIFIC.fullmatch(text):
        raise ValueError(text)
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    return value / 100 if percent else value


def _grouped(text: str, mark: Mark) -> str:
    """Thousands may be grouped, by threes and by the other mark only."""
    other = "," if mark == "." else "."
    whole, _, decimals = text.partition(mark)
    groups = whole.lstrip("+-").split(other)
    if other in decimals or mark in decimals or (groups[1:] and not 0 < len(groups[0]) < 4):
        raise ValueError(text)
    if any(len(group) != 3 for group in groups[1:]):
        raise ValueError(text)
    return whole.replace(other, "") + "." + (decimals or "0")
