"""The first walk over a sheet: how its columns are to be read, and where what belongs together ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any

from app.core.files.dates import DaysOfAColumn, Style, day
from app.core.files.mapping import Mapping, Part
from app.core.files.numbers import Mark, NumbersOfAColumn
from app.core.files.sheet import Row, Sheet
from app.core.files.values import NUMBERS, Reading, text_of

DAYS = frozenset({"day", "moment"})


@dataclass
class Survey:
    """What is known of a file before its first row is imported."""

    rows: int = 0
    days: dict[str, Style] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    """By the key of what belongs together, the number of its last row."""
    winners: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    """By part and key, the number of the row whose word counts: the first, or that of the latest day."""

    def reading(self, column: str, zone: tzinfo) -> Reading:
        return Reading(self.days.get(column, "iso"), self.marks.get(column, "."), zone)


def surveyed(sheet: Sheet, mapping: Mapping) -> Survey:
    found = Survey()
    _learn_styles(sheet, mapping, found)
    if len(mapping.parts) > 1:
        _learn_order(sheet, mapping, found)
    return found


def _learn_styles(sheet: Sheet, mapping: Mapping, found: Survey) -> None:
    days, marks = _looked_at(mapping)
    looks = [(place, days[c].look) for place, c in enumerate(sheet.columns) if c in days]
    looks += [(place, marks[c].look) for place, c in enumerate(sheet.columns) if c in marks]
    for row in sheet.rows():
        found.rows += 1
        for place, look in looks:
            if place < len(row.cells):
                look(row.number, row.cells[place])
    told = {style for each in days.values() for style in each.seen}
    found.days = {c: mapping.days or each.ruled(sheet.name, c, told) for c, each in days.items()}
    shown = {mark for each in marks.values() for mark in each.seen}
    found.marks = {c: mapping.mark or each.ruled(sheet.name, c, shown) for c, each in marks.items()}


def _looked_at(mapping: Mapping) -> tuple[dict[str, DaysOfAColumn], dict[str, NumbersOfAColumn]]:
    days: dict[str, DaysOfAColumn] = {}
    marks: dict[str, NumbersOfAColumn] = {}
    for column, kind in _kinds(mapping):
        if kind in DAYS:
            days.setdefault(column, DaysOfAColumn())
        elif kind in NUMBERS or kind == "int":
            marks.setdefault(column, NumbersOfAColumn())
    return days, marks


def _kinds(mapping: Mapping) -> Iterator[tuple[str, str]]:
    for part in mapping.parts:
        yield from ((c, f.kind) for f, source in part.sources.items() for c in source.columns)
        kinds = {a.name: a.kind for step in part.steps for a in step.verb.arguments}
        yield from ((c, kinds[name]) for step in part.steps for name, c in step.given.items())
        yield from ((c, "day") for c in [part.latest] if c)


def _learn_order(sheet: Sheet, mapping: Mapping, found: Survey) -> None:
    whole = key_place(sheet, next((p for p in mapping.parts if p.noun is mapping.whole), None))
    places = [(part, key_place(sheet, part)) for part in mapping.parts[:-1]]
    first = [(found.winners[p.name], place) for p, place in places if place is not None and not p.latest]
    latest = [(p, place, sheet.columns.index(p.latest)) for p, place in places if place is not None and p.latest]
    best: dict[tuple[str, str], date] = {}
    for row in sheet.rows():
        if whole is not None and whole < len(row.cells):
            found.ends[text_of(row.cells[whole])] = row.number
        for winners, key in first:
            if key < len(row.cells):
                winners.setdefault(text_of(row.cells[key]), row.number)
        for part, key, place in latest:
            _compare(found, best, part, row, key, place)


def _compare(found: Survey, best: dict[Any, date], part: Part, row: Row, key: int, place: int) -> None:
    """The row with the latest day speaks for the record; of several on one day the last."""
    try:
        known, on = text_of(row.cells[key]), day(row.cells[place], found.days[part.latest])
    except (ValueError, IndexError):
        return
    if on >= best.get((part.name, known), on):
        best[part.name, known] = on
        found.winners[part.name][known] = row.number


def key_place(sheet: Sheet, part: Part | None) -> int | None:
    """In which column the key of a part stands."""
    return sheet.columns.index(part.sources[part.key].column) if part is not None and part.key else None


def gathered(sheet: Sheet, place: int | None, ends: dict[str, int]) -> Iterator[list[Row]]:
    """Rows that belong together, as soon as the last of them was read; each row by itself where none do."""
    waiting: dict[str, list[Row]] = {}
    for row in sheet.rows():
        key = text_of(row.cells[place]) if place is not None and place < len(row.cells) else ""
        if not key or not ends:
            yield [row]
        elif row.number >= ends[key]:
            yield [*waiting.pop(key, ()), row]
        else:
            waiting.setdefault(key, []).append(row)
