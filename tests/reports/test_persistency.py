"""Customer persistency: who bought again, who stayed and who went is what plain Python finds in the file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.report import Answer
from app.reports.persistency import PERSISTENCY
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
    return PERSISTENCY.answer(session, PERIOD | given, today=TODAY)


def share(part: int, whole: int) -> Decimal:
    return (Decimal(part) / whole).quantize(SIX)


def who(lines: Sequence[Line]) -> set[str]:
    return {x.customer for x in lines}


def orders(lines: Sequence[Line]) -> Counter[str]:
    return Counter(customer for customer, _ in {(x.customer, x.order) for x in lines})


@cache
def firsts() -> dict[str, date]:
    found: dict[str, date] = {}
    for x in superstore.lines():
        found[x.customer] = min(x.on, found.get(x.customer, x.on))
    return found


def test_who_came_stayed_and_went_is_who_one_finds_by_hand(looking: Looking, sold: None) -> None:
    answer = answered(looking("max"))
    now, then = superstore.between(FIRST, LAST), superstore.between(*BEFORE)
    old = {c for c, day in firsts().items() if day < FIRST}
    people = {
        "NEW": who(now) - old, "KEPT": who(now) & who(then), "BACK": (who(now) & old) - who(then),
        "GONE": who(then) - who(now),
    }  # fmt: skip
    found = {row["kind"].name: (row["customers"], row["revenue"], row["revenue_before"]) for row in answer.rows}
    assert found == {
        name: (len(these), *(sum(x.amount for x in lines if x.customer in these) for lines in (now, then)))
        for name, these in people.items()
    }
    assert answer.totals["kept_rate"] == share(len(people["KEPT"]), len(who(then)))


def test_rates_are_those_that_one_reckons_by_hand(looking: Looking, sold: None) -> None:
    totals, each = answered(looking("max")).totals, orders(superstore.between(FIRST, LAST))
    assert (totals["bought"], totals["orders"]) == (len(each), sum(each.values()))
    assert totals["bought_before"] == len(who(superstore.between(*BEFORE)))
    assert totals["repeat_rate"] == share(sum(1 for n in each.values() if n > 1), len(each))
    assert totals["revenue"] == sum(x.amount for x in superstore.between(FIRST, LAST))


def test_cohorts_are_those_of_the_file(looking: Looking, sold: None) -> None:
    quarter = lambda day: (day.year, (day.month - 1) // 3)  # noqa: E731
    began, active, revenue = firsts(), defaultdict(set), defaultdict(Decimal)
    for x in superstore.lines():
        first, then = quarter(began[x.customer]), quarter(x.on)
        place = first, (then[0] - first[0]) * 4 + then[1] - first[1]
        active[place].add(x.customer)
        revenue[place] += x.amount
    found = answered(looking("max")).section("retention")
    assert len(found) == sum(range(1, 17)), "sixteen quarters, each with those since"
    for row in found:
        place = quarter(row["cohort"]), row["later"]
        assert row["customers"] == len(active[place])
        assert row["revenue"] == revenue[place]
        assert row["share"] == share(len(active[place]), len(active[place[0], 0]))


def test_orders_and_years_of_each_are_counted(looking: Looking, sold: None) -> None:
    answer, each = answered(looking("max")), orders(superstore.between(FIRST, LAST))
    often = Counter(min(n, 10) for n in each.values())
    assert {row["orders"]: row["customers"] for row in answer.section("loyalty")} == {
        n: often[n] for n in range(1, max(often) + 1)
    }
    years = Counter(int((LAST - firsts()[c]).days / 365.25) for c in each)
    assert {row["years"]: row["customers"] for row in answer.section("tenure")} == dict(sorted(years.items()))
    for name in ("loyalty", "tenure"):
        assert sum(row["revenue"] for row in answer.section(name)) == answer.totals["revenue"]


def test_loyalty_to_categories_is_counted(looking: Looking, sold: None) -> None:
    for row in answered(looking("max")).section("categories"):
        now, then = (
            {x.customer for x in superstore.between(*days) if x.category == row["category"]}
            for days in ((FIRST, LAST), BEFORE)
        )
        counts = len(then), len(now & then), len(then - now), len(now - then)
        assert (row["before"], row["kept"], row["left"], row["won"]) == counts


def test_one_customer_stands_against_the_company(looking: Looking, sold: None) -> None:
    often, n = orders(superstore.between(FIRST, LAST)).most_common(1)[0]
    answer = answered(looking("max"), customer=str(superstore.key_of(often)))
    assert answer.totals["orders"] == n
    everybody = who(superstore.between(FIRST, LAST)) | who(superstore.between(*BEFORE))
    row = answer.section("compared")[0]
    assert row["theirs"] == n
    assert row["company"] == share(sum(orders(superstore.between(FIRST, LAST)).values()), len(everybody))


def test_everybody_reads_of_what_they_may_see(looking: Looking, sold: None) -> None:
    mine = superstore.between(FIRST, LAST, "ana")
    totals = answered(looking("ana")).totals
    assert (totals["bought"], totals["revenue"]) == (len(who(mine)), sum(x.amount for x in mine))
