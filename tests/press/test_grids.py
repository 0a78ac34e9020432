"""A heat map and a waterfall: every value is drawn, in its place, and says what it is."""

from __future__ import annotations

import re
from decimal import Decimal

from app.core.language import language
from app.press.bars import Bar
from app.press.chart import Chart, on_screen
from app.press.grids import Square, falling, heat

SQUARES = [Square("Mon", "8", 3, "3", "/there"), Square("Mon", "9", 0), Square("Tue", "8", 9, "9")]
STEPS = [
    Bar("List", Decimal(100), "100"),
    Bar("Off", Decimal(-20), "−20", style="second"),
    Bar("Revenue", Decimal(80), "80"),
    Bar("Cost", Decimal(-90), "−90", style="second"),
    Bar("Left", Decimal(-10), "−10"),
]


def drawn(spec: object) -> str:
    return on_screen([Chart("it", spec, "What it shows")], language("en"))["it"]  # type: ignore[arg-type]


def test_the_darker_the_more_and_each_place_leads_and_says_what_it_is() -> None:
    svg = drawn(heat(SQUARES, columns=["8", "9"]))
    assert 'href="/there"' in svg
    assert "Mon, 8: 3" in svg
    shades = [float(each) for each in re.findall(r'fill-opacity="([\d.]+)"', svg)]
    assert max(shades) == 0.5, "the largest"
    assert len(set(shades)) == 3


def test_what_is_taken_off_hangs_where_the_last_one_ended() -> None:
    values = falling(STEPS)["data"]["values"]
    places = [(each["begin"], each["end"]) for each in values]
    assert places == [(0, 100), (100, 80), (0, 80), (80, -10), (0, -10)]
    assert [each["label"] for each in values] == ["100", "−20", "80", "−90", "−10"]


def test_steps_stand_in_their_order() -> None:
    svg = drawn(falling(STEPS))
    found = list(re.findall(r">(List|Off|Revenue|Cost|Left)<", svg))
    assert found == ["List", "Off", "Revenue", "Cost", "Left"]
