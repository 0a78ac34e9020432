"""The dispatch board: who sees it, what is on it, sending by hand, and who was faster."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.database import system_session
from app.core.noun import now
from app.customers.customer import Customer
from app.organization.absence import Absence
from app.organization.department import Department
from app.organization.employee import Employee
from app.organization.hiring import hire
from app.service.request import ServiceRequest
from app.service.words import Status
from tests.company import HASH
from tests.customers.test_customer import one
from tests.organization.test_notification import person
from tests.views.guest import Guest, statements, take_away, token_of

Looking = Callable[[str], Session]
MONDAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PART = {"HX-Request": "true"}


def asked(session: Session, summary: str = "Copier jams", customer: str = "Acme") -> ServiceRequest:
    return doorman.create(session, ServiceRequest, {"customer": one(session, customer), "summary": summary})


def sent(session: Session, request: ServiceRequest, to: str = "rosa", **more: object) -> ServiceRequest:
    given = {"to": person(session, to), "starts_at": AT, "minutes": 60, **more}
    return doorman.step(session, ServiceRequest, "dispatch", request.id, given)


def wish(session: Session, request: ServiceRequest, to: str = "rosa", **more: object) -> dict[str, str]:
    known = {"to": person(session, to).id, "at": int(AT.timestamp()), "minutes": 60, "version": request.version}
    return {name: str(value) for name, value in {**known, **more}.items()}


@pytest.mark.parametrize(("name", "code"), [("dan", 200), ("admin", 200), ("rosa", 403), ("ana", 403), ("eva", 403)])
def test_only_who_may_send_somebody_sees_the_board(app: Flask, name: str, code: int) -> None:
    guest = Guest(app, name)
    assert guest.get("/dispatch/").status_code == code
    assert ("/dispatch/" in guest.get("/", follow_redirects=True).text) == (code == 200)


def test_the_permission_is_asked_at_every_door_of_the_board(app: Flask, engine: sa.Engine, looking: Looking) -> None:
    request = asked(looking("dan"))
    dan = Guest(app, "dan")
    take_away(engine, "Service manager", "can_dispatch", "ServiceRequest")
    for address in ("/dispatch/", f"/dispatch/who/{request.id}"):
        assert dan.get(address).status_code == 403
    assert dan.post(f"/dispatch/send/{request.id}", page="/service-request/list/").status_code == 403


def test_the_board_shows_what_waits_who_is_busy_and_who_is_away(app: Flask, looking: Looking) -> None:
    dan = looking("dan")
    asked(dan, "Front desk printer")
    sent(dan, asked(dan, "Shelving"))
    away = {"employee": person(dan, "tom"), "starts_at": AT, "ends_at": AT + timedelta(hours=2), "reason": "Secret"}
    doorman.create(dan, Absence, away)
    page = Guest(app, "dan").get(f"/dispatch/?day={MONDAY}").text
    assert "Monday, March 2" in page
    assert "Front desk printer" in page[: page.index('class="agents"')]
    assert re.search(r'class="at-4 for-4"><a class="ev .*?Shelving, Acme', page)
    assert 'class="off at-4 for-8"' in page
    assert "Secret" not in page
    assert "Rosa Delgado" in page
    assert "11%" in page


def test_what_meets_is_shown_as_a_conflict(app: Flask, looking: Looking) -> None:
    dan = looking("dan")
    for summary in ("Shelving", "Lamps"):
        sent(dan, asked(dan, summary))
    for mode in ("timeline", "list", "week"):
        assert "Conflict" in Guest(app, "dan").get(f"/dispatch/?day={MONDAY}&mode={mode}").text


def test_nobody_sees_requests_or_agents_of_others(app: Flask, looking: Looking, as_system: Session) -> None:
    elsewhere = one(as_system, "Sales West", Department)
    person(as_system, "tom").department = elsewhere
    as_system.commit()
    hidden = asked(as_system, "Hidden lamp", "Zeta")
    hidden.department = elsewhere
    as_system.commit()
    guest = Guest(app, "dan")
    page = guest.get(f"/dispatch/?day={MONDAY}").text
    assert "Hidden lamp" not in page
    assert "Tom Baker" not in page
    assert guest.get(f"/dispatch/who/{hidden.id}").status_code == 404
    assert guest.post(f"/dispatch/send/{hidden.id}", page="/dispatch/").status_code == 404


def test_who_should_go_is_told_with_reasons(app: Flask, looking: Looking) -> None:
    request = asked(looking("dan"))
    page = Guest(app, "dan").get(f"/dispatch/who/{request.id}?day={MONDAY + timedelta(days=3653)}").text
    assert page.index("Rosa Delgado") < page.index("Tom Baker")
    assert "Same department" in page
    assert "Fewest open requests: 0" in page
    assert "Sends others" in page
    assert "No day" not in Guest(app, "dan").get("/dispatch/?day=nonsense&mode=nonsense").text


def test_on_a_day_off_the_next_working_day_is_suggested(app: Flask, looking: Looking) -> None:
    request = asked(looking("dan"))
    page = Guest(app, "dan").get(f"/dispatch/who/{request.id}?day=2036-03-01").text  # a Saturday
    assert "Mon 3, 8:00–9:00" in page


def test_somebody_is_sent_from_the_board(app: Flask, looking: Looking, as_system: Session) -> None:
    dan = looking("dan")
    request = asked(dan)
    given = wish(dan, request, day=MONDAY)
    dan.rollback()
    guest = Guest(app, "dan")
    answer = guest.client.post(f"/dispatch/send/{request.id}", data=given | token(guest), headers=PART)
    assert "Sent: Rosa Delgado, 9:00–10:00" in answer.text
    found = as_system.get_one(ServiceRequest, request.id)
    assert (str(found.assignee), found.starts_at, found.status) == ("Rosa Delgado", AT, Status.DISPATCHED)


def test_without_scripts_the_form_sends_and_says_so(app: Flask, looking: Looking) -> None:
    dan = looking("dan")
    request = asked(dan)
    typed = {**wish(dan, request), "starts_at": "2026-03-02T11:00", "at": ""}
    dan.rollback()
    guest = Guest(app, "dan")
    answer = guest.post(f"/dispatch/send/{request.id}", typed, page=f"/dispatch/who/{request.id}")
    assert answer.status_code == 302
    assert "Sent: Rosa Delgado, 11:00–12:00" in guest.get(answer.location).text


def test_of_two_who_send_somebody_the_second_is_told_who_was_faster(app: Flask, looking: Looking) -> None:
    dan = looking("dan")
    request = asked(dan)
    given = wish(dan, request, to="tom")
    sent(looking("admin"), request, to="rosa")
    guest = Guest(app, "dan")
    part = guest.client.post(f"/dispatch/send/{request.id}", data=given | token(guest), headers=PART)
    assert "Ada Admin has sent Rosa Delgado meanwhile" in part.text
    assert part.text.count('id="board"') == 1
    page = guest.post(f"/dispatch/send/{request.id}", given, page=f"/dispatch/who/{request.id}")
    assert (page.status_code, "Ada Admin has sent Rosa Delgado meanwhile" in page.text) == (409, True)


def test_somebody_else_goes_only_for_a_reason_and_the_same_at_another_time_without_one(
    app: Flask, looking: Looking, as_system: Session
) -> None:
    dan = looking("dan")
    request = sent(dan, asked(dan))
    given = wish(dan, request, to="tom")
    dan.rollback()
    guest, address = Guest(app, "dan"), f"/dispatch/send/{request.id}"
    others = guest.get(f"/dispatch/who/{request.id}").text
    assert "Rosa Delgado" not in others[others.index("sugs") : others.index("weighed")]
    refused = guest.post(address, given, page=f"/dispatch/who/{request.id}")
    assert (refused.status_code, "Say why it goes to somebody else" in refused.text) == (422, True)
    later = {**given, "to": str(person(as_system, "rosa").id), "at": str(int(AT.timestamp()) + 3600)}
    assert guest.post(address, later, page="/dispatch/").status_code == 302
    again = {**given, "version": str(int(given["version"]) + 1), "reason": "Rosa is ill"}
    as_system.rollback()
    assert guest.post(address, again, page="/dispatch/").status_code == 302
    found = as_system.get_one(ServiceRequest, request.id)
    assert [str(each.assignee) for each in found.dispatches] == ["Rosa Delgado", "Tom Baker"]


@pytest.mark.parametrize(
    ("name", "typed"), [("minutes", "0"), ("minutes", "much"), ("to", ""), ("to", "999999"), ("starts_at", "soon")]
)
def test_what_is_typed_wrong_is_said_beside_its_field(app: Flask, looking: Looking, name: str, typed: str) -> None:
    dan = looking("dan")
    request = asked(dan)
    given = {**wish(dan, request), "at": "", name: typed}
    dan.rollback()
    answer = Guest(app, "dan").post(f"/dispatch/send/{request.id}", given, page=f"/dispatch/who/{request.id}")
    assert answer.status_code == 422
    assert f'id="f-{name}-m"' in answer.text


def test_a_page_of_five_hundred_requests_and_fifty_agents_is_small_and_quickly_asked(
    app: Flask, engine: sa.Engine
) -> None:
    with system_session(engine) as session:
        _fill(session)
    guest = Guest(app, "dan")
    for address in ("/dispatch/", "/dispatch/?mode=week", "/dispatch/?mode=list"):
        guest.get(address)
        with statements(app) as said:
            page = guest.get(address)
        assert len(page.data) < 500_000, address
        assert len(said) <= 8, (address, said)
    request = re.search(r"/dispatch/who/(\d+)", page.text)
    assert request is not None
    with statements(app) as said:
        assert guest.get(request[0], headers=PART).status_code == 200
    assert len(said) <= 9, said


def _fill(session: Session) -> None:
    """Fifty agents with four planned requests each today, and three hundred that wait."""
    service = one(session, "Service", Department)
    agents = [
        hire(session, f"agent{n}", roles=["Service agent"], first_name="Agent", last_name=f"Number{n}",
             email=f"agent{n}@superstore.example", password_hash=HASH, department=service)
        for n in range(48)
    ]  # fmt: skip
    agents += [person(session, "rosa"), person(session, "tom")]
    customer: Customer = one(session, "Acme")
    begin = now().replace(hour=8, minute=0, second=0, microsecond=0)
    for n in range(500):
        waits = n >= 200
        request = ServiceRequest(
            number=f"SR-X-{n}", customer=customer, summary=f"Copier {n} jams on every duplex job",
            department=service, due_at=begin + timedelta(hours=n),
        )  # fmt: skip
        if not waits:
            at = begin + timedelta(hours=2 * (n // 50))
            request.assignee, request.starts_at, request.ends_at = agents[n % 50], at, at + timedelta(hours=1)
            request.minutes = 60
        session.add(request)
    session.flush()
    table = ServiceRequest.__table__
    session.execute(sa.update(table).where(table.c.starts_at.is_not(None)).values(status=Status.DISPATCHED))
    session.commit()
    assert session.scalar(sa.select(sa.func.count()).select_from(Employee)) == 57


def token(guest: Guest) -> dict[str, str]:
    return {"csrf_token": token_of(guest.get("/dispatch/").text)}
