"""Never bought: taken down as a customer, and no order after a period of grace (a setting, 90 days at first).

Who never began cannot fall silent; without a rule of their own nobody would ever ask for them.
"""

from __future__ import annotations

import sqlalchemy as sa

from app.churn.finding import Asked, Found, unwarned
from app.core.sql import json_record
from app.customers.customer import Customer, Status

OURS = (Status.PROSPECT, Status.ACTIVE)


def found(wish: Asked) -> Found:
    evidence = json_record("grace_days", wish.grace_days, "since", sa.func.date(Customer.created_at))
    told = sa.select(sa.null().label("silent_days"), sa.null().label("usual_days"), evidence.label("evidence"))
    over = Customer.created_at < wish.moment_before(wish.grace_days)
    return told.select_from(Customer).where(
        Customer.status.in_(OURS), Customer.last_order_on.is_(None), over, unwarned(wish)
    )
