"""Buys less often: half as many days with an order as in the half year before, or fewer.

A falling number of purchases is the sign that comes before silence: Buckinx and Van den Poel, "Customer base analysis:
partial defection of behaviourally loyal clients in a non-contractual retail setting", European Journal of Operational
Research 164 (2005), where the change between two periods is among the best predictors. The half is ours.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.churn.finding import Asked, Found, alive, latest_orders
from app.core.sql import days_between, json_record
from app.customers.customer import Customer
from app.sales.order import SOLD, Order

HALF_A_YEAR = 182
FEWEST_BEFORE = 4
"""Who bought less often than that has no frequency that could fall."""


def found(wish: Asked) -> Found:
    counted = _counted(wish)
    evidence = json_record(
        "days", HALF_A_YEAR, "before", counted.c.before, "now", counted.c.now,
        "last_order_on", counted.c.latest, "orders", latest_orders(wish.as_of, wish.before(2 * HALF_A_YEAR)),
    )  # fmt: skip
    silent = days_between(sa.literal(wish.as_of, sa.Date), counted.c.latest)
    told = sa.select(silent.label("silent_days"), sa.null().label("usual_days"), evidence.label("evidence"))
    return told.join_from(Customer, counted, counted.c.customer_id == Customer.id).where(*alive(wish))


def _counted(wish: Asked) -> Any:
    """Days with an order in this half year and in the one before, of those for whom they have halved."""
    middle, begin = wish.before(HALF_A_YEAR), wish.before(2 * HALF_A_YEAR)
    now = sa.func.count(Order.ordered_on.distinct()).filter(Order.ordered_on > middle)
    before = sa.func.count(Order.ordered_on.distinct()).filter(Order.ordered_on <= middle)
    latest = sa.func.max(Order.ordered_on).label("latest")
    within = (Order.status.in_(SOLD), Order.ordered_on > begin, Order.ordered_on <= wish.as_of)
    counted = sa.select(Order.customer_id, now.label("now"), before.label("before"), latest).where(*within)
    halved = sa.and_(before >= FEWEST_BEFORE, now * 2 <= before)
    return counted.group_by(Order.customer_id).having(halved).subquery()
