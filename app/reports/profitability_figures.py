"""What is left of what customers and categories pay, step by step; a statement for each of the two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.product import Product
from app.churn.alert import ChurnAlert
from app.churn.retention_action import RetentionAction
from app.core.kinds import Exact
from app.core.period import Period
from app.core.report import Row
from app.customers.customer import Customer
from app.reports.sold import NOTHING, in_either, of, ratio, sums, total, within
from app.reports.stretches import within as between
from app.sales.order import SOLD, Order
from app.sales.order_line import OrderLine
from app.service.request import ServiceRequest
from app.service.resolution import Resolution

FOUR: Final = Decimal("0.0001")
AN_HOUR: Final = 60
MONEY: Final = Exact(14, 2)
OPEN: Final = ("orders", "revenue", "discount", "listed")
OF_SERVICE: Final = ("minutes",)
GUARDED: Final = ("cost", "costed", "margin", "service_cost", "retention_cost", "net_profit")
SUMMED: Final = ("revenue", "discount", "costed", "cost", "minutes", "retention_cost")


def by_customer(session: Session, period: Period, customer: Customer | None, zone: str, *, margin: bool) -> list[Any]:
    """One row for each customer with an order, a resolved request or a retention action in either period.

    Each of the three is added up by customer before they are put side by side, so that none multiplies another."""
    parts = [_bought(period, customer, margin).subquery(), _helped(period, customer, zone).subquery()]
    parts += [_retained(period, customer).subquery()] if margin else []
    names = [column for part in parts for column in part.c if column.name != "customer_id"]
    columns = [sa.func.coalesce(each, _nought(each)).label(each.name) for each in names]
    who = (Customer.id.label("customer_id"), Customer.number, Customer.name.label("customer"), Customer.kind)
    asked = sa.select(*who, *columns)
    for part in parts:
        asked = asked.outerjoin(part, part.c.customer_id == Customer.id)
    concerned = sa.or_(*(part.c.customer_id.is_not(None) for part in parts))
    return list(session.execute(asked.where(concerned, of(customer, Customer.id))).mappings())


def _nought(column: Any) -> Any:
    return sa.literal(NOTHING if isinstance(column.type, Exact) else 0, column.type)


def _bought(period: Period, customer: Customer | None, margin: bool) -> sa.Select[Any]:
    """By order first: an order is counted once, and who bought is looked up once for all of its lines."""
    is_now = sa.case((within(period), 1), else_=0).label("is_now")
    by_order = sa.select(Order.customer_id, is_now, *sums(margin=margin)).select_from(OrderLine)
    by_order = by_order.join(Order, Order.id == OrderLine.order_id)
    chosen = by_order.where(Order.status.in_(SOLD), in_either(period), of(customer))
    each = chosen.group_by(Order.id, Order.customer_id, is_now).subquery()
    return sa.select(each.c.customer_id, *_apart(each, each.c.is_now == 1, margin)).group_by(each.c.customer_id)


def _apart(each: Any, now: Any, margin: bool) -> Iterator[sa.Label[Any]]:
    for suffix, when in (("", now), ("_before", sa.not_(now))):
        yield sa.func.sum(sa.case((when, 1), else_=0)).label(f"orders{suffix}")
        for name in ("revenue", "discount", *(("costed", "cost") if margin else ())):
            yield total(each.c[name], when).label(f"{name}{suffix}")


def _helped(period: Period, customer: Customer | None, zone: str) -> sa.Select[Any]:
    """Minutes that people spent on requests, by the moment that each was done."""
    columns = [
        sa.func.coalesce(sa.func.sum(sa.case((between(Resolution.at, each, zone), Resolution.minutes_spent))), 0)
        .label(f"minutes{suffix}") for suffix, each in (("", period), ("_before", period.before))
    ]  # fmt: skip
    whole = between(Resolution.at, Period(period.before.first, period.last), zone)
    asked = sa.select(ServiceRequest.customer_id, *columns).select_from(Resolution)
    asked = asked.join(ServiceRequest, ServiceRequest.id == Resolution.request_id)
    return asked.where(whole, of(customer, ServiceRequest.customer_id)).group_by(ServiceRequest.customer_id)


def _retained(period: Period, customer: Customer | None) -> sa.Select[Any]:
    """What it cost to keep them, by the day that it was tried."""
    on = RetentionAction.taken_on
    columns = [
        total(RetentionAction.cost, on.between(each.first, each.last)).label(f"retention_cost{suffix}")
        for suffix, each in (("", period), ("_before", period.before))
    ]
    asked = sa.select(ChurnAlert.customer_id, *columns).select_from(RetentionAction)
    asked = asked.join(ChurnAlert, ChurnAlert.id == RetentionAction.alert_id)
    chosen = asked.where(on.between(period.before.first, period.last), of(customer, ChurnAlert.customer_id))
    return chosen.group_by(ChurnAlert.customer_id)


def by_category(session: Session, period: Period, customer: Customer | None, *, margin: bool) -> list[Any]:
    """One row for each subcategory that was sold in the period, the largest first."""
    found = sa.select(Product.category, Product.subcategory, *sums(margin=margin)).select_from(OrderLine)
    found = found.join(Order, Order.id == OrderLine.order_id).join(Product, Product.id == OrderLine.product_id)
    chosen = found.where(Order.status.in_(SOLD), within(period), of(customer))
    grouped = chosen.group_by(Product.category, Product.subcategory)
    return list(session.execute(grouped.order_by(sa.desc("revenue"), Product.category, Product.subcategory)).mappings())


# What follows ---------------------------------------------------------------------------------------------------------


def waterfall(row: Mapping[Any, Any], hour: Decimal, *, margin: bool, suffix: str = "") -> dict[str, Any]:
    """From list prices down to what is left: discounts, goods, service and retention taken off one after the other."""
    found = {name: row[name + suffix] for name in ("orders", "revenue", "discount", "minutes") if name + suffix in row}
    found["listed"] = found["revenue"] + found["discount"]
    return found | (_left(row, found, hour, suffix) if margin else {})


def _left(row: Mapping[Any, Any], found: Row, hour: Decimal, suffix: str) -> dict[str, Any]:
    costed, cost = row[f"costed{suffix}"], row[f"cost{suffix}"]
    service = (found["minutes"] * hour / AN_HOUR).quantize(FOUR)
    retention = Decimal(row[f"retention_cost{suffix}"])
    margin = costed - cost
    return {
        "costed": costed, "cost": cost, "margin": margin, "service_cost": service, "retention_cost": retention,
        "net_profit": margin - service - retention,
    }  # fmt: skip


def rates(sums: Row, totals: Row) -> dict[str, Any]:
    """Of any rows together: what part was let off, and what part of the revenue is left."""
    found = {"discount_rate": ratio(sums["discount"], sums["listed"])}
    if "margin" in sums:
        found |= {
            "margin_rate": ratio(sums["margin"], sums["costed"]),
            "net_rate": ratio(sums["net_profit"], sums["revenue"]),
        }
    return found


def together(rows: Sequence[Row], names: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {name: sum((row[name] for row in rows), NOTHING) for name in names}
    return found | {name: int(found[name]) for name in ("orders", "minutes")}


def spread(whole: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """An amount in proportion to weights; what rounding leaves goes to the largest, so that the parts add up to it."""
    everything = sum(weights, NOTHING)
    if not everything:
        return [NOTHING for _ in weights]
    parts = [(whole * weight / everything).quantize(FOUR) for weight in weights]
    largest = max(range(len(parts)), key=lambda place: weights[place])
    parts[largest] += whole - sum(parts, NOTHING)
    return parts
