"""Who calls: recognised by the whole number, then by its national digits; unknown and ambiguous numbers in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.errors import INVALID, NOT_FOUND, REFUSED, Refused
from app.customers.caller import callers
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.sales.order import Order
from app.service.request import ServiceRequest
from tests.sales.ordering import confirmed, draft
from tests.service.requesting import contact, opened, the

Looking = Callable[[str], Session]


@pytest.fixture
def known(as_system: Session) -> Session:
    """Acme has a switchboard, and a contact with a mobile phone; Zeta's contact sits behind Acme's old number."""
    doorman.update(as_system, Customer, the(as_system, "Acme").id, None, {"phone": "+1 610 555 0142"})
    doorman.update(as_system, Contact, contact(as_system).id, None, {"mobile_phone": "+34 612 34 56 78"})
    doorman.update(as_system, Contact, contact(as_system, "Zeta").id, None, {"office_phone": "(212) 555-0100"})
    return as_system


def calls(session: Session, number: str) -> ServiceRequest:
    return doorman.create(session, ServiceRequest, {"phone": number, "summary": "A wheel came off"})


def refused(session: Session, number: str) -> Refused:
    with pytest.raises(Refused) as why:
        calls(session, number)
    return why.value


@pytest.mark.parametrize(
    "number",
    ["+16105550142", "(610) 555-0142", "610.555.0142", "1-610-555-0142", "00 1 610 555 0142", "610 555 0142 ext. 7"],
)
def test_a_customer_is_found_however_the_number_is_written(known: Session, looking: Looking, number: str) -> None:
    request = calls(looking("cti"), number)
    assert (request.customer.name, request.contact, request.phone) == ("Acme", None, number)


@pytest.mark.parametrize("number", ["+34612345678", "612345678", "612 34 56 78"])
def test_a_contact_is_found_with_the_customer(known: Session, looking: Looking, number: str) -> None:
    request = calls(looking("dan"), number)
    assert (request.customer.name, request.contact.name) == ("Acme", "Acme Contact")


@pytest.mark.parametrize("number", ["142", "0142", "555 01"])
def test_nobody_is_found_by_an_extension(known: Session, number: str) -> None:
    assert callers(known, number) == []


def test_an_unknown_number_says_so(known: Session, looking: Looking) -> None:
    why = refused(looking("dan"), "+1 610 555 0199")
    assert (why.code, why.field) == (NOT_FOUND, "phone")
    assert str(why) == "Nobody is known by the number +1 610 555 0199. Choose the customer."


def test_a_number_of_several_says_whose_it_may_be(known: Session, looking: Looking) -> None:
    doorman.update(known, Customer, the(known, "Omega").id, None, {"phone": "+1 212 555 0100"})
    why = refused(looking("dan"), "212 555 0100")
    assert (why.code, why.field) == (REFUSED, "customer")
    assert str(why) == "212 555 0100 may be several: Zeta, Omega. Choose the customer."
    chosen = opened(looking("dan"), "Omega", phone="212 555 0100")
    assert chosen.customer.name == "Omega"


def test_a_whole_number_comes_before_one_that_ends_alike(known: Session) -> None:
    doorman.update(known, Customer, the(known, "Omega").id, None, {"phone": "+44 20 6105 550142"})
    assert [each.customer.name for each in callers(known, "+1 610 555 0142")] == ["Acme"]


def test_of_two_contacts_with_one_number_none_is_chosen(known: Session) -> None:
    doorman.create(known, Contact, {"customer": the(known, "Acme"), "name": "Ada", "home_phone": "612 34 56 78"})
    doorman.update(known, Contact, contact(known).id, None, {"mobile_phone": "612 34 56 78"})
    request = calls(known, "612345678")
    assert (request.customer.name, request.contact) == ("Acme", None)


def test_somebody_elses_customers_are_not_found_by_their_number(known: Session, looking: Looking) -> None:
    assert refused(looking("luis"), "+1 610 555 0142").code == NOT_FOUND
    assert calls(looking("ana"), "+1 610 555 0142").customer.name == "Acme"


def test_who_says_neither_is_asked(looking: Looking) -> None:
    with pytest.raises(Refused) as why:
        doorman.create(looking("dan"), ServiceRequest, {"summary": "?"})
    assert (why.value.code, why.value.field) == (INVALID, "customer")


# The contract ----------------------------------------------------------------------------------------------------------


def test_a_request_about_an_order_of_theirs_that_holds_is_entitled(as_system: Session) -> None:
    order = confirmed(as_system, "Zeta")
    request = opened(as_system, "Zeta", order=order)
    assert (request.order, request.is_entitled) == (order, True)
    assert opened(as_system, "Omega").is_entitled is False
    assert opened(as_system, "Acme").is_entitled is True


def test_an_order_of_somebody_else_is_refused(as_system: Session) -> None:
    order = confirmed(as_system, "Zeta")
    with pytest.raises(Refused, match="is no order of Acme") as why:
        opened(as_system, "Acme", order=order)
    assert (why.value.code, why.value.field) == (INVALID, "order")


@pytest.mark.parametrize("end", ["draft", "cancelled"])
def test_an_order_that_does_not_hold_is_refused(as_system: Session, end: str) -> None:
    order = draft(as_system, "Zeta")
    if end == "cancelled":
        doorman.step(as_system, Order, "cancel", order.id, {"reason": "x"})
    with pytest.raises(Refused, match=f"is {end}; we help with what is confirmed or paid") as why:
        opened(as_system, "Zeta", order=order)
    assert (why.value.code, why.value.field) == (REFUSED, "order")


def test_the_order_is_checked_when_it_is_named_later(as_system: Session) -> None:
    request, order = opened(as_system, "Omega"), confirmed(as_system, "Zeta")
    with pytest.raises(Refused, match="is no order of Omega"):
        doorman.update(as_system, ServiceRequest, request.id, None, {"order": order})
    as_system.rollback()
    own = confirmed(as_system, "Omega")
    doorman.update(as_system, ServiceRequest, request.id, None, {"order": own})
    assert as_system.scalar(sa.select(ServiceRequest.is_entitled).where(ServiceRequest.id == request.id)) is True
