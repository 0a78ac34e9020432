"""Bars, columns and lines: every value is there, losses are red, marks lead somewhere, series are told by more than
colour."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from app.core.language import language
from app.press.chart import Chart, on_screen
from app.press.series import Datum, bars, columns, lines

KINDS = (bars, columns, lines)
HOSTILE = "</title><script>alert(1)</script>\"'&"


def drawn(spec: object) -> str:
    return on_screen([Chart("it", spec, "Of something")], language("en"))["it"]  # type: ignore[arg-type]


@pytest.mark.parametrize("shape", KINDS)
def test_marks_lead_to_what_they_show_and_say_it(shape: object) -> None:
    values = [Datum(f"Month {n}", n * 1000, f"${n},000", f"/order/list/?f={n}") for n in range(1, 4)]
    svg = drawn(shape(values))  # type: ignore[operator]
    assert re.findall(r'href="([^"]*)"', svg) == ["/order/list/?f=1", "/order/list/?f=2", "/order/list/?f=3"]
    assert re.findall(r"<title>(Month[^<]*)", svg) == ["Month 1: $1,000", "Month 2: $2,000", "Month 3: $3,000"]


@pytest.mark.parametrize("shape", KINDS)
def test_what_leads_nowhere_is_no_link(shape: object) -> None:
    assert "<a" not in drawn(shape([Datum("Only", 1, "1")]))  # type: ignore[operator]


@pytest.mark.parametrize("shape", KINDS)
@pytest.mark.parametrize("values", [[], [Datum("Zero", 0, "0")], [Datum("Loss", -5, "-5")]])
def test_little_or_nothing_is_drawn_too(shape: object, values: list[Datum]) -> None:
    ElementTree.fromstring(drawn(shape(values)))  # type: ignore[operator]  # noqa: S314 - our own


@pytest.mark.parametrize("shape", KINDS)
def test_colours_are_the_pages_own(shape: object) -> None:
    svg = drawn(shape([Datum(str(n), n - 2, "x", "", s) for n in range(5) for s in ("Sales", "Profit")]))  # type: ignore[operator]
    assert "var(--t-c1)" in svg
    assert "var(--t-c2)" in svg
    assert not re.search(r'"(#[0-9a-f]{3,6}|black)"', svg)
    assert "Sales" in svg


def test_a_loss_is_red_and_on_the_other_side() -> None:
    svg = drawn(bars([Datum("Copiers", 20, "$20"), Datum("Tables", -6, "−$6")]))
    assert svg.count("var(--t-bad-dot)") == 1
    assert "−$6" in svg


def test_the_second_line_is_dashed_as_well() -> None:
    svg = drawn(lines([Datum(str(n), n, "", "", s) for n in range(3) for s in ("Opened", "Solved")]))
    assert "stroke-dasharray" in svg


def test_a_hostile_name_stays_text() -> None:
    for shape in KINDS:
        svg = drawn(shape([Datum(HOSTILE, 1, HOSTILE, "", s) for s in (HOSTILE, "x")]))
        assert "<script" not in svg
        ElementTree.fromstring(svg)  # noqa: S314 - our own
