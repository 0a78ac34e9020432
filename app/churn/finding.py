"""What the rules have in common: who is looked at, on which day, and what is told of whom they find.

Each rule is one statement that finds customers in the database; nobody is loaded, however many there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.churn.alert import PENDING, ChurnAlert
from app.core.sql import days_before, days_between, json_list
from app.customers.customer import Customer, Status
from app.organization.setting import settings_of
from app.sales.order import NOTHING, SOLD, Order

TOLD = 12
"""So many of the latest orders stand in the evidence."""
A_YEAR = 365
QUIET_DAYS = 90
"""Whoever was kept or lost by somebody's word is left alone by the rules for so long."""

Found = sa.Select[Any]
"""Customers, each with `silent_days`, `usual_days` and `evidence`, in this order."""


@dataclass(frozen=True)
class Asked:
    """The day, and what the company has set."""

    as_of: date
    factor: Decimal
    floor_days: int
    grace_days: int
    complaints: int

    def before(self, days: int) -> date:
        return self.as_of - timedelta(days=days)

    def moment_before(self, days: int) -> datetime:
        return datetime.combine(self.before(days), time(), UTC)


def asked(session: Session, as_of: date) -> Asked:
    known = settings_of(session)
    return Asked(
        as_of, known.churn_silence_factor, known.churn_floor_days, known.churn_grace_days, known.churn_complaints
    )


def alive(wish: Asked) -> tuple[sa.ColumnElement[bool], ...]:
    """Customers who buy from us, and whom nobody is warned of yet."""
    return Customer.status == Status.ACTIVE, unwarned(wish)


def unwarned(wish: Asked) -> sa.ColumnElement[bool]:
    """No alert of them is pending, and none has ended lately."""
    lately = ChurnAlert.closed_at >= wish.moment_before(QUIET_DAYS)
    known = sa.or_(ChurnAlert.status.in_(PENDING), lately)
    return ~sa.exists().where(ChurnAlert.customer_id == Customer.id, known)


def silent_days(wish: Asked) -> Any:
    """Days since the last order."""
    return days_between(sa.literal(wish.as_of, sa.Date), Customer.last_order_on)


def value_at_risk() -> sa.ScalarSelect[Decimal]:
    """What the customer bought in the year up to the last order: the sum of the totals, without tax, of what was
    confirmed or paid in the 365 days that end with the day of the last order."""
    year = Order.ordered_on > days_before(Customer.last_order_on, A_YEAR)
    bought = sa.select(sa.func.coalesce(sa.func.sum(Order.total), sa.literal(NOTHING, Order.total.type)))
    return bought.where(_theirs(), year).correlate(Customer).scalar_subquery()


def latest_orders(until: date, since: date = date.min) -> sa.ScalarSelect[Any]:
    """The ids of their latest orders after `since` and up to `until`, latest first."""
    when = (Order.ordered_on > since, Order.ordered_on <= until)
    latest = sa.select(Order.id).where(_theirs(), *when).order_by(Order.ordered_on.desc(), Order.id.desc())
    told = latest.limit(TOLD).correlate(Customer).subquery()
    return sa.select(json_list(told.c.id)).scalar_subquery()


def _theirs() -> sa.ColumnElement[bool]:
    return sa.and_(Order.customer_id == Customer.id, Order.status.in_(SOLD))
