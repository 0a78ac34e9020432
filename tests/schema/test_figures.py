"""How often the engine answers, and why it does not, can be looked up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from schema.figures import told
from tests.views.guest import Guest

Ask = Callable[..., Any]


@pytest.mark.usefixtures("engine_on")
def test_what_the_engine_answers_and_leaves_is_counted(ask: Ask) -> None:
    before = told()["answered"]
    eva = ask("eva")
    eva("{ customers { totalCount } }")
    eva('{ customers(after: "x") { totalCount } }')
    eva("{ nothing }")
    after = told()["answered"]
    grown = {reason: after[reason] - before.get(reason, 0) for reason in ("compiled", "refused", "mistake")}
    assert grown == {"compiled": 1, "refused": 1, "mistake": 1}


@pytest.mark.usefixtures("engine_on")
def test_the_same_question_is_planned_once(ask: Ask) -> None:
    eva = ask("eva")
    query = "query Once($n: String) { customers(filter: {name: {contains: $n}}) { totalCount } }"
    eva.told(query, n="a")
    before = told()["plans"]
    eva.told(query, n="b")
    assert told()["plans"] == {**before, "hits": before["hits"] + 1}


@pytest.mark.parametrize(("who", "status"), [("admin", 200), ("ana", 403)])
def test_who_may_read_the_schema_reads_the_figures(app: Flask, who: str, status: int) -> None:
    answer = Guest(app, who).client.get("/graphql/figures")
    assert answer.status_code == status
    assert app.test_client().get("/graphql/figures").status_code == 302
