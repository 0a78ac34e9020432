"""The rows of a report as they are read: the largest, the rest as one row, and the total, so that all adds up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from app.core.language import MINUS
from app.core.report import Answer, Column, Row
from app.core.words import N_
from app.press.story import Breakdown, Reader, Story

NOTHING: Final = "–"
TOTAL: Final = N_("Total")
NOWHERE: Final[Mapping[str, str]] = {}


@dataclass(frozen=True)
class Cell:
    """What stands in one place of a table."""

    text: str
    column: Column
    value: Any = None
    path: str = ""
    """Where it leads."""

    @property
    def is_minus(self) -> bool:
        return self.column.is_number and self.text.startswith(MINUS)


@dataclass(frozen=True)
class Line:
    """One row."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """Columns, rows, and below them what is not shown and what all is."""

    columns: tuple[Column, ...]
    rows: tuple[Line, ...]
    rest: Line | None
    total: Line | None


def table(
    answer: Answer, reader: Reader, story: Story, *, first: int = 0, size: int = 30, plain: bool = False
) -> Table:
    """From `first` on so many rows; `plain` is paper, where the currency stands in the head."""
    columns = tuple(column for column in answer.columns if column.shown and (column.printed or not plain))
    rows = answer.rows[first : first + size]
    rest = left_over(answer, rows)
    named = next((column.name for column in columns if column.kind == "line"), columns[0].name)
    every = story.everything or reader.language.say(TOTAL)
    total = _line({**answer.totals, named: every}, columns, reader, plain, story.leads(answer.totals))
    return Table(
        columns,
        tuple(_line(row, columns, reader, plain, story.leads(row)) for row in rows),
        _line({**rest, named: story.other(len(answer.rows) - len(rows))}, columns, reader, plain) if rest else None,
        total if any(column.name in answer.totals for column in columns) else None,
    )


def broken_down(of: Breakdown, reader: Reader, *, plain: bool = False) -> Table:
    """A smaller table: all its rows, and a total where they come to one."""
    columns = tuple(column for column in of.columns if column.kind != "id")
    leads = of.leads or (lambda row: NOWHERE)
    rows = tuple(_line(row, columns, reader, plain, leads(row)) for row in of.rows)
    if not of.total:
        return Table(columns, rows, None, None)
    total = {**of.total, columns[0].name: reader.language.say(TOTAL)}
    return Table(columns, rows, None, _line(total, columns, reader, plain, leads(of.total)))


def left_over(answer: Answer, shown: Sequence[Row]) -> Row:
    """What the rows that are not shown come to: the total less those that are; nothing when there is nothing left."""
    added = (name for name in answer.report.sums if name in answer.totals)
    rest = {name: answer.totals[name] - sum(row[name] for row in shown) for name in added}
    return {**rest, **answer.report.rates(rest, answer.totals)} if any(rest.values()) else {}


def _line(row: Row, columns: Sequence[Column], reader: Reader, plain: bool, leads: Mapping[str, str] = NOWHERE) -> Line:
    return Line(tuple(_cell(row.get(column.name), column, reader, plain, leads) for column in columns))


def _cell(value: Any, column: Column, reader: Reader, plain: bool, leads: Mapping[str, str]) -> Cell:
    words = text(value, column, reader, plain)
    return Cell(words, column, value, leads.get(column.name, "") if words else "")


def text(value: Any, column: Column, reader: Reader, plain: bool = False) -> str:
    """A value as this reader writes it."""
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, Enum):
        return value
    if column.kind == "amount":
        return _amount(value, reader, plain)
    return _TEXTS.get(column.kind, _words)(value, column, reader)


def _amount(value: Any, reader: Reader, plain: bool) -> str:
    if not value:
        return NOTHING
    return reader.language.number(value, reader.decimals) if plain else reader.money(Decimal(value))


def _words(value: Any, column: Column, reader: Reader) -> str:
    return reader.language.say(str(value.value)) if isinstance(value, Enum) else str(value)


_TEXTS: Final[Mapping[str, Callable[[Any, Column, Reader], str]]] = {
    "int": lambda value, column, reader: reader.language.number(value),
    "share": lambda value, column, reader: reader.language.share(value, column.digits),
    "number": lambda value, column, reader: reader.language.number(value, column.digits),
    "hours": lambda value, column, reader: reader.hours(value, column.digits),
    "day": lambda value, column, reader: reader.language.day(value),
    "moment": lambda value, column, reader: reader.language.moment(value, reader.zone),
}
