"""A prospect becomes a customer: found among those that there are, or made, with a contact, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session

from app.core.errors import DUPLICATE, REFUSED, Refused
from app.core.phone import e164
from app.customers.contact import Contact
from app.customers.customer import Customer, CustomerKind

if TYPE_CHECKING:
    from app.sales.opportunity import Opportunity

MOST = 3
"""So many are pointed out; whoever has more of the same has other cares."""


def become_customer(opportunity: Opportunity, *, chosen: Customer | None, is_new: bool) -> None:
    """Give the opportunity its customer and its contact; refused where there may be one already and nobody chose."""
    if opportunity.customer is None and opportunity.customer_id is None:
        opportunity.customer = chosen or _made(opportunity, is_new=is_new)
    elif chosen is not None and chosen is not opportunity.customer:
        raise Refused(REFUSED, "It has a customer already.", "customer")
    if opportunity.customer is not None and opportunity.contact_id is None and opportunity.prospect_name:
        opportunity.contact = _contact(opportunity, opportunity.customer)


def _made(opportunity: Opportunity, *, is_new: bool) -> Customer:
    session = object_session(opportunity)
    known = alike(session, opportunity) if session is not None and not is_new else ()
    if known:
        names = "; ".join(f"{each.number} {each.name}" for each in known)
        message = "There may be one already: {names}. Choose it as the customer, or say that it is a new one."
        raise Refused(DUPLICATE, message, "customer", names=names)
    owner = opportunity.owner
    return Customer(
        name=opportunity.prospect_company or opportunity.prospect_name,
        kind=CustomerKind.CORPORATE if opportunity.prospect_company else CustomerKind.CONSUMER,
        tier=opportunity.value_class,
        phone=opportunity.prospect_phone,
        email=opportunity.prospect_email,
        owner=owner,
        department=owner.department if owner is not None else opportunity.department,
    )


def _contact(opportunity: Opportunity, customer: Customer) -> Contact:
    """The person that was talked to: known by the same name already, or new."""
    name = opportunity.prospect_name or ""
    known = next((each for each in customer.contacts if each.name.casefold() == name.casefold()), None)
    if known is not None:
        return known
    is_main = not any(each.is_main for each in customer.contacts)
    reach = {"office_phone": opportunity.prospect_phone, "email": opportunity.prospect_email}
    return Contact(customer=customer, name=name, is_main=is_main, **reach)


def alike(session: Session, opportunity: Opportunity) -> Sequence[Customer]:
    """Customers that one sees with the prospect's telephone, e-mail or name; a contact may have it, too."""
    with session.no_autoflush:
        same = sa.select(Customer).where(sa.or_(*_signs(opportunity))).order_by(Customer.id).limit(MOST)
        return session.scalars(same).all()


def _signs(opportunity: Opportunity) -> Iterator[sa.ColumnElement[bool]]:
    number = e164(opportunity.prospect_phone) if opportunity.prospect_phone else None
    if number is not None:
        yield sa.or_(Customer.phone_e164 == number, Customer.finance_phone_e164 == number)
        yield _has(sa.or_(Contact.office_phone_e164 == number, Contact.mobile_phone_e164 == number))
    if opportunity.prospect_email:
        email = opportunity.prospect_email.lower()
        yield sa.func.lower(Customer.email) == email
        yield _has(sa.func.lower(Contact.email) == email)
    name = opportunity.prospect_company or opportunity.prospect_name or ""
    yield sa.func.lower(Customer.name) == name.lower()


def _has(contact: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return Customer.id.in_(sa.select(Contact.customer_id).where(contact))
