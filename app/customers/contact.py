"""A person at a customer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, column_property, relationship

from app.core.errors import INVALID, REFUSED, Refused
from app.core.kinds import Email, Line, Phone, Text
from app.core.noun import Noun, column, today
from app.core.viewer import as_system
from app.core.words import N_
from app.customers.customer import Customer
from app.organization.department import Department
from app.organization.employee import Employee
from app.organization.handover import hands_over


class Sex(StrEnum):
    FEMALE = "Female"
    MALE = "Male"
    OTHER = "Other"


class Contact(Noun):
    """A person whom we talk to at a customer."""

    hangs_on = "customer"
    trees: ClassVar = {"superior": N_("Nobody is their own superior, nor that of those above them.")}

    customer_id: Mapped[int] = column(foreign_key="customer.id")
    name: Mapped[Line] = column(begins=True, index=True, search=True)
    title: Mapped[Line | None] = column(doc="What they do there.")
    department_name: Mapped[Line | None] = column(doc="The part of their company that they work in.")
    superior_id: Mapped[int | None] = column(
        foreign_key="contact.id", doc="Whom they answer to: another contact of the same customer."
    )
    is_main: Mapped[bool] = column(default=False, doc="The one to ask first; a customer has one.")
    office_phone: Mapped[Phone | None] = column(search=True)
    office_phone_e164: Mapped[Phone | None] = column(internal=True, index=True)
    mobile_phone: Mapped[Phone | None] = column(search=True)
    mobile_phone_e164: Mapped[Phone | None] = column(internal=True, index=True)
    email: Mapped[Email | None] = column(search=True)
    home_phone: Mapped[Phone | None] = column(search=True)
    home_phone_e164: Mapped[Phone | None] = column(internal=True, index=True)
    fax: Mapped[Phone | None] = column()
    fax_e164: Mapped[Phone | None] = column(internal=True)
    sex: Mapped[Sex | None] = column()
    birthday: Mapped[date | None] = column()
    hobbies: Mapped[Text | None] = column(doc="What they like.")
    remarks: Mapped[Text | None] = column()
    responsible_employee_id: Mapped[int | None] = column(
        foreign_key="ab_user.id", doc="Who of us looks after them. Left empty: the owner of the customer."
    )
    responsible_department_id: Mapped[int | None] = column(foreign_key="department.id")

    customer: Mapped[Customer] = relationship(back_populates="contacts")
    superior: Mapped[Contact | None] = relationship(foreign_keys=superior_id, remote_side="Contact.id")
    responsible_employee: Mapped[Employee | None] = relationship(foreign_keys=responsible_employee_id)
    responsible_department: Mapped[Department | None] = relationship(foreign_keys=responsible_department_id)


hands_over(Contact, "responsible_employee")


def _part(name: str, day: Any) -> sa.ColumnElement[int]:
    return sa.cast(sa.extract(name, day), sa.Integer)


def _age(birthday: Any) -> sa.ColumnElement[int]:
    """Whole years; one less before this year's birthday."""
    now = sa.func.current_date()
    is_ahead = _part("month", now) * 100 + _part("day", now) < _part("month", birthday) * 100 + _part("day", birthday)
    return _part("year", now) - _part("year", birthday) - sa.case((is_ahead, 1), else_=0)


Contact.age = column_property(_age(Contact.birthday), doc="In whole years, reckoned from the birthday.")


@event.listens_for(Session, "before_flush")
def _keep_rules(session: Session, *_: Any) -> None:
    written = [each for each in [*session.new, *session.dirty] if isinstance(each, Contact)]
    with session.no_autoflush:
        for contact in written:
            _check_birthday(contact)
            _check_superior(contact)
        _keep_one_main(session, [each for each in written if each.is_main and _is_new(each, "is_main")])


def _is_new(contact: Contact, name: str) -> bool:
    return bool(sa.inspect(contact).attrs[name].history.has_changes())


def _check_birthday(contact: Contact) -> None:
    if contact.birthday is not None and contact.birthday > today() and _is_new(contact, "birthday"):
        raise Refused(INVALID, "A birthday is not in the future.", "birthday")


def _check_superior(contact: Contact) -> None:
    above = contact.superior if _is_new(contact, "superior") or _is_new(contact, "customer") else None
    if above is not None and above.customer is not contact.customer:
        raise Refused(REFUSED, "{name} is a contact of another customer.", "superior", name=above.name)


def _keep_one_main(session: Session, main: Iterable[Contact]) -> None:
    """Who becomes the main contact takes the place of the one before; of several at once, the last."""
    chosen = {contact.customer: contact for contact in main}
    for contact in main:
        contact.is_main = contact is chosen[contact.customer]
    known = [customer.id for customer in chosen if customer is not None and customer.id]
    if not known:
        return
    before = sa.select(Contact).where(Contact.customer_id.in_(known), Contact.is_main)
    with as_system(session):
        others = session.scalars(before).all()
    for other in others:
        if other is not chosen.get(other.customer):
            other.is_main = False
