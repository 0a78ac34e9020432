"""What a customer has a right to: looked up in what they bought; agreements, once there are some, come first here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import INVALID, REFUSED, Refused
from app.core.viewer import as_system
from app.core.words import N_
from app.sales.order import SOLD, Order

if TYPE_CHECKING:
    from app.customers.customer import Customer


def entitlement(session: Session | None, customer: Customer, order: Order | None = None) -> Order | None:
    """The contract behind a request: the order that was named, checked; otherwise the latest that holds, if any."""
    if order is not None:
        _check(customer, order)
        return order
    if session is None or customer.id is None:
        return None
    theirs = sa.select(Order).where(Order.customer_id == customer.id, Order.status.in_(SOLD))
    with as_system(session):
        return session.scalar(theirs.order_by(Order.ordered_on.desc(), Order.id.desc()).limit(1))


def _check(customer: Customer, order: Order) -> None:
    """It is theirs, and it holds."""
    if order.customer_id != customer.id:
        raise Refused(
            INVALID, "{order} is no order of {customer}.", "order", order=order.number, customer=customer.name
        )
    if order.status not in SOLD:
        message = N_("Order {order} is {status}; we help with what is confirmed or paid.")
        raise Refused(REFUSED, message, "order", order=order.number, status=order.status)
