"""Prospecting: equal to what plain Python counts over the file of the example company; a forecast that says its error."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.report import Answer
from app.customers.customer import Customer
from app.reports.outlook import outlook
from app.reports.prospecting import PROSPECTING
from app.reports.pyramid import Level
from app.sales.opportunity import Opportunity, Stage, Status
from tests.databases import Written
from tests.reports import superstore
from tests.reports.inserting import insert
from tests.reports.world import reader

Looking = Callable[[str], Session]
FIRST, LAST = date(2017, 1, 1), date(2017, 12, 30)
PERIOD = {"from": FIRST.isoformat(), "to": LAST.isoformat()}
SILENCE = timedelta(days=180)
EVER = date(2000, 1, 1)


@pytest.fixture
def sold(written: Written) -> None:
    written(superstore.write)


def answered(session: Session, **given: Any) -> Answer:
    return PROSPECTING.answer(session, PERIOD | given, today=LAST)


def days_by_hand(seller: str = "") -> dict[str, list[date]]:
    found: dict[str, set[date]] = defaultdict(set)
    for line in superstore.between(EVER, LAST, seller):
        found[line.customer].add(line.on)
    return {customer: sorted(days) for customer, days in found.items()}


def stages_by_hand(last: date, seller: str = "") -> tuple[int, int, int]:
    new = returning = dormant = 0
    for days in days_by_hand(seller).values():
        past = [day for day in days if day <= last]
        if past and past[-1] <= last - SILENCE:
            dormant += 1
        elif past:
            new, returning = new + (len(past) == 1), returning + (len(past) > 1)
    return new, returning, dormant


@pytest.mark.parametrize(("who", "seller"), [("max", ""), ("ana", "ana")])
def test_each_month_counts_who_is_where(looking: Looking, sold: None, who: str, seller: str) -> None:
    rows = answered(looking(who)).rows
    assert len(rows) == 12
    for row in rows:
        assert (row["new"], row["returning"], row["dormant"]) == stages_by_hand(row["last_day"], seller)
        joined = sum(row["first_day"] <= days[0] <= row["last_day"] for days in days_by_hand(seller).values())
        assert row["joined"] == joined
        assert row["customers"] == row["new"] + row["returning"] + row["dormant"]


def test_the_forecast_is_last_year_times_the_growth(looking: Looking, sold: None) -> None:
    """The last whole month before December 30 is November."""
    months: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for line in superstore.lines():
        months[line.on.year, line.on.month] += line.amount
    known = [months[year, month] for year in range(2014, 2018) for month in range(1, 13)][:-1]
    growth = sum(known[-12:]) / sum(known[-24:-12])
    first = answered(looking("max")).section("forecast")[0]
    assert first["first_day"] == date(2017, 12, 1)
    assert abs(first["expected"] - months[2016, 12] * growth) < Decimal("0.01")
    assert first["low"] < first["expected"] < first["high"]


def test_the_error_that_is_told_is_that_of_a_trial() -> None:
    """Twice the same year but for the last month, which was foretold as 100 and came to 160."""
    known = [100.0] * 35 + [160.0]
    seen = outlook(known)
    assert seen is not None
    assert seen.is_seasonal
    assert seen.error == pytest.approx(60 / 6 / (660 / 6))
    assert seen.high[0] - seen.expected[0] == pytest.approx(1.2816 * (60**2 / 6) ** 0.5)


def test_a_straight_line_goes_on_and_errs_by_nothing() -> None:
    seen = outlook([10.0 * n for n in range(1, 13)])
    assert seen is not None
    assert not seen.is_seasonal
    assert seen.expected[0] == pytest.approx(130)
    assert seen.error == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("known", [[], [1.0] * 11, [5.0] * 20 + [0.0] * 6])
def test_of_too_little_nothing_is_foretold(known: list[float]) -> None:
    assert outlook(known) is None


def test_the_tiers_are_those_of_the_pyramid(looking: Looking, sold: None) -> None:
    revenue: dict[str, Decimal] = defaultdict(Decimal)
    for line in superstore.between(FIRST, LAST):
        revenue[line.customer] += line.amount
    ordered = sorted(revenue.values(), reverse=True)
    found = {row["level"]: row for row in answered(looking("max")).section("pyramid")}
    begin = 0
    for level, percent in ((Level.TOP, 1), (Level.LARGE, 5), (Level.MEDIUM, 20), (Level.SMALL, 100)):
        end = -(-len(ordered) * percent // 100)
        some = ordered[begin:end]
        told = found[level]["people"], found[level]["revenue"], found[level]["least"]
        assert told == (len(some), sum(some), min(some))
        begin = end
    before = {line.customer for line in superstore.between(EVER, LAST)} - set(revenue)
    assert found[Level.INACTIVE]["people"] - len(before) <= 2  # the cast's own customers may have bought, too


def test_employees_stand_by_what_their_customers_bring(looking: Looking, sold: None) -> None:
    found = {row["employee"]: row["revenue"] for row in answered(looking("max")).section("employees")}
    for name, seller in (("Ana Torres", "ana"), ("Luis Ortega", "luis")):
        assert found[name] == sum(x.amount for x in superstore.between(FIRST, LAST, seller))


def opportunity(engine: sa.Engine, **given: Any) -> None:
    with engine.begin() as connection:
        known = {"summary": "Chairs", "stage": Stage.PROPOSAL, "probability": Decimal("0.4"),
                 "expected_value": Decimal(1000), "number": f"OP-{given.pop('n')}"}  # fmt: skip
        insert(connection, Opportunity, **{**known, **given})


def test_what_is_open_is_weighed_by_the_month_of_its_decision(looking: Looking, engine: sa.Engine) -> None:
    opportunity(engine, n=1, status=Status.ASSIGNED, expected_close_on=date(2018, 1, 20))
    opportunity(engine, n=2, status=Status.OPEN, expected_close_on=date(2018, 1, 5), probability=Decimal("0.1"))
    opportunity(engine, n=3, status=Status.OPEN)
    opportunity(engine, n=4, status=Status.WON, closed_on=date(2017, 5, 1))
    answer = answered(looking("eva"))
    told = [(row["opportunities"], row["value"], row["weighted"]) for row in answer.section("pipeline")]
    assert told == [(2, 2000, 500), (1, 1000, 400)]
    assert answer.totals["weighted"] == 900


def test_sources_are_told_by_what_they_won(looking: Looking, engine: sa.Engine) -> None:
    for n, status in enumerate((Status.WON, Status.WON, Status.LOST)):
        opportunity(engine, n=n, status=status, closed_on=date(2017, 5, 1 + n))
    opportunity(engine, n=9, status=Status.WON, closed_on=date(2016, 5, 1))
    [row] = answered(looking("eva")).section("sources")
    assert (row["source"], row["won"], row["lost"], row["value"]) == ("No source", 2, 1, 2000)
    assert row["rate"] == Decimal("0.666667")


def test_of_one_customer_it_is_theirs(looking: Looking, engine: sa.Engine, as_system: Session) -> None:
    acme = as_system.scalars(sa.select(Customer).where(Customer.name == "Acme")).one()
    opportunity(engine, n=1, status=Status.OPEN, customer_id=acme.id)
    opportunity(engine, n=2, status=Status.OPEN)
    assert answered(looking("eva"), customer=str(acme.id)).totals["open_value"] == 1000


def test_the_story_says_what_the_figures_say(looking: Looking, sold: None) -> None:
    answer = answered(looking("max"))
    story = PROSPECTING.story(answer, reader())
    assert f"{answer.rows[-1]['customers']} customers had bought" in story.lead
    assert reader().language.share(answer.totals["error"], 0) in story.lead
    assert [each.chart.name for each in story.findings] == ["stages", "forecast", "pyramid"]
