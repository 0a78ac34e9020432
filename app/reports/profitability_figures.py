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
SUMMED: Final = ("revenue", "discount", "costed", "cost", "retention_cost")


def by_customer(
    session: Session, period: Period, customer: Customer | None, zone: str, *, margin: bool
) -> sa.Result[Any]:
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
    return session.execute(asked.where(concerned, of(customer, Customer.id)))


def _nought(column: Any) -> Any:
    return sa.literal(NOTHING if isinstance(column.type, Exact) else 0, column.type)


def _bought(period: Period, customer: Customer | None, margin: bool) -> sa.Select[Any]:
    """By order first: an order is counted once, and who bought is looked up once for all of its lines."""
    is_now = sa.case((within(period), 1), else_=0).label("is_now")
    by_order = sa.select(Order.customer_id, is_now, *sums(margin=margin)).select_from(OrderLine)
    by_order = by_order.join(Order, Order.id == OrderLine.order_id)
    chosen = by_order.where(Order.status.in_(SOLD), in_either(period), of(customer))
    each = chosen.group_by(Order.id).subquery()
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
    sold = sa.select(OrderLine.product_id, *sums(margin=margin)).join(Order, Order.id == OrderLine.order_id)
    each = sold.where(Order.status.in_(SOLD), within(period), of(customer)).group_by(OrderLine.product_id).subquery()
    added = (total(column).label(column.name) for column in each.c if column.name != "product_id")
    found = sa.select(Product.category, Product.subcategory, *added).join(each, each.c.product_id == Product.id)
    grouped = found.group_by(Product.category, Product.subcategory)
    return list(session.execute(grouped.order_by(sa.desc("revenue"), Product.category, Product.subcategory)).mappings())


# What follows ---------------------------------------------------------------------------------------------------------


def together(found: sa.Result[Any], hour: Decimal) -> tuple[list[dict[str, Any]], dict[str, Any], dict[str, Any]]:
    """A row for each customer of the period, and what all come to, in the period and in the one before."""
    names, told = list(found.keys()), found.all()
    columns = dict(zip(names, zip(*told, strict=True), strict=True)) if told else dict.fromkeys(names, ())
    each = (dict(zip(names, values, strict=True)) for values in told)
    rows = [waterfall(row, hour) for row in each if row["orders"] or row["minutes"] or row.get("retention_cost")]
    return rows, _added(rows, columns, "", hour), _added(rows, columns, "_before", hour)


def _added(rows: Sequence[Row], columns: Mapping[str, Sequence[Any]], suffix: str, hour: Decimal) -> dict[str, Any]:
    """Service is paid by customer, each to the fourth decimal, so that rows and totals agree."""
    totals: dict[str, Any] = {
        name: sum(columns[name + suffix], 0 if name in ("orders", "minutes") else NOTHING)
        for name in ("orders", "minutes", *SUMMED) if name + suffix in columns
    }  # fmt: skip
    totals["listed"] = totals["revenue"] + totals["discount"]
    if "cost" in totals:
        service = sum((service_cost(minutes, hour) for minutes in columns[f"minutes{suffix}"] if minutes), NOTHING)
        totals |= _left(totals, service)
        totals["unprofitable"] = sum(1 for row in rows if row["net_profit"] < 0)
    return totals | rates(totals, totals)


def waterfall(row: dict[str, Any], hour: Decimal) -> dict[str, Any]:
    """From list prices down to what is left: discounts, goods, service and retention taken off one after the other."""
    row["listed"] = row["revenue"] + row["discount"]
    if "cost" in row:
        row.update(_left(row, service_cost(row["minutes"], hour)))
    row.update(rates(row, row))
    return row


def service_cost(minutes: int, hour: Decimal) -> Decimal:
    return (minutes * hour / AN_HOUR).quantize(FOUR) if minutes else NOTHING


def _left(row: Row, service: Decimal) -> dict[str, Any]:
    margin = row["costed"] - row["cost"]
    return {"margin": margin, "service_cost": service, "net_profit": margin - service - row["retention_cost"]}


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
