"""Who is told of what happens to a request: whoever is sent, the owner of who complains, the manager of what is due."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session, object_session

from app.core.events import on
from app.core.words import N_
from app.organization.employee import Employee
from app.organization.notification import notify
from app.service.people import manager_of
from app.service.request import ServiceRequest
from app.service.words import CONTENT, RequestKind

SENT = N_("{who} sent you: {what} of {customer}, {summary}")
TAKEN = N_("{what} of {customer} went to somebody else: {reason}")
COMPLAINT = N_("{customer} complains: {what}, {summary}")
UNHAPPY = N_("{customer} rated {what} with {score} of 5; it is in the queue again.")
REOPENED = N_("{what} of {customer} was reopened.")
CAME = N_("{what} of {customer} came to your department: {summary}")
DUE = N_("{what} of {customer} was to be resolved by {due} and is not: {summary}")
ASKED = N_("{what} of {customer} needs you: {summary}")


@on("service_request.open")
def _tell_of_a_complaint(request: ServiceRequest) -> None:
    if request.kind is RequestKind.COMPLAINT:
        _tell(request, request.customer.owner, COMPLAINT)


@on("service_request.dispatch")
def _tell_who_is_sent(request: ServiceRequest) -> None:
    *before, now = request.dispatches
    _tell(request, request.assignee, SENT, who=request.dispatched_by)
    if before and before[-1].assignee is not request.assignee and now.reason:
        _tell(request, before[-1].assignee, TAKEN, reason=now.reason)


@on("service_request.transfer")
def _tell_who_leads_there(request: ServiceRequest) -> None:
    _tell(request, manager_of(request), CAME)


@on("service_request.rate")
def _tell_of_an_unhappy_customer(request: ServiceRequest) -> None:
    if request.rating is not None and request.rating < CONTENT:
        for person in _answerable(request):
            _tell(request, person, UNHAPPY, score=request.rating)


@on("service_request.reopen")
def _tell_that_it_is_not_over(request: ServiceRequest) -> None:
    _tell(request, manager_of(request), REOPENED)


@on("service_request.escalate")
def _tell_the_manager(request: ServiceRequest) -> None:
    is_due = request.due_at is not None and request.escalated_at is not None and request.due_at <= request.escalated_at
    given = {"due": request.due_at} if is_due else {}
    _tell(request, manager_of(request), DUE if is_due else ASKED, **given)


def _answerable(request: ServiceRequest) -> list[Employee]:
    """The manager and the customer's owner, each once."""
    return list(dict.fromkeys(filter(None, (manager_of(request), request.customer.owner))))


def _tell(request: ServiceRequest, person: Employee | None, message: str, **more: Any) -> None:
    session: Session | None = object_session(request)
    if session is not None:
        session.flush()
        given = {"what": request.number, "customer": request.customer.name, "summary": request.summary, **more}
        notify(session, person, message, about=request, **given)
