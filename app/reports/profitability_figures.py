"""What is left of what customers and categories pay, step by step; a statement for each of the two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import IntEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.product import Product
from app.churn.alert import ChurnAlert
from app.churn.retention_action import RetentionAction
from app.core.kinds import Exact
from app.core.period import Period
from app.core.reckoning import by_the_hour
from app.core.report import Row
from app.customers.customer import Customer
from app.reports.sold import NOTHING, in_either, of, ratio, sums, total, within
from app.reports.stretches import within as between
from app.sales.order import SOLD, Order
from app.sales.order_line import OrderLine
from app.service.request import ServiceRequest
from app.service.resolution import Resolution

FOUR: Final = Decimal("0.0001")
NAMED: Final = ("part", "key", "number", "customer", "kind")


class Part(IntEnum):
    """What a row of the statement tells."""

    CUSTOMER = 0
    NOW = 1
    BEFORE = 2


def by_customer(
    session: Session, period: Period, customer: Customer | None, hour: Decimal, zone: str, *, margin: bool
) -> sa.Result[Any]:
    """One row for each customer with an order, a resolved request or a retention action in the period, and the totals.

    Each of the three is added up by customer before they are put side by side, so that none multiplies another."""
    sources = _sources(period, customer, hour, zone, margin=margin)
    parts = sa.union_all(_customers(sources, customer), *(_totals(sources, part) for part in (Part.NOW, Part.BEFORE)))
    told = parts.subquery()
    return session.execute(sa.select(told).order_by(told.c.key))


def of_all(session: Session, period: Period, hour: Decimal, zone: str) -> dict[str, Any]:
    """The totals of all customers whom the reader sees."""
    sources = _sources(period, None, hour, zone, margin=True)
    return _added(session.execute(_totals(sources, Part.NOW)).mappings().one())


def _sources(period: Period, customer: Customer | None, hour: Decimal, zone: str, *, margin: bool) -> list[Any]:
    sources = [_bought(period, customer, margin), _helped(period, customer, hour if margin else None, zone)]
    sources += [_retained(period, customer)] if margin else []
    return [source.cte(name) for source, name in zip(sources, ("bought", "helped", "retained"), strict=False)]


def _customers(sources: Sequence[Any], customer: Customer | None) -> sa.Select[Any]:
    who = (Customer.id.label("key"), Customer.number, Customer.name.label("customer"), Customer.kind)
    columns: list[Any] = [sa.literal(Part.CUSTOMER.value).label("part"), *who]
    columns += [sa.func.coalesce(each, _nought(each)).label(each.name) for each in _figures(sources)]
    asked = sa.select(*columns)
    for source in sources:
        asked = asked.outerjoin(source, (source.c.customer_id == Customer.id) & (source.c.is_now == 1))
    concerned = (each > 0 for each in _figures(sources) if each.name in ("orders", "minutes", "retention_cost"))
    return asked.where(sa.or_(*concerned), of(customer, Customer.id))


def _totals(sources: Sequence[Any], part: Part) -> sa.Select[Any]:
    """Of each source its sum, put side by side."""
    nobody = (sa.null().label(name) for name in ("key", "number", "customer", "kind"))
    columns: list[Any] = [sa.literal(part.value).label("part"), *nobody]
    chosen = (source.c.is_now == int(part is Part.NOW) for source in sources)
    sums = [
        sa.select(*map(_sum, _figures([source]))).where(of_part).subquery()
        for source, of_part in zip(sources, chosen, strict=True)
    ]
    beside: Any = sums[0]
    for each in sums[1:]:
        beside = beside.join(each, sa.true())
    return sa.select(*columns, *(column for each in sums for column in each.c)).select_from(beside)


def _figures(sources: Sequence[Any]) -> list[Any]:
    return [each for source in sources for each in source.c if each.name not in ("customer_id", "is_now")]


def _sum(column: Any) -> sa.Label[Any]:
    if isinstance(column.type, Exact):
        return total(column).label(column.name)
    return sa.cast(sa.func.coalesce(sa.func.sum(column), 0), sa.BigInteger).label(column.name)


def _nought(column: Any) -> Any:
    return sa.literal(NOTHING if isinstance(column.type, Exact) else 0, column.type)


def _bought(period: Period, customer: Customer | None, margin: bool) -> sa.Select[Any]:
    """Lines as they come, and each order counted once. Of the period before nobody asks who it was: it is added up as a
    whole."""
    whose = _whose(within(period), Order.customer_id)
    orders = sa.func.count(sa.distinct(Order.id)).label("orders")
    found = sa.select(*whose, orders, *sums(margin=margin)).select_from(OrderLine)
    found = found.join(Order, Order.id == OrderLine.order_id)
    return found.where(Order.status.in_(SOLD), in_either(period), of(customer)).group_by(*whose)


def _whose(now: Any, customer_id: Any) -> tuple[Any, Any]:
    """Whose it is in the period, and whether it is of the period."""
    return sa.case((now, customer_id)).label("customer_id"), sa.case((now, 1), else_=0).label("is_now")


def _helped(period: Period, customer: Customer | None, hour: Decimal | None, zone: str) -> sa.Select[Any]:
    """Minutes that people spent on requests, by the moment that each was done; their cost is rounded by customer."""
    now, before = (between(Resolution.at, each, zone) for each in (period, period.before))
    is_now = sa.case((now, 1), else_=0).label("is_now")
    asked = sa.select(Customer.id.label("customer_id"), is_now, Resolution.minutes_spent).select_from(Resolution)
    asked = asked.join(ServiceRequest, ServiceRequest.id == Resolution.request_id)
    asked = asked.join(Customer, Customer.id == ServiceRequest.customer_id)
    each = asked.where(now | before, of(customer, Customer.id)).subquery()
    minutes = sa.func.coalesce(sa.func.sum(each.c.minutes_spent), 0)
    figures: list[Any] = [minutes.label("minutes")]
    if hour is not None:
        figures.append(by_the_hour(minutes, sa.literal(hour, Exact(14, 4))).label("service_cost"))
    return sa.select(each.c.customer_id, each.c.is_now, *figures).group_by(each.c.customer_id, each.c.is_now)


def _retained(period: Period, customer: Customer | None) -> sa.Select[Any]:
    """What it cost to keep them, by the day that it was tried."""
    on = RetentionAction.taken_on
    whose = _whose(on.between(period.first, period.last), Customer.id)
    asked = sa.select(*whose, RetentionAction.cost).select_from(RetentionAction)
    asked = asked.join(ChurnAlert, ChurnAlert.id == RetentionAction.alert_id)
    asked = asked.join(Customer, Customer.id == ChurnAlert.customer_id)
    either = on.between(period.first, period.last) | on.between(period.before.first, period.before.last)
    each = asked.where(either, of(customer, Customer.id)).subquery()
    cost = total(each.c.cost).label("retention_cost")
    return sa.select(each.c.customer_id, each.c.is_now, cost).group_by(each.c.customer_id, each.c.is_now)


def by_category(session: Session, period: Period, customer: Customer | None, *, margin: bool) -> list[Any]:
    """One row for each subcategory that was sold in the period, the largest first."""
    sold = sa.select(OrderLine.product_id, *sums(margin=margin)).join(Order, Order.id == OrderLine.order_id)
    each = sold.where(Order.status.in_(SOLD), within(period), of(customer)).group_by(OrderLine.product_id).subquery()
    added = (total(column).label(column.name) for column in each.c if column.name != "product_id")
    found = sa.select(Product.category, Product.subcategory, *added).join(each, each.c.product_id == Product.id)
    grouped = found.group_by(Product.category, Product.subcategory)
    return list(session.execute(grouped.order_by(sa.desc("revenue"), Product.category, Product.subcategory)).mappings())


# What follows ---------------------------------------------------------------------------------------------------------


def together(found: sa.Result[Any]) -> tuple[list[dict[str, Any]], dict[str, Any], dict[str, Any]]:
    """A row for each customer of the period, and what all come to, in the period and in the one before."""
    names, told = list(found.keys())[1:], found.all()
    names[0] = "customer_id"
    rows = [waterfall(dict(zip(names, each[1:], strict=True))) for each in told if not each[0]]
    now, before = (_added(row._mapping) for part in (Part.NOW, Part.BEFORE) for row in told if row[0] == part)
    if "cost" in now:
        now["unprofitable"] = before["unprofitable"] = sum(1 for row in rows if row["net_profit"] < 0)
    return rows, now, before


def _added(sums: Mapping[Any, Any]) -> dict[str, Any]:
    return waterfall({name: value for name, value in sums.items() if name not in NAMED})


def waterfall(row: dict[str, Any]) -> dict[str, Any]:
    """From list prices down to what is left: discounts, goods, service and retention taken off one after the other."""
    row["listed"] = row["revenue"] + row["discount"]
    if "cost" in row:
        row["margin"] = row["costed"] - row["cost"]
        row["net_profit"] = row["margin"] - row["service_cost"] - row["retention_cost"]
    row.update(rates(row, row))
    return row


def rates(sums: Row, totals: Row) -> dict[str, Any]:
    """Of any rows together: what part was let off, and what part of the revenue is left."""
    found = {"discount_rate": ratio(sums["discount"], sums["listed"])}
    if "margin" in sums:
        found["margin_rate"] = ratio(sums["margin"], sums["costed"])
        found["net_rate"] = ratio(sums["net_profit"], sums["revenue"])
    return found


def spread(whole: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """An amount in proportion to weights; what rounding leaves goes to the largest, so that the parts add up to it."""
    everything = sum(weights, NOTHING)
    if not everything:
        return [NOTHING for _ in weights]
    parts = [(whole * weight / everything).quantize(FOUR) for weight in weights]
    largest = max(range(len(parts)), key=lambda place: weights[place])
    parts[largest] += whole - sum(parts, NOTHING)
    return parts
