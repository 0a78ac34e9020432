"""Each step of a request at both doors, four ways: it happens, at the wrong moment, by the wrong person, twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import doorman
from app.organization.department import Department
from app.service.request import ServiceRequest
from app.service.words import Status
from tests.schema.conftest import Asking, ask
from tests.service.requesting import accepted, archived, at, dispatched, opened, person, resolved, step, the
from tests.views.guest import Guest, statements

__all__ = ["ask"]
Api = Callable[[str], Asking]
LIST = "/service-request/list/"
START: dict[str, Callable[[Session], ServiceRequest]] = {
    "dispatch": opened, "transfer": dispatched, "plan": dispatched, "accept": dispatched, "wait": accepted, "escalate": accepted,
    "resume": lambda session: step(session, "wait", accepted(session), reason="x"),
    "resolve": accepted, "rate": resolved, "archive": resolved, "reopen": archived,
}  # fmt: skip
BECOMES = {
    "dispatch": "DISPATCHED", "transfer": "NEW", "plan": "DISPATCHED", "accept": "ACCEPTED", "wait": "WAITING", "escalate": "ACCEPTED",
    "resume": "ACCEPTED", "resolve": "RESOLVED", "rate": "ARCHIVED", "archive": "ARCHIVED", "reopen": "NEW",
}  # fmt: skip
WRONG: dict[str, Callable[[Session], ServiceRequest]] = {
    **dict.fromkeys(START, archived), "reopen": opened,
}  # fmt: skip
TYPED: dict[str, dict[str, str]] = {
    "plan": {"starts_at": "2026-03-02T10:00", "minutes": "90"}, "wait": {"reason": "The colour"},
    "resolve": {"what": "Sent a wheel", "how": "PHONE", "minutes_spent": "20"}, "rate": {"score": "4", "words": "Fine"},
    "archive": {"reason": "Nobody answers"}, "reopen": {"reason": "It came off again"},
}  # fmt: skip
SAID = {
    "plan": 'startsAt: "2026-03-02T10:00:00Z", minutes: 90', "wait": 'reason: "The colour"',
    "resolve": 'what: "Sent a wheel", how: PHONE, minutesSpent: 20', "rate": 'score: 4, words: "Fine"',
    "archive": 'reason: "Nobody answers"', "reopen": 'reason: "It came off again"',
}  # fmt: skip
WHO = {"accept": "rosa"}
TWICE = {name for name in START if name != "plan"}


def typed(session: Session, name: str) -> dict[str, str]:
    if name == "transfer":
        return {"to": str(department(session).id), "reason": "It is about the price"}
    return {"to": str(person(session, "rosa").id)} if name == "dispatch" else TYPED.get(name, {})


def department(session: Session) -> Department:
    """Below the one that helps, so that who gave it away still sees what became of it."""
    known = session.scalars(sa.select(Department).filter_by(name="Workshop")).first()
    if known is None:
        above = session.scalars(sa.select(Department).filter_by(name="Service")).one()
        known = doorman.create(session, Department, {"name": "Workshop", "parent": above})
    return known


def said(session: Session, name: str) -> str:
    if name == "transfer":
        return f'to: "{department(session).id}", reason: "It is about the price"'
    return f'to: "{person(session, "rosa").id}"' if name == "dispatch" else SAID.get(name, "")


def taken(guest: Guest, name: str, request_id: int, values: dict[str, str]) -> int:
    address = f"/service-request/step/{name}/{request_id}"
    if values:
        return guest.fill(address, **values).status_code
    return guest.post(address, {}, page=LIST).status_code


def wish(asking: Asking, name: str, request_id: int, values: str) -> Any:
    field = f"serviceRequest{name.capitalize()}"
    query = f'mutation {{ {field}(id: "{request_id}"{", " if values else ""}{values}) {{ serviceRequest {{ status }} userErrors {{ code message }} }} }}'
    return asking.told(query)[field]


def status(session: Session, request_id: int) -> str:
    session.rollback()
    return at(session, request_id).status.name


@pytest.mark.parametrize("name", START)
def test_on_the_screens_a_step_happens_and_twice_is_harmless(app: Flask, as_system: Session, name: str) -> None:
    request_id = START[name](as_system).id
    guest, values = Guest(app, WHO.get(name, "dan")), typed(as_system, name)
    assert taken(guest, name, request_id, values) == 302
    assert status(as_system, request_id) == BECOMES[name]
    again = taken(guest, name, request_id, values)
    assert again == (422 if name in TWICE else 302)
    assert status(as_system, request_id) == BECOMES[name]


@pytest.mark.parametrize("name", START)
def test_on_the_screens_it_is_refused_at_the_wrong_moment_and_to_the_wrong_person(
    app: Flask, as_system: Session, name: str
) -> None:
    request = WRONG[name](as_system)
    before, values = request.status.name, typed(as_system, name)
    assert taken(Guest(app, WHO.get(name, "dan")), name, request.id, values) == 422
    assert taken(Guest(app, "eva"), name, START[name](as_system).id, values) == 403
    assert status(as_system, request.id) == before
    assert f"/step/{name}/" not in Guest(app, "eva").get(f"/service-request/show/{request.id}").text


@pytest.mark.parametrize("name", START)
def test_over_the_api_a_step_happens_and_twice_is_harmless(ask: Api, as_system: Session, name: str) -> None:
    request_id = START[name](as_system).id
    asking, values = ask(WHO.get(name, "dan")), said(as_system, name)
    done = wish(asking, name, request_id, values)
    assert (done["userErrors"], done["serviceRequest"]) == ([], {"status": BECOMES[name]})
    again = wish(asking, name, request_id, values)
    assert [each["code"] for each in again["userErrors"]] == (["REFUSED"] if name in TWICE else [])
    assert status(as_system, request_id) == BECOMES[name]


@pytest.mark.parametrize("name", START)
def test_over_the_api_it_is_refused_at_the_wrong_moment_and_to_the_wrong_person(
    ask: Api, as_system: Session, name: str
) -> None:
    request = WRONG[name](as_system)
    late = wish(ask(WHO.get(name, "dan")), name, request.id, said(as_system, name))
    assert [(each["code"], each["message"][:23]) for each in late["userErrors"]] == [
        ("REFUSED", "This service request is")
    ]
    other = wish(ask("eva"), name, START[name](as_system).id, said(as_system, name))
    assert [each["code"] for each in other["userErrors"]] == ["FORBIDDEN"]


def test_what_one_does_not_see_is_not_there(ask: Api, as_system: Session) -> None:
    request = opened(as_system, "Zeta")
    assert ask("ana").told(f'{{ serviceRequest(id: "{request.id}") {{ number }} }}') == {"serviceRequest": None}


# Opening ---------------------------------------------------------------------------------------------------------------


def test_somebody_at_a_screen_opens_one(app: Flask, as_system: Session) -> None:
    answer = Guest(app, "rosa").fill(
        "/service-request/add",
        customer=str(the(as_system, "Acme").id),
        summary="A wheel",
        kind="REPAIR",
        priority="HIGH",
    )
    assert answer.status_code == 302
    page = Guest(app, "dan").get(answer.location).text
    assert re.search(r"\bSR-20\d\d-00001\b", page), "the first of its year"
    assert "To be resolved by" in page


def test_at_a_screen_the_caller_is_recognised(app: Flask, as_system: Session) -> None:
    doorman.update(
        as_system, type(the(as_system, "Zeta")), the(as_system, "Zeta").id, None, {"phone": "+1 610 555 0142"}
    )
    as_system.rollback()
    assert Guest(app, "rosa").fill("/service-request/add", phone="610 555 0142", summary="A wheel").status_code == 302
    unknown = Guest(app, "rosa").fill("/service-request/add", phone="610 555 0199", summary="A wheel")
    assert (unknown.status_code, "Nobody is known by the number" in unknown.text) == (422, True)
    assert status(as_system, 1) == "NEW"


OPEN = "mutation($input: ServiceRequestOpenInput!) { serviceRequestOpen(input: $input) { serviceRequest { number status customer { name } contact { name } dueAt isOverdue } userErrors { code field message } } }"


def test_the_call_center_opens_one_by_customer_or_by_number(ask: Api, as_system: Session) -> None:
    zeta = the(as_system, "Zeta")
    doorman.update(as_system, type(zeta), zeta.id, None, {"phone": "+1 610 555 0142"})
    zeta_id = str(zeta.id)
    as_system.rollback()
    for given in ({"customer": zeta_id}, {"phone": "(610) 555-0142"}):
        made = ask("cti").told(OPEN, input={"summary": "A wheel", "kind": "REPAIR", **given})["serviceRequestOpen"]
        assert made["userErrors"] == []
        told = made["serviceRequest"]
        assert (told["status"], told["customer"]["name"]) == ("NEW", "Zeta")
        assert told["dueAt"] is not None
        assert told["isOverdue"] is False


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"phone": "+1 610 555 0199"}, "NOT_FOUND", "phone"),
        ({}, "INVALID", "customer"),
        ({"customer": "999"}, "NOT_FOUND", "customer"),
    ],
)
def test_the_call_center_is_told_in_words_what_is_missing(
    ask: Api, given: dict[str, str], code: str, field: str
) -> None:
    [why] = ask("cti").told(OPEN, input={"summary": "A wheel", **given})["serviceRequestOpen"]["userErrors"]
    assert (why["code"], why["field"]) == (code, field)


def test_what_was_done_with_it_is_read_and_not_written(ask: Api, as_system: Session) -> None:
    request = archived(as_system)
    query = f'{{ serviceRequest(id: "{request.id}") {{ rating dispatches {{ edges {{ node {{ assignee {{ name }} }} }} }} resolutions {{ edges {{ node {{ what how minutesSpent }} }} }} feedback {{ edges {{ node {{ score words }} }} }} }} }}'
    told = ask("dan").told(query)["serviceRequest"]
    assert told["rating"] == 5
    assert told["resolutions"]["edges"][0]["node"] == {"what": "Sent a new wheel.", "how": "PHONE", "minutesSpent": 20}
    assert told["feedback"]["edges"][0]["node"] == {"score": 5, "words": "Quick!"}
    wrong = (
        ask("admin")
        .post({"query": 'mutation { feedbackUpdate(id: "1", version: 1, input: {}) { userErrors { code } } }'})
        .get_json()
    )
    assert "errors" in wrong


def test_the_api_edits_what_is_open_and_not_what_is_archived(ask: Api, as_system: Session) -> None:
    open_one, over = opened(as_system), archived(as_system)
    query = 'mutation($id: ID!, $version: Int!) { serviceRequestUpdate(id: $id, version: $version, input: {summary: "Two wheels"}) { serviceRequest { summary } userErrors { code message } } }'
    ids = [(each.id, each.version) for each in (open_one, over)]
    as_system.rollback()
    done, refused = (ask("dan").told(query, id=str(id), version=version)["serviceRequestUpdate"] for id, version in ids)
    assert done["serviceRequest"] == {"summary": "Two wheels"}
    assert refused["userErrors"][0]["message"] == "What is archived stays as it was. Reopen it, with a reason."


# Pages -----------------------------------------------------------------------------------------------------------------


def test_an_archived_request_is_edited_on_no_screen(app: Flask, as_system: Session) -> None:
    request = archived(as_system)
    dan = Guest(app, "dan")
    page = dan.get(f"/service-request/show/{request.id}").text
    assert "As it was archived" in page
    assert f"/service-request/edit/{request.id}" not in page
    assert dan.fill(f"/service-request/edit/{request.id}", summary="Another").status_code == 422
    assert at(as_system, request.id).summary == "A wheel came off"


def test_the_customers_page_has_its_requests(app: Flask, as_system: Session) -> None:
    request = opened(as_system)
    page = Guest(app, "ana").get(f"/customer/show/{request.customer.id}?tab=service_requests").text
    assert request.number in page


def test_the_timeline_tells_it_in_sentences(app: Flask, as_system: Session) -> None:
    request = archived(as_system)
    page = Guest(app, "dan").get(f"/service-request/show/{request.id}").text
    for words in ("resolved service request", "recorded a rating of", "accepted service request", "How: By telephone"):
        assert words in page.replace("\n", " ")


def test_pages_ask_the_database_little(app: Flask, as_system: Session) -> None:
    ids = [resolved(as_system).id for _ in range(6)]
    dan = Guest(app, "dan")
    dan.get(LIST)
    for address in (LIST, f"/service-request/show/{ids[0]}"):
        with statements(app) as asked:
            assert dan.get(address).status_code == 200
        assert len(asked) <= 8, (address, len(asked), asked)


def test_who_may_accept_and_who_may_not_see_their_own_buttons(app: Flask, as_system: Session) -> None:
    request = dispatched(as_system)
    assert f"/step/accept/{request.id}" in Guest(app, "rosa").get(f"/service-request/show/{request.id}").text
    assert request.status is Status.DISPATCHED
