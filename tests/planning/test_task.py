"""A task: written down, done, put off, not needed any more; seen by who does it and who wants it done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.errors import CONFLICT, FORBIDDEN, INVALID, NOT_FOUND, REFUSED, Refused
from app.customers.timeline import TimelineEntry
from app.organization.employee import Employee
from app.organization.handover import hand_over
from app.planning.next_action import next_action
from app.planning.reminder import remind_of_tasks
from app.planning.task import Status, Task
from tests.customers.test_customer import one
from tests.organization.test_notification import person, words

Looking = Callable[[str], Session]
DUE = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


def opened(session: Session, **more: Any) -> Task:
    return doorman.create(session, Task, {"subject": "Call about the freight", "due_at": DUE, **more})


def step(session: Session, name: str, task: Task, **given: Any) -> Task:
    version = given.pop("version", None)
    return doorman.step(session, Task, name, task.id, given, version)


def refused(session: Session, name: str, task: Task, **given: Any) -> Refused:
    with pytest.raises(Refused) as why:
        step(session, name, task, **given)
    return why.value


def subjects(session: Session) -> list[str]:
    return list(session.scalars(sa.select(Task.subject)))


def test_who_writes_a_task_down_does_it_unless_they_say_otherwise(looking: Looking) -> None:
    ana = looking("ana")
    mine, theirs = opened(ana), opened(ana, assignee=person(ana, "tom"))
    assert (mine.assignee, theirs.assignee) == (person(ana, "ana"), person(ana, "tom"))
    assert words(looking("tom")) == ["Ana Torres gave you task Call about the freight."]
    assert words(ana) == []


def test_a_task_is_seen_by_who_does_it_who_wants_it_and_who_leads_them(looking: Looking) -> None:
    ana = looking("ana")
    opened(ana, assignee=person(ana, "rosa"))
    assert {name: len(subjects(looking(name))) for name in ("ana", "rosa", "max", "dan", "eva", "luis", "tom")} == {
        "ana": 1, "rosa": 1, "max": 1, "dan": 1, "eva": 1, "luis": 0, "tom": 0,
    }  # fmt: skip


def test_a_done_task_tells_what_came_of_it_and_when(looking: Looking) -> None:
    ana = looking("ana")
    done = step(ana, "complete", opened(ana, customer=one(ana, "Acme")), outcome="They are content")
    assert (done.status, done.outcome) == (Status.DONE, "They are content")
    assert done.done_at is not None
    lines = ana.scalars(sa.select(TimelineEntry.action).order_by(TimelineEntry.id)).all()
    assert lines[-2:] == ["task.open", "task.complete"]


def test_the_customer_hears_of_it_from_one_who_does_not_see_the_customer(looking: Looking) -> None:
    """Work given to a person is theirs, whoever owns the customer; the customer stays hidden."""
    ana = looking("ana")
    given = opened(ana, customer=one(ana, "Acme"), assignee=person(ana, "luis"))
    luis = looking("luis")
    theirs = luis.get_one(Task, given.id)
    assert theirs.customer is None
    assert step(luis, "complete", theirs).status is Status.DONE
    ana = looking("ana")
    told = ana.scalars(sa.select(TimelineEntry).where(TimelineEntry.action == "task.complete")).one()
    assert (told.customer, told.actor) == (one(ana, "Acme"), person(ana, "luis"))


def test_a_customer_one_does_not_see_has_no_tasks(looking: Looking) -> None:
    hidden = one(looking("luis"), "Zeta").id
    with pytest.raises(Refused) as why:
        opened(looking("ana"), customer=hidden)
    assert (why.value.code, why.value.field) == (NOT_FOUND, "customer")


def test_a_postponed_task_is_due_later_and_never_earlier(looking: Looking) -> None:
    ana = looking("ana")
    task = opened(ana)
    assert step(ana, "postpone", task, until=DUE + timedelta(days=2)).due_at == DUE + timedelta(days=2)
    why = refused(ana, "postpone", task, until=DUE)
    assert (why.code, why.field) == (INVALID, "until")


def test_a_cancelled_task_says_why(looking: Looking) -> None:
    ana = looking("ana")
    task = step(ana, "cancel", opened(ana), reason="They wrote meanwhile")
    assert (task.status, task.outcome) == (Status.CANCELLED, "They wrote meanwhile")


@pytest.mark.parametrize("over", ["complete", "cancel"])
@pytest.mark.parametrize(
    ("name", "given"), [("complete", {}), ("cancel", {"reason": "r"}), ("postpone", {"until": DUE + timedelta(days=1)})]
)
def test_what_is_over_is_not_done_twice(looking: Looking, over: str, name: str, given: dict[str, Any]) -> None:
    ana = looking("ana")
    task = step(ana, over, opened(ana), **({"reason": "r"} if over == "cancel" else {}))
    why = refused(ana, name, task, **given)
    assert (why.code, "needs it to be pending" in str(why)) == (REFUSED, True)


def test_what_is_over_is_not_edited(looking: Looking) -> None:
    ana = looking("ana")
    task = step(ana, "complete", opened(ana))
    with pytest.raises(Refused, match="only an open one is edited"):
        doorman.update(ana, Task, task.id, task.version, {"subject": "Other"})


def test_two_who_do_it_at_once_are_one(looking: Looking) -> None:
    ana = looking("ana")
    task = opened(ana, assignee=person(ana, "rosa"))
    rosa = looking("rosa")
    shown = rosa.get_one(Task, task.id).version
    rosa.rollback()
    step(ana, "complete", task, version=shown)
    assert refused(rosa, "complete", task, version=shown).code == CONFLICT


@pytest.mark.parametrize(("name", "code"), [("eva", FORBIDDEN), ("tom", NOT_FOUND)])
def test_somebody_elses_task_is_left_alone(looking: Looking, name: str, code: str) -> None:
    task = opened(looking("ana"))
    assert refused(looking(name), "complete", task).code == code


def test_a_leavers_open_tasks_are_done_by_who_takes_over(looking: Looking) -> None:
    ana, admin = looking("ana"), looking("admin")
    done = step(ana, "complete", opened(ana, subject="Done"))
    opened(ana, subject="Open")
    ana.rollback()
    doorman.once(admin, lambda: hand_over(person(admin, "ana"), person(admin, "luis"), by=person(admin, "admin")))
    assert subjects(looking("luis")) == ["Open"]
    assert admin.get_one(Task, done.id).assignee is person(admin, "ana")


def test_the_next_action_is_the_open_task_that_is_due_first(looking: Looking) -> None:
    ana = looking("ana")
    acme = one(ana, "Acme")
    assert next_action(ana, acme) is None
    opened(ana, customer=acme, subject="Later", due_at=DUE + timedelta(days=1))
    first = opened(ana, customer=acme, subject="First")
    opened(ana, customer=one(ana, "Beta"), subject="Of another", due_at=DUE - timedelta(days=1))
    assert next_action(ana, acme) is first
    step(ana, "complete", first)
    assert next_action(ana, acme).subject == "Later"  # type: ignore[union-attr]
    assert next_action(looking("luis"), acme) is None


def test_who_has_a_task_that_is_due_is_reminded_once_for_each_time(looking: Looking, as_system: Session) -> None:
    ana = looking("ana")
    task = opened(ana)
    version = task.version
    ana.rollback()
    remind: Callable[[datetime], int] = lambda until: doorman.once(as_system, lambda: remind_of_tasks(as_system, until))  # noqa: E731
    assert remind(DUE) == 0
    assert [remind(DUE + timedelta(minutes=1)), remind(DUE + timedelta(days=1))] == [1, 0]
    assert [said for said in words(ana) if "Call about the freight" in said] == [words(ana)[0]]
    assert ana.get_one(Task, task.id).version == version
    step(ana, "postpone", task, until=DUE + timedelta(days=7))
    assert remind(DUE + timedelta(days=8)) == 1


def test_what_is_over_is_not_reminded_of(looking: Looking, as_system: Session) -> None:
    ana = looking("ana")
    step(ana, "complete", opened(ana))
    assert remind_of_tasks(as_system, DUE + timedelta(days=1)) == 0


def test_a_task_is_given_to_those_who_work_here(looking: Looking, as_system: Session) -> None:
    doorman.step(as_system, Employee, "deactivate", person(as_system, "tom").id, {})
    ana = looking("ana")
    with pytest.raises(Refused) as why:
        opened(ana, assignee=person(ana, "tom"))
    assert (why.value.code, why.value.field) == (REFUSED, "assignee")
