"""Product analysis: equal to the cent to what plain Python adds up over the file of the example company."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.stock_level import StockLevel
from app.catalog.warehouse import Warehouse
from app.core.report import Answer
from app.reports.basket import LEAST
from app.reports.product import PRODUCT, Phase, cover, phase
from tests.databases import Written
from tests.reports import superstore
from tests.reports.inserting import insert
from tests.reports.superstore import Line
from tests.reports.world import reader

Looking = Callable[[str], Session]
FIRST, LAST = date(2017, 1, 1), date(2017, 12, 30)
PERIOD = {"from": FIRST.isoformat(), "to": LAST.isoformat()}


@pytest.fixture
def sold(written: Written) -> None:
    written(superstore.write)


def answered(session: Session, **given: Any) -> Answer:
    return PRODUCT.answer(session, PERIOD | given, today=LAST)


def by_product(lines: list[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.product].append(line)
    return found


def test_each_product_is_what_one_adds_up_by_hand(looking: Looking, sold: None) -> None:
    answer = answered(looking("max"))
    now, ever = (by_product(superstore.between(first, LAST)) for first in (FIRST, date(2000, 1, 1)))
    names = ("sales", "quantity", "revenue", "margin", "first_on", "last_on")
    assert {row["product"]: tuple(row[name] for name in names) for row in answer.rows} == {
        name: (len(x), sum(e.quantity for e in x), sum(e.amount for e in x), sum(e.margin for e in x),
               min(e.on for e in ever[name]), max(e.on for e in ever[name]))
        for name, x in now.items()
    }  # fmt: skip
    assert answer.totals["revenue"] == sum(x.amount for x in superstore.between(FIRST, LAST))


def test_the_best_month_is_the_one_that_brought_most(looking: Looking, sold: None) -> None:
    ever = by_product(superstore.between(date(2000, 1, 1), LAST))
    for row in answered(looking("max")).rows[::37]:
        months: Counter[date] = Counter()
        for line in ever[row["product"]]:
            months[line.on.replace(day=1)] += line.amount  # type: ignore[assignment]
        assert row["peak"] == min(months, key=lambda month: (-months[month], month))


def pairs_by_hand(lines: list[Line]) -> dict[tuple[str, str], tuple[int, Decimal]]:
    baskets: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        baskets[line.order].add(line.subcategory)
    alone = Counter(name for basket in baskets.values() for name in basket)
    both = Counter(pair for basket in baskets.values() for pair in combinations(sorted(basket), 2))
    return {
        pair: (n, (Decimal(n) * len(baskets) / (alone[pair[0]] * alone[pair[1]])).quantize(Decimal("0.01")))
        for pair, n in both.items()
        if n >= LEAST
    }


@pytest.mark.parametrize(("who", "seller"), [("max", ""), ("ana", "ana")])
def test_pairs_are_those_that_one_counts_by_hand(looking: Looking, sold: None, who: str, seller: str) -> None:
    found = answered(looking(who)).section("pairs")
    by_hand = pairs_by_hand(superstore.between(FIRST, LAST, seller))
    assert found
    assert all((row["orders"], row["lift"]) == by_hand[row["first"], row["second"]] for row in found)
    strongest = sorted((lift for _, lift in by_hand.values()), reverse=True)[: len(found)]
    assert [row["lift"] for row in found] == strongest


def test_pairs_of_products_are_another_choice(looking: Looking, sold: None) -> None:
    names = {line.product for line in superstore.lines()}
    found = answered(looking("max"), together="PRODUCTS", **{"from": "2014-01-01"}).section("pairs")
    assert all(row["first"] in names and row["orders"] >= LEAST for row in found)


@pytest.mark.parametrize(
    ("first", "last", "recent", "earlier", "expected"),
    [
        (900, 400, 0, 0, Phase.GONE),
        (100, 10, 50, 0, Phase.NEW),
        (900, 10, 125, 100, Phase.GROWING),
        (900, 10, 124, 100, Phase.MATURE),
        (900, 10, 76, 100, Phase.MATURE),
        (900, 10, 75, 100, Phase.DECLINING),
        (900, 300, 0, 0, Phase.DECLINING),
    ],
)
def test_the_phase_follows_the_rule(first: int, last: int, recent: int, earlier: int, expected: Phase) -> None:
    days = {"first_on": LAST - timedelta(days=first), "last_on": LAST - timedelta(days=last)}
    assert phase({**days, "recent": Decimal(recent), "earlier": Decimal(earlier)}, LAST) is expected


def test_stock_lasts_as_long_as_it_sells_lately(looking: Looking, sold: None, engine: sa.Engine) -> None:
    row = next(row for row in answered(looking("max")).rows if row["lately"])
    with engine.begin() as connection:
        place = insert(connection, Warehouse, name="Hall 7", code="H7")
        insert(connection, StockLevel, product_id=row["product_id"], warehouse_id=place, quantity=Decimal(40))
    again = next(r for r in answered(looking("eva")).rows if r["product_id"] == row["product_id"])
    assert again["cover"] == int(40 * 90 / row["lately"])
    assert (cover(None, Decimal(5)), cover(Decimal(5), Decimal(0))) == (None, None)


def test_of_one_customer_it_is_what_they_bought(looking: Looking, sold: None) -> None:
    name = superstore.between(FIRST, LAST)[0].customer
    answer = answered(looking("max"), customer=str(superstore.key_of(name)))
    assert answer.totals["revenue"] == sum(x.amount for x in superstore.between(FIRST, LAST) if x.customer == name)


def test_the_story_says_what_the_figures_say(looking: Looking, sold: None) -> None:
    answer = answered(looking("max"))
    story = PRODUCT.story(answer, reader())
    assert answer.rows[0]["product"] in story.lead
    assert str(answer.section("pairs")[0]["first"]) in story.lead
    [finding] = story.findings
    best = max(answer.section("phases"), key=lambda row: row["revenue"])
    assert finding.heading.startswith(best["phase"].value)
