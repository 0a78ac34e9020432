"""Silent beyond habit: the pause since the last order is long for this customer.

Everybody has a rhythm of their own: the median of the days between one day with an order and the next. A customer who
is silent for more than so many times that (a setting, 2 at first) is warned of. The median, because one long pause
does not move it. Compared with each customer's own usual gap: Reinartz and Kumar, "The Impact of Customer Relationship
Characteristics on Profitable Lifetime Duration", Journal of Marketing 67 (2003); the factor is ours.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.churn.finding import Asked, Found, alive, latest_orders, silent_days
from app.core.sql import days_between, json_record
from app.customers.customer import Customer
from app.sales.order import SOLD, Order

FEWEST_PAUSES = 2
"""Three days with an order make the first two pauses; with fewer there is no habit."""
LEAST_DAYS = 14
"""Nobody is warned of sooner after an order, however often they buy."""
RECENT = 50
"""The latest orders tell the habit: what was years ago does not."""


def found(wish: Asked) -> Found:
    usual = _usual(wish)
    silent = silent_days(wish)
    # Twice the median is a whole number, and so is a hundred times the factor: nothing is rounded.
    beyond = silent * 200 > sa.literal(int(wish.factor * 100)) * usual.c.twice
    shown = (usual.c.twice + 1) // 2
    evidence = json_record(
        "silent_days", silent, "usual_days", shown, "factor", float(wish.factor), "pauses", usual.c.pauses,
        "last_order_on", Customer.last_order_on, "orders", latest_orders(wish.as_of),
    )  # fmt: skip
    told = sa.select(silent.label("silent_days"), shown.label("usual_days"), evidence.label("evidence"))
    return told.join_from(Customer, usual, usual.c.customer_id == Customer.id).where(beyond)


def _usual(wish: Asked) -> Any:
    """Twice the median pause of each customer: of an even number of pauses the two in the middle, else that one twice.

    Orders of one day make no pause, so that days and not orders are what is counted.
    """
    pauses = _pauses(wish)
    each: dict[str, Any] = {"partition_by": pauses.c.customer_id}
    ranked = (
        sa.select(
            pauses.c.customer_id,
            pauses.c.pause,
            sa.func.row_number().over(**each, order_by=pauses.c.pause).label("place"),
            sa.func.count().over(**each).label("pauses"),
        )
        .where(pauses.c.pause > 0)
        .subquery()
    )
    middle = (ranked.c.place * 2).between(ranked.c.pauses, ranked.c.pauses + 2)
    twice = sa.func.sum(ranked.c.pause) * 2 // sa.func.count()
    by_customer = sa.select(ranked.c.customer_id, ranked.c.pauses, twice.label("twice"))
    enough = ranked.c.pauses >= FEWEST_PAUSES
    return by_customer.where(middle, enough).group_by(ranked.c.customer_id, ranked.c.pauses).subquery()


def _pauses(wish: Asked) -> Any:
    """Days from each order to the one after it, of customers who are silent for a while."""
    latest_first: dict[str, Any] = {"partition_by": Order.customer_id, "order_by": Order.ordered_on.desc()}
    next_one = sa.func.lag(Order.ordered_on).over(**latest_first)
    steps = sa.select(
        Order.customer_id,
        days_between(next_one, Order.ordered_on).label("pause"),
        sa.func.row_number().over(**latest_first).label("place"),
    ).join(Customer, Customer.id == Order.customer_id)
    quiet = Customer.last_order_on <= wish.before(LEAST_DAYS)
    known = steps.where(Order.status.in_(SOLD), quiet, *alive(wish)).subquery()
    return sa.select(known.c.customer_id, known.c.pause).where(known.c.place <= RECENT).subquery()
