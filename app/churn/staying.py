"""What follows for an alert when its customer buys after all, is lost without it, or comes back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session

from app.catalog.dictionary import Topic, entry
from app.churn.alert import PENDING, ChurnAlert, Status
from app.core.events import on
from app.core.moment import moment_of
from app.core.words import N_
from app.customers.customer import Customer
from app.organization.handover import hands_over
from app.organization.notification import notify
from app.sales.order import Order
from app.sales.pursuing import live_with

OTHER = "OTHER"
"""The reason of the dictionary that is always there."""
LONGEST = 200
OPEN_WITH = N_("{customer} was lost, and an opportunity with them is open: {what}.")


def pending_of(session: Session, customer: Customer) -> ChurnAlert | None:
    """The alert of a customer that has not ended yet; there is one at most."""
    mine = sa.select(ChurnAlert).where(ChurnAlert.customer_id == customer.id, ChurnAlert.status.in_(PENDING))
    return session.scalar(mine)


@on("order.confirm")
def _they_stay(order: Order) -> None:
    """They bought after we were warned: the revenue that was saved is what this order comes to, without tax."""
    session = object_session(order)
    alert = pending_of(session, order.customer) if session is not None else None
    if alert is not None and order.ordered_on >= _known_until(alert):
        alert.retain(order=order, by=None)


def _known_until(alert: ChurnAlert) -> date:
    """An order of a time that the warning knew of, such as one that is entered late, keeps nobody."""
    return alert.raised_on - timedelta(days=max((alert.silent_days or 0) - 1, 0))


@on("customer.lose")
@on("customer.deactivate")
def _they_are_gone(customer: Customer) -> None:
    """Whoever ends the business with a customer has answered the warning, too."""
    session = object_session(customer)
    alert = pending_of(session, customer) if session is not None else None
    if session is None or alert is None or alert.closed_at is not None:
        return
    reason: Any = entry(session, Topic.CHURN_REASON, OTHER)
    alert.confirm_loss(reason=reason, by=None)


@on("customer.win_back")
def _they_are_back(customer: Customer) -> None:
    session = object_session(customer)
    if session is None:
        return
    lost = sa.select(ChurnAlert).where(ChurnAlert.customer_id == customer.id, ChurnAlert.status == Status.LOST)
    last = session.scalar(lost.order_by(ChurnAlert.id.desc()).limit(1))
    if last is not None and last.won_back_on is None:
        last.won_back_on = moment_of(last).date()


@on("churn_alert.confirm_loss")
def _what_was_open_with_them(alert: ChurnAlert) -> None:
    """Opportunities with a customer who is lost are named on the alert, and to whoever works on them."""
    session = object_session(alert)
    if session is None:
        return
    found = session.scalars(live_with(alert.customer_id)).all()
    alert.left_open = ", ".join(each.number for each in found)[:LONGEST] or None
    for each in found:
        notify(session, each.owner, OPEN_WITH, about=each, customer=alert.customer.name, what=str(each))


hands_over(ChurnAlert, "owner", lambda alert: alert.status.in_(PENDING))
