"""The course of a request: its clock, what customers say of it, and the way back into the queue."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session, object_session

from app.core.errors import INVALID, REFUSED, Refused
from app.core.moment import moment_of
from app.core.viewer import Person
from app.customers.timeline import TimelineEntry
from app.organization.employee import Employee
from app.organization.setting import settings_of
from app.service.clock import Hours, due, hours_of, worked
from app.service.feedback import Feedback
from app.service.level import promised_to
from app.service.people import is_same
from app.service.snapshot import frozen
from app.service.words import Status

if TYPE_CHECKING:
    from app.service.request import ServiceRequest

A_MINUTE = timedelta(minutes=1)
AN_HOUR, LONGEST = 60, 60 * 24 * 30


@dataclass
class Customer:
    """Somebody at a customer who does something themselves, through a signed link."""

    name: str
    id: None = None


def set_due(request: ServiceRequest) -> None:
    """When it is to be resolved: what was promised for its kind and priority, and what was waited, of working time
    since it came into the queue."""
    session = object_session(request)
    with session.no_autoflush if session is not None else nullcontext():  # a step is written when it is whole
        promise = promised_to(session, request.kind, request.priority)
        request.due_at = due(request.queued_at, promise + request.paused_minutes * A_MINUTE, working_hours(session))


def working_hours(session: Session | None) -> Hours:
    return hours_of(settings_of(session)) if session is not None else Hours()


def go_on(request: ServiceRequest) -> None:
    """The clock runs again, if it stood; the working time in which it stood is given back to the minute."""
    if request.waiting_since is None:
        return
    waited = worked(request.waiting_since, moment_of(request), working_hours(object_session(request)))
    request.paused_minutes += round(waited / A_MINUTE)
    request.waiting_since = request.waiting_for = None
    set_due(request)


def listen(request: ServiceRequest, score: int, words: str, by: Person | None) -> None:
    """What the customer thinks is a row of its own, about the work that was done last."""
    resolver = request.resolutions[-1].resolved_by
    if by is not None and is_same(by, resolver):
        raise Refused(REFUSED, "Nobody asks about their own work; a colleague does.")
    asked_by = by if isinstance(by, Employee) else None
    said_by = by.name if isinstance(by, Customer) else request.contact.name if request.contact else None
    request.rating = score
    request.feedback.append(
        Feedback(
            score=score, words=words or None, asked_by=asked_by, resolver=resolver, at=moment_of(request),
            through_link=isinstance(by, Customer), said_by=said_by,
        )
    )  # fmt: skip


def queue_again(request: ServiceRequest) -> Status:
    """As if it had just come in, but with all that is known of it: nobody has it, and the clock begins anew."""
    leave_open(request)
    request.resolved_at = request.archived_at = request.escalated_at = None
    request.answered_at = None
    request.paused_minutes, request.queued_at = 0, moment_of(request)
    set_due(request)
    return Status.NEW


def leave_open(request: ServiceRequest) -> None:
    """Nobody has it any more, and nothing is planned."""
    request.assignee = request.dispatched_at = request.starts_at = request.ends_at = request.minutes = None


def plan(request: ServiceRequest, starts_at: datetime | None, minutes: int | None) -> None:
    """From when to when the assignee takes care of it; an hour, unless told."""
    if minutes is not None and not 0 < minutes <= LONGEST:
        raise Refused(INVALID, "Between {least} and {most} minutes.", "minutes", least=1, most=LONGEST)
    request.starts_at, request.minutes = starts_at, AN_HOUR if minutes is None else minutes
    request.ends_at = starts_at + request.minutes * A_MINUTE if starts_at else None


def put_away(request: ServiceRequest, **told: Any) -> Status:
    """It is over; a copy of it is kept that nothing changes any more."""
    request.archived_at = moment_of(request)
    request.snapshot = frozen(request, status=Status.ARCHIVED, **told)
    return Status.ARCHIVED


def say_who(entry: TimelineEntry, by: Any) -> None:
    """A customer who did it themselves is named in what is told."""
    if isinstance(by, Customer):
        entry.details = {**entry.details, "said_by": by.name}
