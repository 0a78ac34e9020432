"""What was bought in a period, in the one before and in the same days a year before: by customer, by month, by year.

One statement for all of it. Orders are added up once, each for itself, months of these and years of months, so that no
line is gone over twice. Who bought is told apart for itself: a customer of two months is one of the year.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.period import Period
from app.core.sql import first_of_month, first_of_year
from app.customers.customer import Customer
from app.reports.sold import in_either, sold_by_order, total, within
from app.sales.order import Order

WITH_MARGIN: Final = ("costed", "cost")


class Part(IntEnum):
    """What a row of the statement tells."""

    CUSTOMER = 0
    NOW = 1
    BEFORE = 2
    MONTH = 3
    YEAR = 4


def found(session: Session, period: Period, *, margin: bool) -> dict[Part, list[Any]]:
    """The rows of each part; customers with the largest revenue first."""
    parts: dict[Part, list[Any]] = {part: [] for part in Part}
    for row in session.execute(statement(period, margin=margin)).all():
        parts[row[0]].append(row)
    return parts


def statement(period: Period, *, margin: bool) -> sa.Select[Any]:
    """A row for each customer who bought in the period, two of totals, and one for each month and year."""
    each = _by_order(period, margin).cte("each_order")
    buyers = _by_customer(each, margin).cte("buyer")
    monthly, visits = _by_month(each, margin).cte("monthly"), _visits(each).cte("visit")
    parts = sa.union_all(
        _customers(buyers, margin),
        *_totals(monthly, buyers, margin),
        _months(monthly, visits, margin),
        _years(monthly, visits, margin),
    ).subquery()
    return sa.select(parts).order_by(parts.c.revenue.desc(), parts.c.key)


def _by_order(period: Period, margin: bool) -> sa.Select[Any]:
    """A day of the same days a year before is also of the period, or of the one before."""
    flags = (("is_now", within(period)), ("is_then", within(period.year_earlier)))
    said = (sa.case((when, 1), else_=0).label(name) for name, when in flags)
    return sold_by_order(Order.customer_id, Order.ordered_on, *said, margin=margin).where(in_either(period))


def _by_customer(each: Any, margin: bool) -> sa.Select[Any]:
    now, then = each.c.is_now == 1, each.c.is_now == 0
    figures = [sa.func.sum(each.c.is_now).label("orders"), sa.func.sum(1 - each.c.is_now).label("orders_before")]
    figures += [total(each.c.revenue, then).label("revenue_before")]
    figures += [total(each.c[name], now).label(name) for name in _money(margin)]
    return sa.select(each.c.customer_id, *figures).group_by(each.c.customer_id)


def _by_month(each: Any, margin: bool) -> sa.Select[Any]:
    """The days of the period apart from those before it: one of its months may have begun before."""
    day = first_of_month(each.c.ordered_on).label("day")
    then = total(each.c.revenue, each.c.is_then == 1).label("revenue_before")
    figures = [total(each.c[name]).label(name) for name in _money(margin)]
    return sa.select(day, each.c.is_now, sa.func.count().label("orders"), then, *figures).group_by(day, each.c.is_now)


def _visits(each: Any) -> sa.Select[Any]:
    """Each customer once in each month of the period with an order of theirs."""
    day = first_of_month(each.c.ordered_on).label("day")
    return sa.select(each.c.customer_id, day).where(each.c.is_now == 1).distinct()


# Its parts, all of the same columns ----------------------------------------------------------------------------------


def _customers(buyers: Any, margin: bool) -> sa.Select[Any]:
    """Of whom bought in the period."""
    who = (Customer.id.label("key"), Customer.number, Customer.name.label("customer"), Customer.kind)
    counts = (sa.cast(sa.null(), sa.Date).label("day"), sa.null().label("customers"), _whole(buyers.c.orders))
    money = (buyers.c[name] for name in ("revenue_before", *_money(margin)))
    told = sa.select(sa.literal(Part.CUSTOMER.value).label("part"), *who, *counts, *money)
    return told.join(buyers, buyers.c.customer_id == Customer.id).where(buyers.c.orders > 0)


def _totals(monthly: Any, buyers: Any, margin: bool) -> Iterator[sa.Select[Any]]:
    for part, orders, is_now in ((Part.NOW, "orders", 1), (Part.BEFORE, "orders_before", 0)):
        customers = sa.select(sa.func.count()).where(buyers.c[orders] > 0).scalar_subquery()
        yield _added(part, sa.null(), customers, monthly, margin, is_now=is_now)


def _months(monthly: Any, visits: Any, margin: bool) -> sa.Select[Any]:
    return _of_days(Part.MONTH, visits, visits.c.day, monthly.c.day, monthly, margin)


def _years(monthly: Any, visits: Any, margin: bool) -> sa.Select[Any]:
    once = sa.select(visits.c.customer_id, first_of_year(visits.c.day).label("day")).distinct().subquery()
    return _of_days(Part.YEAR, once, once.c.day, first_of_year(monthly.c.day), monthly, margin)


def _of_days(part: Part, visits: Any, visited: Any, day: Any, monthly: Any, margin: bool) -> sa.Select[Any]:
    """Of each month or year, also where nobody bought in it but a year before."""
    bought = sa.select(visited, sa.func.count().label("customers")).group_by(visited).subquery()
    customers = sa.func.coalesce(sa.func.max(bought.c.customers), 0)
    told = _added(part, day, customers, monthly, margin, is_now=1)
    return told.select_from(monthly.outerjoin(bought, bought.c.day == day)).group_by(day)


def _added(part: Part, day: Any, customers: Any, monthly: Any, margin: bool, *, is_now: int) -> sa.Select[Any]:
    """The months, or some of them, together."""
    when = monthly.c.is_now == is_now
    orders = sa.func.coalesce(sa.func.sum(sa.case((when, monthly.c.orders))), 0)
    money = (total(monthly.c[name], when) for name in _money(margin))
    nobody = (sa.null() for _ in ("key", "number", "customer", "kind"))
    before = total(monthly.c.revenue_before)
    columns: tuple[Any, ...] = (sa.literal(part.value), *nobody, day, customers, _whole(orders), before, *money)
    return sa.select(*columns)


def _money(margin: bool) -> tuple[str, ...]:
    return ("revenue", *(WITH_MARGIN if margin else ()))


def _whole(orders: Any) -> sa.Label[int]:
    return sa.cast(orders, sa.Integer).label("orders")
