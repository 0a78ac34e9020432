"""Complains more often: so many complaints in a quarter (a setting, 2 at first), and more than in the quarter before.

Complaints are the customers who still talk to us; Hirschman, "Exit, Voice, and Loyalty" (1970): who gets no answer to
the voice takes the exit. That they rise, and not that there are some, is what warns.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.churn.finding import TOLD, Asked, Found, alive, silent_days
from app.core.sql import json_list, json_record
from app.customers.customer import Customer
from app.service.request import ServiceRequest
from app.service.words import RequestKind

A_QUARTER = 90


def found(wish: Asked) -> Found:
    counted = _counted(wish)
    evidence = json_record(
        "days", A_QUARTER, "before", counted.c.before, "now", counted.c.now, "requests", _latest(wish)
    )  # fmt: skip
    told = sa.select(silent_days(wish).label("silent_days"), sa.null().label("usual_days"), evidence.label("evidence"))
    return told.join_from(Customer, counted, counted.c.customer_id == Customer.id).where(*alive(wish))


def _counted(wish: Asked) -> Any:
    """Complaints of this quarter and of the one before, of those for whom they have risen."""
    middle = wish.moment_before(A_QUARTER - 1)
    now = sa.func.count().filter(ServiceRequest.opened_at >= middle)
    before = sa.func.count().filter(ServiceRequest.opened_at < middle)
    counted = sa.select(ServiceRequest.customer_id, now.label("now"), before.label("before"))
    within = counted.where(*_complaints(wish, 2 * A_QUARTER)).group_by(ServiceRequest.customer_id)
    return within.having(sa.and_(now >= wish.complaints, now > before)).subquery()


def _latest(wish: Asked) -> sa.ScalarSelect[Any]:
    theirs = sa.select(ServiceRequest.id).where(
        ServiceRequest.customer_id == Customer.id, *_complaints(wish, A_QUARTER)
    )
    latest = theirs.order_by(ServiceRequest.id.desc()).limit(TOLD).correlate(Customer).subquery()
    return sa.select(json_list(latest.c.id)).scalar_subquery()


def _complaints(wish: Asked, days: int) -> tuple[sa.ColumnElement[bool], ...]:
    """Of so many days that end with the day that is asked for."""
    within = ServiceRequest.opened_at.between(wish.moment_before(days - 1), wish.moment_before(-1))
    return ServiceRequest.kind == RequestKind.COMPLAINT, within
