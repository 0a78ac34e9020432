"""A report as a file: PDF to read, xlsx and csv to go on calculating with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import IO, Any, Final
from zoneinfo import ZoneInfo

from app.core.errors import INVALID, Refused
from app.core.files.writing import Leaf, write_all
from app.core.report import Answer, Column, Row
from app.core.words import N_
from app.press.book import Progress
from app.press.long_report import bound
from app.press.story import Reader

TYPES: Final = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
UNKNOWN: Final = N_("Reports are written as pdf, xlsx or csv, not as “{ending}”.")
NO_SECTION: Final = N_("This report has no section “{given}”.")


def export(
    answer: Answer, reader: Reader, ending: str, out: IO[bytes], *, at: datetime,
    section: str = "", every: bool = False, progress: Progress = lambda done, of: None,
) -> None:  # fmt: skip
    """Every row and column that the reader may see; on paper the largest rows, the rest as one, and the total, with
    `every` row behind them if asked.

    A workbook has a sheet for each section too; csv is one table: that of the rows, or of the `section`.
    """
    if ending not in TYPES:
        raise Refused(INVALID, UNKNOWN, ending=ending)
    if ending == "pdf":
        bound(answer, reader, out, at=at, every=every, progress=progress)
    else:
        write_all(out, ending, [_leaf(answer, reader, section)] if section else _leaves(answer, reader))


def file_name(answer: Answer, ending: str, section: str = "") -> str:
    """Of letters, digits and hyphens only, whatever was asked."""
    name = "-".join(filter(None, (answer.report.name, section)))
    return f"{name.replace('_', '-')}-{answer.period.first}-{answer.period.last}.{ending}"


def _leaves(answer: Answer, reader: Reader) -> list[Leaf]:
    first = _table(answer.report.title, answer.columns, answer.rows, reader)
    return [first, *(_leaf(answer, reader, each.name) for each in answer.sections)]


def _leaf(answer: Answer, reader: Reader, name: str) -> Leaf:
    found = next((each for each in answer.sections if each.name == name), None)
    if found is None:
        raise Refused(INVALID, NO_SECTION, "section", given=name[:40])
    return _table(found.title, found.columns, answer.section(name), reader)


def _table(title: str, columns: Sequence[Column], rows: Sequence[Row], reader: Reader) -> Leaf:
    """Amounts with all their decimals: whoever adds them up comes to the printed total."""
    say = reader.language.say
    values = ([_value(row.get(column.name), column, reader) for column in columns] for row in rows)
    return Leaf(say(title), [say(each.label) for each in columns], values, [_kind(each, reader) for each in columns])


def _kind(column: Column, reader: Reader) -> str:
    """How a workbook writes it, with its decimals."""
    if column.kind == "amount":
        return f"money.{reader.decimals}"
    return f"{column.kind}.{column.digits}" if column.kind in ("share", "number", "hours") else column.kind


def _value(value: Any, column: Column, reader: Reader) -> Any:
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(ZoneInfo(reader.zone)).replace(tzinfo=None)
    return reader.language.say(str(value.value)) if column.kind == "choice" and isinstance(value, Enum) else value
