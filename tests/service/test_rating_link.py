"""The link by which a customer rates: shown by GET, taken once by POST, of no use to anybody else or later."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from app.core import doorman, mail
from app.core.job import Work
from app.core.noun import today
from app.core.outbox import Outbox
from app.customers.contact import Contact
from app.customers.timeline import TimelineEntry
from app.jobs import ask_for_rating
from app.service import rating_link
from app.service.feedback import Feedback
from app.service.request import ServiceRequest
from app.service.words import Status
from tests.service.requesting import RESOLVED, at, contact, person, resolved, step
from tests.views.guest import Guest, statements

Looking = Callable[[str], Session]


@pytest.fixture
def request_(as_system: Session) -> ServiceRequest:
    request = resolved(as_system, contact=contact(as_system))
    as_system.commit()
    return request


def address(request: ServiceRequest) -> str:
    return f"/rate/{rating_link.token_of(request)}"


def test_a_customer_rates_without_signing_in(app: Flask, as_system: Session, request_: ServiceRequest) -> None:
    guest, link = Guest(app), address(request_)
    page = guest.get(link)
    assert page.status_code == 200
    assert "A wheel came off" in page.text
    assert "Sent a new wheel." in page.text
    answer = guest.client.post(link, data={"score": "5", "words": "Quick!"})
    assert answer.status_code == 303
    assert "Thank you" in guest.get(link).text
    as_system.rollback()
    told = at(as_system, request_.id)
    assert (told.status, told.rating) == (Status.ARCHIVED, 5)
    feedback = told.feedback[0]
    assert (feedback.through_link, feedback.said_by, feedback.asked_by) == (True, "Acme Contact", None)
    line = as_system.scalars(sa.select(TimelineEntry).filter_by(action="service_request.rate")).one()
    assert (line.actor, line.details["said_by"]) == (None, "Acme Contact")


def test_to_look_changes_nothing(app: Flask, as_system: Session, request_: ServiceRequest) -> None:
    with statements(app) as said:
        for _ in range(3):
            Guest(app).get(address(request_))
            Guest(app).client.head(address(request_))
    assert not [each for each in said if each.startswith(("INSERT", "UPDATE", "DELETE"))]
    as_system.rollback()
    assert at(as_system, request_.id).status is Status.RESOLVED


def test_the_page_is_kept_nowhere_and_found_by_nobody(app: Flask, request_: ServiceRequest) -> None:
    head = Guest(app).get(address(request_)).headers
    assert (head["Cache-Control"], head["X-Robots-Tag"], head["Referrer-Policy"]) == (
        "no-store",
        "noindex, nofollow",
        "no-referrer",
    )


def test_it_is_in_the_readers_language(app: Flask, request_: ServiceRequest) -> None:
    page = Guest(app).get(address(request_), headers={"Accept-Language": "es-ES,es;q=0.9"})
    assert '<html lang="es"' in page.text


def test_who_was_unhappy_puts_it_back_into_the_queue(app: Flask, as_system: Session, request_: ServiceRequest) -> None:
    guest, link = Guest(app), address(request_)
    guest.client.post(link, data={"score": "2", "words": "<script>still loose</script>"})
    assert "Somebody takes care of it again" in guest.get(link).text
    as_system.rollback()
    told = at(as_system, request_.id)
    assert (told.status, told.rating) == (Status.NEW, 2)
    assert "<script>still" not in Guest(app, "dan").get(f"/service-request/show/{told.id}").text


def test_a_link_is_taken_once(app: Flask, as_system: Session, request_: ServiceRequest) -> None:
    link, other = address(request_), address(request_)
    assert Guest(app).client.post(link, data={"score": "5"}).status_code == 303
    for each in (link, other):
        assert Guest(app).client.post(each, data={"score": "1"}).status_code == 409
    as_system.rollback()
    assert as_system.scalar(sa.select(sa.func.count()).select_from(Feedback)) == 1


def test_after_reopening_the_old_link_is_of_no_use_and_a_new_one_is(
    app: Flask, as_system: Session, request_: ServiceRequest
) -> None:
    old = address(request_)
    for name, given in (("reopen", {"reason": "x"}), ("dispatch", {"to": person(as_system, "tom")}), ("accept", {})):
        step(as_system, name, request_, **given)
    assert Guest(app).get(old).status_code == 404
    step(as_system, "resolve", request_, **RESOLVED)
    assert (Guest(app).get(old).status_code, Guest(app).client.post(old, data={"score": "5"}).status_code) == (404, 409)
    as_system.rollback()
    assert Guest(app).get(address(at(as_system, request_.id))).status_code == 200


@pytest.mark.parametrize("broken", ["x", "a.b.c", "%00", "9" * 500, "W10.aaa.bbb"])
def test_nobody_makes_a_link(app: Flask, broken: str) -> None:
    with statements(app) as said:
        assert Guest(app).get(f"/rate/{broken}").status_code == 404
        assert Guest(app).client.post(f"/rate/{broken}", data={"score": "5"}).status_code == 404
    assert not [each for each in said if "service_request" in each]


def test_a_link_signed_for_something_else_or_elsewhere_does_not_hold(app: Flask, request_: ServiceRequest) -> None:
    body = [request_.id, 1]
    others = (
        URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="other"),
        URLSafeTimedSerializer("another secret", salt=rating_link.SALT),
    )
    for signer in others:
        assert Guest(app).get(f"/rate/{signer.dumps(body)}").status_code == 404


def test_a_link_holds_for_a_month(app: Flask, request_: ServiceRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    link = address(request_)
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: 2_000_000_000)
    assert Guest(app).get(link).status_code == 404


@pytest.mark.parametrize(
    "typed", [{}, {"score": "0"}, {"score": "6"}, {"score": "five"}, {"score": "5", "words": "x" * 2001}]
)
def test_what_is_no_answer_is_refused_beside_the_form(
    app: Flask, as_system: Session, request_: ServiceRequest, typed: dict[str, str]
) -> None:
    answer = Guest(app).client.post(address(request_), data=typed)
    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)
    as_system.rollback()
    assert at(as_system, request_.id).status is Status.RESOLVED


def test_more_than_a_little_is_not_read(app: Flask, request_: ServiceRequest) -> None:
    assert Guest(app).client.post(address(request_), data={"score": "5", "words": "x" * 50_000}).status_code == 413


def test_who_is_signed_in_rates_for_the_customer_and_not_as_themselves(
    app: Flask, as_system: Session, request_: ServiceRequest
) -> None:
    """The link is the authority, whoever's browser it is opened in."""
    assert Guest(app, "eva").client.post(address(request_), data={"score": "4"}).status_code == 303
    as_system.rollback()
    assert as_system.scalars(sa.select(Feedback)).one().asked_by is None


def test_the_agent_finds_the_link_to_copy_while_it_can_be_used(
    app: Flask, as_system: Session, request_: ServiceRequest
) -> None:
    dan = Guest(app, "dan")
    found = re.search(r'id="rating-link"[^>]* value="([^"]+)"', dan.get(f"/service-request/show/{request_.id}").text)
    assert found is not None
    path = "/rate/" + found[1].rsplit("/", 1)[1]
    assert Guest(app).get(path).status_code == 200
    assert "rating-link" not in Guest(app, "ana").get(f"/service-request/show/{request_.id}").text
    step(as_system, "rate", request_, score=5)
    assert "rating-link" not in dan.get(f"/service-request/show/{request_.id}").text


# The letter -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> list[mail.Letter]:
    sent: list[mail.Letter] = []
    monkeypatch.setattr(mail, "is_set", lambda: True)
    monkeypatch.setattr(mail, "send", sent.append)
    return sent


def asked(session: Session) -> list[Outbox]:
    return list(session.scalars(sa.select(Outbox).filter_by(name=rating_link.JOB)))


def test_the_contact_is_sent_the_link_when_it_is_resolved(
    app: Flask, as_system: Session, letters: list[mail.Letter]
) -> None:
    doorman.update(as_system, Contact, contact(as_system).id, None, {"email": "acme@example.com"})
    request = resolved(as_system, contact=contact(as_system))
    [job] = asked(as_system)
    assert ask_for_rating(Work(as_system, job.given, today())) == {"sent": 1}
    [letter] = letters
    assert (letter.to, request.number in letter.subject) == ("acme@example.com", True)
    link = re.search(r"/rate/(\S+)", letter.text)
    assert link is not None
    assert Guest(app).get(link[0]).status_code == 200


def test_what_went_on_meanwhile_is_not_asked_about(as_system: Session, letters: list[mail.Letter]) -> None:
    doorman.update(as_system, Contact, contact(as_system).id, None, {"email": "acme@example.com"})
    request = resolved(as_system, contact=contact(as_system))
    step(as_system, "rate", request, score=4)
    [job] = asked(as_system)
    assert ask_for_rating(Work(as_system, job.given, today())) == {"sent": 0}
    assert letters == []


def test_without_an_address_or_a_server_nothing_is_sent(as_system: Session) -> None:
    resolved(as_system, contact=contact(as_system))
    assert asked(as_system) == []
