"""What a customer bought: drafted, confirmed, delivered, paid, or cancelled."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, column_property, relationship

from app.catalog.dictionary import DictionaryEntry
from app.catalog.warehouse import Warehouse
from app.core.errors import INVALID, REFUSED, Refused
from app.core.follower import lead_to
from app.core.kinds import Amount, Exact, ExternalId, Line, Number, Text
from app.core.noun import column, today
from app.core.verb import verb
from app.core.viewer import Person
from app.customers.contact import Contact
from app.customers.timeline import ConcernsCustomer
from app.organization.employee import Employee
from app.sales import goods
from app.sales.order_line import DECIMALS, OrderLine
from app.sales.payment import Method, Payment

NOTHING = Decimal(0)
HALF_A_CENT = Decimal("0.005")
"""Money has cents, amounts have four decimals: what is left below this is no debt, and no overpayment."""


class Status(StrEnum):
    DRAFT = "Draft"
    CONFIRMED = "Confirmed"
    PAID = "Paid"
    CANCELLED = "Cancelled"


SOLD = (Status.CONFIRMED, Status.PAID)
"""Revenue is what is confirmed or paid, by the order's day."""


class Order(ConcernsCustomer):
    """What a customer bought on one day."""

    # With the key, as lists are in order: of a day there may be thousands.
    __table_args__ = (sa.Index("ix_order_ordered_on_id", "ordered_on", "id"),)
    named_by = "number"
    customer_list = "orders"
    special = ("approve",)

    number: Mapped[Number] = column(numbered="O-{ordered_on:%Y}-{n:05}", search=True)
    external_id: Mapped[ExternalId | None] = column(search=True, doc="Its key in the system that it came from.")
    status: Mapped[Status] = column(default=Status.DRAFT, index=True)
    ordered_on: Mapped[date] = column(default=today, doc="The day that revenue counts on.")
    contact_id: Mapped[int | None] = column(foreign_key="contact.id", doc="Who ordered, at the customer.")
    owner_id: Mapped[int | None] = column(
        foreign_key="ab_user.id", doc="Who sold it. Left empty: who answered for the customer on that day."
    )
    channel_id: Mapped[int | None] = column(
        foreign_key="dictionary_entry.id", topic="sales_channel", doc="The way that it was sold."
    )
    payment_method_id: Mapped[int | None] = column(
        foreign_key="dictionary_entry.id", topic="payment_method", doc="How they have said that they will pay."
    )
    due_on: Mapped[date | None] = column(index=True, doc="The day by which it is to be paid.")
    warehouse_id: Mapped[int | None] = column(
        foreign_key="warehouse.id", doc="Where its goods are taken from when it is confirmed. Left empty: nowhere."
    )
    promised_on: Mapped[date | None] = column(doc="The day by which the customer wants to have it.")
    packed_on: Mapped[date | None] = column(derived=True)
    shipped_on: Mapped[date | None] = column()
    delivered_on: Mapped[date | None] = column(derived=True)
    ship_mode: Mapped[Line | None] = column()
    total: Mapped[Amount] = column(
        default=NOTHING, derived=True, decimals=DECIMALS, doc="The sum of the lines, without tax."
    )
    discount_total: Mapped[Amount] = column(
        default=NOTHING, derived=True, decimals=DECIMALS, doc="What was let off on all lines."
    )
    tax_total: Mapped[Amount] = column(default=NOTHING, derived=True, decimals=DECIMALS, doc="The tax on all lines.")
    gross: Mapped[Amount] = column(
        default=NOTHING, derived=True, decimals=DECIMALS, doc="What is to be paid: the lines with their tax."
    )
    paid: Mapped[Amount] = column(default=NOTHING, derived=True, decimals=DECIMALS, doc="What was paid so far.")
    address: Mapped[Line | None] = column(doc="Where it is delivered.")
    city: Mapped[Line | None] = column(search=True)
    state: Mapped[Line | None] = column()
    postal_code: Mapped[Line | None] = column()
    region: Mapped[Line | None] = column()
    country: Mapped[Line | None] = column()
    remarks: Mapped[Text | None] = column(doc="Stands on the printed order, too.")

    contact: Mapped[Contact | None] = relationship(foreign_keys=contact_id)
    owner: Mapped[Employee | None] = relationship(foreign_keys=owner_id)
    warehouse: Mapped[Warehouse | None] = relationship(foreign_keys=warehouse_id)
    channel: Mapped[DictionaryEntry | None] = relationship(foreign_keys=channel_id)
    payment_method: Mapped[DictionaryEntry | None] = relationship(foreign_keys=payment_method_id)
    lines: Mapped[list[OrderLine]] = relationship(
        back_populates="order", order_by="OrderLine.id", cascade="all, delete-orphan"
    )
    payments: Mapped[list[Payment]] = relationship(
        back_populates="order", order_by="Payment.id", cascade="all, delete-orphan"
    )

    # Its life ----------------------------------------------------------------------------------------------------

    @verb(begins=True, becomes=Status.DRAFT)
    def open(self, *, by: Person | None) -> None:
        """Take the order down as a draft."""
        if self.owner is None and self.customer is not None:
            self.owner = self.customer.owner

    @verb(when=Status.DRAFT, becomes=Status.CONFIRMED)
    def confirm(self, *, on: date | None = None, by: Person | None) -> None:
        """The customer stands by it: it counts as revenue from its day on, and its goods are taken out of stock."""
        if not self.lines:
            raise Refused(REFUSED, "An order without lines cannot be confirmed.")
        goods.take(self, by=by)
        if on is not None:
            self.ordered_on = on

    @verb(when=SOLD)
    def pack(self, *, on: date | None = None, by: Person | None) -> None:
        """The goods are packed; without a day, today."""
        self.packed_on = self._on(on, self.ordered_on)

    @verb(when=SOLD)
    def ship(self, *, on: date | None = None, by: Person | None) -> None:
        """The goods have left the house; without a day, today."""
        self.shipped_on = self._on(on, self.packed_on or self.ordered_on)

    @verb(when=SOLD)
    def deliver(self, *, on: date | None = None, by: Person | None) -> None:
        """The customer has the goods; without a day, today."""
        self.delivered_on = self._on(on, self.shipped_on or self.packed_on or self.ordered_on)

    @verb(when=Status.CONFIRMED)
    def pay(
        self,
        *,
        amount: Amount | None = None,
        on: date | None = None,
        method: Method | None = None,
        reference: Line | None = None,
        by: Person | None,
    ) -> Status:
        """Record a payment; without an amount, of all that is open."""
        due = self.gross - self.paid
        paid = due if amount is None else amount
        if paid <= 0 and due > 0:
            raise Refused(INVALID, "A payment is more than nothing.", "amount")
        if paid - due >= HALF_A_CENT:
            raise Refused(REFUSED, "Only {due} is open.", "amount", due=due)
        told = {"method": method or self.payment_method, "reference": reference}
        self.payments.append(Payment(amount=paid, paid_on=on or today(), **told))
        self.paid += paid
        return Status.PAID if self.is_settled else Status.CONFIRMED

    @verb(when=Status.PAID, becomes=Status.CONFIRMED)
    def reopen(self, *, by: Person | None) -> None:
        """Something is open again: a payment that is taken back does it by itself."""
        if self.is_settled:
            raise Refused(REFUSED, "Nothing is open. Take a payment back first.")

    @verb(when=(Status.DRAFT, Status.CONFIRMED), becomes=Status.CANCELLED)
    def cancel(self, *, reason: str, by: Person | None) -> None:
        """It will not be delivered, and its goods go back into stock; say why."""
        if self.paid:
            raise Refused(REFUSED, "{paid} was paid already. Pay it back first.", paid=self.paid)
        goods.put_back(self, reason=reason, by=by)

    @verb()
    def copy(self, *, by: Person | None) -> None:
        """A new draft of the same lines, for the same customer, as of today."""
        from app.sales.copying import draft_like

        draft = draft_like(self)
        draft.open(by=by)
        lead_to(self, draft)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to pay."""
        return self.gross - self.paid < HALF_A_CENT

    def refuse_change(self) -> None:
        if self.status is not Status.DRAFT:
            raise Refused(REFUSED, "An order is changed only as a draft; this one is {status}.", status=self.status)

    def _on(self, day: date | None, earliest: date) -> date:
        """The day of a step, which no earlier step comes after."""
        happened = day or max(today(), earliest)
        if happened < earliest:
            raise Refused(INVALID, "This is before {earliest}, when the step before it was taken.", "on",
                          earliest=earliest)  # fmt: skip
        return happened

    # What is reckoned --------------------------------------------------------------------------------------------

    def add_up(self, lines: list[OrderLine]) -> None:
        """Its sums are those of its lines, each with four decimals."""
        net = sum((line.amount or NOTHING for line in lines), NOTHING)
        tax = sum((line.tax or NOTHING for line in lines), NOTHING)
        listed = sum((round(line.quantity * line.price, 4) for line in lines), NOTHING)
        sums = {"total": net, "discount_total": listed - net, "tax_total": tax, "gross": net + tax}
        for name, value in sums.items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    def check(self) -> None:
        """Its days follow each other, and who ordered is of its customer."""
        for name in ("due_on", "promised_on", "shipped_on"):
            day = getattr(self, name)
            if day is not None and day < self.ordered_on:
                raise Refused(INVALID, "This is before the day of the order, {day}.", name, day=self.ordered_on)
        if self.contact is not None and self.contact.customer is not self.customer:
            raise Refused(INVALID, "{contact} is not of this customer.", "contact", contact=str(self.contact))


Order.due = column_property(
    sa.type_coerce(Order.gross - Order.paid, Exact(16, 4)),
    info={"kind": "amount", "decimals": DECIMALS},
    doc="What is still to be paid, once it is confirmed.",
)
