"""Groups of records and their figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import doorman
from app.core.database import system_session
from app.customers.customer import Customer
from app.sales.order import Order

Ask = Callable[..., Any]


def test_without_groups_all_is_one(ask: Ask) -> None:
    [group] = ask("eva").told(
        "{ ordersAggregate { count sum { total } avg { total } min { total orderedOn } max { total orderedOn } } }"
    )["ordersAggregate"]
    assert group == {
        "count": 3,
        "sum": {"total": "340.0000"},
        "avg": {"total": "113.333333"},
        "min": {"total": "10.0000", "orderedOn": "2026-01-05"},
        "max": {"total": "200.0000", "orderedOn": "2026-03-09"},
    }


def test_nothing_has_no_average(ask: Ask) -> None:
    [group] = ask("eva").told(
        '{ ordersAggregate(filter: {number: {eq: "none"}}) { count sum { total } avg { total } max { orderedOn } } }'
    )["ordersAggregate"]
    assert group == {"count": 0, "sum": {"total": None}, "avg": {"total": None}, "max": {"orderedOn": None}}


def test_revenue_by_month_and_status(ask: Ask) -> None:
    groups = ask("eva").told(
        """query($from: Date!, $to: Date!) {
          ordersAggregate(filter: {orderedOn: {gte: $from, lt: $to}}, groupBy: [{orderedOn: MONTH}, {status: VALUE}]) {
            keys { orderedOn status } count sum { total } } }""",
        **{"from": "2026-01-01", "to": "2026-03-10"},
    )["ordersAggregate"]
    assert [(g["keys"]["orderedOn"], g["keys"]["status"], g["count"], g["sum"]["total"]) for g in groups] == [
        ("2026-01-01", "CONFIRMED", 1, "130.0000"),
        ("2026-02-01", "CONFIRMED", 1, "200.0000"),
        ("2026-03-01", "DRAFT", 1, "10.0000"),
    ]


def test_a_group_of_records_of_somebody_tells_who(ask: Ask) -> None:
    groups = ask("eva").told(
        "{ customersAggregate(groupBy: [{owner: VALUE}]) { keys { name owner { name department { name } } } count } }"
    )["customersAggregate"]
    assert [(g["keys"]["owner"] and g["keys"]["owner"]["name"], g["count"]) for g in groups] == [
        ("Ana Torres", 2), ("Luis Ortega", 1), (None, 1),
    ]  # fmt: skip
    assert groups[0]["keys"]["owner"]["department"] == {"name": "Sales East"}


@pytest.fixture
def new_year(engine: sa.Engine) -> None:
    """An order on each day around a turn of the year."""
    with system_session(engine) as session:
        customer = doorman.create(session, Customer, {"name": "Everyday"})
        for day in (date(2024, 12, 29), date(2024, 12, 30), date(2024, 12, 31), date(2025, 1, 1), date(2025, 1, 6)):
            doorman.create(session, Order, {"customer": customer, "ordered_on": day})
        doorman.create(session, Order, {"customer": customer, "ordered_on": date(2024, 2, 29)})


@pytest.mark.usefixtures("new_year")
@pytest.mark.parametrize(
    ("by", "found"),
    [
        ("VALUE", "2024-02-29 1, 2024-12-29 1, 2024-12-30 1, 2024-12-31 1, 2025-01-01 1, 2025-01-06 1"),
        ("DAY", "2024-02-29 1, 2024-12-29 1, 2024-12-30 1, 2024-12-31 1, 2025-01-01 1, 2025-01-06 1"),
        ("WEEK", "2024-02-26 1, 2024-12-23 1, 2024-12-30 3, 2025-01-06 1"),
        ("MONTH", "2024-02-01 1, 2024-12-01 3, 2025-01-01 2"),
        ("QUARTER", "2024-01-01 1, 2024-10-01 3, 2025-01-01 2"),
        ("YEAR", "2024-01-01 4, 2025-01-01 2"),
    ],
)
def test_days_by_the_first_day_of_their_period(ask: Ask, by: str, found: str) -> None:
    groups = ask("eva").told(
        f'{{ ordersAggregate(filter: {{customer: {{name: {{eq: "Everyday"}}}}}}, groupBy: [{{orderedOn: {by}}}])'
        " { keys { orderedOn } count } }"
    )["ordersAggregate"]
    assert ", ".join(f"{g['keys']['orderedOn']} {g['count']}" for g in groups) == found


@pytest.mark.parametrize("by", ["VALUE", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"])
def test_moments_by_day_in_utc(ask: Ask, by: str) -> None:
    [group] = ask("eva").told(
        f"{{ timelineEntriesAggregate(groupBy: [{{at: {by}}}]) {{ keys {{ at }} count max {{ at }} }} }}"
    )["timelineEntriesAggregate"]
    day = date.fromisoformat(group["keys"]["at"])
    assert day <= date.fromisoformat(group["max"]["at"][:10])
    assert group["max"]["at"].endswith("+00:00")


@pytest.mark.parametrize(
    "group_by",
    [
        "[{status: VALUE}, {status: VALUE}]",
        "[{status: VALUE, orderedOn: MONTH}]",
        "[{}]",
        "[{status: MONTH}]",
        "[{number: VALUE}, {status: VALUE}, {city: VALUE}, {state: VALUE}, {region: VALUE}, {country: VALUE}]",
    ],
)
def test_a_grouping_that_means_nothing_is_refused(ask: Ask, group_by: str) -> None:
    assert ask("eva").refused(f"{{ ordersAggregate(groupBy: {group_by}) {{ count }} }}") == ["INVALID"]


def test_groups_without_end_are_refused(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schema.engine.aggregate.MOST_GROUPS", 2)
    eva = ask("eva")
    assert eva.refused("{ customersAggregate(groupBy: [{name: VALUE}]) { count } }") == ["INVALID"]
    assert len(eva.told("{ customersAggregate(groupBy: [{status: VALUE}]) { count } }")["customersAggregate"]) == 2


def test_sums_are_exact(ask: Ask, app: Flask, engine: sa.Engine) -> None:
    with system_session(engine) as session:
        for name, limit in (("A", "0.10"), ("B", "0.20"), ("C", "999999999999.99")):
            doorman.create(session, Customer, {"name": name, "credit_limit": Decimal(limit), "city": "Exact"})
    [group] = ask("eva").told(
        '{ customersAggregate(filter: {city: {eq: "Exact"}}) { sum { creditLimit } avg { creditLimit } } }'
    )["customersAggregate"]
    assert group == {"sum": {"creditLimit": "1000000000000.29"}, "avg": {"creditLimit": "333333333333.430000"}}
