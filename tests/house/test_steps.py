"""Each step of a workflow, four ways at both doors: it happens, too late in words, by somebody else, twice; and that
no step of any noun is left out of these, of its room's own list, or of the browser's."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.churn.risk_model import RiskModel
from app.core.database import system_session
from app.core.noun import nouns, slug
from app.core.words import camel
from app.service.request import ServiceRequest
from schema.engine.naming import one
from tests.house.cases import ROOMS, WORKFLOW, Case, made
from tests.sales.pursuing import CASES as PURSUED
from tests.schema.conftest import Asking, ask
from tests.service.test_doors import START as SERVED
from tests.views.guest import Guest

__all__ = ["ask"]
Ask = Callable[[str], Asking]
each_step = pytest.mark.parametrize("case", WORKFLOW, ids=str)
BEGUN = {"Task open", "Opportunity open", "Order open", "Interaction log", "ServiceRequest open", "ChurnAlert open",
         "RiskModel train", "ReportSchedule plan"}  # fmt: skip
"""What begins a record: `test_steps` of the browser fills its form."""
ELSEWHERE = {
    "Attachment attach": ("test_rooms.py", "test_ana_attaches_a_file_and_a_lie_is_refused"),
    "Notification see": ("test_company.py", "test_who_is_given_a_customer_finds_it_in_the_bell"),
}
"""What has no form of its own in a browser, and the test that takes it there nevertheless."""


def asked(engine: sa.Engine, case: Case) -> dict[str, str]:
    with system_session(engine) as session:
        return case.given(session)


def came(engine: sa.Engine, case: Case, key: int) -> bool:
    with system_session(engine) as session:
        return case.comes(session.get_one(case.noun, key))


# Over the API ------------------------------------------------------------------------------------------------------


def mutation(engine: sa.Engine, case: Case, key: int) -> str:
    kinds = {argument.name: argument.kind for argument in case.noun.verbs[case.name].arguments}
    said = "".join(f", {camel(name)}: {_literal(kinds[name], value)}" for name, value in asked(engine, case).items())
    field = camel(f"{one(case.noun)}_{case.name}")
    return f'mutation {{ it: {field}(id: "{key}"{said}) {{ {camel(one(case.noun))} {{ id }} userErrors {{ code message }} }} }}'


def _literal(kind: str, value: str) -> str:
    if kind in ("choice", "int", "bool"):
        return value
    return json.dumps(f"{value}:00Z" if kind == "moment" else value)


@each_step
def test_over_the_api(ask: Ask, engine: sa.Engine, case: Case) -> None:
    key, asking = made(engine, case.ready), ask(case.by)
    wish = mutation(engine, case, key)
    others = [(case.may_not, "FORBIDDEN"), (case.sees_not, "NOT_FOUND")]
    refused = [(name, [why["code"] for why in ask(name).told(wish)["it"]["userErrors"]]) for name, _ in others if name]
    assert refused == [(name, [code]) for name, code in others if name]
    assert asking.told(wish)["it"]["userErrors"] == []
    assert came(engine, case, key)
    again = [why["code"] for why in asking.told(wish)["it"]["userErrors"]]
    assert again == ([case.again] if case.again else [])
    assert came(engine, case, key)


@each_step
def test_over_the_api_too_late(ask: Ask, engine: sa.Engine, case: Case) -> None:
    if case.too_late is None:
        assert not case.noun.verbs[case.name].when
        return
    [why] = ask(case.by).told(mutation(engine, case, made(engine, case.too_late)))["it"]["userErrors"]
    assert (why["code"], why["message"][:5]) == ("REFUSED", "This ")


# On the screens ----------------------------------------------------------------------------------------------------


@each_step
def test_on_the_screens(app: Flask, engine: sa.Engine, case: Case) -> None:
    key, guest = made(engine, case.ready), Guest(app, case.by)
    address, given = f"/{slug(case.noun)}/step/{case.name}/{key}", asked(engine, case)
    others = [(case.may_not, 403), (case.sees_not, 404)]
    refused = [(name, _sent(Guest(app, name), address, given)) for name, _ in others if name]
    assert refused == [(name, code) for name, code in others if name]
    assert _sent(guest, address, given) == 302
    assert came(engine, case, key)
    assert _sent(guest, address, given) == (422 if case.again else 302)
    assert came(engine, case, key)


@each_step
def test_on_the_screens_too_late(app: Flask, engine: sa.Engine, case: Case) -> None:
    if case.too_late is None:
        return
    guest, key = Guest(app, case.by), made(engine, case.too_late)
    answer = guest.post(f"/{slug(case.noun)}/step/{case.name}/{key}", asked(engine, case), page="/customer/list/")
    assert answer.status_code == 422
    assert "that needs it to be" in answer.text or "not in need of that step now" in answer.text
    assert f"/step/{case.name}/{key}" not in guest.get(f"/{slug(case.noun)}/show/{key}").text


def _sent(guest: Guest, address: str, given: dict[str, str]) -> int:
    return guest.post(address, given, page="/customer/list/").status_code


# None is left out --------------------------------------------------------------------------------------------------


def test_every_step_is_taken_in_a_browser() -> None:
    known = {f"{noun.__name__} {name}" for noun in nouns() for name in noun.verbs}
    listed = {*map(str, [*WORKFLOW, *ROOMS, *PURSUED]), *(f"ServiceRequest {name}" for name in SERVED)}
    assert known - listed - BEGUN - ELSEWHERE.keys() == set()
    assert (listed | BEGUN | ELSEWHERE.keys()) - known == set()


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_is_taken_elsewhere_is_taken_there(name: str) -> None:
    file, test = ELSEWHERE[name]
    assert f"def {test}(" in (Path(__file__).parents[1] / "browser" / file).read_text()


def test_what_is_asked_four_ways_is_all_of_the_workflows() -> None:
    nouns_ = {case.noun for case in [*WORKFLOW, *PURSUED]} | {ServiceRequest, RiskModel}
    known = {f"{noun.__name__} {verb.name}" for noun in nouns_ for verb in noun.verbs.values() if not verb.begins}
    assert known <= {*map(str, [*WORKFLOW, *PURSUED]), *(f"ServiceRequest {name}" for name in SERVED)}
