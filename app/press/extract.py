"""The rows of a list as a file: csv and xlsx to go on working with, PDF to read; written as they are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import IO, Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.core.errors import INVALID, Refused
from app.core.files.writing import SHEET_ROWS, write
from app.core.words import N_
from app.press.story import Reader

ENDINGS: Final = ("xlsx", "csv", "pdf")
AMOUNTS: Final = ("money", "amount")
UNKNOWN: Final = N_("Lists are written as xlsx, csv or pdf, not as “{ending}”.")
TOO_MANY: Final = N_("A workbook holds {rows} rows; ask for csv.")
RIGHT: Final = {"money", "amount", "rate", "int", "quantity", "day", "moment"}
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Column:
    """A column of a list: its head, where its value is, and how the reader writes it."""

    label: str
    kind: str
    name: str
    text: Callable[[Any], str]
    decimals: int = 2
    """Of amounts, as the company shows them."""

    @property
    def is_right(self) -> bool:
        return self.kind in RIGHT


@dataclass(frozen=True)
class Extract:
    """What is to be written: the rows that somebody asked for and may see, a chunk at a time."""

    title: str
    columns: Sequence[Column]
    count: int
    chunks: Callable[[], Iterator[Sequence[Any]]]
    reader: Reader
    facts: Sequence[tuple[str, str]] = ()
    progress: Progress = field(default=lambda done, of: None)

    def records(self) -> Iterator[Any]:
        done = 0
        for chunk in self.chunks():
            yield from chunk
            done += len(chunk)
            self.progress(done, max(done, self.count))


Reading = Callable[[Session, Mapping[str, Any]], Extract]
_reading: list[Reading] = []


def extracts(read: Reading) -> Reading:
    """Registers how a wish that a job remembers becomes an extract: lists are read at the screens."""
    _reading[:] = [read]
    return read


def extract_of(session: Session, given: Mapping[str, Any]) -> Extract:
    """The extract that was asked for, as far as the session's viewer may have it."""
    return _reading[0](session, given)


def written(extract: Extract, ending: str, out: IO[bytes], *, at: datetime) -> int:
    """Write the file, and say how many rows are in it."""
    refuse_ending(ending, extract.count)
    counted = _Counted(extract.records())
    if ending == "pdf":
        from app.press.long_list import bound

        bound(extract, counted, out, at=at)
    else:
        _sheet(extract, counted, ending, out)
    return counted.rows


def refuse_ending(ending: str, rows: int) -> None:
    """What cannot be written is refused before anybody waits for it."""
    if ending not in ENDINGS:
        raise Refused(INVALID, UNKNOWN, "ending", ending=ending)
    if ending == "xlsx" and rows >= SHEET_ROWS:
        raise Refused(INVALID, TOO_MANY, "ending", rows=SHEET_ROWS - 1)


def file_name(title: str, at: datetime, ending: str) -> str:
    """The list and the moment, for a directory with many of them."""
    plain = "-".join(re.findall(r"\w+", title.lower())) or "list"
    return f"{plain}-{at:%Y-%m-%d-%H%M}.{ending}"


def noted(name: str, given: Mapping[str, Any], extract: Extract) -> dict[str, Any]:
    """What is written down of it."""
    filters = "; ".join(f"{label} {words}" for label, words in extract.facts)
    columns = ", ".join(column.name for column in extract.columns)
    return {"file": name[:200], "noun": given["noun"], "filters": filters, "columns": columns}


@dataclass
class _Counted:
    records: Iterable[Any]
    rows: int = 0

    def __iter__(self) -> Iterator[Any]:
        for record in self.records:
            self.rows += 1
            yield record


def _sheet(extract: Extract, records: Iterable[Any], ending: str, out: IO[bytes]) -> None:
    heads = [column.label for column in extract.columns]
    kinds = [f"money.{column.decimals}" if column.kind in AMOUNTS else column.kind for column in extract.columns]
    cells = [(column.name, _typed(column, ending, extract.reader)) for column in extract.columns]
    rows = ([cell(getattr(record, name)) for name, cell in cells] for record in records)
    write(out, ending, heads, rows, kinds)


def _typed(column: Column, ending: str, reader: Reader) -> Callable[[Any], Any]:
    """Numbers and days stay what they are, in the reader's zone; all else is written as the reader writes it."""
    if column.kind == "moment":
        zone = ZoneInfo(reader.zone)
        return lambda value: None if value is None else value.astimezone(zone).replace(tzinfo=None, microsecond=0)
    if column.kind in ("choice", "noun") or (column.kind == "bool" and ending == "csv"):
        return column.text
    return _same


def _same(value: Any) -> Any:
    return value if isinstance(value, str | int | Decimal) or not isinstance(value, Enum) else str(value.value)
