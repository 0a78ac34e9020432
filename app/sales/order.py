"""What a customer bought: drafted, confirmed, paid, or cancelled."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, column_property, object_session, relationship, validates

from app.catalog.product import Product
from app.core.errors import INVALID, REFUSED, Refused
from app.core.events import on
from app.core.kinds import Amount, Exact, ExternalId, Line, Number, Quantity, Rate
from app.core.noun import Noun, column, today
from app.core.verb import verb
from app.core.viewer import Person
from app.customers.customer import Status as CustomerStatus
from app.customers.timeline import ConcernsCustomer


class Status(StrEnum):
    DRAFT = "Draft"
    CONFIRMED = "Confirmed"
    PAID = "Paid"
    CANCELLED = "Cancelled"


SOLD = (Status.CONFIRMED, Status.PAID)
"""Revenue is what is confirmed or paid, by the order's day."""


class Order(ConcernsCustomer):
    """What a customer bought on one day."""

    named_by = "number"
    customer_list = "orders"
    special = ("approve",)

    number: Mapped[Number] = column(numbered="O-{ordered_on:%Y}-{n:05}", search=True)
    external_id: Mapped[ExternalId | None] = column(search=True, doc="Its key in the system that it came from.")
    status: Mapped[Status] = column(default=Status.DRAFT, index=True)
    ordered_on: Mapped[date] = column(index=True, default=today, doc="The day that revenue counts on.")
    shipped_on: Mapped[date | None] = column()
    ship_mode: Mapped[Line | None] = column()
    total: Mapped[Amount] = column(
        default=Decimal(0), derived=True, decimals="order_decimals", doc="The sum of the lines, without tax."
    )
    paid: Mapped[Amount] = column(
        default=Decimal(0), derived=True, decimals="order_decimals", doc="What was paid so far."
    )
    address: Mapped[Line | None] = column(doc="Where it is delivered.")
    city: Mapped[Line | None] = column(search=True)
    state: Mapped[Line | None] = column()
    postal_code: Mapped[Line | None] = column()
    region: Mapped[Line | None] = column()
    country: Mapped[Line | None] = column()

    lines: Mapped[list[OrderLine]] = relationship(
        back_populates="order", order_by="OrderLine.id", cascade="all, delete-orphan"
    )
    payments: Mapped[list[Payment]] = relationship(
        back_populates="order", order_by="Payment.id", cascade="all, delete-orphan"
    )

    @verb(begins=True, becomes=Status.DRAFT)
    def open(self, *, by: Person | None) -> None:
        """Take the order down as a draft."""

    @verb(when=Status.DRAFT, becomes=Status.CONFIRMED)
    def confirm(self, *, on: date | None = None, by: Person | None) -> None:
        """The customer stands by it: it counts as revenue from its day on."""
        if not self.lines:
            raise Refused(REFUSED, "An order without lines cannot be confirmed.")
        if on is not None:
            self.ordered_on = on

    @verb(when=Status.CONFIRMED)
    def pay(self, *, amount: Amount | None = None, on: date | None = None, by: Person | None) -> Status:
        """Record a payment; without an amount, of all that is open."""
        due = self.total - self.paid
        paid = due if amount is None else amount
        if paid <= 0 and due > 0:
            raise Refused(INVALID, "A payment is more than nothing.", "amount")
        if paid > due:
            raise Refused(REFUSED, "Only {due} is open.", "amount", due=due)
        self.payments.append(Payment(amount=paid, paid_on=on or today()))
        self.paid += paid
        return Status.PAID if self.paid == self.total else Status.CONFIRMED

    @verb(when=(Status.DRAFT, Status.CONFIRMED), becomes=Status.CANCELLED)
    def cancel(self, *, reason: str, by: Person | None) -> None:
        """It will not be delivered; say why."""
        if self.paid:
            raise Refused(REFUSED, "{paid} was paid already. Pay it back first.", paid=self.paid)

    def refuse_change(self) -> None:
        if self.status is not Status.DRAFT:
            raise Refused(REFUSED, "An order is changed only as a draft; this one is {status}.", status=self.status)


class OrderLine(Noun):
    """One product of an order."""

    hangs_on = "order"
    named_by = "product_name"

    order_id: Mapped[int] = column(foreign_key="order.id")
    external_id: Mapped[ExternalId | None] = column(doc="Its key in the system that it came from.")
    product_id: Mapped[int] = column(foreign_key="product.id")
    product_name: Mapped[Line | None] = column(
        doc="As it was called when it was sold. Left empty: as it is called now."
    )
    quantity: Mapped[Quantity] = column(default=Decimal(1))
    price: Mapped[Amount] = column(decimals="order_decimals", doc="Of one unit, before discount.")
    discount: Mapped[Rate] = column(default=Decimal(0), doc="Share of the price that is let off: 0.2 is a fifth.")
    amount: Mapped[Amount | None] = column(
        decimals="order_decimals", doc="What is charged. Left empty: quantity times price less discount."
    )
    cost: Mapped[Amount | None] = column(
        guard="see_margin", decimals="order_decimals", doc="What the goods of this line cost us."
    )

    order: Mapped[Order] = relationship(back_populates="lines")
    product: Mapped[Product] = relationship()

    def refuse_change(self) -> None:
        self.order.refuse_change()

    def complete(self) -> None:
        """Fill in what was left empty."""
        if self.product_name is None:
            self.product_name = self.product.name
        if self.amount is None:
            self.amount = round(self.quantity * self.price * (1 - self.discount), 4)

    @validates("quantity")
    def _more_than_nothing(self, _: str, quantity: Decimal) -> Decimal:
        if quantity <= 0:
            raise Refused(INVALID, "A quantity is more than nothing.", "quantity")
        return quantity

    @validates("discount")
    def _a_share(self, _: str, discount: Decimal) -> Decimal:
        if not 0 <= discount <= 1:
            raise Refused(INVALID, "A discount is between 0 and 1.", "discount")
        return discount


OrderLine.margin = column_property(
    sa.type_coerce(OrderLine.amount - OrderLine.cost, Exact(16, 4)),
    info={"kind": "amount", "guard": "see_margin", "decimals": "order_decimals"},
    doc="What is charged less what the goods cost us.",
)


class Payment(Noun):
    """Money that came in for an order; the step `pay` records it."""

    hangs_on = "order"
    named_by = "amount"

    order_id: Mapped[int] = column(foreign_key="order.id")
    amount: Mapped[Amount] = column(decimals="order_decimals")
    paid_on: Mapped[date] = column(index=True)

    order: Mapped[Order] = relationship(back_populates="payments")


@event.listens_for(Session, "before_flush", insert=True)
def _add_up(session: Session, *_: Any) -> None:
    """An order's total is the sum of its lines, whoever changed them."""
    changed = [line for line in [*session.new, *session.dirty, *session.deleted] if isinstance(line, OrderLine)]
    for line in changed:
        line.complete()
    for order in dict.fromkeys(line.order for line in changed):
        gone = [line for line in order.lines if line in session.deleted]
        total = sum((line.amount or Decimal(0) for line in order.lines if line not in gone), Decimal(0))
        if order.total != total:
            order.total = total


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
