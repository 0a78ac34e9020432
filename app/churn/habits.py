"""How customers buy, in few numbers as of a day, reckoned inside the database for all of them at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.core.reckoning import days_between, plain
from app.sales.order import SOLD, Order

NAMES = ("silence", "orders", "age", "average", "recent", "rhythm", "complaints")
"""Days since the last order, days with an order after the first, days since the first, the average order, orders of
the last quarter, the silence in usual pauses, and complaints of the last half year."""
QUARTER = timedelta(90)
HALF_A_YEAR = timedelta(181)
NONE = sa.literal(0)


def habits(as_of: date) -> sa.Select[Any]:
    """The customer and each habit, of everybody who had bought something by that day."""
    told = _aggregates(as_of)
    silence, age = days_between(told.c.last_on, as_of), days_between(told.c.first_on, as_of)
    repeats = told.c.days - 1
    pause = sa.case(
        (repeats > 0, sa.cast(days_between(told.c.first_on, told.c.last_on), sa.Float) / sa.func.nullif(repeats, 0)),
        else_=sa.cast(age, sa.Float),
    )
    each = {
        "silence": silence,
        "orders": repeats,
        "age": age,
        "average": sa.case((told.c.spent > 0, plain(told.c.spent) / told.c.orders), else_=0.0),
        "recent": told.c.recent,
        "rhythm": silence / (pause + 1),
        "complaints": NONE,
    }
    return sa.select(told.c.customer_id, *(sa.cast(each[name], sa.Float).label(name) for name in NAMES))


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
