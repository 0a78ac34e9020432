"""Sheets as they come: four encodings, three delimiters, and every way of being broken told with its place."""

from __future__ import annotations

import io
import lzma
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import Refused
from app.core.files import xlsx_sheet
from app.core.files.sheet import Cell, opened
from app.core.files.writing import guarded, unguarded, write

Kept = Callable[[str, bytes], Path]


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    def keep(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return keep


def cells(path: Path) -> list[list[Cell]]:
    return [list(row.cells) for row in opened(path).rows()]


def refused(path: Path) -> str:
    with pytest.raises(Refused) as why:
        list(opened(path).rows())
    return str(why.value)


SPANISH = "nombre;ciudad\nPeña;Ávila\nMuñoz;Málaga\n"
CHINESE = "姓名;城市\n李伟;上海\n王芳;广州贸易有限公司\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SPANISH, "utf-8"),
        (SPANISH, "utf-8-sig"),
        (SPANISH, "cp1252"),
        (SPANISH, "utf-16"),
        (CHINESE, "utf-8"),
        (CHINESE, "gb18030"),
    ],
)
def test_letters_are_read_as_they_were_written(kept: Kept, text: str, encoding: str) -> None:
    sheet = opened(kept("people.csv", text.encode(encoding)))
    head, *rows = (line.split(";") for line in text.splitlines())
    assert (list(sheet.columns), [list(row.cells) for row in sheet.rows()]) == (head, rows)


def test_one_broken_letter_does_not_make_all_the_others_guesses(kept: Kept) -> None:
    broken = ("name\n" + "Peña\n" * 30).encode() + b"\xe9\n"
    assert refused(kept("people.csv", broken)) == "people.csv, row 32: a letter is broken; the rest is UTF-8."


def test_letters_that_could_be_anything_are_refused(kept: Kept) -> None:
    assert "save it as UTF-8" in refused(kept("people.csv", b"name\n\xff\xff\x81\x20\n"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_three_delimiters(kept: Kept, delimiter: str) -> None:
    content = f'name{delimiter}note\nAcme{delimiter}"a{delimiter} ""b"", c;d\ne"\n'.encode()
    assert cells(kept("notes.csv", content)) == [["Acme", f'a{delimiter} "b", c;d\ne']]


def test_rows_have_the_numbers_that_a_spreadsheet_shows(kept: Kept) -> None:
    sheet = opened(kept("notes.csv", b'name,note\nA,"two\nlines"\n\nB,x\n'))
    assert [row.number for row in sheet.rows()] == [2, 4]


def test_a_formula_is_text(kept: Kept) -> None:
    assert cells(kept("formulas.csv", b'name,note\n=1+1,"@SUM(A1)"\n')) == [["=1+1", "@SUM(A1)"]]


TOO_LONG = "x.csv, row 2, column name: more than 100000 characters in one cell."
TOO_WIDE = "x.csv, row 2, column 500001: the row is too long; is a line break missing?"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "x.csv is empty."),
        (b"name,name\n", "x.csv, row 1: two columns are called name."),
        (b"name,,city\n", "x.csv, row 1: column 2 has no name."),
        (b"name,city\nA,b\0c\n", "x.csv, row 2, column city: there is a zero byte; this is not a text file."),
        (b'name,city\nA,"B\nC\n', "x.csv, row 2, column city: a quotation mark is opened and never closed."),
        (b'name,city\nA,"B"x\n', "x.csv, row 2, column city: there is text after a closing quotation mark."),
        (b"name,city\nA," + b"x" * 10_000_000, "x.csv, row 2, column city: more than 100000 characters in one cell."),
        (b'name,city\n"' + b"x\n" * 5_000_000 + b'",B\n', TOO_LONG),
        (b"name,city\n" + b"a," * 600_000, TOO_WIDE),
        (b"PK\x03\x04rest", "x.csv is not what its ending says: it is xlsx."),
        (b"%PDF-1.7", "x.csv is not what its ending says: it is pdf."),
    ],
    ids=["empty", "twice", "nameless", "zero", "open", "after", "cell", "lines", "row", "xlsx", "pdf"],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(kept: Kept, content: bytes, reason: str) -> None:
    assert refused(kept("x.csv", content)) == reason


def test_other_files_are_refused(kept: Kept, tmp_path: Path) -> None:
    assert refused(kept("x.xlsx", b"name,city\n")) == "x.xlsx is not what its ending says: it is text."
    assert refused(kept("x.xlsx", b"PK\x03\x04rest")) == "x.xlsx is not a workbook that can be read."
    assert refused(kept("x.doc", b"name")) == "x.doc: files end in .csv or .xlsx."
    assert refused(tmp_path / "none.csv") == "There is no file none.csv."


def test_damaged_files_are_told(kept: Kept) -> None:
    packed = lzma.compress(b"name\nAcme\n" * 1000)
    assert refused(kept("x.csv.xz", packed[: len(packed) // 2])) == "x.csv.xz is damaged and cannot be unpacked."
    assert refused(kept("x.csv", "name\nñ\n".encode("utf-16")[:-1])) == "x.csv is not written in utf-16."
    with pytest.raises(Refused, match="is not written in klingon"):
        opened(kept("x.csv", b"name\n"), encoding="klingon")


@settings(max_examples=200)
@given(st.binary(max_size=80), st.sampled_from(["x.csv", "x.xlsx", "x.csv.xz"]))
def test_whatever_comes_is_read_or_refused(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as directory, suppress(Refused):
        path = Path(directory) / name
        path.write_bytes(content)
        list(opened(path).rows())


def test_a_packed_file_is_unpacked_on_the_way(kept: Kept) -> None:
    assert cells(kept("people.csv.xz", lzma.compress(b"name\nAcme\n"))) == [["Acme"]]


def book(write_into: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        write_into(made)
    return out.getvalue()


def test_cells_of_a_workbook_have_their_types(kept: Kept) -> None:
    def fill(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["number", "day", "yes", "text", "formula"])
        sheet.write_row(1, 0, [41.9136])
        sheet.write_datetime(1, 1, date(2026, 11, 21), made.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_boolean(1, 2, True)
        sheet.write_string(1, 3, "=1+1")
        sheet.write_formula(1, 4, "=1+1", None, 2)

    assert cells(kept("x.xlsx", book(fill))) == [[41.9136, date(2026, 11, 21), True, "=1+1", 2.0]]


def test_a_formula_that_failed_is_not_taken_for_an_empty_cell(kept: Kept) -> None:
    def fill(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")

    assert refused(kept("x.xlsx", book(fill))) == "x.xlsx, row 2, column B: the formula in this cell has failed."


def test_a_workbook_that_unpacks_to_very_much_is_not_opened(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_sheet, "UNPACKED", 1_000_000)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)
    assert refused(kept("x.xlsx", bomb.getvalue())) == "x.xlsx is too large for a workbook; save it as csv."


ROWS = [["Acme", "=1+1", "-2+3", "@x", "+1 610 555 0142", "'quoted", "two\nlines", 'say "no"; no, no']]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_written_comes_back(kept: Kept, ending: str) -> None:
    out = io.BytesIO()
    columns = [f"c{place}" for place in range(len(ROWS[0]))]
    write(out, ending, columns, ROWS)
    assert cells(kept(f"x.{ending}", out.getvalue())) == ROWS


def test_a_spreadsheet_finds_no_formula_in_what_we_write() -> None:
    out = io.BytesIO()
    write(out, "csv", ["a", "b", "c"], [["=cmd|' /C calc'!A0", Decimal("-2.5"), "+1 610 555 0142"]])
    assert out.getvalue().decode("utf-8-sig").splitlines()[1] == "'=cmd|' /C calc'!A0,-2.5,+1 610 555 0142"


@given(st.text(max_size=30))
def test_guarding_can_always_be_taken_back(text: str) -> None:
    assert unguarded(guarded(text)) == text or not guarded(text).startswith("'")
