"""A person at a customer."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, relationship

from app.core.kinds import Email, Line, Phone, Text
from app.core.noun import Noun, column
from app.customers.customer import Customer


class Contact(Noun):
    """A person whom we talk to at a customer."""

    hangs_on = "customer"

    customer_id: Mapped[int] = column(foreign_key="customer.id")
    name: Mapped[Line] = column(index=True, search=True)
    title: Mapped[Line | None] = column(doc="What they do there.")
    is_main: Mapped[bool] = column(default=False, doc="The one to ask first.")
    office_phone: Mapped[Phone | None] = column(search=True)
    office_phone_e164: Mapped[Phone | None] = column(internal=True, index=True)
    mobile_phone: Mapped[Phone | None] = column(search=True)
    mobile_phone_e164: Mapped[Phone | None] = column(internal=True, index=True)
    email: Mapped[Email | None] = column(search=True)
    birthday: Mapped[date | None] = column()
    remarks: Mapped[Text | None] = column()

    customer: Mapped[Customer] = relationship(back_populates="contacts")
