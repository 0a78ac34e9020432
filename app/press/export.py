"""A report as a file: PDF to read, xlsx and csv to go on calculating with."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import IO, Any, Final

from app.core.errors import INVALID, Refused
from app.core.files.writing import write
from app.core.report import Answer, Column
from app.core.words import N_
from app.press.document import on_paper
from app.press.story import Reader

TYPES: Final = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
UNKNOWN: Final = N_("Reports are written as pdf, xlsx or csv, not as “{ending}”.")


def export(answer: Answer, reader: Reader, ending: str, out: IO[bytes], *, at: datetime) -> None:
    """Every row and column that the reader may see; on paper the largest rows, the rest as one, and the total."""
    if ending not in TYPES:
        raise Refused(INVALID, UNKNOWN, ending=ending)
    if ending == "pdf":
        out.write(on_paper(answer, reader, at=at).pdf)
    else:
        _rows(answer, reader, ending, out)


def file_name(answer: Answer, ending: str) -> str:
    return f"{answer.report.name}-{answer.period.first}-{answer.period.last}.{ending}"


def _rows(answer: Answer, reader: Reader, ending: str, out: IO[bytes]) -> None:
    """Amounts with all their decimals: whoever adds them up comes to the printed total."""
    heads = [reader.language.say(column.label) for column in answer.columns]
    rows = ([_value(row.get(column.name), column, reader) for column in answer.columns] for row in answer.rows)
    money = f"money.{reader.decimals}"
    write(out, ending, heads, rows, [money if column.kind == "amount" else column.kind for column in answer.columns])


def _value(value: Any, column: Column, reader: Reader) -> Any:
    return reader.language.say(str(value.value)) if column.kind == "choice" and isinstance(value, Enum) else value
