"""What changes from time to time: every value is there, marks lead somewhere, series are told by more than colour."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from app.core.language import language
from app.press.chart import Chart, on_screen
from app.press.compared import Point, columns, lines, stacked

Shape = Callable[[list[Point]], object]
SERIES = ("Opened", "Solved")
KINDS: dict[str, Shape] = {
    "columns": lambda points: columns(points, {}),
    "lines": lambda points: lines(points, {}),
    "stacked": lambda points: stacked(points, SERIES),
}
HOSTILE = "</title><script>alert(1)</script>\"'&"


def drawn(spec: object) -> str:
    return on_screen([Chart("it", spec, "Of something")], language("en"))["it"]  # type: ignore[arg-type]


@pytest.mark.parametrize("shape", KINDS)
def test_marks_lead_to_what_they_show_and_say_it(shape: str) -> None:
    points = [Point(f"M{n}", n * 1000, 0, f"M{n}: ${n},000", f"/order/list/?f={n}") for n in range(1, 4)]
    svg = drawn(KINDS[shape](points))
    assert set(re.findall(r'href="([^"]*)"', svg)) == {f"/order/list/?f={n}" for n in (1, 2, 3)}
    assert set(re.findall(r"<title>(M[^<]*)", svg)) == {"M1: $1,000", "M2: $2,000", "M3: $3,000"}


@pytest.mark.parametrize("shape", KINDS)
def test_what_leads_nowhere_is_no_link(shape: str) -> None:
    assert "<a" not in drawn(KINDS[shape]([Point("Only", 1)]))


@pytest.mark.parametrize("shape", KINDS)
@pytest.mark.parametrize("points", [[], [Point("Zero", 0)], [Point("Loss", -5)]])
def test_little_or_nothing_is_drawn_too(shape: str, points: list[Point]) -> None:
    ElementTree.fromstring(drawn(KINDS[shape](points)))  # noqa: S314 - our own


@pytest.mark.parametrize("shape", KINDS)
def test_colours_are_the_pages_own(shape: str) -> None:
    svg = drawn(KINDS[shape]([Point(f"M{n}", n, series) for n in range(5) for series in (0, 1)]))
    assert "var(--t-c1)" in svg
    assert "var(--t-c2)" in svg
    assert not re.search(r'"(#[0-9a-f]{3,6}|black)"', svg)


def test_parts_of_a_column_are_named_above() -> None:
    svg = drawn(stacked([Point("M1", 3, 0), Point("M1", 4, 1)], SERIES))
    assert all(f">{name}</text>" in svg for name in SERIES)


def test_the_second_line_is_dashed_as_well() -> None:
    assert "stroke-dasharray" in drawn(lines([Point(f"M{n}", n, series) for n in range(3) for series in (0, 1)], {}))


@pytest.mark.parametrize("shape", KINDS)
def test_a_hostile_name_stays_text(shape: str) -> None:
    svg = drawn(KINDS[shape]([Point(HOSTILE, 1, 0, HOSTILE)]))
    assert "<script" not in svg
    ElementTree.fromstring(svg)  # noqa: S314 - our own


@pytest.mark.parametrize("shape", KINDS)
def test_a_mark_without_a_way_beside_one_that_has_one_leads_nowhere(shape: str) -> None:
    svg = drawn(KINDS[shape]([Point("M1", 1, path="/there"), Point("M2", 2)]))
    assert re.findall(r'href="([^"]*)"', svg) == ["/there"]
