"""The follow-up call: asked for when a request is resolved, and superfluous when the customer has said what they think."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman
from app.organization.employee import Employee
from app.planning.task import Status, Task, TaskKind
from app.service.request import ServiceRequest
from app.service.words import How
from tests.customers.test_customer import one
from tests.organization.test_notification import person

Looking = Callable[[str], Session]


def step(session: Session, name: str, request: ServiceRequest, **given: Any) -> ServiceRequest:
    return doorman.step(session, ServiceRequest, name, request.id, given)


def resolved(looking: Looking, by: str = "dan", to: str = "rosa") -> ServiceRequest:
    dispatcher = looking(by)
    request = doorman.create(
        dispatcher, ServiceRequest, {"customer": one(dispatcher, "Acme"), "summary": "Copier jams"}
    )
    step(dispatcher, "dispatch", request, to=person(dispatcher, to))
    agent = looking(to)
    step(agent, "accept", request)
    step(agent, "resolve", request, what="Roller replaced", how=How.ON_SITE, minutes_spent=40)
    return request


def call(session: Session) -> Task:
    return session.scalars(sa.select(Task)).one()


def test_who_sent_the_agent_calls_the_customer_after_some_hours_of_work(looking: Looking) -> None:
    request = resolved(looking)
    task = call(looking("dan"))
    assert (task.kind, task.status, task.subject) == (
        TaskKind.FOLLOW_UP, Status.OPEN, "Ask how content they are: Copier jams",
    )  # fmt: skip
    assert (str(task.assignee), str(task.customer), task.record_id) == ("Dan Reyes", "Acme", request.id)
    assert task.due_at > request.opened_at
    assert task.request is not None
    assert task.request.number == request.number


def test_nobody_asks_about_their_own_work(looking: Looking) -> None:
    """Dan sent himself, and leads himself: the owner of the customer calls."""
    resolved(looking, to="dan")
    assert str(call(looking("ana")).assignee) == "Ana Torres"


def test_whoever_left_is_not_asked(looking: Looking, as_system: Session) -> None:
    dispatcher = looking("dan")
    request = doorman.create(
        dispatcher, ServiceRequest, {"customer": one(dispatcher, "Acme"), "summary": "Copier jams"}
    )
    step(dispatcher, "dispatch", request, to=person(dispatcher, "rosa"))
    dispatcher.rollback()
    doorman.step(as_system, Employee, "deactivate", person(as_system, "dan").id, {})
    rosa = looking("rosa")
    step(rosa, "accept", request)
    step(rosa, "resolve", request, what="Roller replaced", how=How.ON_SITE, minutes_spent=40)
    assert str(call(looking("ana")).assignee) == "Ana Torres"


@pytest.mark.parametrize(
    ("name", "given", "status"),
    [
        ("rate", {"score": 5}, Status.DONE),
        ("rate", {"score": 1}, Status.DONE),
        ("archive", {"reason": "They moved away"}, Status.CANCELLED),
        ("reopen", {"reason": "It jams again"}, Status.CANCELLED),
    ],
)
def test_the_call_is_over_when_it_is_known_or_of_no_use(
    looking: Looking, name: str, given: dict[str, Any], status: Status
) -> None:
    request = resolved(looking)
    dan = looking("dan")
    step(dan, name, request, **given)
    assert call(dan).status is status


def test_a_request_that_is_resolved_again_has_another_call(looking: Looking) -> None:
    request = resolved(looking)
    dan = looking("dan")
    step(dan, "rate", request, score=1)
    step(dan, "dispatch", request, to=person(dan, "tom"))
    tom = looking("tom")
    step(tom, "accept", request)
    step(tom, "resolve", request, what="Exchanged", how=How.ON_SITE, minutes_spent=40)
    each = looking("dan").scalars(sa.select(Task.status).order_by(Task.id)).all()
    assert each == [Status.DONE, Status.OPEN]
