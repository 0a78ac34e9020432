"""Birthdays of contacts: whoever looks after one is told some days before, once a year."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.core.words import N_
from app.customers.contact import Contact
from app.customers.customer import Customer, Status
from app.organization.employee import Employee
from app.organization.notification import notify, told_since
from app.organization.setting import settings_of

BIRTHDAY = N_("{who} of {customer} has a birthday on {day}.")
ALMOST_A_YEAR = timedelta(days=330)
OURS = (Status.PROSPECT, Status.ACTIVE)


def notify_birthdays(session: Session, day: date) -> int:
    """Tell of those that are near; says of how many."""
    ahead = settings_of(session).birthday_notice_days
    known = told_since(session, Contact, BIRTHDAY, day - ALMOST_A_YEAR)
    near = {each.month * 100 + each.day: each for each in _days(day, ahead)}
    told = 0
    for contact in session.scalars(_born_on(near)):
        person = responsible_for(contact)
        if contact.id not in known and person is not None and contact.birthday is not None:
            on = near[contact.birthday.month * 100 + contact.birthday.day]
            notify(session, person, BIRTHDAY, about=contact, who=contact.name, customer=contact.customer.name, day=on)
            told += 1
    return told


def responsible_for(contact: Contact) -> Employee | None:
    """Who looks after them: whoever is named, or the owner of the customer."""
    return contact.responsible_employee or contact.customer.owner


def _days(day: date, ahead: int) -> Iterator[date]:
    for n in range(ahead + 1):
        yield day + timedelta(days=n)


def _born_on(near: dict[int, date]) -> sa.Select[Contact]:
    """Who was born on the 29th of February has a birthday on the 28th, where there is no other."""
    if 228 in near and not isleap(near[228].year):
        near[229] = near[228]
    born = Contact.birthday
    month_and_day = sa.cast(sa.extract("month", born), sa.Integer) * 100 + sa.cast(sa.extract("day", born), sa.Integer)
    theirs = sa.select(Contact).join(Customer, Customer.id == Contact.customer_id)
    alive = theirs.where(born.is_not(None), month_and_day.in_(near), Customer.status.in_(OURS)).order_by(Contact.id)
    return alive.options(joinedload(Contact.customer), joinedload(Contact.responsible_employee))
