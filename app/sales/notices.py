"""What salespeople are told of their orders: that one was cancelled, and that a payment is due soon."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, object_session

from app.core.events import on
from app.core.words import N_
from app.organization.employee import Employee
from app.organization.notification import notify, told_since
from app.organization.setting import settings_of
from app.sales.order import Order, Status

CANCELLED = N_("{who} cancelled order {what} of {customer}.")
DUE = N_("Order {what} of {customer} is to be paid by {day}: {amount} {currency} are open.")
LATE = timedelta(days=7)
"""A worker that slept tells of these, too."""
KEPT = timedelta(days=400)


@on("order.cancel")
def _tell_of_the_end(order: Order) -> None:
    session = object_session(order)
    looker = session.info.get("looker") if session is not None else None
    if session is not None and looker is not None and looker.person is not None:
        given = {"who": str(looker.person), "what": order.number, "customer": order.customer.name}
        notify(session, seller_of(order), CANCELLED, about=order, **given)


def seller_of(order: Order) -> Employee | None:
    """Who answers for the order: whoever sold it, or the owner of the customer."""
    return order.owner or order.customer.owner


def notify_receivables(session: Session, day: date) -> int:
    """Tell of what is to be paid soon and is not yet, once an order; says of how many."""
    settings = settings_of(session)
    known = told_since(session, Order, DUE, day - KEPT)
    told = 0
    for order in session.scalars(_due(day, settings.receivable_notice_days)):
        person = seller_of(order)
        if order.id not in known and person is not None:
            amount = round(order.gross - order.paid, settings.order_decimals)
            given = {"what": order.number, "customer": order.customer.name, "day": order.due_on, "amount": amount}
            notify(session, person, DUE, about=order, currency=settings.currency, **given)
            told += 1
    return told


def _due(day: date, ahead: int) -> sa.Select[Order]:
    within = Order.due_on.between(day - LATE, day + timedelta(days=ahead))
    owed = sa.select(Order).where(Order.status == Status.CONFIRMED, within, Order.paid < Order.gross)
    return owed.options(joinedload(Order.customer), joinedload(Order.owner)).order_by(Order.due_on, Order.id)
