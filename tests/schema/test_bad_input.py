"""Whatever is sent is answered with what is wrong with it, by the engine and without it: never by a breakdown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.schema.bad_input import JSON, TABLE, Sent

Ask = Callable[..., Any]
CODES = {"INVALID"}


@pytest.fixture(params=["engine", "Strawberry"])
def asking(app: Flask, ask: Ask, request: pytest.FixtureRequest) -> Any:
    """Somebody who may do everything, and who is known: what is wrong is not their rights."""
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"api_engine": request.param == "engine"})
    admin = ask("admin")
    admin.told("{ __typename }")
    return admin


def send(asking: Any, sent: Sent) -> Any:
    headers = {"Authorization": f"Bearer {asking.key}"}
    return asking.client.post("/graphql", data=sent.body, content_type=sent.kind, headers=headers)


def test_what_is_wrong_is_told(asking: Any, caplog: pytest.LogCaptureFixture) -> None:
    """From the first request on: each is sent when nothing of it is known, and again when all is."""
    for _ in range(2):
        for sent in TABLE:
            answer = send(asking, sent)
            assert answer.status_code == sent.status, (sent.wrong, answer.get_data(as_text=True)[:500])
            told = answer.get_json()
            assert told.get("data") is None or None in told["data"].values(), sent.wrong
            assert {error["extensions"]["code"] for error in told["errors"]} == CODES, (sent.wrong, told)
            assert all(error["message"] for error in told["errors"]), sent.wrong
    assert not [each for each in caplog.records if each.levelname in ("ERROR", "CRITICAL")]


def test_an_answer_about_a_mistake_is_short(asking: Any) -> None:
    """Who sends much is not answered with as much again."""
    for sent in TABLE:
        assert len(send(asking, sent).data) < 64_000, sent.wrong


def test_no_limit_is_passed_by_what_a_variable_is_unless_told(asking: Any) -> None:
    """A default counts like a value, at every list, and a value counts where there is a default too."""
    inside = "{ edges { node { name orders(first: $inner) { edges { node { number } } } } } }"
    query = "query($outer: Int! = %s, $inner: Int! = %s) { customers(first: $outer) " + inside + " }"
    asking.told(query % (10, 10))
    asking.told(query % (100, 100), outer=10, inner=10)
    for outer, inner, variables in (
        (100, 100, {}), (10, 10, {"outer": 100, "inner": 100}), (100, 10, {"inner": 100}), (10, 100, {"outer": 100}),
    ):  # fmt: skip
        [error] = asking(query % (outer, inner), **variables)["errors"]
        assert "10000" in error["message"].replace(",", ""), error
    fragment = (
        "query($n: Int! = 100) { customers(first: $n) { edges { node { ...F } } } }"
        " fragment F on Customer { orders(first: $n) { edges { node { number } } } }"
    )
    assert asking.refused(fragment) == ["INVALID"]
    asking.told(fragment, n=9)
    skipped = query.replace("orders(first: $inner)", "orders(first: $inner) @include(if: false)")
    assert asking.refused(skipped % (100, 100)) == ["INVALID"], "what is left out could have been asked for"


def test_an_answer_has_an_end(asking: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    query = "{ customers { edges { node { id name } } } }"
    whole = len(asking.post({"query": query}).data)
    monkeypatch.setattr("schema.written.LARGEST_ANSWER", whole - 1)
    told = asking(query)
    assert told.get("data") is None
    assert [error["extensions"]["code"] for error in told["errors"]] == ["INVALID"]
    assert "too large" in told["errors"][0]["message"]
    monkeypatch.setattr("schema.written.LARGEST_ANSWER", whole)
    assert asking.told(query)


def test_a_limit_holds_before_anything_is_read(asking: Any, statements: list[str]) -> None:
    statements.clear()
    assert asking.refused(
        "{ customers(first: 100) { edges { node { orders(first: 100) { edges { node { id } } } } } } }"
    )
    assert not [each for each in statements if "FROM customer" in each]


def test_without_the_limits_the_table_is_let_through(asking: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: what stands before the database is what refuses."""
    monkeypatch.setattr("schema.engine.limits.COST", 10**9)
    costly = next(sent for sent in TABLE if sent.wrong == "more records than one may read")
    assert "errors" not in send(asking, Sent("fresh", costly.body.replace(b"name", b"name city"), kind=JSON)).get_json()
