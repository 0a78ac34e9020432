"""A list on paper, however long: numbered, found again by contents and bookmarks, and with no row lost between pages."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pypdf
import pytest

from app.core.language import language
from app.press import book, long_list
from app.press.extract import Column, Extract, written
from app.press.sheets import SHEETS, Head, Run, laid_out, unnumbered
from app.press.story import Reader
from tests.press.reading import fonts_are_ours_and_inside, is_tagged, leads, marks

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
COLUMNS = [
    Column(name.title(), kind, name, str) for name, kind in (("name", "line"), ("city", "line"), ("sum", "money"))
]


def extract(count: int, code: str = "en", paper: str = "A4", **more: Any) -> Extract:
    rows = [
        SimpleNamespace(name=f"Firm {n:05}", city="上海" if n % 2 else "Ávila", sum=f"−{n:,}") for n in range(count)
    ]
    reader = Reader(language(code), name="Eva", paper=paper)
    return Extract("Customers", COLUMNS, count, lambda: iter([rows]), reader, [("Filter", "City is Grid")], **more)


def read(count: int, *args: Any, **more: Any) -> pypdf.PdfReader:
    out = io.BytesIO()
    assert written(extract(count, *args, **more), "pdf", out, at=AT) == count
    return pypdf.PdfReader(out)


@pytest.fixture(params=["tagged", "plain"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With tags, as papers of up to forty pages have them, or without."""
    monkeypatch.setattr(book, "TAGGED", 40 if request.param == "tagged" else 0)
    monkeypatch.setattr(long_list, "LONG", 3)
    monkeypatch.setattr(book, "CHUNK", 3)
    return str(request.param)


def names(paper: pypdf.PdfReader, begin: int = 0) -> list[str]:
    return [name for page in paper.pages[begin:] for name in re.findall(r"Firm \d{5}", page.extract_text())]


def test_a_long_one_is_found_by_contents_and_bookmarks(way: str) -> None:
    paper = read(150)
    assert len(paper.pages) == 5
    known = {name: page for name, page in marks(paper).items() if name.startswith("Firm")}
    assert known == {f"Firm {n * 42:05}": n + 2 for n in range(4)}
    assert leads(paper) == list(range(2, 6))
    first = paper.pages[0].extract_text()
    assert "Contents" in first
    assert "City is Grid" in first
    assert [f"{n:05}" in first for n in (0, 42, 126)] == [True] * 3
    assert is_tagged(paper) == (way == "tagged")


def test_every_row_stands_on_it_once_and_every_page_says_its_number(way: str) -> None:
    paper = read(150)
    assert names(paper, 1) == [f"Firm {n:05}" for n in range(150)]
    said = [page.extract_text() for page in paper.pages]
    assert all(f"Page {n} of 5" in text for n, text in enumerate(said, 1))
    assert all(["City" in text, "Customers" in text] == [True, True] for text in said[1:])


@pytest.mark.usefixtures("way")
def test_all_fonts_are_ours_and_inside() -> None:
    assert fonts_are_ours_and_inside(read(150))


@pytest.mark.parametrize(("code", "said"), [("es", "Página 5 de 5"), ("zh", "第5页，共5页")])
def test_its_numbers_are_written_as_the_reader_writes(way: str, code: str, said: str) -> None:
    text = read(150, code).pages[-1].extract_text()
    assert said in re.sub(r"(?<=[^\w])\s|\s(?=[^\w])", "", text) or said in text
    assert "上海" in text


def test_a_short_one_has_neither_contents_nor_bookmarks_of_pages() -> None:
    paper = read(29 + 42)
    assert len(paper.pages) == 2
    assert "Contents" not in paper.pages[0].extract_text()
    assert names(paper)[0] == "Firm 00000"


@pytest.mark.parametrize("size", ["A4", "Letter"])
@pytest.mark.parametrize("code", ["en", "zh"])
def test_as_many_rows_fit_as_are_put_on_a_page(size: str, code: str) -> None:
    upright, _ = SHEETS[size]
    paper = read(upright.first + upright.other, code, size)
    assert [len(names(paper, n)) for n in (0, 1)] == [upright.first + upright.other, upright.other]
    assert len(paper.pages) == 2
    assert float(paper.pages[0].mediabox.width) == pytest.approx(595 if size == "A4" else 612, abs=1)


def test_a_wide_one_lies_across_on_pages_that_are_filled_as_well() -> None:
    wide = [Column("A head of some length", "money", "sum", str)] * 8
    made = extract(14 + 26)
    out = io.BytesIO()
    written(Extract("Customers", wide, made.count, made.chunks, made.reader), "pdf", out, at=AT)
    paper = pypdf.PdfReader(out)
    assert len(paper.pages) == 2
    assert float(paper.pages[0].mediabox.width) > 800


def test_a_number_is_never_cut() -> None:
    layout = laid_out([Head("Name"), Head("Sum", is_right=True)], [["x" * 400, "1"], ["x", "999,999,999,999.00"]])
    assert layout.line(["x" * 400, "999,999,999,999.00"])[1] == "999,999,999,999.00"
    assert layout.line(["x" * 400, "1"])[0].endswith("…")


def test_more_rows_than_were_counted_are_printed_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "TAGGED", 0)
    monkeypatch.setattr(long_list, "LONG", 1)
    many = extract(150)
    out = io.BytesIO()
    written(Extract("Customers", COLUMNS, 90, many.chunks, many.reader), "pdf", out, at=AT)
    assert len(names(pypdf.PdfReader(out), 1)) == 150


def test_a_minus_is_seen() -> None:
    page = long_list._Paper(extract(1), laid_out([Head("Sum", is_right=True)], [["−1"]]), AT)
    assert 'class="n minus"' in page.html(list(Run(page.layout, 1, 29, unnumbered).sheets([["−1"]], 1)))
