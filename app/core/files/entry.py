"""A row, read: for each noun in it the values of its fields, or the reasons why it cannot be imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo
from decimal import Decimal
from typing import Any, NamedTuple

from app.core.errors import INVALID, Refused
from app.core.files import numbers
from app.core.files.mapping import Mapping, Part, Source
from app.core.files.sheet import Cell, Row, Sheet
from app.core.files.survey import Survey
from app.core.files.values import UNSAID, Reading, is_empty, text_of, value_of
from app.core.files.verbs import Taking, takings
from app.core.shape import Field
from app.core.words import N_

Read = Callable[[Row], Any]
MEMORY = 5_000
HALF = N_("This row has {cells} cells; there are {columns} columns.")


class Link(NamedTuple):
    """Another record, as a sheet knows it."""

    target: type[Any]
    text: str
    by: str = ""
    topic: str = ""


class Problem(NamedTuple):
    """Why a row was not imported, and the column that it is about."""

    column: str
    why: Refused


@dataclass(slots=True)
class Entry:
    """What one row says."""

    row: Row
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: dict[str, Any] = field(default_factory=dict)
    steps: list[Taking] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def fail(self, why: Refused, column: str = "") -> None:
        told = [(problem.column, problem.why.message) for problem in self.problems]
        if (column, why.message) not in told:
            self.problems.append(Problem(column, why))


class Reader:
    """Reads rows of one sheet under one mapping."""

    def __init__(self, sheet: Sheet, mapping: Mapping, survey: Survey, zone: tzinfo) -> None:
        self.width = len(sheet.columns)
        self.parts = [(part, self._columns(sheet, part, survey, zone)) for part in mapping.parts]
        self.steps = takings(sheet, mapping, survey, zone)

    def _columns(self, sheet: Sheet, part: Part, survey: Survey, zone: tzinfo) -> list[tuple[Field, str, Read]]:
        place = {column: number for number, column in enumerate(sheet.columns)}
        return [(f, source.column, reading(f, source, place, survey, zone)) for f, source in part.sources.items()]

    def read(self, row: Row) -> Entry:
        entry = Entry(row)
        if len(row.cells) != self.width and (len(row.cells) < self.width or any(row.cells[self.width :])):
            entry.fail(Refused(INVALID, HALF, cells=len(row.cells), columns=self.width))
            return entry
        for part, columns in self.parts:
            values = entry.values[part.name] = self._values(entry, columns)
            if part.key:
                entry.keys[part.name] = values.get(part.key.name)
        try:
            entry.steps = [taking for step in self.steps if (taking := step(row))]
        except Refused as why:
            entry.fail(why, why.field or "")
        return entry

    def column_of(self, name: str | None) -> str:
        """The column that a field came from, for what was refused later."""
        known = (c for _, columns in self.parts[::-1] for f, c, _ in columns if f.name == name)
        return next(known, "")

    def _values(self, entry: Entry, columns: list[tuple[Field, str, Read]]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for f, column, read in columns:
            try:
                value = read(entry.row)
            except Refused as why:
                entry.fail(why, column)
                continue
            if value is not UNSAID:
                values[f.name] = value
        return values


def reading(f: Field, source: Source, place: dict[str, int], survey: Survey, zone: tzinfo) -> Read:
    """How the value of one field comes out of a row."""
    if source.constant is not None and f.target is not None:
        always = Link(f.target, str(source.constant), source.by, f.topic)
        return lambda row: always
    if source.constant is not None:
        constant = value_of(f, source.constant, survey.reading("", zone))
        return lambda row: constant
    if f.target is not None:
        return _link(f, f.target, source, place[source.column])
    if source.is_reckoned:
        return _reckoned(f, source, place, survey, zone)
    return _cell(f, place[source.column], survey.reading(source.column, zone))


def _cell(f: Field, at: int, how: Reading) -> Read:
    seen: dict[Cell, Any] = {}

    def read(row: Row) -> Any:
        """What was read once is known: days, choices and names repeat."""
        cell = row.cells[at]
        if cell not in seen:
            if len(seen) > MEMORY:
                seen.clear()
            seen[cell] = value_of(f, cell, how)
        return seen[cell]

    return read


def _link(f: Field, target: type[Any], source: Source, at: int) -> Read:
    def read(row: Row) -> Any:
        cell = row.cells[at]
        if not is_empty(cell):
            return Link(target, text_of(cell), source.by, f.topic)
        if f.required:
            raise Refused(INVALID, "This is needed.", f.name)
        return None if f.optional else UNSAID

    return read


def _reckoned(f: Field, source: Source, place: dict[str, int], survey: Survey, zone: tzinfo) -> Read:
    """A value that no column has and several make: what is left, what one unit is, what it was before a discount."""

    divisors = ", ".join(filter(None, (source.per, source.discount)))

    def number(row: Row, column: str) -> Decimal:
        cell = row.cells[place[column]]
        try:
            return numbers.number(cell, survey.reading(column, zone).mark)
        except (ValueError, ArithmeticError):
            raise Refused(INVALID, "{text} is not a number.", f.name, text=text_of(cell)[:60]) from None

    def read(row: Row) -> Any:
        value = number(row, source.column)
        value -= number(row, source.less) if source.less else 0
        divisor = number(row, source.per) if source.per else Decimal(1)
        divisor *= 1 - number(row, source.discount) if source.discount else 1
        if not divisor:
            raise Refused(INVALID, "This cannot be divided by {columns}.", f.name, columns=divisors)
        return value_of(f, str(round(value / divisor, f.digits or 0)), survey.reading("", zone))

    return read
