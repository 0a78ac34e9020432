"""Who asks more than their part waits, is told how long, and keeps nobody else from asking."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import rate
from app.core.database import system_session
from app.core.language import language
from app.organization.access_key import hashed
from app.organization.employee import Employee
from schema import entry
from schema.engine.bill import FRESH, LEAST
from schema.metering import SLOWER
from schema.published import engine as answering
from tests.views.guest import Guest

Ask = Callable[..., Any]
MOST = 10_000
SMALL = "{ products(first: 1) { totalCount } }"


@pytest.fixture(autouse=True, params=["engine", "Strawberry"])
def few(app: Flask, request: pytest.FixtureRequest) -> None:
    """So few records a minute that a test reaches the end of them, whoever answers; and no time passes."""
    settings = app.extensions["settings"]
    app.extensions["settings"] = settings.model_copy(update={"api_rate": MOST, "api_engine": request.param == "engine"})
    rate.rates.clock = lambda: 1_700_000_000.0
    answering.documents.clear()
    answering.plans.clear()
    entry.seen.clear()


def asked(asking: Any, query: str, times: int = 500, **variables: Any) -> tuple[int, Any]:
    """How often it was answered, and what was said when it was no longer."""
    for n in range(times):
        answer = asking.post({"query": query, "variables": variables})
        if answer.status_code != 200:
            return n, answer
    return times, None


def test_who_has_asked_too_much_is_told_when_to_ask_again(ask: Ask, app: Flask) -> None:
    answered, answer = asked(ask("eva"), SMALL)
    assert MOST / LEAST - 25 < answered < MOST / LEAST + 25
    assert answer.status_code == 429
    [error] = answer.get_json()["errors"]
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert error["extensions"]["requestId"] == answer.headers["X-Request-Id"]
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["Retry-After"] in error["message"]
    assert "10000" in error["message"].replace(",", "")


def test_it_is_told_in_the_readers_language(ask: Ask, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(language("es").messages, SLOWER, "Más de {most}: en {seconds} s.")
    with system_session(engine) as session:
        session.scalars(sa.select(Employee).where(Employee.username == "eva")).one().language = "es"
        session.commit()
    [error] = asked(ask("eva"), SMALL)[1].get_json()["errors"]
    assert error["message"].startswith("Más de 10000: en ")


def test_nobody_else_waits(ask: Ask) -> None:
    eva, again = ask("eva"), ask("eva")
    asked(eva, SMALL)
    assert eva.post({"query": SMALL}).status_code == 429
    assert again.post({"query": SMALL}).status_code == 200, "each key has its own measure"
    assert ask("ana").post({"query": SMALL}).status_code == 200


def test_a_question_costs_what_it_could_read(ask: Ask) -> None:
    """Also where the number is a variable's, or a variable's default."""
    columns = "{ customers(first: %s) { edges { node { id name } } } }"
    times, _ = asked(ask("eva"), columns % 1000)
    assert times <= MOST / 1000 + 1
    times, _ = asked(ask("eva"), "query($n: Int!) " + columns % "$n", n=1000)
    assert times <= MOST / 1000 + 1
    times, _ = asked(ask("eva"), "query($n: Int! = 1000) " + columns % "$n")
    assert times <= MOST / 1000 + 1


def test_questions_that_were_never_seen_cost_the_work_that_they_make(ask: Ask) -> None:
    eva = ask("eva")
    codes = [eva.post({"query": f'{{ customer(id: "{n}") {{ name }} }}'}).status_code for n in range(20)]
    assert codes.count(200) <= MOST / FRESH + 2
    assert codes[-1] == 429
    variable = "query($id: ID!) { customer(id: $id) { name } }"
    ana = ask("ana")
    assert {ana.post({"query": variable, "variables": {"id": str(n)}}).status_code for n in range(20)} == {200}


def test_mistakes_are_not_for_nothing(ask: Ask) -> None:
    eva = ask("eva")
    codes = [eva.post({"query": f"{{ nothing{n} }}"}).status_code for n in range(20)]
    assert codes[-1] == 429
    assert asked(ask("eva"), "{ customers(first: 100000) { totalCount } }")[0] < 2 * MOST / LEAST


def test_who_waits_costs_next_to_nothing(ask: Ask, app: Flask, statements: list[str]) -> None:
    eva = ask("eva")
    asked(eva, SMALL)
    before = rate.rates.wait(f"key {hashed(eva.key)}")
    statements.clear()
    for _ in range(20):
        assert eva.post({"query": SMALL}).status_code == 429
    assert rate.rates.wait(f"key {hashed(eva.key)}") <= before, "to have been refused is no debt"
    if app.extensions["settings"].api_engine:
        assert len(statements) < 20


def test_a_person_at_a_browser_has_a_measure_too(app: Flask, ask: Ask) -> None:
    eva = Guest(app, "eva")
    times, answer = asked(Browser(eva), SMALL)
    assert times < 2 * MOST / LEAST
    assert answer.status_code == 429
    assert ask("eva").post({"query": SMALL}).status_code == 200, "their programs go on"


class Browser:
    """A browser whose page proves that it is its own."""

    def __init__(self, guest: Guest) -> None:
        self.client = guest.client
        page = self.client.get("/graphql").get_data(as_text=True)
        self.headers = {"X-CSRFToken": re.findall(r'name="csrf-token" content="([^"]+)"', page)[0]}

    def post(self, body: Any) -> Any:
        return self.client.post("/graphql", json=body, headers=self.headers)


def test_who_is_nobody_fills_nobodys_measure(app: Flask) -> None:
    client = app.test_client()
    before = list(rate.rates.owners)
    for n in range(10):
        headers = {"Authorization": f"Bearer trato_{n}"}
        assert client.post("/graphql", json={"query": SMALL}, headers=headers).status_code == 401
    assert list(rate.rates.owners) == before
