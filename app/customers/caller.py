"""Who calls: customers and contacts by a telephone number, in whatever writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.core.phone import digits, e164, parts
from app.core.search import found_by
from app.customers.contact import Contact
from app.customers.customer import Customer

SHORTEST, NATIONAL = 7, 9
"""Extensions and short codes are nobody's; of a number without its country the last nine digits are compared."""
MOST = 20
NEVER: Final = datetime.min.replace(tzinfo=UTC)
PHONES: dict[Any, tuple[str, ...]] = {
    Contact: ("office_phone", "mobile_phone", "home_phone"),
    Customer: ("phone", "finance_phone"),
}


@dataclass(frozen=True)
class Caller:
    """Somebody whose number it may be."""

    customer: Customer
    contact: Contact | None = None


def callers(session: Session, number: str) -> list[Caller]:
    """Those whom the viewer may see: by the whole number, and only where nobody has it by its national digits.

    Whoever we talked to last, or sold to last, is first.
    """
    whole, national = e164(number), digits(parts(number)[0])[-NATIONAL:]
    if len(national) < SHORTEST:
        return []
    found = _people({noun: _by_whole(session, noun, whole) for noun in PHONES}) if whole else []
    found = found or _people({noun: _by_national(session, noun, national) for noun in PHONES})
    return sorted(found, key=_activity, reverse=True)


def _activity(caller: Caller) -> tuple[datetime, date]:
    return caller.customer.last_contact_at or NEVER, caller.customer.last_order_on or date.min


def _people(found: dict[Any, Sequence[Any]]) -> list[Caller]:
    """Contacts first: a customer is named alone where no contact of theirs has the number."""
    people = [Caller(each.customer, each) for each in found[Contact]]
    known = {caller.customer.id for caller in people}
    return [*people, *(Caller(each) for each in found[Customer] if each.id not in known)]


def _by_whole(session: Session, noun: Any, whole: str) -> Sequence[Any]:
    has = sa.or_(*(getattr(noun, f"{name}_e164") == whole for name in PHONES[noun]))
    return session.scalars(_these(noun, has)).all()


def _by_national(session: Session, noun: Any, national: str) -> Sequence[Any]:
    """By the quick search, which knows telephone numbers by their last digits, and more than those."""
    has = found_by(noun, national, session.get_bind().dialect.name)
    near = session.scalars(_these(noun, has)).all() if has is not None else ()
    return [each for each in near if _ends_with(each, national)]


def _ends_with(record: Any, national: str) -> bool:
    each = (getattr(record, name) for name in PHONES[type(record)])
    return any(digits(parts(typed)[0]).endswith(national) for typed in each if typed)


def _these(noun: Any, has: sa.ColumnElement[bool]) -> sa.Select[Any]:
    chosen = sa.select(noun).where(has).order_by(noun.id).limit(MOST)
    return chosen.options(joinedload(Contact.customer)) if noun is Contact else chosen
