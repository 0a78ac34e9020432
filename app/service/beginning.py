"""How a request begins: the caller is recognised, the contract checked, the due time set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import object_session

from app.core.errors import INVALID, NOT_FOUND, REFUSED, Refused
from app.core.moment import moment_of
from app.core.viewer import Person
from app.customers.caller import Caller, callers
from app.service.course import set_due
from app.service.entitlement import entitlement
from app.service.people import answering

if TYPE_CHECKING:
    from app.service.request import ServiceRequest

SHOWN = 5


def begin(request: ServiceRequest, *, by: Person | None) -> None:
    session = object_session(request)
    recognise(request)
    request.is_entitled = entitlement(session, request.customer, request.order) is not None
    request.department = request.department or answering(session, by)
    request.opened_at = request.queued_at = moment_of(request)
    set_due(request)


def recognise(request: ServiceRequest) -> None:
    """By the number they call from: the customer, unless one was named, and the contact, where it can be only one."""
    session = object_session(request)
    found = callers(session, request.phone) if session is not None and request.phone else []
    request.customer = request.customer or _the_one(request, found).customer
    people = [each.contact for each in found if each.contact and each.customer is request.customer]
    if request.contact is None and len(people) == 1:
        request.contact = people[0]


def _the_one(request: ServiceRequest, found: list[Caller]) -> Caller:
    if not request.phone:
        raise Refused(INVALID, "Choose the customer, or say the number they call from.", "customer")
    if not found:
        raise Refused(NOT_FOUND, "Nobody is known by the number {phone}. Choose the customer.", "phone",
                      phone=request.phone)  # fmt: skip
    names = list(dict.fromkeys(each.customer.name for each in found))
    if len({each.customer.id for each in found}) > 1:
        several = ", ".join(names[:SHOWN])
        raise Refused(REFUSED, "{phone} may be several: {names}. Choose the customer.", "customer",
                      phone=request.phone, names=several)  # fmt: skip
    return found[0]
