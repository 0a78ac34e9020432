"""The rows that were not imported, as they were read, each with the reason: to be mended and sent in again."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from app.core.files.entry import Problem
from app.core.files.mapping import OWN_COLUMNS
from app.core.files.sheet import Row
from app.core.files.writing import write
from app.core.language import Language


def told(problem: Problem, language: Language) -> str:
    """The reason with the column it is about."""
    reason = language.refusal(problem.why)
    return f"{problem.column}: {reason}" if problem.column else reason


class Rejects:
    """Collects refused rows beside memory, and writes them into the file at the end, if there are any."""

    def __init__(self, path: Path | None, columns: tuple[str, ...], language: Language) -> None:
        self.path, self.columns, self.language = path, columns, language
        self.width = len([column for column in columns if column not in OWN_COLUMNS])
        self.kept: TextIO = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by `__exit__`
        self.first: list[str] = []

    def __enter__(self) -> Rejects:
        return self

    def add(self, row: Row, problems: list[Problem]) -> None:
        reasons = "; ".join(told(problem, self.language) for problem in problems)
        if len(self.first) < 10:
            self.first.append(self.language.say("Row {row}: {reasons}", row=row.number, reasons=reasons))
        json.dump([*self._own(row), row.number, reasons], self.kept, default=str)
        self.kept.write("\n")

    def _own(self, row: Row) -> list[Any]:
        """Without what we wrote beside it when it was refused before."""
        kept = [cell for column, cell in zip(self.columns, row.cells, strict=False) if column not in OWN_COLUMNS]
        return (kept + [""] * self.width)[: self.width] if len(kept) < self.width else kept

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, _: TracebackType | None) -> None:
        if self.path and kind is None and self.first:
            with self.path.open("wb") as out:
                write(out, self.path.suffix.lstrip(".").lower(), self._head(), self._rows())
        self.kept.close()

    def _head(self) -> list[str]:
        return [*(column for column in self.columns if column not in OWN_COLUMNS), *OWN_COLUMNS]

    def _rows(self) -> Iterator[list[Any]]:
        self.kept.seek(0)
        return map(json.loads, self.kept)
