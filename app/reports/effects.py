"""What our work comes to, measured: how fast we sell, how much, and how content and how loyal customers are.

These are the goals that a system like this is bought for: a shorter sales cycle, more sales, higher satisfaction and
loyalty, quicker service."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.period import Period
from app.core.report import Row
from app.core.sql import days_between, seconds_of
from app.core.viewer import viewer_of
from app.customers.customer import Customer
from app.reports.sold import change, of
from app.reports.stretches import within as between
from app.sales.opportunity import Opportunity
from app.sales.pipeline import Status
from app.service.request import ServiceRequest

CENT: Final = Decimal("0.01")
HUNDRED: Final = Decimal(100)
AN_HOUR: Final = 3600


class Measure(StrEnum):
    SALES_CYCLE = "Days until an opportunity is won"
    WIN_RATE = "Opportunities won of those decided, %"
    AVERAGE_ORDER = "Average order"
    ORDERS_EACH = "Orders per customer"
    DISCOUNT = "Discount on list prices, %"
    NEW_CUSTOMERS = "New customers"
    KEPT = "Customers who bought again, %"
    SATISFACTION = "Satisfaction, 1 to 5"
    HOURS_TO_RESOLVE = "Hours until a request is resolved"


LESS_IS_BETTER: Final = (Measure.SALES_CYCLE, Measure.DISCOUNT, Measure.HOURS_TO_RESOLVE)
Known = dict[Measure, Decimal | None]


def effects(session: Session, period: Period, customer: Customer | None, totals: Row) -> list[Row]:
    """A row for each measure of which there is a figure, now or before."""
    now, then = _of_sales(totals, ""), _of_sales(totals, "_before")
    now[Measure.KEPT] = _per(totals["kept"] * HUNDRED, totals["customers_before"])
    for measured in (_pursued, _served):
        found = measured(session, period, customer)
        now |= found[0]
        then |= found[1]
    known = [each for each in Measure if now.get(each) is not None or then.get(each) is not None]
    return [
        {"measure": each, "value": now.get(each), "value_before": then.get(each), "change": _change(now, then, each)}
        for each in known
    ]


def _change(now: Known, then: Known, measure: Measure) -> Decimal | None:
    value, before = now.get(measure), then.get(measure)
    return change(value, before) if value is not None else None


def _of_sales(totals: Row, suffix: str) -> Known:
    orders, customers = totals[f"orders{suffix}"], totals[f"customers{suffix}"]
    revenue, discount = totals[f"revenue{suffix}"], totals[f"discount{suffix}"]
    return {
        Measure.NEW_CUSTOMERS: Decimal(totals[f"new{suffix}"]),
        Measure.AVERAGE_ORDER: _per(revenue, orders),
        Measure.ORDERS_EACH: _per(orders, customers),
        Measure.DISCOUNT: _per(discount * HUNDRED, revenue + discount),
    }


def _per(part: Any, whole: Any) -> Decimal | None:
    return (Decimal(part) / Decimal(whole)).quantize(CENT) if whole else None


def _pursued(session: Session, period: Period, customer: Customer | None) -> tuple[Known, Known]:
    """Opportunities by the day that they were decided on; the cycle of those that were won."""
    on, won = Opportunity.closed_on, Opportunity.status == Status.WON
    taken = days_between(on, sa.func.date(Opportunity.created_at))
    decided = Opportunity.status.in_((Status.WON, Status.LOST))
    parts: list[Any] = []
    for suffix, each in _both(period):
        when = on.between(each.first, each.last)
        parts += [
            sa.func.count(sa.case((when, 1))).label(f"decided{suffix}"),
            sa.func.count(sa.case((when & won, 1))).label(f"won{suffix}"),
            sa.func.sum(sa.case((when & won, taken))).label(f"days{suffix}"),
        ]
    asked = sa.select(*parts).select_from(Opportunity).where(decided, of(customer, Opportunity.customer_id))
    found = session.execute(asked.where(on >= period.before.first, on <= period.last)).mappings().one()
    now, then = (_of_pursuit(found, suffix) for suffix, _ in _both(period))
    return now, then


def _of_pursuit(found: Mapping[Any, Any], suffix: str) -> Known:
    won = found[f"won{suffix}"]
    rate = _per(won * HUNDRED, found[f"decided{suffix}"])
    return {Measure.SALES_CYCLE: _per(found[f"days{suffix}"] or 0, won), Measure.WIN_RATE: rate}


def _served(session: Session, period: Period, customer: Customer | None) -> tuple[Known, Known]:
    """Requests by the moment that they were resolved at, on the reader's clock."""
    at, zone = ServiceRequest.resolved_at, viewer_of(session).zone
    taken = seconds_of(at) - seconds_of(ServiceRequest.opened_at)
    parts: list[Any] = []
    for suffix, each in _both(period):
        when = between(at, each, zone)
        parts += [
            sa.func.count(sa.case((when, 1))).label(f"resolved{suffix}"),
            sa.func.sum(sa.case((when, taken))).label(f"seconds{suffix}"),
            sa.func.count(sa.case((when, ServiceRequest.rating))).label(f"rated{suffix}"),
            sa.func.sum(sa.case((when, ServiceRequest.rating))).label(f"scores{suffix}"),
        ]
    whole = Period(period.before.first, period.last)
    theirs = of(customer, ServiceRequest.customer_id)
    asked = sa.select(*parts).select_from(ServiceRequest).where(between(at, whole, zone), theirs)
    found = session.execute(asked).mappings().one()
    now, then = (_of_service(found, suffix) for suffix, _ in _both(period))
    return now, then


def _of_service(found: Mapping[Any, Any], suffix: str) -> Known:
    seconds, scores = found[f"seconds{suffix}"] or 0, found[f"scores{suffix}"] or 0
    return {
        Measure.HOURS_TO_RESOLVE: _per(Decimal(seconds) / AN_HOUR, found[f"resolved{suffix}"]),
        Measure.SATISFACTION: _per(scores, found[f"rated{suffix}"]),
    }


def _both(period: Period) -> tuple[tuple[str, Period], tuple[str, Period]]:
    return ("", period), ("_before", period.before)
