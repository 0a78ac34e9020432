"""A warning that somebody gives by hand bears the same numbers as those of the rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import object_session

from app.churn.alert import ChurnAlert
from app.churn.finding import A_YEAR, TOLD
from app.core.events import on
from app.sales.figures import RECENT, pause
from app.sales.order import NOTHING, SOLD, Order


@on("churn_alert.open")
def _with_its_numbers(alert: ChurnAlert) -> None:
    """Of the orders up to the day of the warning."""
    session = object_session(alert)
    if session is None:
        return
    theirs = (Order.customer_id == alert.customer.id, Order.status.in_(SOLD), Order.ordered_on <= alert.raised_on)
    latest_first = (
        sa.select(Order.id, Order.ordered_on).where(*theirs).order_by(Order.ordered_on.desc(), Order.id.desc())
    )
    with session.no_autoflush:
        latest = session.execute(latest_first.limit(RECENT)).all()
        if latest:
            year = Order.ordered_on > latest[0].ordered_on - timedelta(days=A_YEAR)
            alert.value_at_risk = session.scalar(sa.select(sa.func.sum(Order.total)).where(*theirs, year)) or NOTHING
            _measure(alert, latest)


def _measure(alert: ChurnAlert, latest: Sequence[Any]) -> None:
    last_on = latest[0].ordered_on
    alert.silent_days, alert.usual_days = (alert.raised_on - last_on).days, pause([day for _, day in latest])
    alert.evidence = {"last_order_on": last_on.isoformat(), "orders": [id for id, _ in latest[:TOLD]]}
