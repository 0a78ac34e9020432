"""Contribution by month and by year: as one reckons it by hand, the same days a year before included."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.period import Period
from app.core.report import Row
from app.reports.by_time import by_time as told_by_time
from app.reports.contribution_figures import found as found_of
from tests.reports.selling import Market, Reckoned

Looking = Callable[[str], Session]
NAMES = ("revenue", "margin")
PERIODS = [
    Period(date(2015, 3, 1), date(2016, 2, 15)),
    Period(date(2014, 11, 20), date(2016, 6, 10)),
    Period(date(2015, 5, 5), date(2015, 5, 5)),
]


@pytest.fixture
def market(engine: sa.Engine) -> Market:
    made = Market(7)
    made.write(engine)
    return made


def by_time(session: Session, period: Period, names: tuple[str, ...]) -> Mapping[str, Sequence[Row]]:
    margin = "margin" in names
    return told_by_time(session, period, found_of(session, period, margin=margin), margin=margin)


def reckoned(market: Market, row: Row, owners: tuple[str, ...]) -> tuple[Any, ...]:
    found = market.reckoned(row["first_day"], row["last_day"], owners)
    whole = Reckoned()
    for each in found.values():
        whole.orders += each.orders
        whole.revenue += each.revenue
        whole.margin += each.margin
    return whole.orders, len(found), whole.revenue, whole.margin


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize(("who", "owners"), [("max", ("ana", "luis")), ("ana", ("ana",))])
def test_each_month_and_year_is_what_one_reckons_by_hand(
    looking: Looking, market: Market, period: Period, who: str, owners: tuple[str, ...]
) -> None:
    found = by_time(looking(who), period, ("revenue", "margin"))
    for row in (*found["months"], *found["years"]):
        known = row["orders"], row["customers"], row["revenue"], row.get("margin")
        assert known == reckoned(market, row, owners), row


def test_months_follow_one_another_and_fill_the_period(looking: Looking, market: Market) -> None:
    period = PERIODS[1]
    rows = by_time(looking("max"), period, NAMES)["months"]
    assert len(rows) == 20
    assert (rows[0]["month"], rows[0]["first_day"]) == ("Nov 2014", period.first)
    assert (rows[-1]["month"], rows[-1]["last_day"]) == ("Jun 2016", period.last)
    assert all((later["first_day"] - earlier["last_day"]).days == 1 for earlier, later in pairwise(rows))


def test_the_change_is_on_the_same_days_a_year_before(looking: Looking, market: Market) -> None:
    for row in by_time(looking("max"), PERIODS[0], NAMES)["months"]:
        before = (each.replace(year=each.year - 1) for each in (row["first_day"], row["last_day"]))
        then = sum((r.revenue for r in market.reckoned(*before).values()), Decimal(0))
        assert row["revenue_before"] == then
        assert row["change"] == ((row["revenue"] / then - 1).quantize(Decimal("0.000001")) if then else None)


def test_it_is_one_statement_and_asks_for_no_cost_of_who_may_not_see_it(
    looking: Looking, engine: sa.Engine, market: Market
) -> None:
    session, said = looking("ana"), []
    sa.event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    rows = by_time(session, PERIODS[0], ("revenue",))
    assert len(said) == 1
    assert "cost" not in said[0]
    assert not any("margin" in name or "cost" in name for row in (*rows["months"], *rows["years"]) for name in row)


def test_a_period_without_orders_has_its_months_all_the_same(looking: Looking, market: Market) -> None:
    rows = by_time(looking("max"), Period(date(1950, 1, 1), date(1950, 12, 31)), NAMES)["months"]
    assert len(rows) == 12
    assert not any(row["orders"] or row["revenue"] or row["change"] for row in rows)
