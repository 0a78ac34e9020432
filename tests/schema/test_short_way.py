"""Who was known a moment ago is answered before the application wakes, as the application would answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from schema.keys import keys
from schema.published import engine as the_engine

Ask = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("engine_on")
QUESTION = json.dumps({"query": "{ customers { edges { node { name owner { name } } } totalCount } }"})
BODIES = (
    QUESTION, "", "5", "[]", "{}", "{", '{"query": 5}', '{"query": ""}', '{"query": "{ nothing }"}', "[" * 5000, "\xff",
    '{"query": "{ __typename }"}', '{"query": "{ __schema { types { name } } }"}', '{"query": "{ customers { id }"}',
    '{"query": "{ customers(first: 5000) { edges { node { name } } } }"}', json.dumps({"query": "x" * 70_000}),
    '{"query": "query($x: ID!) { customer(id: $x) { name } }", "variables": {"x": "\\u0000"}}',
    '{"query": "query($x: ID!) { customer(id: $x) { name } }", "variables": {"x": []}}',
    '{"query": "query A { __typename }", "operationName": "B"}', '{"query": "{ customer(id: 1) { creditLimit } }"}',
)  # fmt: skip


class Sent:
    """One body, sent by somebody who is known, and by the same somebody as if for the first time."""

    def __init__(self, ask: Ask, name: str) -> None:
        self.asking = ask(name)

    def __call__(self, body: str, *, is_known: bool, kind: str = "application/json", base: str | None = None) -> Any:
        keys.forget()
        if is_known:
            self.asking.told("{ __typename }")
        headers = {"Authorization": f"Bearer {self.asking.key}"}
        return self.asking.client.post(
            "/graphql", data=body.encode("latin-1"), content_type=kind, headers=headers, base_url=base
        )


def told(answer: Any) -> Any:
    headers = {name: value for name, value in answer.headers if name not in ("X-Request-Id", "Content-Length")}
    whole = answer.get_json()
    for error in whole.get("errors", ()):
        del error["extensions"]["requestId"]
    return answer.status_code, headers, whole


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("name", ["cti", "admin"])
def test_both_ways_answer_alike(ask: Ask, name: str, body: str) -> None:
    sent = Sent(ask, name)
    assert told(sent(body, is_known=True)) == told(sent(body, is_known=False))


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON", "text/plain", ""])
def test_a_kind_is_taken_by_both_or_by_neither(ask: Ask, kind: str) -> None:
    sent = Sent(ask, "eva")
    assert told(sent(QUESTION, is_known=True, kind=kind)) == told(sent(QUESTION, is_known=False, kind=kind))


def test_a_connection_that_nobody_overhears_is_told_so_by_both(ask: Ask) -> None:
    sent = Sent(ask, "eva")
    first, again = (sent(QUESTION, is_known=known, base="https://localhost") for known in (True, False))
    assert "Strict-Transport-Security" in first.headers
    assert told(first) == told(again)
    assert "Strict-Transport-Security" not in sent(QUESTION, is_known=True).headers


def test_the_application_sleeps(ask: Ask, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asking = ask("eva")
    first = asking.told("{ customers { totalCount } }")
    monkeypatch.setattr(app, "full_dispatch_request", None)
    assert asking.told("{ customers { totalCount } }") == first


def test_what_breaks_on_the_short_way_is_answered_on_the_long_one(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asking = ask("eva")
    first = asking.told("{ customers { totalCount } }")

    def broken(*_: Any) -> None:
        raise OSError("no connection")

    monkeypatch.setattr(the_engine, "answer_on", broken)
    monkeypatch.setattr(the_engine, "answer", lambda *_: None)
    assert asking.told("{ customers { totalCount } }") == first
    assert "no connection" in caplog.text


def test_switched_off_it_leads_nowhere(ask: Ask, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asking = ask("eva")
    first = asking.told("{ customers { totalCount } }")
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"api_engine": False})
    monkeypatch.setattr(the_engine, "answer_on", None)
    monkeypatch.setattr(the_engine, "answer", None)
    assert asking.told("{ customers { totalCount } }") == first
