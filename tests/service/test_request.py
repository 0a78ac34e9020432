"""The life of a request: each step as it happens, at the wrong moment, by the wrong person, and twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman, moment
from app.core.errors import CONFLICT, FORBIDDEN, INVALID, REFUSED, Refused
from app.customers.timeline import TimelineEntry
from app.organization.department import Department
from app.organization.notification import Notification
from app.service.request import ServiceRequest
from app.service.words import Priority, RequestKind, Status
from tests.service.requesting import (
    MONDAY,
    RESOLVED,
    accepted,
    archived,
    at,
    contact,
    dispatched,
    opened,
    person,
    refused,
    resolved,
    step,
    the,
)

Looking = Callable[[str], Session]
START: dict[str, Callable[[Session], ServiceRequest]] = {
    "NEW": opened, "DISPATCHED": dispatched, "ACCEPTED": accepted, "RESOLVED": resolved, "ARCHIVED": archived,
    "WAITING": lambda session: step(session, "wait", accepted(session), reason="The colour"),
}  # fmt: skip
GIVEN: dict[str, dict[str, Any]] = {
    "wait": {"reason": "x"}, "resolve": RESOLVED, "rate": {"score": 4}, "archive": {"reason": "x"}, "reopen": {"reason": "x"},
}  # fmt: skip
ALLOWED = {
    "dispatch": "NEW DISPATCHED ACCEPTED", "accept": "DISPATCHED", "wait": "ACCEPTED", "resume": "WAITING",
    "plan": "DISPATCHED ACCEPTED WAITING", "escalate": "NEW DISPATCHED ACCEPTED", "resolve": "ACCEPTED WAITING",
    "rate": "RESOLVED", "archive": "RESOLVED", "reopen": "RESOLVED ARCHIVED",
}  # fmt: skip


# It happens ----------------------------------------------------------------------------------------------------------


def test_a_request_goes_from_the_first_word_to_the_archive(looking: Looking) -> None:
    dan, rosa = looking("dan"), looking("rosa")
    new = opened(looking("cti"))
    assert (new.status, new.number[:8], str(new.department)) == (Status.NEW, "SR-2026-", "Service")
    sent = step(dan, "dispatch", new, to=person(dan, "rosa"), note="Take a wheel along")
    assert (sent.status, str(sent.assignee), sent.dispatches[0].note) == (
        Status.DISPATCHED,
        "Rosa Delgado",
        "Take a wheel along",
    )
    taken = step(rosa, "accept", new)
    assert taken.status is Status.ACCEPTED
    assert taken.answered_at == taken.dispatches[-1].accepted_at
    assert step(rosa, "wait", new, reason="The colour").waiting_for == "The colour"
    assert step(rosa, "resume", new).status is Status.ACCEPTED
    done = step(rosa, "resolve", new, **RESOLVED)
    assert [(each.what, each.minutes_spent, str(each.resolved_by)) for each in done.resolutions] == [
        ("Sent a new wheel.", 20, "Rosa Delgado")
    ]
    put_away = step(looking("dan"), "rate", new, score=4, words="Fine")
    assert (put_away.status, put_away.rating) == (Status.ARCHIVED, 4)
    feedback = put_away.feedback[0]
    assert (feedback.words, str(feedback.asked_by), feedback.through_link) == ("Fine", "Dan Reyes", False)


@pytest.mark.parametrize(
    ("score", "status"), [(1, Status.NEW), (2, Status.NEW), (3, Status.ARCHIVED), (5, Status.ARCHIVED)]
)
def test_under_three_it_is_in_the_queue_again_with_the_rating(as_system: Session, score: int, status: Status) -> None:
    rated = step(as_system, "rate", resolved(as_system), score=score, words="So")
    assert (rated.status, rated.rating) == (status, score)
    assert (rated.assignee is None) == (status is Status.NEW)
    assert [each.score for each in rated.feedback] == [score]


def test_an_unhappy_customer_is_helped_again_and_nothing_is_forgotten(as_system: Session) -> None:
    request = step(as_system, "rate", resolved(as_system), score=1, words="Still loose")
    with moment.at(as_system, MONDAY):
        step(as_system, "dispatch", request, to=person(as_system, "tom"))
    step(as_system, "accept", request)
    step(as_system, "resolve", request, **RESOLVED)
    over = step(as_system, "rate", request, score=5)
    assert [str(each.assignee) for each in over.dispatches] == ["Rosa Delgado", "Tom Baker"]
    assert ([each.score for each in over.feedback], len(over.resolutions)) == ([1, 5], 2)


def test_it_is_archived_without_a_rating_for_a_reason(as_system: Session) -> None:
    put_away = step(as_system, "archive", resolved(as_system), reason="Nobody answers")
    assert (put_away.status, put_away.rating) == (Status.ARCHIVED, None)
    assert put_away.snapshot["archived_because"] == "Nobody answers"


def test_it_goes_to_somebody_else_for_a_reason_only(looking: Looking) -> None:
    dan = looking("dan")
    request = dispatched(dan)
    why = refused(dan, "dispatch", request, to=person(dan, "tom"))
    assert (why.code, why.field) == (REFUSED, "reason")
    assert str(why) == "Dan Reyes has sent Rosa Delgado already. Say why it goes to somebody else."
    again = step(dan, "dispatch", request, to=person(dan, "tom"), reason="Rosa is ill")
    assert [(str(each.assignee), each.reason) for each in again.dispatches] == [
        ("Rosa Delgado", None),
        ("Tom Baker", "Rosa is ill"),
    ]


@pytest.mark.parametrize(("name", "words"), [("ana", "may not accept requests"), ("eva", "may not accept requests")])
def test_only_who_may_accept_is_sent(as_system: Session, name: str, words: str) -> None:
    why = refused(as_system, "dispatch", opened(as_system), to=person(as_system, name))
    assert (why.field, words in str(why)) == ("to", True)


def test_nobody_is_sent_who_has_gone(as_system: Session) -> None:
    tom = person(as_system, "tom")
    tom.deactivate(by=None)
    as_system.commit()
    why = refused(as_system, "dispatch", opened(as_system), to=tom)
    assert (why.field, "not active any more" in str(why)) == ("to", True)


def test_it_is_planned_and_planned_otherwise(as_system: Session) -> None:
    request = dispatched(as_system)
    planned = step(as_system, "plan", request, starts_at=MONDAY, minutes=90)
    assert (planned.starts_at, planned.ends_at.hour, planned.ends_at.minute) == (MONDAY, 10, 30)
    assert step(as_system, "plan", request).ends_at is None
    assert refused(as_system, "plan", request, minutes=0).field == "minutes"


# At the wrong moment, twice -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALLOWED)
@pytest.mark.parametrize("moment_of_life", START)
def test_a_step_at_the_wrong_moment_is_refused_in_words(as_system: Session, name: str, moment_of_life: str) -> None:
    if moment_of_life in ALLOWED[name]:
        return
    request = START[moment_of_life](as_system)
    given = {"to": person(as_system, "tom"), "reason": "x"} if name == "dispatch" else GIVEN.get(name, {})
    why = refused(as_system, name, request, **given)
    assert (why.code, str(why)[:25]) == (REFUSED, "This service request is " + moment_of_life[0].lower())


@pytest.mark.parametrize("name", ["accept", "wait", "resolve", "rate", "archive"])
def test_a_step_that_is_taken_twice_is_harmless(as_system: Session, name: str) -> None:
    request = START[ALLOWED[name].split()[0]](as_system)
    given = GIVEN.get(name, {})
    status = step(as_system, name, request, **given).status
    assert refused(as_system, name, request, **given).code == REFUSED
    assert at(as_system, request.id).status is status


def test_the_manager_is_told_once_by_hand_as_well(as_system: Session) -> None:
    request = opened(as_system)
    step(as_system, "escalate", request, reason="They are angry")
    assert "told already" in str(refused(as_system, "escalate", request))


# By the wrong person --------------------------------------------------------------------------------------------------


def test_only_who_was_sent_accepts(looking: Looking) -> None:
    request = dispatched(looking("dan"))
    why = refused(looking("tom"), "accept", request)
    assert str(why) == "Only Rosa Delgado, who was sent, accepts it."
    assert refused(looking("dan"), "accept", request).code == REFUSED


@pytest.mark.parametrize("name", ["wait", "resolve", "plan"])
def test_only_who_has_it_goes_on_or_who_dispatches(looking: Looking, as_system: Session, name: str) -> None:
    request = accepted(as_system)
    why = refused(looking("tom"), name, request, **GIVEN.get(name, {}))
    assert (why.code, str(why)[:12]) == (FORBIDDEN, "Rosa Delgado")
    step(looking("dan"), name, request, **GIVEN.get(name, {}))


def test_nobody_rates_their_own_work(looking: Looking, as_system: Session) -> None:
    request = resolved(as_system)
    assert "their own work" in str(refused(looking("rosa"), "rate", request, score=5))
    assert step(looking("tom"), "rate", request, score=5).status is Status.ARCHIVED


@pytest.mark.parametrize("name", list(ALLOWED))
@pytest.mark.parametrize("who", ["ana", "eva", "cti"])
def test_who_may_not_is_told(looking: Looking, as_system: Session, name: str, who: str) -> None:
    request = START[ALLOWED[name].split()[0]](as_system)
    given = {"to": person(as_system, "tom").id} if name == "dispatch" else GIVEN.get(name, {})
    why = refused(looking(who), name, request, **given)
    assert (why.code, str(why)[:20]) == (FORBIDDEN, "You may not do that:")


@pytest.mark.parametrize("name", ["dispatch", "archive", "reopen"])
def test_an_agent_neither_dispatches_nor_puts_away(looking: Looking, as_system: Session, name: str) -> None:
    request = START[ALLOWED[name].split()[0]](as_system)
    assert refused(looking("rosa"), name, request, to=person(as_system, "tom").id, reason="x").code == FORBIDDEN


def test_salespeople_see_those_of_their_customers_and_agents_those_of_their_department(
    looking: Looking, as_system: Session
) -> None:
    acme, zeta = opened(as_system), opened(as_system, "Zeta")
    seen = lambda name: set(looking(name).scalars(sa.select(ServiceRequest.id)))  # noqa: E731
    assert (seen("ana"), seen("luis")) == ({acme.id}, {zeta.id})
    assert seen("max") == seen("dan") == seen("rosa") == seen("eva") == {acme.id, zeta.id}


# What was archived stays ----------------------------------------------------------------------------------------------


def test_an_archived_request_is_a_copy_that_nobody_edits(as_system: Session) -> None:
    request = archived(as_system, contact=contact(as_system))
    kept = request.snapshot
    assert (kept["status"], kept["customer"]["name"], kept["contact"]["name"]) == ("ARCHIVED", "Acme", "Acme Contact")
    assert (
        kept["feedback"][0]["words"],
        kept["resolutions"][0]["what"],
        kept["dispatches"][0]["assignee"]["name"],
    ) == ("Quick!", "Sent a new wheel.", "Rosa Delgado")
    with pytest.raises(Refused, match="stays as it was"):
        doorman.update(as_system, ServiceRequest, request.id, None, {"summary": "Another"})
    with pytest.raises(Refused, match="archived, not deleted"):
        doorman.delete(as_system, ServiceRequest, request.id, None)
    for fact in (request.feedback[0], request.resolutions[0], request.dispatches[0]):
        with pytest.raises(Refused, match="not edited"):
            doorman.update(as_system, type(fact), fact.id, None, {"at": MONDAY})


def test_not_even_the_house_changes_it_without_a_step(as_system: Session) -> None:
    request = archived(as_system)
    request.summary = "Another"
    with pytest.raises(Refused, match="stays as it was"):
        as_system.flush()
    as_system.rollback()


def test_what_changes_around_it_does_not_change_the_copy(as_system: Session) -> None:
    request = archived(as_system)
    from app.customers.customer import Customer

    doorman.update(as_system, Customer, request.customer.id, None, {"name": "Acme & Sons"})
    assert at(as_system, request.id).snapshot["customer"]["name"] == "Acme"


def test_it_is_reopened_with_a_reason(as_system: Session) -> None:
    request = archived(as_system)
    assert refused(as_system, "reopen", request).code == INVALID
    again = step(as_system, "reopen", request, reason="It came off again")
    assert (again.status, again.assignee, again.archived_at, again.escalated_at) == (Status.NEW, None, None, None)
    assert again.snapshot["status"] == "ARCHIVED"
    doorman.update(as_system, ServiceRequest, request.id, None, {"summary": "The wheel again"})


def test_who_takes_over_from_a_leaver_has_what_is_open_and_not_what_is_over(as_system: Session) -> None:
    open_one, over = dispatched(as_system), archived(as_system)
    person(as_system, "rosa").hand_over(to=person(as_system, "tom"), by=None)
    as_system.commit()
    assert (str(at(as_system, open_one.id).assignee), str(at(as_system, over.id).assignee)) == (
        "Tom Baker",
        "Rosa Delgado",
    )


# What is checked -------------------------------------------------------------------------------------------------------


def test_a_request_stays_with_its_customer(as_system: Session) -> None:
    request = opened(as_system)
    with pytest.raises(Refused, match="stays with its customer"):
        doorman.update(as_system, ServiceRequest, request.id, None, {"customer": the(as_system, "Zeta")})


def test_a_contact_is_of_the_customer(as_system: Session) -> None:
    with pytest.raises(Refused, match="Zeta Contact is not of this customer") as why:
        opened(as_system, contact=contact(as_system, "Zeta"))
    assert why.value.field == "contact"


def test_the_due_time_follows_the_priority(as_system: Session) -> None:
    request = opened(as_system)
    assert request.due_at == MONDAY.replace(day=4)
    doorman.update(as_system, ServiceRequest, request.id, None, {"priority": Priority.URGENT})
    assert at(as_system, request.id).due_at == MONDAY.replace(hour=13)


def test_a_second_dispatcher_who_looked_at_it_before_reads_who_was_faster(looking: Looking) -> None:
    dan, admin = looking("dan"), looking("admin")
    request = opened(dan)
    version = request.version
    doorman.step(dan, ServiceRequest, "dispatch", request.id, {"to": person(dan, "rosa")}, version)
    with pytest.raises(Refused) as why:
        doorman.step(
            admin, ServiceRequest, "dispatch", request.id, {"to": person(admin, "tom"), "reason": "x"}, version
        )
    assert (why.value.code, str(why.value)) == (
        CONFLICT,
        "Dan Reyes has sent Rosa Delgado meanwhile. Look at it again.",
    )


# Who is told, and what is told ------------------------------------------------------------------------------------------


def messages(session: Session, name: str) -> list[str]:
    session.rollback()  # what others wrote meanwhile
    told = sa.select(Notification).where(
        Notification.recipient_id == person(session, name).id, Notification.noun == "ServiceRequest"
    )
    return [each.message for each in session.scalars(told)]


def test_the_assignee_is_told_and_so_is_who_had_it_before(looking: Looking, as_system: Session) -> None:
    dan = looking("dan")
    request = dispatched(dan)
    step(dan, "dispatch", request, to=person(dan, "tom"), reason="Rosa is ill")
    assert [each[:16] for each in messages(as_system, "tom")] == ["{who} sent you: "]
    assert [each[-22:] for each in messages(as_system, "rosa")][-1] == "somebody else: {reason}"[-22:]


def test_the_owner_is_told_of_a_complaint_and_of_nothing_else(looking: Looking, as_system: Session) -> None:
    opened(looking("dan"))
    assert messages(as_system, "ana") == []
    opened(looking("dan"), kind=RequestKind.COMPLAINT)
    assert messages(as_system, "ana") == ["{customer} complains: {what}, {summary}"]


def test_the_manager_and_the_owner_are_told_of_a_bad_rating(looking: Looking, as_system: Session) -> None:
    step(looking("tom"), "rate", resolved(as_system), score=1)
    for name in ("ana", "dan"):
        assert "in the queue again" in messages(as_system, name)[-1]


def test_each_step_is_a_line_on_the_customers_timeline(as_system: Session) -> None:
    archived(as_system)
    told = as_system.scalars(
        sa.select(TimelineEntry.action).where(TimelineEntry.noun == "ServiceRequest").order_by(TimelineEntry.id)
    )
    assert list(told) == [f"service_request.{name}" for name in ("open", "dispatch", "accept", "resolve", "rate")]


def test_a_request_of_another_department_goes_into_its_queue(as_system: Session) -> None:
    request = dispatched(as_system)
    sales = as_system.scalars(sa.select(Department).filter_by(name="Sales")).one()
    given = step(as_system, "transfer", request, to=sales, reason="It is about the price")
    assert (given.status, given.department, given.assignee, given.due_at) == (
        Status.NEW,
        sales,
        None,
        MONDAY.replace(day=4),
    )
    assert messages(as_system, "max")[-1] == "{what} of {customer} came to your department: {summary}"
    assert "is with Sales already" in str(refused(as_system, "transfer", request, to=sales, reason="x"))
    assert step(as_system, "dispatch", request, to=person(as_system, "tom")).status is Status.DISPATCHED
