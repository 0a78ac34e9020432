"""Sales performance: equal to the cent to what plain Python adds up over the file of the example company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.report import Answer
from app.reports.performance import PERFORMANCE
from tests.databases import Written
from tests.reports import superstore
from tests.reports.superstore import Line

Looking = Callable[[str], Session]
FIRST, LAST, TODAY = date(2017, 1, 1), date(2017, 12, 30), date(2017, 12, 30)
BEFORE = date(2016, 1, 1), date(2016, 12, 30)
PERIOD = {"from": FIRST.isoformat(), "to": LAST.isoformat()}
SIX = Decimal("0.000001")


@pytest.fixture
def sold(written: Written) -> None:
    written(superstore.write)


def answered(session: Session, **given: Any) -> Answer:
    return PERFORMANCE.answer(session, PERIOD | {"by": "CATEGORY"} | given, today=TODAY)


def grouped(lines: list[Line], key: Callable[[Line], Any]) -> dict[Any, list[Line]]:
    found: dict[Any, list[Line]] = defaultdict(list)
    for line in lines:
        found[key(line)].append(line)
    return found


def summed(lines: list[Line]) -> tuple[Any, ...]:
    orders, customers = {x.order for x in lines}, {x.customer for x in lines}
    return len(orders), len(customers), *(sum(getattr(x, n) for x in lines) for n in ("amount", "let_off", "margin"))


def figures(row: Any) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("orders", "customers", "revenue", "discount", "margin"))


KEYS: dict[str, Callable[[Line], Any]] = {
    "CATEGORY": lambda x: x.category,
    "SUBCATEGORY": lambda x: x.subcategory,
    "PRODUCT": lambda x: x.product,
    "SHIP_MODE": lambda x: x.ship_mode,
    "REGION": lambda x: x.place["region"],
    "STATE": lambda x: x.place["state"],
    "CITY": lambda x: x.place["city"],
    "KIND": lambda x: {"CONSUMER": "Consumer", "CORPORATE": "Corporate", "HOME_OFFICE": "Home office"}[x.kind],
    "OWNER": lambda x: {"ana": "Ana Torres", "luis": "Luis Ortega"}[superstore.owners()[x.customer]],
    "DEPARTMENT": lambda x: {"ana": "Sales East", "luis": "Sales West"}[superstore.owners()[x.customer]],
    "CHANNEL": lambda x: "Not given",
}


def test_each_dimension_is_what_one_adds_up_by_hand(looking: Looking, sold: None) -> None:
    for by in KEYS:
        compare(answered(looking("max"), by=by, across="KIND"), by)


def compare(answer: Answer, by: str) -> None:
    now, then = (grouped(superstore.between(*days), KEYS[by]) for days in ((FIRST, LAST), BEFORE))
    nothing = (0, 0, 0, 0, 0)
    assert {row["name"]: figures(row) for row in answer.rows} == {
        name: summed(now[name]) if name in now else nothing for name in {*now, *then}
    }
    assert {row["name"]: row["revenue_before"] for row in answer.rows} == {
        name: sum(x.amount for x in then.get(name, [])) for name in {*now, *then}
    }


def test_totals_count_each_order_and_customer_once(looking: Looking, sold: None) -> None:
    answer = answered(looking("max"))
    now, then = superstore.between(FIRST, LAST), superstore.between(*BEFORE)
    assert figures(answer.totals) == summed(now)
    assert answer.before["revenue"] == answer.totals["revenue_before"] == sum(x.amount for x in then)
    assert answer.before["orders"] == len({x.order for x in then})
    assert answer.totals["change"] == (answer.totals["revenue"] / answer.before["revenue"] - 1).quantize(SIX)
    assert sum(row["orders"] for row in answer.rows) > answer.totals["orders"], "an order of two categories"


def test_two_dimensions_crossed_are_what_one_adds_up_by_hand(looking: Looking, sold: None) -> None:
    answer = answered(looking("max"), by="SUBCATEGORY", across="REGION")
    now = grouped(superstore.between(FIRST, LAST), lambda x: (x.subcategory, x.place["region"]))
    found = {(row["name"], row["across"]): figures(row) for row in answer.section("crossed") if row["orders"]}
    assert found == {pair: summed(lines) for pair, lines in now.items()}
    assert sum(row["revenue"] for row in answer.section("crossed")) == answer.totals["revenue"]


def test_a_month_stands_beside_the_same_month_a_year_before(looking: Looking, sold: None) -> None:
    answer = answered(looking("max"), by="MONTH")
    now, then = (grouped(superstore.between(*days), lambda x: x.on.month) for days in ((FIRST, LAST), BEFORE))
    found = {int(row["key"]) % 12 + 1: (row["revenue"], row["revenue_before"]) for row in answer.rows}
    assert found == {m: (summed(now[m])[2], summed(then[m])[2]) for m in range(1, 13)}
    assert {row["name"] for row in answer.rows} >= {"Jan 2017", "Dec 2017"}


def test_a_dimension_crossed_with_itself_has_no_pairs(looking: Looking, sold: None) -> None:
    assert answered(looking("max"), by="REGION", across="REGION").section("crossed") == []


def test_effects_of_sales_are_those_of_the_file(looking: Looking, sold: None) -> None:
    effect = {row["measure"].name: row for row in answered(looking("max")).section("effect")}
    now, then = superstore.between(FIRST, LAST), superstore.between(*BEFORE)
    old = {x.customer for x in superstore.lines() if x.on < FIRST}
    revenue, orders = sum(x.amount for x in now), len({x.order for x in now})
    had, again = {x.customer for x in then}, {x.customer for x in now}
    assert effect["AVERAGE_ORDER"]["value"] == (revenue / orders).quantize(Decimal("0.01"))
    assert effect["NEW_CUSTOMERS"]["value"] == len(again - old)
    assert effect["KEPT"]["value"] == (Decimal(100 * len(had & again)) / len(had)).quantize(Decimal("0.01"))
    assert "SATISFACTION" not in effect


def test_one_customer_stands_against_the_company(looking: Looking, sold: None) -> None:
    customer = max(superstore.owners(), key=lambda c: sum(x.amount for x in superstore.lines() if x.customer == c))
    answer = answered(looking("max"), customer=str(superstore.key_of(customer)), **{"from": "2014-01-01"})
    theirs = [x for x in superstore.lines() if x.customer == customer]
    assert figures(answer.totals) == summed(theirs)
    whole, each = grouped(list(superstore.lines()), KEYS["CATEGORY"]), grouped(theirs, KEYS["CATEGORY"])
    for row in answer.section("compared"):
        assert row["share"] == (summed(each[row["name"]])[2] / summed(theirs)[2]).quantize(SIX)
        assert row["company_share"] == (summed(whole[row["name"]])[2] / summed(list(superstore.lines()))[2]).quantize(
            SIX
        )


def test_everybody_reads_of_what_they_may_see(looking: Looking, sold: None) -> None:
    mine = superstore.between(FIRST, LAST, "ana")
    answer = answered(looking("ana"))
    assert answer.totals["revenue"] == sum(x.amount for x in mine)
    assert {row["name"]: row["orders"] for row in answer.rows} == {
        name: summed(lines)[0] for name, lines in grouped(mine, KEYS["CATEGORY"]).items()
    }


def test_another_ones_customer_is_not_there(looking: Looking, sold: None) -> None:
    hidden = next(c for c, seller in superstore.owners().items() if seller == "luis")
    with pytest.raises(Refused) as why:
        answered(looking("ana"), customer=str(superstore.key_of(hidden)))
    assert why.value.field == "customer"


def test_no_margin_for_who_may_not_see_it(looking: Looking, engine: sa.Engine, sold: None) -> None:
    said: list[str] = []
    session = looking("ana")
    sa.event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    answer = answered(session)
    assert not any("cost" in each for each in said), "not even read"
    assert "margin" in answered(looking("max")).rows[0], "the test sees one where there is one"
    everything = [*answer.rows, answer.totals, answer.before, *answer.section("crossed")]
    assert not any("margin" in name or "cost" in name for row in everything for name in row)


@pytest.mark.parametrize("name", ["dan", "rosa", "cti"])
def test_who_may_not_read_it_reads_nothing(looking: Looking, name: str) -> None:
    with pytest.raises(Refused) as why:
        answered(looking(name))
    assert why.value.code == "FORBIDDEN"


def test_an_empty_period_is_empty(looking: Looking, sold: None) -> None:
    answer = answered(looking("max"), **{"from": "1950-01-01", "to": "1950-12-31"})
    assert answer.rows == []
    assert answer.totals["revenue"] == answer.totals["orders"] == 0


@pytest.mark.parametrize("given", [{"by": "COLOR"}, {"across": "1"}, {"customer": "0"}, {"customer": "x"}])
def test_what_cannot_be_read_is_refused_beside_its_field(looking: Looking, given: dict[str, str]) -> None:
    with pytest.raises(Refused) as why:
        answered(looking("max"), **given)
    assert (why.value.code, why.value.field) == ("INVALID", next(iter(given)))


def test_it_takes_few_statements(looking: Looking, engine: sa.Engine, sold: None) -> None:
    session, said = looking("max"), []
    sa.event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    answered(session)
    assert len(said) <= 6
