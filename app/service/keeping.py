"""What holds for requests whoever writes them: a request stays with its customer, and what is archived as it was."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core.errors import INVALID, REFUSED, Refused
from app.service.course import set_due
from app.service.entitlement import entitlement
from app.service.request import ServiceRequest
from app.service.words import Status


@event.listens_for(Session, "before_flush")
def _keep_rules(session: Session, *_: Any) -> None:
    with session.no_autoflush:
        for each in session.new:
            if isinstance(each, ServiceRequest):
                _check_contact(each)
        for each in session.dirty:
            if isinstance(each, ServiceRequest) and session.is_modified(each):
                _check(each)


def _check(request: ServiceRequest) -> None:
    is_new = {name: sa.inspect(request).attrs[name].history.has_changes() for name in WATCHED}
    if request.status is Status.ARCHIVED and not is_new["status"]:
        request.refuse_change()
    if is_new["customer_id"] or is_new["customer"]:
        raise Refused(REFUSED, "A request stays with its customer.", "customer")
    _check_contact(request)
    if is_new["order"]:
        session = sa.inspect(request).session
        request.is_entitled = entitlement(session, request.customer, request.order) is not None
    if request.is_open and (is_new["kind"] or is_new["priority"]):
        set_due(request)


WATCHED = ("status", "customer", "customer_id", "order", "kind", "priority")


def _check_contact(request: ServiceRequest) -> None:
    if request.contact is not None and request.contact.customer is not request.customer:
        raise Refused(INVALID, "{contact} is not of this customer.", "contact", contact=str(request.contact))
