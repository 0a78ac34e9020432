"""Promotion analysis: equal to the cent to what plain Python adds up over the file of the example company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.report import Answer
from app.reports.promotion import BANDS, PROMOTION
from tests.databases import Written
from tests.reports import superstore
from tests.reports.superstore import Line
from tests.reports.world import reader

Looking = Callable[[str], Session]
FIRST, LAST = date(2017, 1, 1), date(2017, 12, 30)
PERIOD = {"from": FIRST.isoformat(), "to": LAST.isoformat()}
NAMES = ("sales", "quantity", "revenue", "let_off", "margin")


@pytest.fixture
def sold(written: Written) -> None:
    written(superstore.write)


def answered(session: Session, **given: Any) -> Answer:
    return PROMOTION.answer(session, PERIOD | given, today=LAST)


def grouped(lines: list[Line], key: Callable[[Line], Any]) -> dict[Any, tuple[Any, ...]]:
    found: dict[Any, list[Line]] = defaultdict(list)
    for line in lines:
        found[key(line)].append(line)
    return {name: summed(some) for name, some in found.items()}


def summed(lines: list[Line]) -> tuple[Any, ...]:
    return len(lines), *(sum(getattr(x, n) for x in lines) for n in ("quantity", "amount", "let_off", "margin"))


def told(row: Any) -> tuple[Any, ...]:
    return tuple(row[name] for name in NAMES)


def band(line: Line) -> Decimal:
    return next(up_to for up_to in BANDS if line.discount <= up_to)


def test_each_band_is_what_one_adds_up_by_hand(looking: Looking, sold: None) -> None:
    answer = answered(looking("max"))
    assert {row["up_to"]: told(row) for row in answer.rows} == grouped(superstore.between(FIRST, LAST), band)
    assert told(answer.totals) == summed(superstore.between(FIRST, LAST))


def test_each_product_line_and_each_month_is_what_one_adds_up_by_hand(looking: Looking, sold: None) -> None:
    answer, lines = answered(looking("max")), superstore.between(FIRST, LAST)
    assert {row["line"]: told(row) for row in answer.section("lines")} == grouped(lines, lambda x: x.subcategory)
    months = {row["first_day"]: told(row) for row in answer.section("months")}
    assert months == grouped(lines, lambda x: x.on.replace(day=1))
    reduced = sum(x.amount for x in lines if x.discount)
    assert sum(row["discounted"] for row in answer.section("months")) == reduced == answer.totals["discounted"]


def test_a_salesperson_reads_own_customers_and_no_margin(looking: Looking, sold: None) -> None:
    answer = answered(looking("ana"))
    assert answer.totals["revenue"] == sum(x.amount for x in superstore.between(FIRST, LAST, "ana"))
    assert not any("margin" in row for row in (*answer.rows, *answer.section("lines"), answer.totals))
    assert "loss" not in PROMOTION.story(answer, reader()).lead


def test_it_says_from_which_discount_on_nothing_is_left(looking: Looking, sold: None) -> None:
    answer = answered(looking("max"))
    margins = [row["margin"] for row in answer.rows]
    first = next(n for n in range(len(margins)) if all(margin < 0 for margin in margins[n:]))
    above = reader().language.share(answer.rows[first]["above"], 0)
    assert f"Above a discount of {above}" in PROMOTION.story(answer, reader()).lead


def test_of_one_customer_it_is_what_they_bought(looking: Looking, sold: None) -> None:
    name = superstore.between(FIRST, LAST)[0].customer
    answer = answered(looking("max"), customer=str(superstore.key_of(name)))
    assert told(answer.totals) == summed([x for x in superstore.between(FIRST, LAST) if x.customer == name])


def test_it_says_that_campaigns_are_not_known_yet(looking: Looking, sold: None) -> None:
    notes = PROMOTION.story(answered(looking("max")), reader()).notes
    assert any("Campaigns are not recorded yet" in note for note in notes)
