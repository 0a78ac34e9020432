"""What was sold in a period and in the one before, as several reports add it up; every sum is the database's."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa

from app.core.period import Period
from app.core.reckoning import times
from app.customers.customer import Customer
from app.reports.rates import SIX
from app.sales.order import SOLD, Order
from app.sales.order_line import OrderLine

MARGIN: Final = "see_margin on OrderLine"
NOTHING: Final = Decimal(0)


def within(period: Period) -> sa.ColumnElement[bool]:
    return Order.ordered_on.between(period.first, period.last)


def in_either(period: Period) -> sa.ColumnElement[bool]:
    """In the period or in the one that it is compared with."""
    return within(period) | within(period.before)


def of(customer: Customer | None, column: Any = Order.customer_id) -> sa.ColumnElement[bool]:
    """Of one customer, or of all of them."""
    return sa.true() if customer is None else column == customer.id


def total(value: Any, when: sa.ColumnElement[bool] | None = None) -> sa.ColumnElement[Any]:
    """The sum of what is so; nought, of the same kind, where there is none."""
    chosen = value if when is None else sa.case((when, value))
    return sa.func.coalesce(sa.func.sum(chosen), sa.literal(NOTHING, value.type))


def discount() -> sa.ColumnElement[Any]:
    """What was let off on a line: its price without discount, as orders round it, less what it charges."""
    return sa.type_coerce(times(OrderLine.quantity, OrderLine.price) - OrderLine.amount, OrderLine.amount.type)


def sums(*, margin: bool) -> Iterator[sa.Label[Any]]:
    """Of lines: revenue, discount and, only for those who may see it, what is known of their cost."""
    yield from charged(margin=margin)
    yield total(discount()).label("discount")


def charged(*, margin: bool) -> Iterator[sa.Label[Any]]:
    """Of lines: revenue and, only for those who may see it, what is known of their cost."""
    yield total(OrderLine.amount).label("revenue")
    if margin:
        yield total(OrderLine.amount, OrderLine.cost.is_not(None)).label("costed")
        yield total(OrderLine.cost).label("cost")


def sold_by_order(*said: Any, margin: bool) -> sa.Select[Any]:
    """One row for each order that is confirmed or paid: what it says itself, and what its lines charge."""
    found = sa.select(*said, *charged(margin=margin)).select_from(OrderLine)
    return found.join(Order, Order.id == OrderLine.order_id).where(Order.status.in_(SOLD)).group_by(Order.id)


def change(now: Decimal | int, before: Decimal | int | None) -> Decimal | None:
    """By how much of what was before; of nothing there is no change."""
    return (Decimal(now) / Decimal(before) - 1).quantize(SIX) if before and before > 0 else None


def ratio(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    return (part / Decimal(whole)).quantize(SIX) if whole else None
