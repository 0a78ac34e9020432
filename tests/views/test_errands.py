"""My requests: what an agent was sent to, taken on and done with few taps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.noun import now
from app.customers.customer import Customer
from app.service.request import ServiceRequest
from app.service.words import Status
from tests.customers.test_customer import one
from tests.organization.test_notification import person
from tests.views.guest import Guest, statements, take_away

Looking = Callable[[str], Session]
PAGE = "/service/mine"


def sent(looking: Looking, summary: str = "Copier jams", to: str = "rosa", days: int | None = None) -> ServiceRequest:
    dan = looking("dan")
    request = doorman.create(dan, ServiceRequest, {"customer": one(dan, "Acme"), "summary": summary})
    at = now() + timedelta(days=days) if days is not None else None
    return doorman.step(dan, ServiceRequest, "dispatch", request.id, {"to": person(dan, to), "starts_at": at})


def tap(guest: Guest, request: ServiceRequest, step: str, **typed: str) -> int:
    return guest.post(f"{PAGE}/{request.id}/{step}", typed, page=PAGE).status_code


def status(looking: Looking, request: ServiceRequest) -> Status:
    return looking("dan").get_one(ServiceRequest, request.id).status


@pytest.mark.parametrize(("name", "code"), [("rosa", 200), ("dan", 200), ("ana", 403), ("eva", 403)])
def test_only_who_may_accept_requests_has_some(app: Flask, name: str, code: int) -> None:
    guest = Guest(app, name)
    assert guest.get(PAGE).status_code == code
    assert (PAGE in guest.get("/", follow_redirects=True).text) == (code == 200)


def test_the_permission_is_asked_at_both_doors(app: Flask, engine: sa.Engine, looking: Looking) -> None:
    request, rosa = sent(looking), Guest(app, "rosa")
    take_away(engine, "Service agent", "can_accept", "ServiceRequest")
    assert rosa.get(PAGE).status_code == 403
    assert rosa.post(f"{PAGE}/{request.id}/accept", page="/service-request/list/").status_code == 403


def test_one_sees_what_one_was_sent_to_and_nothing_of_colleagues(app: Flask, looking: Looking) -> None:
    sent(looking, "Mine today")
    sent(looking, "Mine next week", days=7)
    sent(looking, "Theirs", to="tom")
    rosa = Guest(app, "rosa")
    today, later = rosa.get(PAGE).text, rosa.get(f"{PAGE}?show=next").text
    assert ("Mine today" in today, "Mine next week" in today, "Theirs" in today + later) == (True, False, False)
    assert "Mine next week" in later
    assert "Nothing here" in rosa.get(f"{PAGE}?show=waiting").text
    assert rosa.get(f"{PAGE}?show=nonsense").status_code == 200


def test_accepted_waited_resumed_and_resolved_where_one_stands(app: Flask, looking: Looking) -> None:
    request, rosa = sent(looking), Guest(app, "rosa")
    assert tap(rosa, request, "accept") == 302
    assert tap(rosa, request, "wait", reason="A part is on its way", show="today") == 302
    assert "A part is on its way" in rosa.get(f"{PAGE}?show=waiting").text
    assert tap(rosa, request, "resume") == 302
    assert status(looking, request) is Status.ACCEPTED
    assert tap(rosa, request, "resolve", what="Roller replaced", how="ON_SITE", minutes_spent="40") == 302
    assert status(looking, request) is Status.RESOLVED
    assert request.summary in rosa.get(f"{PAGE}?show=done").text


def test_what_is_missing_is_said_on_the_card_and_what_was_typed_stays(app: Flask, looking: Looking) -> None:
    request, rosa = sent(looking), Guest(app, "rosa")
    tap(rosa, request, "accept")
    answer = rosa.post(f"{PAGE}/{request.id}/resolve", {"what": "Roller replaced", "how": "ON_SITE"}, page=PAGE)
    assert answer.status_code == 422
    assert f'id="f-{request.id}-minutes_spent-m"' in answer.text
    assert "Roller replaced</textarea>" in answer.text


def test_what_was_changed_meanwhile_is_looked_at_again(app: Flask, looking: Looking) -> None:
    request, rosa = sent(looking), Guest(app, "rosa")
    shown = str(request.version)
    doorman.step(looking("dan"), ServiceRequest, "plan", request.id, {"minutes": 90})
    answer = rosa.post(f"{PAGE}/{request.id}/accept", {"version": shown}, page=PAGE)
    assert (answer.status_code, "meanwhile" in answer.text) == (409, True)


@pytest.mark.parametrize(("step", "again"), [("accept", 422), ("resume", 422)])
def test_twice_is_refused_in_words(app: Flask, looking: Looking, step: str, again: int) -> None:
    request, rosa = sent(looking), Guest(app, "rosa")
    tap(rosa, request, "accept")
    assert tap(rosa, request, step) == again


def test_a_colleagues_request_is_not_accepted_for_them(app: Flask, looking: Looking) -> None:
    request = sent(looking, to="tom")
    assert tap(Guest(app, "rosa"), request, "accept") == 422
    assert status(looking, request) is Status.DISPATCHED


def test_the_customer_is_called_with_one_tap(app: Flask, looking: Looking, as_system: Session) -> None:
    one(as_system, "Acme", Customer).phone = "+1 610 555 0142"
    as_system.commit()
    sent(looking)
    assert 'href="tel:+16105550142"' in Guest(app, "rosa").get(PAGE).text


def test_the_page_is_a_few_statements(app: Flask, looking: Looking) -> None:
    for n in range(6):
        sent(looking, f"Number {n}")
    rosa = Guest(app, "rosa")
    rosa.get(PAGE)
    for show in ("today", "done"):
        with statements(app) as said:
            rosa.get(f"{PAGE}?show={show}")
        assert len(said) <= 8, said
