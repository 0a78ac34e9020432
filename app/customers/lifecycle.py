"""How far the business with a customer has come and what they bring, from when on: a history of rows.

Nights compute it from the orders; a person may say it otherwise, for a reason, and that holds until it is taken back.
"""

from __future__ import annotations

from datetime import date
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, object_session, relationship

from app.core.errors import INVALID, Refused
from app.core.kinds import Text
from app.core.language import language
from app.core.moment import moment_of
from app.core.noun import column
from app.core.viewer import Person
from app.customers.customer import Customer, Stage, ValueClass
from app.customers.timeline import ConcernsCustomer
from app.organization.employee import Employee


class LifecycleEntry(ConcernsCustomer):
    """What a customer was from one day on."""

    customer_list = "lifecycle"
    named_by = "from_on"
    plural = "lifecycle_entries"
    logged = False
    __table_args__ = (sa.Index("ix_lifecycle_entry_customer_id_from_on", "customer_id", "from_on"),)

    from_on: Mapped[date] = column(derived=True, index=True)
    until_on: Mapped[date | None] = column(derived=True, doc="Empty: it is so now.")
    stage: Mapped[Stage | None] = column(derived=True)
    value_class: Mapped[ValueClass] = column(derived=True)
    is_override: Mapped[bool] = column(default=False, derived=True, doc="Whether somebody said it.")
    reason: Mapped[Text | None] = column(derived=True)
    said_by_id: Mapped[int | None] = column(foreign_key="ab_user.id", derived=True, doc="Who said it.")

    said_by: Mapped[Employee | None] = relationship(foreign_keys=said_by_id)

    def named_in(self, language_code: str) -> str:
        return language(language_code).day(self.from_on)


def override(
    customer: Customer, *, stage: Stage | None, value_class: ValueClass | None, reason: str, by: Person | None
) -> None:
    """Write down what somebody says; what they leave open stays computed."""
    if stage is None and value_class is None:
        raise Refused(INVALID, "Say a stage or a value class.", "stage")
    customer.is_stage_overridden |= stage is not None
    customer.is_value_class_overridden |= value_class is not None
    entry = enter(customer, stage=stage, value_class=value_class)
    entry.is_override, entry.reason, entry.said_by = True, reason, cast("Employee | None", by)


def enter(customer: Customer, *, stage: Stage | None, value_class: ValueClass | None) -> LifecycleEntry:
    """They are this from today on."""
    session, day = object_session(customer), moment_of(customer).date()
    customer.stage, customer.value_class = stage or customer.stage, value_class or customer.value_class
    if session is not None:
        now_on = sa.select(LifecycleEntry).where(
            LifecycleEntry.customer_id == customer.id, LifecycleEntry.until_on.is_(None)
        )
        for before in session.scalars(now_on):
            before.until_on = day
    given = {"stage": customer.stage, "value_class": customer.value_class, "from_on": day}
    entry = LifecycleEntry(**given, customer=customer)
    if session is not None:
        session.add(entry)
    return entry
