"""The day of the agents, and who should go to a request; each with reasons in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.moment import at
from app.organization.absence import Absence
from app.organization.department import Department
from app.service.day_plan import AgentDay, Span, plan_of, waiting, working_time
from app.service.request import ServiceRequest
from app.service.suggestion import Suggestion, suggestions
from app.service.words import How, Priority
from tests.customers.test_customer import one
from tests.organization.test_notification import person

Looking = Callable[[str], Session]
MONDAY = date(2026, 3, 2)


def clock(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC)


DAY = Span(clock(0), clock(0) + timedelta(days=1))


def asked(session: Session, customer: str = "Acme", summary: str = "Copier jams", **more: Any) -> ServiceRequest:
    given = {"customer": one(session, customer), "summary": summary, **more}
    return doorman.create(session, ServiceRequest, given)


def sent(session: Session, request: ServiceRequest, to: str, hour: int | None = None, **more: Any) -> ServiceRequest:
    given = {"to": person(session, to), "starts_at": clock(hour) if hour is not None else None, **more}
    return doorman.step(session, ServiceRequest, "dispatch", request.id, given)


def away(session: Session, name: str, begin: int, end: int) -> None:
    given = {"employee": person(session, name), "starts_at": clock(begin), "ends_at": clock(end), "reason": "Training"}
    doorman.create(session, Absence, given)


def plan(session: Session) -> dict[str, AgentDay]:
    return {day.agent.username: day for day in plan_of(session, working_time(session, MONDAY), DAY)}


def who(session: Session, request: ServiceRequest, start: int = 8) -> list[Suggestion]:
    return suggestions(session, request, list(plan(session).values()), start=clock(start))


def said(suggestion: Suggestion) -> dict[str, bool]:
    return {reason.message: reason.is_good for reason in suggestion.reasons}


def test_those_who_may_accept_requests_are_on_the_plan_and_who_runs_the_system_is_not(looking: Looking) -> None:
    assert list(plan(looking("dan"))) == ["rosa", "tom", "dan"]
    assert list(plan(looking("rosa"))) == ["rosa", "tom", "dan"]
    assert list(plan(looking("eva"))) == ["rosa", "tom", "dan"]
    assert list(plan(looking("max"))) == []


def test_agents_of_other_departments_are_seen_as_far_as_ones_reach_goes(looking: Looking, as_system: Session) -> None:
    person(as_system, "tom").department = one(as_system, "Sales West", Department)
    as_system.commit()
    assert list(plan(looking("dan"))) == ["rosa", "dan"]


def test_the_load_of_a_day_is_what_is_planned_of_the_time_in_which_they_are_there(looking: Looking) -> None:
    dan = looking("dan")
    sent(dan, asked(dan), "rosa", 8, minutes=90)
    away(dan, "rosa", 11, 17)
    away(dan, "tom", 0, 23)
    days = plan(dan)
    assert days["rosa"].load == 0.5
    assert (days["tom"].load, days["tom"].is_away) == (0.0, True)
    assert (days["rosa"].is_away, days["rosa"].open, days["rosa"].unplanned) == (False, 1, 0)


def test_on_a_holiday_nobody_works(looking: Looking) -> None:
    assert working_time(looking("dan"), date(2026, 3, 1)) is None


def test_what_meets_another_request_or_an_absence_is_a_conflict(looking: Looking) -> None:
    dan = looking("dan")
    first, second = (sent(dan, asked(dan), "rosa", hour, minutes=120) for hour in (8, 9))
    after = sent(dan, asked(dan), "rosa", 11, minutes=60)
    assert plan(dan)["rosa"].conflicts == {first.id, second.id}
    away(dan, "rosa", 11, 12)
    assert plan(dan)["rosa"].conflicts == {first.id, second.id, after.id}


def test_the_first_gap_with_room_is_free(looking: Looking) -> None:
    dan = looking("dan")
    sent(dan, asked(dan), "rosa", 9, minutes=60)
    away(dan, "rosa", 12, 13)
    day = plan(dan)["rosa"]
    assert day.free(clock(8), 60) == Span(clock(8), clock(9))
    assert day.free(clock(8), 90) == Span(clock(10), clock(12))
    assert day.free(clock(8), 240) == Span(clock(13), clock(17))
    assert day.free(clock(13), 300) is None


def test_what_is_due_first_waits_first_or_what_is_most_urgent(looking: Looking) -> None:
    dan = looking("dan")
    with at(dan, clock(8)):
        asked(dan, summary="Soon", priority=Priority.NORMAL)
    with at(dan, clock(9) + timedelta(days=14)):
        asked(dan, summary="Urgent", priority=Priority.URGENT)
    assert [each.summary for each in dan.scalars(waiting())] == ["Soon", "Urgent"]
    assert [each.summary for each in dan.scalars(waiting(by_urgency=True))] == ["Urgent", "Soon"]


def test_who_has_fewest_open_goes_first_in_the_same_department(looking: Looking) -> None:
    dan = looking("dan")
    for _ in range(2):
        sent(dan, asked(dan), "rosa")
    request = asked(dan)
    best, last, leader = who(dan, request)
    assert [each.agent.username for each in (best, last, leader)] == ["tom", "rosa", "dan"]
    assert said(leader)["Sends others"] is False
    assert said(best) == {
        "Same department": True,
        "Fewest open requests: {n}": True,
        "Free from {begin} to {end}": True,
    }
    assert said(last)["Open requests: {n}"] is False


def test_who_works_elsewhere_goes_later(looking: Looking, as_system: Session) -> None:
    person(as_system, "tom").department = one(as_system, "Sales West", Department)
    as_system.commit()
    request = asked(looking("dan"))
    eva = looking("eva")
    first, last, _ = who(eva, eva.get_one(ServiceRequest, request.id))
    assert (first.agent.username, last.agent.username) == ("rosa", "tom")
    assert said(last)["Works in {department}"] is False


@pytest.mark.parametrize(("score", "is_good", "place"), [(5, True, 0), (1, False, 1)])
def test_what_the_customer_thought_of_them_counts(looking: Looking, score: int, is_good: bool, place: int) -> None:
    dan = looking("dan")
    request = sent(dan, asked(dan), "tom")
    tom = looking("tom")
    doorman.step(tom, ServiceRequest, "accept", request.id, {})
    given = {"what": "Roller replaced", "how": How.ON_SITE, "minutes_spent": 30}
    doorman.step(tom, ServiceRequest, "resolve", request.id, given)
    dan = looking("dan")
    doorman.step(dan, ServiceRequest, "rate", request.id, {"score": score})
    ranked = who(dan, asked(dan))
    assert ranked[place].agent.username == "tom"
    assert said(ranked[place])["Rated {score} of 5 by them, last on {day}"] is is_good
    stranger = who(dan, asked(dan, "Beta"))
    assert not any("Rated {score} of 5 by them, last on {day}" in said(each) for each in stranger)


def test_who_is_away_or_full_is_last_and_it_says_why(looking: Looking) -> None:
    dan = looking("dan")
    away(dan, "dan", 0, 23)
    sent(dan, asked(dan), "rosa", 8, minutes=9 * 60)
    ranked = {each.agent.username: each for each in who(dan, asked(dan))}
    assert next(iter(ranked)) == "tom"
    assert said(ranked["dan"])["Away on this day"] is False
    assert said(ranked["rosa"])["No time left on this day"] is False
    assert said(ranked["rosa"])["{share} of the day is taken"] is False


def test_who_is_done_only_after_it_is_due_is_said_so(looking: Looking) -> None:
    dan = looking("dan")
    with at(dan, clock(8)):
        request = asked(dan, priority=Priority.URGENT)
    for name in ("dan", "rosa", "tom"):
        sent(dan, asked(dan, summary="Long"), name, 8, minutes=4 * 60)
    assert said(who(dan, request)[0])["Done at {end}, after it is due"] is False


def test_the_plan_and_the_suggestions_are_a_few_statements(looking: Looking) -> None:
    dan = looking("dan")
    request = asked(dan)
    for name in ("dan", "rosa", "tom"):
        sent(dan, asked(dan), name, 8)
    dan.expire_all()
    _ = request.customer_id
    person(dan, "dan").department  # noqa: B018 - read with the viewer
    heard: list[str] = []
    event.listen(dan.get_bind(), "before_cursor_execute", lambda *given: heard.append(given[2]))
    who(dan, request)
    assert len(heard) <= 6, heard
