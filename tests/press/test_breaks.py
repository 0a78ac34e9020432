"""Where a page ends: nothing that says something of something else stands alone on one."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pypdf
import pytest

from app.core.language import language
from app.press.document import page
from app.press.paper import printed
from app.press.story import Breakdown, Reader
from tests.press.ledger import CITIES, ledger

AT = datetime(2026, 4, 1, tzinfo=UTC)
NOTES = ("What is said of how to read a figure takes a line or more.",) * 30


def pages(cities: tuple[int, ...]) -> list[list[str]]:
    """The lines of each page of a report with a table for each number of cities, and long notes."""
    answer, reader = ledger(200, max(cities)), Reader(language("en"))
    tables = [Breakdown("Cities", "", CITIES.columns, answer.section("cities")[:count]) for count in cities]
    story = replace(answer.report.story(answer, reader), findings=(), notes=NOTES, breakdowns=tuple(tables))
    paper = printed(page(answer, reader, story, at=AT), tagged=False)
    return [each.extract_text().splitlines() for each in pypdf.PdfReader(io.BytesIO(paper.pdf)).pages]


@pytest.mark.parametrize("cities", [(0,), (12, 12, 14), (14, 14, 14, 14)])
def test_how_to_read_the_figures_is_never_alone_on_a_page(cities: tuple[int, ...]) -> None:
    last = pages(cities)[-1]
    assert last[0] != "How to read these figures"
    assert "How to read these figures" in last


def test_a_table_of_nothing_is_left_out() -> None:
    assert not any("Cities" in lines for lines in pages((0,)))
