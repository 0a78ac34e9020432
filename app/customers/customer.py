"""Somebody who buys from us, or who may."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, WriteOnlyMapped, object_session, relationship, validates

from app.catalog.dictionary import DictionaryEntry
from app.core.kinds import Code, Email, ExternalId, Line, Money, Number, Phone, Rate, Text, Url
from app.core.moment import moment_of
from app.core.noun import Noun, column
from app.core.verb import verb
from app.core.viewer import Person
from app.core.words import N_
from app.customers.channel import Channel
from app.organization.department import Department
from app.organization.employee import Employee

if TYPE_CHECKING:
    from app.customers.contact import Contact
    from app.customers.timeline import TimelineEntry


class Status(StrEnum):
    PROSPECT = "Prospect"
    ACTIVE = "Active"
    LOST = "Lost"
    INACTIVE = "Inactive"


class CustomerKind(StrEnum):
    CONSUMER = "Consumer"
    CORPORATE = "Corporate"
    HOME_OFFICE = "Home office"


class Tier(StrEnum):
    A = "Important"
    B = "General"
    C = "Given up"


class ValueClass(StrEnum):
    VALUABLE = "Valuable"
    POTENTIAL = "Potential"
    ORDINARY = "Ordinary"
    LOST = "Lost"


class Stage(StrEnum):
    """How far the business with a customer has come, computed from the orders."""

    NEW = "New"
    RETURNING = "Returning"
    DORMANT = "Dormant"
    LOST = "Lost"


class Risk(StrEnum):
    LOW = "Low risk"
    MEDIUM = "Medium risk"
    HIGH = "High risk"


def is_overridden(customer: Any) -> bool:
    """Whether somebody has said the stage or the value class, which are computed otherwise."""
    return bool(customer.is_stage_overridden or customer.is_value_class_overridden)


class Customer(Noun):
    """Somebody who buys from us, or who may: a company, an office or a person."""

    keepers = ("owner", "department")
    trees: ClassVar = {"parent": N_("A customer cannot belong to itself, nor to one that belongs to it.")}
    special = ("merge", "send_mass_mail")
    # What lists are narrowed by, each in the order of names, so that a page is read and not sorted.
    __table_args__ = (
        sa.Index("ix_customer_owner_id_name", "owner_id", "name"),
        sa.Index("ix_customer_owner_id_last_order_on", "owner_id", "last_order_on"),
        sa.Index("ix_customer_last_order_on_id", "last_order_on", "id"),
        sa.Index("ix_customer_status_name", "status", "name"),
        sa.Index("ix_customer_city_name", "city", "name"),
    )

    number: Mapped[Number] = column(
        numbered="C-{n:05}", search=True, doc="Running number, given when it is left empty."
    )
    mnemonic: Mapped[Code | None] = column(
        search=True, index=True, unique=True, doc="Short code: typed into the quick search, it finds them first."
    )
    external_id: Mapped[ExternalId | None] = column(search=True, doc="Their key in the system that they came from.")
    name: Mapped[Line] = column(index=True, search=True, begins=True)
    status: Mapped[Status] = column(default=Status.PROSPECT)
    kind: Mapped[CustomerKind] = column(default=CustomerKind.CORPORATE)
    tier: Mapped[Tier] = column(default=Tier.B, doc="How much we care: A important, B general, C given up.")
    stage: Mapped[Stage | None] = column(derived=True, doc="How far the business has come, computed from the orders.")
    value_class: Mapped[ValueClass] = column(
        default=ValueClass.ORDINARY, derived=True, doc="What they bring, or may bring, computed from the orders."
    )
    is_stage_overridden: Mapped[bool] = column(default=False, internal=True)
    is_value_class_overridden: Mapped[bool] = column(default=False, internal=True)
    risk: Mapped[Risk | None] = column(doc="How likely it is that they leave, or do not pay: what people think.")
    chance_to_leave: Mapped[Rate | None] = column(
        derived=True,
        index=True,
        doc="How likely it is that they order nothing in the next half year: reckoned nightly.",
    )
    owner_id: Mapped[int | None] = column(
        foreign_key="ab_user.id", index=False, doc="The employee who answers for this customer."
    )
    department_id: Mapped[int | None] = column(foreign_key="department.id", doc="The department that answers for it.")
    industry_id: Mapped[int | None] = column(foreign_key="dictionary_entry.id", topic="industry")
    credit_rating_id: Mapped[int | None] = column(
        foreign_key="dictionary_entry.id", topic="credit_rating", doc="How well they pay what they owe."
    )
    parent_id: Mapped[int | None] = column(foreign_key="customer.id", doc="The company that this one belongs to.")
    phone: Mapped[Phone | None] = column(search=True)
    phone_e164: Mapped[Phone | None] = column(internal=True, index=True)
    finance_phone: Mapped[Phone | None] = column(search=True, doc="Whom to call about invoices.")
    finance_phone_e164: Mapped[Phone | None] = column(internal=True, index=True)
    email: Mapped[Email | None] = column(search=True)
    home_page: Mapped[Url | None] = column()
    address: Mapped[Line | None] = column()
    city: Mapped[Line | None] = column(search=True)
    state: Mapped[Line | None] = column()
    postal_code: Mapped[Line | None] = column()
    region: Mapped[Line | None] = column()
    country: Mapped[Line | None] = column()
    credit_limit: Mapped[Money | None] = column(guard="see_credit", doc="How much they may owe us.")
    registered_on: Mapped[date | None] = column(doc="The day that their company was registered.")
    last_order_on: Mapped[date | None] = column(derived=True)
    last_contact_at: Mapped[datetime | None] = column(derived=True, doc="When we last talked or wrote.")
    best_time: Mapped[Line | None] = column(doc="When to call. Example: mornings, New York time")
    preferred_channel: Mapped[Channel | None] = column(doc="How they like to be reached.")
    preferred_language: Mapped[Line | None] = column(doc="What they like to be spoken to in.")
    hobbies: Mapped[Text | None] = column(doc="What they like.")
    habits: Mapped[Text | None] = column(doc="How and when they buy.")
    remarks: Mapped[Text | None] = column()

    owner: Mapped[Employee | None] = relationship(foreign_keys=owner_id)
    department: Mapped[Department | None] = relationship(foreign_keys=department_id)
    industry: Mapped[DictionaryEntry | None] = relationship(foreign_keys=industry_id)
    credit_rating: Mapped[DictionaryEntry | None] = relationship(foreign_keys=credit_rating_id)
    parent: Mapped[Customer | None] = relationship(
        foreign_keys=parent_id, remote_side="Customer.id", back_populates="children"
    )
    children: Mapped[list[Customer]] = relationship(back_populates="parent", order_by="Customer.name")
    contacts: Mapped[list[Contact]] = relationship(back_populates="customer", order_by="Contact.id")
    timeline: WriteOnlyMapped[TimelineEntry] = relationship(
        back_populates="customer", order_by="TimelineEntry.at", cascade="all, delete-orphan", passive_deletes=True
    )

    @verb(when=Status.PROSPECT, becomes=Status.ACTIVE)
    def activate(self, *, by: Person | None) -> None:
        """They buy: the first confirmed order does it by itself."""

    @verb(when=Status.ACTIVE, becomes=Status.LOST)
    def lose(self, *, reason: str, by: Person | None) -> None:
        """They have left us; say why."""

    @verb(when=(Status.LOST, Status.INACTIVE), becomes=Status.ACTIVE)
    def win_back(self, *, by: Person | None) -> None:
        """They are back."""

    @verb(when=(Status.PROSPECT, Status.ACTIVE, Status.LOST), becomes=Status.INACTIVE)
    def deactivate(self, *, reason: str = "", by: Person | None) -> None:
        """No more business with them; what there was stays readable."""

    @verb()
    def override(
        self,
        *,
        stage: Stage | None = None,
        value_class: ValueClass | None = None,
        reason: str,
        by: Person | None,
    ) -> None:
        """Say yourself how far the business has come, or what they bring; it holds until it is taken back."""
        from app.customers.lifecycle import override

        override(self, stage=stage, value_class=value_class, reason=reason, by=by)

    @verb(provided=is_overridden)
    def take_back_override(self, *, by: Person | None) -> None:
        """Stage and value class are computed again, from the next night on."""
        self.is_stage_overridden = self.is_value_class_overridden = False

    @verb(is_remark=True)
    def note(self, *, words: str, by: Person | None) -> None:
        """Write down what is worth knowing; it stays on the timeline."""

    @validates("mnemonic")
    def _in_capitals(self, _: str, code: str | None) -> str | None:
        """One short code is not taken twice, however it is typed."""
        return code.upper() if code else None

    def tell(self, action: str, about: Any, *, by: Any, details: dict[str, str], at: datetime | None = None) -> None:
        """A line on the timeline, at the moment that it tells of: now, unless told."""
        from app.customers.timeline import line

        entry = line(action, about, by=by, details=details, at=at or moment_of(self))
        session = object_session(self)
        if session is None:
            self.timeline.add(entry)  # rules are tried without a database
        else:
            entry.customer = self  # the same; but to reach for the list puts a statement together each time
            session.add(entry)
