"""One specification of values and marks, under the looks of paper and of the screen."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from app.core.language import language
from app.press.chart import Chart, for_paper, on_screen
from app.press.shapes import MOST, POINTS, Mark, Step, pareto, thinned, ticks

HOSTILE = "</title><script>alert(1)</script>\"'&"
TITLES = {"x": "Customers", "y": "Revenue", "share": "Share"}


def steps(count: int, path: str = "/customer/show/", told: str = "Acme") -> list[Step]:
    part = Decimal(1) / count
    return [Step(n, Decimal(count - n + 1), part * n, f"{path}{n}" if path else "", told) for n in range(1, count + 1)]


def chart(count: int = 40, **more: str) -> Chart:
    return Chart(
        "pareto", pareto(steps(count, **more), [Mark(3, Decimal("0.5"), "3 customers, 50%")], TITLES), "Of few"
    )


def test_the_screen_takes_colours_from_the_page_and_no_style_of_its_own() -> None:
    svg = on_screen([chart()], language("en"))["pareto"]
    assert "var(--t-c1)" in svg
    assert "var(--t-c2)" in svg
    assert not re.search(r'"#[0-9a-f]{3,6}"', svg)
    assert " style=" not in svg
    assert "font-family" not in svg
    ElementTree.fromstring(svg)  # noqa: S314 - our own


def test_marks_lead_to_the_record_and_say_what_they_are() -> None:
    svg = on_screen([chart(told="1. Acme: $40.00")], language("en"))["pareto"]
    assert re.findall(r'href="([^"]*)"', svg) == [f"/customer/show/{n}" for n in range(1, 41)]
    assert svg.count("<title>1. Acme: $40.00</title>") == 40
    assert svg.count('tabindex="-1"') == 40


def test_a_hostile_name_stays_text() -> None:
    svg = on_screen([Chart("pareto", chart(told=HOSTILE).spec, HOSTILE)], language("en"))["pareto"]
    assert "<script" not in svg
    ElementTree.fromstring(svg)  # noqa: S314 - our own


def test_paper_and_screen_draw_the_same_values() -> None:
    drawn = chart(path="")
    paper = for_paper([drawn], language("en"))["pareto"]["spec"]
    assert paper["layer"] == drawn.spec["layer"]
    assert paper["config"]["style"]["first"] == {"color": "#14446b"}


def test_numbers_at_an_axis_are_written_in_the_readers_language() -> None:
    many = Chart("pareto", pareto([Step(1, Decimal(4_000_000), Decimal(1))], [], TITLES), "")
    assert "4,000,000" in on_screen([many], language("en"))["pareto"]
    spanish = on_screen([many], language("es"))["pareto"]
    assert "4.000.000" in spanish
    assert "80\u00a0%" in spanish


@given(st.integers(1, 2_000_000))
def test_an_axis_names_its_ends_and_not_too_much_between(count: int) -> None:
    found = ticks(count)
    assert (found[0], found[-1]) == (1, count)
    assert len(found) <= 9
    assert found == sorted(set(found))


@given(st.integers(1, 5_000))
def test_a_long_curve_is_thinned_and_keeps_its_ends(count: int) -> None:
    found = thinned(steps(count))
    assert len(found) <= POINTS + 1
    assert [step.rank for step in found[:MOST]] == list(range(1, min(count, MOST) + 1))
    assert found[-1].rank == count
