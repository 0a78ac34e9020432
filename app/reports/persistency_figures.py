"""How customers stay: cohorts by the quarter of the first order, how often they buy, and who came, stayed and went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.product import Product
from app.core.period import Period
from app.core.report import Row
from app.core.sql import days_between
from app.customers.customer import Customer
from app.reports.sold import NOTHING, change, in_either, of, ratio, total, within
from app.sales.order import SOLD, Order
from app.sales.order_line import OrderLine

QUARTERS: Final = 16
"""So many quarters up to the last day are told as cohorts: four years."""
OFTEN, LONG = 10, 10
"""From so many orders, or years, on all are told together."""
YEAR: Final = 365.25


class Movement(StrEnum):
    NEW = "New"
    KEPT = "Kept"
    BACK = "Back again"
    GONE = "Gone"


# Cohorts --------------------------------------------------------------------------------------------------------------


def quarter_of(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def first_day(quarter: int) -> date:
    return date(quarter // 4, quarter % 4 * 3 + 1, 1)


def _quarter(day: Any) -> sa.ColumnElement[int]:
    year, month = (sa.cast(sa.extract(part, day), sa.Integer) for part in ("year", "month"))
    return year * 4 + (month - 1) // 3


def firsts(period: Period) -> Any:
    """The day of each customer's first order, of all orders up to the last day."""
    first = sa.func.min(Order.ordered_on).label("first_on")
    known = sa.select(Order.customer_id, first).where(Order.status.in_(SOLD), Order.ordered_on <= period.last)
    return known.group_by(Order.customer_id).subquery()


def cohorts(session: Session, period: Period, customer: Customer | None) -> list[Row]:
    """For each quarter of first orders, how many of its customers bought in that quarter and in each one since.

    A customer who buys twice in a quarter is one who bought; so customers and quarters are told first, once each."""
    first = firsts(period)
    began, bought = _quarter(first.c.first_on).label("began"), _quarter(Order.ordered_on).label("bought")
    oldest = first_day(quarter_of(period.last) - QUARTERS + 1)
    active = (
        sa.select(Order.customer_id, began, bought, sa.func.sum(Order.total).label("revenue"))
        .select_from(Order)
        .join(first, first.c.customer_id == Order.customer_id)
        .where(Order.status.in_(SOLD), Order.ordered_on <= period.last, first.c.first_on >= oldest, of(customer))
        .group_by(Order.customer_id, began, bought)
        .subquery()
    )
    asked = sa.select(active.c.began, active.c.bought, sa.func.count().label("customers"), total(active.c.revenue))
    found = session.execute(asked.group_by(active.c.began, active.c.bought).order_by(active.c.began, active.c.bought))
    return [
        {"began": began, "later": bought - began, "customers": customers, "revenue": revenue}
        for began, bought, customers, revenue in found
    ]


def retained(found: Sequence[Row], period: Period) -> Iterator[Row]:
    """A row for each cohort and each quarter since, also those in which nobody bought."""
    known = {(row["began"], row["later"]): row for row in found}
    last = quarter_of(period.last)
    for began in sorted({row["began"] for row in found}):
        size = known[began, 0]["customers"]
        for later in range(last - began + 1):
            row = known.get((began, later), {"customers": 0, "revenue": NOTHING})
            yield {
                "cohort": first_day(began), "later": later, "customers": row["customers"],
                "revenue": row["revenue"], "share": ratio(row["customers"], size),
            }  # fmt: skip


# Who came, stayed and went --------------------------------------------------------------------------------------------


def buyers(session: Session, period: Period, customer: Customer | None) -> list[Mapping[Any, Any]]:
    """How many customers there are of each change, number of orders and years of tenure; what they bought now and then.

    The database adds up customers, and then groups of them: a few rows come back, however many customers there are."""
    now, then = within(period), within(period.before)
    each = (
        sa.select(
            Order.customer_id, sa.func.min(Order.ordered_on).label("first_on"),
            *(sa.func.sum(sa.case((when, 1), else_=0)).label(name) for name, when in (("now", now), ("then", then))),
            total(Order.total, now).label("revenue"), total(Order.total, then).label("revenue_before"),
        )
        .where(Order.status.in_(SOLD), Order.ordered_on <= period.last, of(customer))
        .group_by(Order.customer_id)
        .subquery()
    )  # fmt: skip
    groups: dict[str, Any] = {
        "change": _changed(each, period),
        "orders": _at_most(each.c.now, OFTEN),
        "years": _years(each, period),
    }
    labelled = [value.label(name) for name, value in groups.items()]
    sums = (total(each.c.revenue).label("revenue"), total(each.c.revenue_before).label("revenue_before"))
    counts = (sa.func.count().label("customers"), sa.func.sum(each.c.now).label("bought"),
              sa.func.sum(each.c.then).label("bought_before"))  # fmt: skip
    asked = sa.select(*labelled, *counts, *sums).where((each.c.now > 0) | (each.c.then > 0)).group_by(*labelled)
    return list(session.execute(asked).mappings())


def _changed(each: Any, period: Period) -> sa.ColumnElement[str]:
    return sa.case(
        (each.c.now == 0, Movement.GONE.name),
        (each.c.first_on >= period.first, Movement.NEW.name),
        (each.c.then > 0, Movement.KEPT.name),
        else_=Movement.BACK.name,
    )


def _at_most(number: Any, most: int) -> sa.ColumnElement[int]:
    return sa.case((number > most, most), else_=number)


def _years(each: Any, period: Period) -> sa.ColumnElement[int]:
    """Whole years since the first order, of 365.25 days."""
    days = days_between(sa.literal(period.last, sa.Date), each.c.first_on)
    return _at_most(sa.cast(sa.func.floor(days / sa.literal(YEAR)), sa.Integer), LONG)


def changes(found: Sequence[Mapping[Any, Any]]) -> list[Row]:
    return [_change(kind, [row for row in found if row["change"] == kind.name]) for kind in Movement]


def _change(kind: Movement, rows: Sequence[Mapping[Any, Any]]) -> Row:
    now, then = (sum((row[name] for row in rows), NOTHING) for name in ("revenue", "revenue_before"))
    return {
        "kind": kind, "customers": sum(row["customers"] for row in rows), "revenue": now, "revenue_before": then,
        "change": change(now, then),
    }  # fmt: skip


def bands(found: Sequence[Mapping[Any, Any]], name: str, numbers: Sequence[int]) -> Sequence[Row]:
    """Customers of the period by how many orders, or years, they have."""
    bought = [row for row in found if row["orders"]]
    everybody = sum(row["customers"] for row in bought)
    known = []
    for number in numbers:
        rows = [row for row in bought if row[name] == number]
        customers = sum(row["customers"] for row in rows)
        revenue = sum((row["revenue"] for row in rows), NOTHING)
        known.append({name: number, "customers": customers, "share": ratio(customers, everybody), "revenue": revenue})
    return known


def by_category(session: Session, period: Period, customer: Customer | None) -> list[Row]:
    """For each category, who bought of it in the period before and again, who left it, and who took it up."""
    now, then = within(period), within(period.before)
    each = (
        sa.select(
            Product.category, Order.customer_id,
            *(sa.func.max(sa.case((when, 1), else_=0)).label(name) for name, when in (("now", now), ("then", then))),
        )
        .select_from(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Product, Product.id == OrderLine.product_id)
        .where(Order.status.in_(SOLD), in_either(period), of(customer))
        .group_by(Product.category, Order.customer_id)
        .subquery()
    )  # fmt: skip
    counts = {
        "before": sa.func.sum(each.c.then), "kept": sa.func.sum(each.c.then * each.c.now),
        "left": sa.func.sum(each.c.then * (1 - each.c.now)), "won": sa.func.sum(each.c.now * (1 - each.c.then)),
    }  # fmt: skip
    asked = sa.select(each.c.category, *(value.label(name) for name, value in counts.items()))
    found = session.execute(asked.group_by(each.c.category).order_by(sa.desc("before"), each.c.category)).mappings()
    return [
        {**row, "category": row["category"] or "", "kept_share": ratio(row["kept"], row["before"])} for row in found
    ]
