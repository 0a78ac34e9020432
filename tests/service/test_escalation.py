"""What is due goes to the manager, once, however often the job runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.job import every
from app.jobs import SCHEDULE
from app.organization.department import Department
from app.organization.notification import Notification
from app.service.escalation import escalate_due
from app.service.request import ServiceRequest
from tests.service.requesting import MONDAY, accepted, at, opened, person, resolved, step

Looking = Callable[[str], Session]
DUE = MONDAY.replace(day=4)


def told(session: Session, name: str) -> list[str]:
    mine = sa.select(Notification.message).where(
        Notification.recipient_id == person(session, name).id, Notification.noun == "ServiceRequest"
    )
    return list(session.scalars(mine))


def escalated(session: Session, when: datetime) -> int:
    count = escalate_due(session, when)
    session.commit()
    return count


def test_the_manager_is_told_once_when_it_is_due(as_system: Session) -> None:
    request = opened(as_system)
    assert escalated(as_system, DUE - timedelta(minutes=1)) == 0
    assert escalated(as_system, DUE) == 1
    assert at(as_system, request.id).escalated_at == DUE
    assert escalated(as_system, DUE) == escalated(as_system, DUE + timedelta(days=3)) == 0
    assert [message[-37:] for message in told(as_system, "dan")] == ["resolved by {due} and is not: {summary}"[-37:]]


def test_what_waits_and_what_is_over_is_not_due(as_system: Session) -> None:
    step(as_system, "wait", accepted(as_system), reason="The colour")
    resolved(as_system)
    assert escalated(as_system, DUE + timedelta(days=9)) == 0


def test_where_nobody_leads_the_department_the_next_one_above_is_told(as_system: Session) -> None:
    opened(as_system)
    as_system.scalars(sa.select(Department).filter_by(name="Service")).one().manager = None
    as_system.commit()
    escalated(as_system, DUE)
    assert (told(as_system, "dan"), len(told(as_system, "eva"))) == ([], 1)


def test_what_is_reopened_can_be_late_again(as_system: Session) -> None:
    request = opened(as_system)
    escalated(as_system, DUE)
    for name, given in (
        ("dispatch", {"to": person(as_system, "rosa")}),
        ("accept", {}),
        ("resolve", {"what": "x", "how": "PHONE", "minutes_spent": 1}),
    ):
        step(as_system, name, request, **given)
    step(as_system, "rate", request, score=1)
    assert at(as_system, request.id).escalated_at is None
    assert escalated(as_system, at(as_system, request.id).due_at) == 1


def test_who_asks_for_help_tells_the_manager_at_once(looking: Looking, as_system: Session) -> None:
    request = accepted(as_system, at=datetime.now(UTC))
    step(looking("rosa"), "escalate", request, reason="They shout")
    as_system.rollback()
    assert told(as_system, "dan")[-1] == "{what} of {customer} needs you: {summary}"
    assert as_system.scalar(sa.select(ServiceRequest.escalated_at).where(ServiceRequest.id == request.id)) is not None


def test_the_job_runs_every_few_minutes(as_system: Session) -> None:
    job = SCHEDULE["escalate-requests"]
    noon = datetime(2026, 3, 2, 12, 7, 30, tzinfo=UTC)
    assert job.when.latest(noon) == noon.replace(minute=5, second=0)
    assert every(minutes=10, do=job.do).when.latest(noon) == noon.replace(minute=0, second=0)
