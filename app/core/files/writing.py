"""Rows into a csv file or a workbook, written as they come; no cell is ever taken for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import IO, Any

from app.core.errors import INVALID, Refused

LIKE_A_FORMULA = re.compile(r"'*[=+\-@\t\r]")
HARMLESS = re.compile(r"\+[\d ()-]{6,20}|[+-]?[\d.,]+")  # a phone number, a number
FORMATS = {"day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "share": "0.0%", "money": "#,##0.00", "rate": "0.00%"}
WIDTHS = {"line": 28, "text": 40, "email": 28, "noun": 28, "choice": 18, "int": 8, "moment": 18, "money": 14}
LONGEST_CELL = 32_767
"""What a workbook can hold in one cell."""
SHEET_ROWS = 1_048_576
LONGEST_TITLE = 31
"""What a workbook can hold in the name of a sheet, which has none of these: `[ ] : * ? / \\`, nor quotes around it."""


@dataclass(frozen=True)
class Leaf:
    """One table of a file; `kinds` are those of the columns, for the formats of a workbook."""

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]
    kinds: Sequence[str] = ()


def guarded(text: str) -> str:
    """A text that a spreadsheet would run gets an apostrophe in front, as one types it there by hand."""
    return "'" + text if LIKE_A_FORMULA.match(text) and not HARMLESS.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return text[1:] if text[:1] == "'" and LIKE_A_FORMULA.match(text) else text


def write(
    out: IO[bytes], ending: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], kinds: Sequence[str] = ()
) -> None:
    """A table as `csv` or `xlsx`; `kinds` are those of the columns, for the formats of a workbook."""
    write_all(out, ending, [Leaf("", columns, rows, kinds)])


def write_all(out: IO[bytes], ending: str, leaves: Sequence[Leaf]) -> None:
    """Tables as sheets of a workbook; csv holds the first."""
    if ending not in ("csv", "xlsx"):
        raise Refused(INVALID, "Files are written as csv or xlsx, not as {ending}.", ending=ending)
    if ending == "csv":
        _csv(out, leaves[0].columns, leaves[0].rows)
    else:
        _xlsx(out, leaves)


def _csv(out: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    text = io.TextIOWrapper(out, "utf-8-sig", newline="")  # the mark lets spreadsheets read accents and Chinese
    writer = csv.writer(text)
    writer.writerow(map(guarded, columns))
    writer.writerows(map(plain, rows))
    text.flush()
    text.detach()


def plain(row: Sequence[Any]) -> list[str]:
    return [_plain(value) for value in row]


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, Decimal):
        return format(value, "f")
    return guarded(value) if isinstance(value, str) else _number(value)


def _number(value: Any) -> str:
    return format(value, ".15g") if isinstance(value, float) else str(value)


def _xlsx(out: IO[bytes], leaves: Sequence[Leaf]) -> None:
    import xlsxwriter  # brings 12 MB that only such a file needs

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, {**options, "default_date_format": FORMATS["day"]}) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        titles: list[str] = []
        for leaf in leaves:
            titles.append(_title(leaf.title, titles))
            _sheet(book, book.add_worksheet(titles[-1] or None), leaf, head)


def _title(title: str, taken: Sequence[str]) -> str:
    """What a sheet may be called: once, and only so."""
    name = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip(" '")[:LONGEST_TITLE].rstrip(" '")
    if name.lower() not in {each.lower() for each in taken}:
        return name
    return f"{name[: LONGEST_TITLE - 4].rstrip()} {len(taken) + 1}"


def _sheet(book: Any, sheet: Any, leaf: Leaf, head: Any) -> None:
    formats = [book.add_format({"num_format": form}) if (form := _form(kind)) else None for kind in leaf.kinds]
    formats += [None] * (len(leaf.columns) - len(formats))
    _lay_out(sheet, leaf.columns, leaf.kinds, head)
    for place, row in enumerate(leaf.rows, 1):
        if place >= SHEET_ROWS:
            raise Refused(INVALID, "A workbook holds {rows} rows; ask for csv.", rows=SHEET_ROWS)
        for column, value in enumerate(row):
            _cell(sheet, place, column, value, formats[column] if column < len(formats) else None)


def _form(kind: str) -> str:
    """How a workbook writes values of a kind; `money.3` is money with three decimals."""
    plain, _, decimals = kind.partition(".")
    if not decimals:
        return FORMATS.get(plain, "")
    form = "." + "0" * int(decimals) if decimals != "0" else ""
    return f"0{form}%" if plain == "share" else f"#,##0{form}"


def _lay_out(sheet: Any, columns: Sequence[str], kinds: Sequence[str], head: Any) -> None:
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        least = WIDTHS.get(kinds[place].partition(".")[0], 12) if place < len(kinds) else 12
        sheet.set_column(place, place, min(40, max(least, len(column) + 2)))
        sheet.write_string(0, place, column, head)


def _cell(sheet: Any, row: int, column: int, value: Any, format_: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, format_)
    elif isinstance(value, Decimal | int | float):
        sheet.write_number(row, column, value, format_)
    elif isinstance(value, date) and value.year >= 1900:
        sheet.write_datetime(row, column, _naive(value), format_)
    else:
        text = str(value.value) if isinstance(value, Enum) else str(value)
        sheet.write_string(row, column, text[:LONGEST_CELL], format_)


def _naive(value: date) -> date:
    """A workbook knows no zones: moments are in UTC there."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value
