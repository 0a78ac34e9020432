"""Rows out of a csv file: any of three delimiters, quoted cells over several lines, and limits that hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from app.core.errors import INVALID, Refused
from app.core.files.encoding import encoding_of, raw
from app.core.files.sheet import Row, named
from app.core.files.writing import unguarded
from app.core.words import N_

DELIMITERS = ",;\t"
LONGEST_CELL = 100_000
LONGEST_ROW = 1_000_000


class CsvSheet:
    """A csv file; what looks like a formula is text like any other."""

    def __init__(self, path: Path, *, encoding: str = "") -> None:
        self.path, self.name = path, path.name
        self.encoding = encoding_of(path, encoding)
        self.delimiter = self._delimiter()
        self.columns: tuple[str, ...] = ()
        self.columns = named(next(self._records(), Row(1, ())).cells, self.name)

    def rows(self) -> Iterator[Row]:
        records = self._records()
        next(records)
        return (row for row in records if any(row.cells))

    def _records(self) -> Iterator[Row]:
        with self._text() as text:
            source = _Lines(text)  # counts records, as a spreadsheet counts rows
            reader = csv.reader(source, delimiter=self.delimiter, strict=True)
            while True:
                source.begin()
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    raise self._broken(source) from None
                if source.suspicious:
                    self._check(source, cells)
                yield Row(source.first, [unguarded(cell) for cell in cells])

    def _text(self) -> TextIO:
        return io.TextIOWrapper(io.BufferedReader(raw(self.path)), self.encoding, newline="")  # type: ignore[type-var]

    def _delimiter(self) -> str:
        with self._text() as text:
            head = text.readline(LONGEST_CELL)
        return max(DELIMITERS, key=_unquoted(head).count)

    def _check(self, source: _Lines, cells: list[str]) -> None:
        for place, cell in enumerate(cells):
            if "\0" in cell:
                raise Refused(INVALID, NUL, file=self.name, row=source.first, column=self._called(place))
            if len(cell) > LONGEST_CELL:
                raise self._too_long(source.first, place)

    def _broken(self, source: _Lines) -> Refused:
        """What the csv reader stumbled over, told with its place."""
        text = "".join(source.record)
        place, open_quote, length = _last_cell(text, self.delimiter)
        if length > LONGEST_CELL:
            return self._too_long(source.first, place)
        message = OPEN if open_quote else WIDE if source.length >= LONGEST_ROW else QUOTE
        return Refused(INVALID, message, file=self.name, row=source.first, column=self._called(place))

    def _too_long(self, row: int, place: int) -> Refused:
        column = self._called(place)
        return Refused(INVALID, LONG, file=self.name, row=row, column=column, limit=LONGEST_CELL)

    def _called(self, place: int) -> str:
        return self.columns[place] if place < len(self.columns) else str(place + 1)


NUL = N_("{file}, row {row}, column {column}: there is a zero byte; this is not a text file.")
LONG = N_("{file}, row {row}, column {column}: more than {limit} characters in one cell.")
OPEN = N_("{file}, row {row}, column {column}: a quotation mark is opened and never closed.")
WIDE = N_("{file}, row {row}, column {column}: the row is too long; is a line break missing?")
QUOTE = N_("{file}, row {row}, column {column}: there is text after a closing quotation mark.")


class _Lines:
    """Lines of a bounded length; keeps those of the record that is being read."""

    def __init__(self, text: TextIO) -> None:
        self.text, self.first = text, -1
        self.begin()

    def begin(self) -> None:
        self.record: list[str] = []
        self.length, self.first, self.suspicious = 0, self.first + 1, False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.text.readline(LONGEST_ROW)
        if not line:
            raise StopIteration
        self.record.append(line)
        self.length += len(line)
        self.suspicious = self.suspicious or "\0" in line or self.length > LONGEST_CELL
        if self.length >= LONGEST_ROW:
            raise csv.Error
        return line


def _unquoted(line: str) -> str:
    return "".join(line.split('"')[::2])


def _last_cell(text: str, delimiter: str) -> tuple[int, bool, int]:
    """Where the reading of a record ended: which cell, whether inside quotes, how long the longest cell became."""
    place = length = longest = at = 0
    quoted = False
    for letter in text:
        quoted ^= letter == '"'
        if letter == delimiter and not quoted:
            place, length = place + 1, 0
        else:
            length += 1
        if length > longest:
            longest, at = length, place
    return (at, quoted, longest) if longest > LONGEST_CELL else (place, quoted, longest)
