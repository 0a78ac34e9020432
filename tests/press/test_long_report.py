"""A report on paper: short as it is told, or with all its rows; numbered, with contents, bookmarks and links."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest

from app.core.language import language
from app.press import book, long_report
from app.press.story import Reader
from tests.press.ledger import ledger
from tests.press.reading import fonts_are_ours_and_inside, is_tagged, leads, marks, tags

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROWS = 110
HEADINGS = ["Five cities bring it all", "The 30 largest customers", "Cities"]


def read(count: int, cities: int = 0, code: str = "en", size: str = "A4", **more: bool) -> pypdf.PdfReader:
    out = io.BytesIO()
    reader = Reader(language(code), name="Eva", paper=size)
    long_report.bound(ledger(count, cities), reader, out, at=AT, **more)
    return pypdf.PdfReader(out)


@pytest.fixture(params=["tagged", "plain"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With tags, as papers of up to forty pages have them, or without."""
    monkeypatch.setattr(book, "TAGGED", 40 if request.param == "tagged" else 0)
    monkeypatch.setattr(long_report, "LONG", 3)
    monkeypatch.setattr(book, "CHUNK", 2)
    return str(request.param)


def texts(paper: pypdf.PdfReader) -> list[str]:
    return [page.extract_text() for page in paper.pages]


def test_told_it_has_the_largest_rows_and_no_appendix() -> None:
    paper = read(ROWS)
    said = texts(paper)
    assert len(said) == 2
    assert "Contents" not in said[0]
    assert re.findall(r"Customer \d{5}", " ".join(said)) == [f"Customer {n:05}" for n in range(1, 31)]
    assert is_tagged(paper)


def test_every_row_stands_on_it_once_behind_what_is_told(way: str) -> None:
    paper = read(ROWS, 40, every=True)
    said, at = texts(paper), marks(paper)
    assert re.findall(r"Customer \d{5}", " ".join(said[at["All rows: Customers by revenue"] - 1 :])) == [
        f"Customer {n:05}" for n in range(1, ROWS + 1)
    ]
    assert re.findall(r"City \d{4}", " ".join(said[at["Revenue by city"] - 1 :])) == [f"City {n:04}" for n in range(40)]
    total = next(text for text in said[at["Revenue by city"] - 2 :: -1] if "All customers" in text)
    assert "610,527.50" in total
    assert is_tagged(paper) == (way == "tagged")
    assert fonts_are_ours_and_inside(paper)


def test_the_tags_of_its_parts_are_one_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_report, "LONG", 3)
    monkeypatch.setattr(book, "CHUNK", 2)
    paper = read(ROWS, 40, every=True)
    found = tags(paper)
    assert found["/Document"] == found["/H1"] == found["/Figure"] == 1
    assert found["/TR"] > ROWS + 40
    assert found["/Link"] == len(leads(paper))
    assert "pdfuaid:part" in paper.root_object["/Metadata"].get_data().decode()


@pytest.mark.usefixtures("way")
def test_contents_and_bookmarks_lead_to_the_page_they_name() -> None:
    paper = read(ROWS, 40, every=True)
    said, known = texts(paper), marks(paper)
    for heading in [*HEADINGS, "All rows: Customers by revenue", "Revenue by city"]:
        assert heading in said[known[heading] - 1]
        assert heading in said[0]
    named = [page for words, page in known.items() if words != "Customers by revenue"]
    assert [page for page in leads(paper) if page in named] == leads(paper)
    assert {*range(2, len(said) + 1)} <= {*leads(paper)}
    assert "Contents" in said[0]
    assert all(f"Page {n} of {len(said)}" in text for n, text in enumerate(said, 1))


@pytest.mark.usefixtures("way")
def test_each_page_of_rows_has_its_heads_and_the_currency_once() -> None:
    paper = read(ROWS, every=True)
    said, at = texts(paper), marks(paper)["All rows: Customers by revenue"]
    assert len(said) - at + 1 == 3
    for text in said[at - 1 :]:
        assert [words in text for words in ("Customer", "Revenue, US$", "Margin, US$", "Customers by revenue")] == [
            True
        ] * 4


@pytest.mark.parametrize(("code", "said"), [("es", "Página 2 de"), ("zh", "上海")])
def test_it_is_written_as_the_reader_writes(code: str, said: str) -> None:
    paper = read(60, code=code, every=True)
    assert said in texts(paper)[1]
    assert fonts_are_ours_and_inside(paper)
    assert str(paper.root_object["/Lang"]).startswith(code)


@pytest.mark.parametrize(("size", "width"), [("A4", 595), ("Letter", 612)])
def test_it_is_on_the_paper_that_the_company_uses(size: str, width: int) -> None:
    paper = read(60, size=size, every=True)
    assert {round(float(page.mediabox.width)) for page in paper.pages} == {width}


def test_how_far_it_is_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "TAGGED", 0)
    monkeypatch.setattr(long_report, "LONG", 3)
    monkeypatch.setattr(book, "CHUNK", 2)
    told: list[tuple[int, int]] = []
    long_report.bound(
        ledger(ROWS), Reader(language("en")), io.BytesIO(), at=AT, every=True,
        progress=lambda done, of: told.append((done, of)),
    )  # fmt: skip
    assert [done for done, _ in told] == [2, 3]
    assert len({of for _, of in told}) == 1


def test_a_company_without_rows_has_a_paper_all_the_same() -> None:
    assert len(read(0, every=True).pages) <= 2


def test_chinese_needs_no_font_of_the_machine() -> None:
    """The fonts that a page may use are those beside it: the style names no other, and none is fetched."""
    style = (Path(long_report.__file__).parent / "paper.css").read_text()
    assert set(re.findall(r"src: url\(([^)]*)\)", style)) == {
        f"fonts/{path.name}"
        for path in Path(long_report.__file__).parent.glob("fonts/*.ttf")
        if "Bold" not in path.name
    }
