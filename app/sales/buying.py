"""What follows when somebody buys: orders add up, customers become active, a payment taken back opens its order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, object_session

from app.core.events import on
from app.customers.customer import Status as CustomerStatus
from app.sales.order import SOLD, Order, Status
from app.sales.order_line import OrderLine
from app.sales.payment import Payment


@event.listens_for(Session, "before_flush", insert=True)
def _add_up(session: Session, *_: Any) -> None:
    """An order's sums are those of its lines, whoever changed them."""
    written: Iterable[Any] = [*session.new, *session.dirty]
    changed = [each for each in [*written, *session.deleted] if isinstance(each, OrderLine)]
    for line in changed:
        if line not in session.deleted:
            line.complete()
    for order in dict.fromkeys(line.order for line in changed):
        order.add_up([line for line in order.lines if line not in session.deleted])
    for order in written:
        if isinstance(order, Order):
            order.check()


@on("order.confirm")
def _they_buy(order: Order) -> None:
    customer = order.customer
    customer.last_order_on = max(customer.last_order_on or order.ordered_on, order.ordered_on)
    if customer.status is CustomerStatus.PROSPECT:
        customer.activate(by=None)
    elif customer.status is CustomerStatus.LOST:
        customer.win_back(by=None)


@on("order.cancel")
def _they_do_not(order: Order) -> None:
    session = object_session(order)
    if session is None or order.customer.last_order_on != order.ordered_on:
        return
    others = sa.select(sa.func.max(Order.ordered_on)).where(
        Order.customer_id == order.customer_id, Order.status.in_(SOLD), Order.id != order.id
    )
    order.customer.last_order_on = session.scalar(others)


@on("payment.take_back")
def _it_is_owed_again(payment: Payment) -> None:
    if payment.order.status is Status.PAID and not payment.order.is_settled:
        payment.order.reopen(by=None)
