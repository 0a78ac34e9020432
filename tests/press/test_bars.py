"""Bars: each as long as its value, named once, leading where it leads, on paper and on the screen."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from app.core.language import language
from app.press.bars import Bar, lying, standing, up_and_down
from app.press.chart import Chart, at_each_width, on_screen
from app.press.theme import HALF, PAPER, PHONE, SCREEN, Theme


def bars(count: int, **more: str) -> list[Bar]:
    return [Bar(f"N{n}|2026", Decimal(n * 10), f"{n * 10} pieces", path=f"/order/list/?n={n}", **more)
            for n in range(1, count + 1)]  # fmt: skip


def svg(spec: object) -> str:
    return on_screen([Chart("bars", spec, "Bars")], language("en"))["bars"]  # type: ignore[arg-type]


SHAPES = {
    "lying": lambda each: lying(each),
    "standing": lambda each: standing(each, "Pieces"),
    "up and down": lambda each: up_and_down(each, each, ("kept", "lost")),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_each_bar_leads_where_it_leads_and_says_what_it_is(shape: str) -> None:
    drawn = svg(SHAPES[shape](bars(3)))
    assert set(re.findall(r'href="([^"]*)"', drawn)) == {f"/order/list/?n={n}" for n in (1, 2, 3)}
    assert all(f"{n}0 pieces</title>" in drawn for n in (1, 2, 3))
    assert all(f">{n}0 pieces</text>" in drawn for n in (1, 2, 3))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("count", [0, 1, 60])
def test_none_one_and_many_can_be_drawn(shape: str, count: int) -> None:
    assert "<svg" in svg(SHAPES[shape](bars(count)))


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_but_zeroes_can_be_drawn(shape: str) -> None:
    assert "NaN" not in svg(SHAPES[shape]([Bar("A", 0, "0"), Bar("B", 0, "0")]))


def test_bars_of_the_same_name_stay_two() -> None:
    drawn = svg(lying([Bar("Ana", 1, "one"), Bar("Ana", 2, "two")]))
    assert drawn.count(">Ana</text>") == 2


def test_many_columns_do_without_a_label_each() -> None:
    assert "pieces</text>" not in svg(standing(bars(15), "Pieces"))


def test_what_is_compared_with_is_a_dot() -> None:
    spec = standing([Bar("A", 4, "4", other=3), Bar("B", 2, "2")], "Pieces")
    assert [each["value"] for each in spec["layer"][1]["data"]["values"]] == [3.0]


def test_lying_bars_are_as_high_as_they_are_many() -> None:
    assert PAPER.size_of(lying(bars(10)))["height"] == 194
    assert SCREEN.size_of(lying(bars(10)))["height"] == 264


def test_a_hostile_name_stays_text() -> None:
    drawn = svg(lying([Bar("<script>alert(1)</script>|x", 1, "<b>")]))
    assert "<script" not in drawn
    assert "<b>" not in drawn


def test_a_loss_looks_like_one_and_is_on_the_other_side() -> None:
    drawn = svg(lying([Bar("Copiers", 20, "$20"), Bar("Tables", -6, "−$6")]))
    assert drawn.count('fill="var(--t-bad-dot)"') == 1
    assert "−$6" in drawn


@pytest.mark.parametrize("theme", [SCREEN, HALF, PHONE])
def test_what_stands_at_an_end_stays_inside(theme: Theme) -> None:
    """Letters are counted as the widest digit."""
    bars = [Bar("Gained most of all", 1_000_000, "+US$1,000,000"), Bar("Lost", -900_000, "−US$900,000")]
    drawn = on_screen([Chart("bars", lying(bars), "")], language("en"), theme)["bars"]
    right, left = (float(re.findall(rf"translate\(([\d.]+),[^>]*>{re.escape(bar.label)}<", drawn)[-1]) for bar in bars)
    margin = float(re.findall(r'stroke-miterlimit="10" transform="translate\(([\d.]+),', drawn)[-1])
    assert margin + right + 13 * 6.6 <= theme.size_of(lying(bars))["width"]
    assert left - 11 * 6.6 >= 0


def test_a_phone_has_a_drawing_of_its_own() -> None:
    drawn = at_each_width([Chart("bars", lying(bars(3)), "Bars")], language("en"))["bars"]
    assert re.findall(r'class="(marks[ \w]*)" width="(\d+)"', drawn) == [("marks", "1080"), ("marks narrow", "324")]


def test_values_that_would_meet_make_room_for_an_axis() -> None:
    twelve = [Bar(f"M{n}", n, f"$1,234,{n:03}") for n in range(12)]
    assert "$1,234,0" not in re.sub("<title>.*?</title>", "", svg(standing(twelve, "US$")))
