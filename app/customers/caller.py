"""Who calls: customers and contacts by a telephone number, in whatever writing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    last = national(number)
    if not last:
        return []
    known = whole(number)
    found = _people({noun: _by_whole(session, noun, known) for noun in PHONES}) if known else []
    found = found or _people({noun: _by_national(session, noun, last) for noun in PHONES})
    return sorted(found, key=_activity, reverse=True)


def whole(number: str) -> str | None:
    """The number as E.164; nothing for what is none, or is too short to be somebody's."""
    return e164(number) if national(number) else None


def national(number: str) -> str | None:
    """The last digits of the number, without its country; nothing where they are too few."""
    last = digits(parts(number)[0])[-NATIONAL:]
    return last if len(last) >= SHORTEST else None


def has(noun: Any, rows: Any, known: Any) -> sa.ColumnElement[bool]:
    """That one of the telephones of these rows is the whole number."""
    return sa.or_(*(getattr(rows, f"{name}_e164") == known for name in PHONES[noun]))


def end_with(typed: Iterable[str | None], last: str) -> bool:
    """Whether one of the numbers, as they were typed, ends with these digits."""
    return any(digits(parts(each)[0]).endswith(last) for each in typed if each)


def _activity(caller: Caller) -> tuple[datetime, date]:
    return caller.customer.last_contact_at or NEVER, caller.customer.last_order_on or date.min


def _people(found: dict[Any, Sequence[Any]]) -> list[Caller]:
    """Contacts first: a customer is named alone where no contact of theirs has the number."""
    people = [Caller(each.customer, each) for each in found[Contact]]
    known = {caller.customer.id for caller in people}
    return [*people, *(Caller(each) for each in found[Customer] if each.id not in known)]


def _by_whole(session: Session, noun: Any, known: str) -> Sequence[Any]:
    return session.scalars(_these(noun, has(noun, noun, known))).all()


def _by_national(session: Session, noun: Any, last: str) -> Sequence[Any]:
    """By the quick search, which knows telephone numbers by their last digits, and more than those."""
    near = found_by(noun, last, session.get_bind().dialect.name)
    found = session.scalars(_these(noun, near)).all() if near is not None else ()
    return [each for each in found if end_with((getattr(each, name) for name in PHONES[noun]), last)]


def _these(noun: Any, which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    chosen = sa.select(noun).where(which).order_by(noun.id).limit(MOST)
    return chosen.options(joinedload(Contact.customer)) if noun is Contact else chosen
