"""Who calls: customers and contacts by a telephone number, in whatever writing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.core.phone import digits, e164, parts
from app.customers.contact import Contact
from app.customers.customer import Customer

SHORTEST, NATIONAL = 7, 9
"""Extensions and short codes are nobody's; of a number without its country the last nine digits are compared."""
MOST = 20
OF_CUSTOMERS = ("phone", "finance_phone")
OF_CONTACTS = ("office_phone", "mobile_phone", "home_phone")
Test = Callable[[Any], sa.ColumnElement[bool]]


@dataclass(frozen=True)
class Caller:
    """Somebody whose number it may be."""

    customer: Customer
    contact: Contact | None = None


def callers(session: Session, number: str) -> list[Caller]:
    """Those whom the viewer may see: by the whole number, and only where nobody has it by its national digits."""
    whole = e164(number)
    found = _having(session, lambda column: column == whole) if whole else []
    national = digits(parts(number)[0])[-NATIONAL:]
    if found or len(national) < SHORTEST:
        return found
    return _having(session, lambda column: column.like(f"%{national}"))


def _having(session: Session, is_it: Test) -> list[Caller]:
    """Contacts first: a customer is named alone where no contact of theirs has the number."""
    contacts = sa.select(Contact).where(_any(Contact, OF_CONTACTS, is_it)).options(joinedload(Contact.customer))
    people = [Caller(each.customer, each) for each in session.scalars(contacts.order_by(Contact.id).limit(MOST))]
    customers = session.scalars(
        sa.select(Customer).where(_any(Customer, OF_CUSTOMERS, is_it)).order_by(Customer.id).limit(MOST)
    )
    known = {caller.customer.id for caller in people}
    return [*people, *(Caller(each) for each in customers if each.id not in known)]


def _any(noun: Any, names: tuple[str, ...], is_it: Test) -> sa.ColumnElement[bool]:
    return sa.or_(*(is_it(getattr(noun, f"{name}_e164")) for name in names))
