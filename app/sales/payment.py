"""Money that came in for an order, and money that went back."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from sqlalchemy.orm import Mapped, relationship

from app.catalog.dictionary import DictionaryEntry
from app.core.errors import REFUSED, Refused
from app.core.kinds import Amount, Line
from app.core.noun import Noun, column
from app.core.verb import Topic, verb
from app.core.viewer import Person
from app.sales.order_line import DECIMALS

if TYPE_CHECKING:
    from app.sales.order import Order

Method = Annotated[DictionaryEntry, Topic("payment_method")]
"""How money comes: one of the company's own list."""


class PaymentStatus(StrEnum):
    RECEIVED = "Received"
    TAKEN_BACK = "Taken back"


class Payment(Noun):
    """Money that came in for an order; the step `pay` records it, and one that was wrong is taken back."""

    hangs_on = "order"
    named_by = "amount"

    order_id: Mapped[int] = column(foreign_key="order.id")
    status: Mapped[PaymentStatus] = column(default=PaymentStatus.RECEIVED)
    amount: Mapped[Amount] = column(decimals=DECIMALS)
    paid_on: Mapped[date] = column(index=True)
    method_id: Mapped[int | None] = column(foreign_key="dictionary_entry.id", topic="payment_method")
    reference: Mapped[Line | None] = column(doc="What the bank or the receipt says of it.")
    reason: Mapped[Line | None] = column(derived=True, doc="Why it was taken back.")

    order: Mapped[Order] = relationship(back_populates="payments")
    method: Mapped[DictionaryEntry | None] = relationship(foreign_keys=method_id)

    @verb(when=PaymentStatus.RECEIVED, becomes=PaymentStatus.TAKEN_BACK)
    def take_back(self, *, reason: Line, by: Person | None) -> None:
        """It was returned, or never came: the order is owed again. Say why."""
        self.reason = reason
        self.order.paid -= self.amount

    def tell(self, action: str, about: object, *, by: object, details: dict[str, str]) -> None:
        self.order.tell(action, about, by=by, details=details)

    def refuse_change(self) -> None:
        raise Refused(REFUSED, "A payment is recorded by paying, and taken back; it is not edited.")
