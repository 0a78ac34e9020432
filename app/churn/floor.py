"""Silent for long: whatever the habit, a silence of so many days (a setting, 180 at first) is a warning.

It is the rule of last resort, for customers who have bought too seldom to have a rhythm.
"""

from __future__ import annotations

import sqlalchemy as sa

from app.churn.finding import Asked, Found, alive, latest_orders, silent_days
from app.core.sql import json_record
from app.customers.customer import Customer


def found(wish: Asked) -> Found:
    silent = silent_days(wish)
    evidence = json_record(
        "silent_days", silent, "floor_days", wish.floor_days, "last_order_on", Customer.last_order_on,
        "orders", latest_orders(wish.as_of),
    )  # fmt: skip
    told = sa.select(silent.label("silent_days"), sa.null().label("usual_days"), evidence.label("evidence"))
    return told.select_from(Customer).where(Customer.last_order_on <= wish.before(wish.floor_days), *alive(wish))
