"""How customers buy, in few numbers as of a day, reckoned inside the database for all of them at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.core.reckoning import plain
from app.core.sql import days_between
from app.sales.order import SOLD, Order
from app.service.request import ServiceRequest
from app.service.words import RequestKind

NAMES = ("silence", "orders", "age", "average", "recent", "rhythm", "complaints")
"""Days since the last order, days with an order after the first, days since the first, the average order, orders of
the last quarter, the silence in usual pauses, and complaints of the last half year."""
QUARTER = timedelta(90)
HALF_A_YEAR = timedelta(181)


def habits(as_of: date) -> sa.Select[Any]:
    """The customer and each habit, of everybody who had bought something by that day."""
    told, complaints = _aggregates(as_of), complained(as_of).subquery()
    day = sa.literal(as_of, sa.Date)
    silence, age = days_between(day, told.c.last_on), days_between(day, told.c.first_on)
    repeats = told.c.days - 1
    pause = sa.case(
        (repeats > 0, sa.cast(days_between(told.c.last_on, told.c.first_on), sa.Float) / sa.func.nullif(repeats, 0)),
        else_=sa.cast(age, sa.Float),
    )
    each = {
        "silence": silence,
        "orders": repeats,
        "age": age,
        "average": sa.case((told.c.spent > 0, plain(told.c.spent) / told.c.orders), else_=0.0),
        "recent": told.c.recent,
        "rhythm": silence / (pause + 1),
        "complaints": sa.func.coalesce(complaints.c.times, 0),
    }
    known = sa.select(told.c.customer_id, *(sa.cast(each[name], sa.Float).label(name) for name in NAMES))
    return known.select_from(told).outerjoin(complaints, complaints.c.customer_id == told.c.customer_id)


def _aggregates(as_of: date) -> sa.Subquery:
    recent = sa.func.sum(sa.case((Order.ordered_on > as_of - QUARTER, 1), else_=0))
    columns: dict[str, Any] = {
        "first_on": sa.func.min(Order.ordered_on),
        "last_on": sa.func.max(Order.ordered_on),
        "days": sa.func.count(Order.ordered_on.distinct()),
        "orders": sa.func.count(),
        "spent": sa.func.sum(Order.total),
        "recent": recent,
    }
    sold = sa.select(Order.customer_id, *(value.label(name) for name, value in columns.items()))
    return sold.where(Order.status.in_(SOLD), Order.ordered_on <= as_of).group_by(Order.customer_id).subquery()


def complained(as_of: date) -> sa.Select[int, int]:
    """How often each customer complained in the half year up to that day."""
    after, before = (datetime.combine(day + timedelta(1), time(), UTC) for day in (as_of - HALF_A_YEAR, as_of))
    times = sa.func.count().label("times")
    theirs = sa.select(ServiceRequest.customer_id, times).where(ServiceRequest.kind == RequestKind.COMPLAINT)
    return theirs.where(ServiceRequest.opened_at >= after, ServiceRequest.opened_at < before).group_by(
        ServiceRequest.customer_id
    )


def outcomes(as_of: date) -> sa.Select[Any]:
    """The same, and whether they left: no order in the half year that followed."""
    known = habits(as_of)
    back = (
        sa.select(Order.customer_id)
        .where(Order.status.in_(SOLD), Order.ordered_on > as_of, Order.ordered_on <= as_of + HALF_A_YEAR)
        .distinct()
        .subquery()
    )
    customer = known.selected_columns.customer_id
    left = sa.case((back.c.customer_id.is_(None), 1.0), else_=0.0).label("left")
    return known.add_columns(left).outerjoin(back, back.c.customer_id == customer)
