"""Customer profitability: each step from list prices to net profit is what plain Python reckons over the file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.dictionary import DictionaryEntry
from app.churn.alert import ChurnAlert
from app.churn.retention_action import RetentionAction
from app.core.errors import Refused
from app.core.noun import table_of
from app.core.report import Answer
from app.organization.setting import settings_of
from app.reports.profitability import PROFITABILITY
from app.service.request import ServiceRequest
from app.service.resolution import Resolution
from tests.databases import Written
from tests.reports import superstore
from tests.reports.inserting import insert
from tests.reports.superstore import Line

Looking = Callable[[str], Session]
FIRST, LAST, TODAY = date(2017, 1, 1), date(2017, 12, 30), date(2017, 12, 30)
BEFORE = date(2016, 1, 1), date(2016, 12, 30)
PERIOD = {"from": FIRST.isoformat(), "to": LAST.isoformat()}
SIX, FOUR = Decimal("0.000001"), Decimal("0.0001")
HOUR = Decimal(50)
HELPED = ((0, date(2017, 3, 5), 45), (0, date(2017, 8, 5), 20), (3, date(2017, 4, 1), 100), (5, date(2016, 4, 1), 70))
"""Which customer of the file was helped, when, and for how many minutes."""
KEPT = (
    (0, date(2017, 5, 5), Decimal("120.50")),
    (9, date(2017, 6, 6), Decimal(30)),
    (9, date(2016, 6, 6), Decimal(40)),
)
"""Whom it was tried to keep, when, and what that cost."""


@pytest.fixture
def sold(written: Written) -> None:
    written(write)


def write(engine: sa.Engine) -> None:
    superstore.write(engine)
    with engine.begin() as connection:
        for n, (place, on, minutes) in enumerate(HELPED):
            request = insert(
                connection, ServiceRequest, number=f"S-{n}", customer_id=superstore.FIRST_KEY + place, summary="Help"
            )
            at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
            insert(connection, Resolution, request_id=request, at=at, what="Done", minutes_spent=minutes)
        kind = connection.scalar(sa.select(table_of(DictionaryEntry).c.id).limit(1))
        for on_alert in {place for place, _, _ in KEPT}:
            alert = insert(connection, ChurnAlert, customer_id=superstore.FIRST_KEY + on_alert)
            for _, on, cost in (each for each in KEPT if each[0] == on_alert):
                insert(connection, RetentionAction, alert_id=alert, taken_on=on, kind_id=kind, cost=cost, until=on)
        connection.execute(sa.text("UPDATE setting SET service_hour_cost = :hour"), {
            "hour": int(HOUR * 100) if engine.dialect.name == "sqlite" else HOUR
        })  # fmt: skip


def answered(session: Session, **given: Any) -> Answer:
    return PROFITABILITY.answer(session, PERIOD | given, today=TODAY)


def customer(place: int) -> str:
    return list(superstore.owners())[place]


def reckoned(lines: Iterable[Line], first: date, last: date) -> dict[str, dict[str, Decimal]]:
    """Each customer's steps, by hand."""
    found: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for line in lines:
        of = found[line.customer]
        of["revenue"] += line.amount
        of["discount"] += line.let_off
        of["listed"] += line.amount + line.let_off
        of["margin"] += line.amount - line.cost
    for name, told in (("minutes", HELPED), ("retention_cost", KEPT)):
        for place, _, much in (each for each in told if first <= each[1] <= last):
            found[customer(place)][name] += much
    for of in found.values():
        of["service_cost"] = (of["minutes"] * HOUR / 60).quantize(FOUR)
        of["net_profit"] = of["margin"] - of["service_cost"] - of["retention_cost"]
    return found


NAMES = ("listed", "discount", "revenue", "margin", "minutes", "service_cost", "retention_cost", "net_profit")


def test_each_step_is_what_one_reckons_by_hand(looking: Looking, sold: None) -> None:
    answer = answered(looking("max"))
    by_hand = reckoned(superstore.between(FIRST, LAST), FIRST, LAST)
    found = {row["customer_id"]: tuple(row[name] for name in NAMES) for row in answer.rows}
    assert found == {superstore.key_of(c): tuple(of[name] for name in NAMES) for c, of in by_hand.items()}
    for name in NAMES:
        assert answer.totals[name] == sum(of[name] for of in by_hand.values())
    assert answer.totals["unprofitable"] == sum(1 for of in by_hand.values() if of["net_profit"] < 0)
    assert answer.totals["customers"] == len(by_hand)


def test_the_period_before_is_reckoned_alike(looking: Looking, sold: None) -> None:
    by_hand = reckoned(superstore.between(*BEFORE), *BEFORE)
    for name in NAMES:
        assert answered(looking("max")).before[name] == sum(of[name] for of in by_hand.values())


def test_the_most_profitable_stands_first(looking: Looking, sold: None) -> None:
    profits = [row["net_profit"] for row in answered(looking("max")).rows]
    assert profits == sorted(profits, reverse=True)


def test_steps_lead_from_list_prices_to_net_profit(looking: Looking, sold: None) -> None:
    answer = answered(looking("max"))
    amount = {row["step"].name: row["net_amount"] for row in answer.section("steps")}
    assert amount["LISTED"] + amount["DISCOUNT"] == amount["REVENUE"] == answer.totals["revenue"]
    assert amount["REVENUE"] + amount["COST"] == amount["MARGIN"]
    assert amount["MARGIN"] + amount["SERVICE"] + amount["RETENTION"] == amount["NET"] == answer.totals["net_profit"]
    assert "UNKNOWN" not in amount, "every line of the file has a cost"


def test_categories_add_up_to_the_total(looking: Looking, sold: None) -> None:
    answer = answered(looking("max"))
    by_hand: dict[str, Decimal] = defaultdict(Decimal)
    for line in superstore.between(FIRST, LAST):
        by_hand[line.subcategory] += line.margin
    assert {row["subcategory"]: row["margin"] for row in answer.section("categories")} == by_hand
    for name in ("revenue", "discount", "cost", "service_cost", "retention_cost", "net_profit"):
        assert sum(row[name] for row in answer.section("categories")) == answer.totals[name]


def test_one_customer_stands_against_the_company(looking: Looking, sold: None) -> None:
    session = looking("max")
    whole, one = answered(session), answered(session, customer=str(superstore.key_of(customer(0))))
    theirs = reckoned(superstore.between(FIRST, LAST), FIRST, LAST)[customer(0)]
    assert [row["net_profit"] for row in one.rows] == [theirs["net_profit"]]
    rates = {row["ratio"]: (row["theirs"], row["company"]) for row in one.section("compared")}
    assert rates["Net rate"] == ((theirs["net_profit"] / theirs["revenue"]).quantize(SIX), whole.totals["net_rate"])
    assert whole.section("compared") == ()


def test_without_an_hourly_cost_service_costs_nothing(looking: Looking, sold: None, as_system: Session) -> None:
    settings_of(as_system).service_hour_cost = Decimal(0)
    as_system.commit()
    assert answered(looking("max")).totals["service_cost"] == 0
    assert answered(looking("max")).totals["minutes"] == 165


def test_everybody_reads_of_what_they_may_see(looking: Looking, sold: None) -> None:
    mine = superstore.between(FIRST, LAST, "ana")
    answer = answered(looking("ana"))
    assert answer.totals["revenue"] == sum(x.amount for x in mine)
    assert {superstore.owners()[customer(row["customer_id"] - superstore.FIRST_KEY)] for row in answer.rows} == {"ana"}


def test_no_profit_for_who_may_not_see_margins(looking: Looking, engine: sa.Engine, sold: None) -> None:
    said: list[str] = []
    session = looking("ana")
    sa.event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    answer = answered(session)
    assert not any("cost" in each for each in said if "setting" not in each), "not even read"
    everything = [*answer.rows, answer.totals, answer.before, *answer.section("categories")]
    assert not any(w in name for row in everything for name in row for w in ("margin", "cost", "profit", "net"))
    assert answer.section("steps") == answer.section("compared") == ()
    assert "net_profit" in answered(looking("max")).rows[0], "the test sees one where there is one"


@pytest.mark.parametrize("name", ["dan", "rosa", "cti"])
def test_who_may_not_read_it_reads_nothing(looking: Looking, name: str) -> None:
    with pytest.raises(Refused) as why:
        answered(looking(name))
    assert why.value.code == "FORBIDDEN"


def test_an_empty_period_is_empty(looking: Looking, sold: None) -> None:
    answer = answered(looking("max"), **{"from": "1950-01-01", "to": "1950-12-31"})
    assert answer.rows == []
    assert answer.totals["net_profit"] == 0


def test_it_takes_few_statements(looking: Looking, engine: sa.Engine, sold: None) -> None:
    session, said = looking("max"), []
    sa.event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    answered(session)
    assert len(said) <= 3
