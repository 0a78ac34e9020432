"""Rows out of the first sheet of a workbook, with the types its cells have."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from app.core.errors import INVALID, Refused
from app.core.files.csv_sheet import LONG, LONGEST_CELL
from app.core.files.sheet import Cell, Row, named
from app.core.words import N_

UNPACKED = 120_000_000
"""A workbook is read in one piece: what unpacks to more than this is refused before it is opened."""
DAMAGES = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError)
FAULT = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]*? t="e"')


class XlsxSheet:
    """The first sheet of a workbook; of a formula, the value it had when it was saved."""

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, path.name
        self._refuse_bombs()
        head = next(self._lines(), [])
        self.columns = named(head, self.name)

    def rows(self) -> Iterator[Row]:
        lines = enumerate(self._lines(), 1)
        next(lines)
        width = len(self.columns)
        for number, cells in lines:
            if any(cell not in ("", None) for cell in cells):
                self._check(number, cells)
                yield Row(number, cells if any(cells[width:]) else cells[:width])

    def _lines(self) -> Iterator[Sequence[Cell]]:
        try:
            with CalamineWorkbook.from_path(self.path) as book:
                sheet = book.get_sheet_by_index(0)
                yield from sheet.iter_rows()
        except PasswordError:
            raise Refused(INVALID, "{file} is locked with a password.", file=self.name) from None
        except (CalamineError, *DAMAGES):
            raise self._not_a_workbook() from None

    def _check(self, number: int, cells: Sequence[Cell]) -> None:
        for place, cell in enumerate(cells):
            if isinstance(cell, str) and len(cell) > LONGEST_CELL:
                column = self.columns[place] if place < len(self.columns) else str(place + 1)
                raise Refused(INVALID, LONG, file=self.name, row=number, column=column, limit=LONGEST_CELL)

    def _refuse_bombs(self) -> None:
        try:
            with zipfile.ZipFile(self.path) as parts:
                sizes = [part.file_size for part in parts.infolist()]
                self._refuse_faults(parts)
        except DAMAGES:
            raise self._not_a_workbook() from None
        if sum(sizes) > UNPACKED:
            raise Refused(INVALID, "{file} is too large for a workbook; save it as csv.", file=self.name)

    def _refuse_faults(self, parts: zipfile.ZipFile) -> None:
        """A formula that failed (#DIV/0!) reads as an empty cell, which would be believed."""
        name = "xl/worksheets/sheet1.xml"
        if name not in parts.namelist() or parts.getinfo(name).file_size > UNPACKED:
            return
        with parts.open(name) as text:
            tail = b""
            while block := text.read(1 << 20):
                if fault := FAULT.search(tail + block):
                    column, row = (group.decode() for group in fault.groups())
                    raise Refused(INVALID, FAILED, file=self.name, row=row, column=column)
                tail = block[-200:]

    def _not_a_workbook(self) -> Refused:
        return Refused(INVALID, "{file} is not a workbook that can be read.", file=self.name)


FAILED = N_("{file}, row {row}, column {column}: the formula in this cell has failed.")
