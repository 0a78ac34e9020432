"""A sheet: named columns and numbered rows, whatever kind of file they stand in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple, Protocol

from app.core.errors import INVALID, Refused
from app.core.words import N_

Cell = str | int | float | bool | date | datetime | time | timedelta | None

SIGNATURES = {b"PK\x03\x04": "xlsx", b"\xd0\xcf\x11\xe0": "xls", b"%PDF": "pdf", b"\xfd7zXZ": "xz", b"\x1f\x8b": "gz"}
ENDINGS = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".xz": "xz"}


class Row(NamedTuple):
    """One row as it was read; `number` is what a spreadsheet shows beside it."""

    number: int
    cells: Sequence[Cell]


class Sheet(Protocol):
    """Rows can be walked more than once, and are never all in memory."""

    @property
    def name(self) -> str: ...

    @property
    def columns(self) -> tuple[str, ...]: ...

    def rows(self) -> Iterator[Row]: ...


@dataclass(frozen=True)
class Changed:
    """A sheet whose rows are changed on the way."""

    sheet: Sheet
    change: Callable[[Row], Row]

    @property
    def name(self) -> str:
        return self.sheet.name

    @property
    def columns(self) -> tuple[str, ...]:
        return self.sheet.columns

    def rows(self) -> Iterator[Row]:
        return map(self.change, self.sheet.rows())


def opened(path: Path, *, encoding: str = "") -> Sheet:
    """The sheet in a file, told by its ending; a file that is something else is refused, not guessed."""
    from app.core.files.csv_sheet import CsvSheet
    from app.core.files.xlsx_sheet import XlsxSheet

    return XlsxSheet(path) if _kind(path) == "xlsx" else CsvSheet(path, encoding=encoding)


def _kind(path: Path) -> str:
    said, head = ENDINGS.get(path.suffix.lower(), ""), _head(path)
    real = next((kind for signature, kind in SIGNATURES.items() if head.startswith(signature)), "csv")
    if not said:
        raise Refused(INVALID, "{file}: files end in .csv or .xlsx.", file=path.name)
    if not head:
        raise Refused(INVALID, "{file} is empty.", file=path.name)
    if said != real:
        message = N_("{file} is not what its ending says: it is {real}.")
        raise Refused(INVALID, message, file=path.name, real="text" if real == "csv" else real)
    return said


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(8)
    except FileNotFoundError:
        raise Refused(INVALID, "There is no file {file}.", file=path.name) from None
    except OSError as why:
        raise Refused(INVALID, "{file} cannot be read: {why}.", file=path.name, why=why.strerror) from None


def named(columns: Sequence[Cell], file: str) -> tuple[str, ...]:
    """The head of a sheet: every column has a name, and no two the same."""
    names = tuple(str(column or "").strip() for column in columns)
    while names and not names[-1]:
        names = names[:-1]
    if not names:
        raise Refused(INVALID, "{file} has no row of column names.", file=file)
    for place, name in enumerate(names, 1):
        if not name:
            raise Refused(INVALID, "{file}, row 1: column {place} has no name.", file=file, place=place)
        if name in names[: place - 1]:
            raise Refused(INVALID, "{file}, row 1: two columns are called {column}.", file=file, column=name)
    return names
