"""The follow-up call: when a request is resolved, a colleague of who did it asks the customer how content they are."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session, object_session

from app.core.events import on
from app.core.language import language
from app.core.moment import moment_of
from app.core.words import N_
from app.organization.employee import Employee
from app.organization.setting import settings_of
from app.planning.task import Task, TaskKind, about, open_tasks_about
from app.service.clock import due, hours_of
from app.service.request import ServiceRequest

SUBJECT = N_("Ask how content they are: {what}")
SUPERFLUOUS = N_("Not needed any more")
SOON = timedelta(hours=8)
"""Of working time, after which the customer is called."""


@on("service_request.resolve")
def _call_them(request: ServiceRequest) -> None:
    session = object_session(request)
    if session is None:
        return
    session.flush()
    settings = settings_of(session)
    task = Task(
        subject=language(settings.language).say(SUBJECT, what=request.summary)[:200],
        kind=TaskKind.FOLLOW_UP,
        customer=request.customer,
        request=request,
        assignee=asker(request),
        due_at=due(moment_of(request), SOON, hours_of(settings)),
        **about(request),
    )
    session.add(task)
    task.open(by=None)


def asker(request: ServiceRequest) -> Employee | None:
    """Who calls: whoever sent the assignee, leads them or has the customer, but never who did the work."""
    department = request.department
    sent = request.dispatches[-1].dispatcher if request.dispatches else None
    each = (sent, department.manager if department else None, request.customer.owner)
    done = request.resolutions[-1].resolved_by
    return next((person for person in each if person is not None and person is not done and person.active), None)


@on("service_request.rate")
def _they_have_said(request: ServiceRequest) -> None:
    for task in _calls(request):
        task.complete(outcome=str(request.rating), by=None)


@on("service_request.archive")
@on("service_request.reopen")
def _nobody_need_ask(request: ServiceRequest) -> None:
    session = object_session(request)
    code = settings_of(session).language if session is not None else None
    for task in _calls(request):
        task.cancel(reason=language(code).say(SUPERFLUOUS), by=None)


def _calls(request: ServiceRequest) -> list[Task]:
    session: Session | None = object_session(request)
    return open_tasks_about(session, request, TaskKind.FOLLOW_UP) if session is not None else []
