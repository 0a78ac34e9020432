"""The way in: who is let in, what is taken for a question, and what goes wrong in silence for the one who asks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.database import system_session
from app.core.noun import now
from app.customers.customer import Customer
from app.organization.access_key import AccessKey, issue
from app.organization.employee import Employee
from config import DEMO_PASSWORD

Ask = Callable[..., Any]
QUESTION = {"query": "{ customers { totalCount } }"}


# Who ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"Authorization": ""}, {"Authorization": "Bearer"}, {"Authorization": "Bearer "}, {"Authorization": "Basic YTpi"},
        {"Authorization": "Bearer trato_none"}, {"Authorization": "Bearer " + "x" * 5000}, {"Authorization": "Bearer \xe9"},
    ],
)  # fmt: skip
def test_nobody_is_let_in_without_a_key(app: Flask, headers: dict[str, str]) -> None:
    answer = app.test_client().post("/graphql", json=QUESTION, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.get_json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_a_key_that_is_over_lets_nobody_in(app: Flask, engine: sa.Engine) -> None:
    with system_session(engine) as session:
        ana = session.scalars(sa.select(Employee).where(Employee.username == "ana")).one()
        old = issue(session, ana, at=now() - timedelta(days=91))
        revoked, held = issue(session, ana, at=now()), issue(session, ana, at=now())
        session.flush()
        session.scalars(sa.select(AccessKey).order_by(AccessKey.id)).all()[1].revoked_at = now()
        session.commit()
    post = app.test_client().post
    codes = [
        post("/graphql", json=QUESTION, headers={"Authorization": f"Bearer {key}"}).status_code
        for key in (old, revoked, held)
    ]
    assert codes == [401, 401, 200]
    with system_session(engine) as session:
        session.scalars(sa.select(Employee).where(Employee.username == "ana")).one().active = False
        session.commit()
    assert post("/graphql", json=QUESTION, headers={"Authorization": f"Bearer {held}"}).status_code == 401


@pytest.fixture
def browser(app: Flask) -> Any:
    """Ana, signed in, and the token of her page."""
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    token = csrf_token(client.get("/login/").get_data(as_text=True))
    signed = client.post("/login/", data={"username": "max", "password": DEMO_PASSWORD, "csrf_token": token})
    assert signed.status_code == 302
    return client


def csrf_token(page: str) -> str:
    found = re.search(r'name="csrf[-_]token"[^>]*(?:value|content)="([^"]+)"', page)
    assert found
    return found[1]


def test_a_browser_proves_that_the_request_is_its_own(browser: Any) -> None:
    assert browser.post("/graphql", json=QUESTION).status_code == 403
    assert browser.post("/graphql", json=QUESTION, headers={"X-CSRFToken": "x"}).status_code == 403
    token = csrf_token(browser.get("/graphql").get_data(as_text=True))
    answer = browser.post("/graphql", json=QUESTION, headers={"X-CSRFToken": token})
    assert answer.get_json() == {"data": {"customers": {"totalCount": 3}}}
    for origin, status in (("https://evil.example", 403), ("null", 403), ("http://[", 403), ("https://localhost", 200)):
        headers = {"X-CSRFToken": token, "Origin": origin}
        assert browser.post("/graphql", json=QUESTION, headers=headers).status_code == status, origin


def test_a_key_counts_and_the_cookie_does_not(browser: Any, ask: Ask) -> None:
    headers = {"Authorization": f"Bearer {ask('ana').key}"}
    assert browser.post("/graphql", json=QUESTION, headers=headers).get_json()["data"]["customers"]["totalCount"] == 2
    assert browser.post("/graphql", json=QUESTION, headers={"Authorization": "Bearer x"}).status_code == 401


def test_a_browser_finds_graphiql_without_the_network(browser: Any, app: Flask) -> None:
    page = browser.get("/graphql").get_data(as_text=True)
    assert "graphiql" in page
    assert not re.search(r"""(src|href)=["'](https?:)?//""", page)
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>|\son\w+=|\sstyle=", page)
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
        with browser.get(address) as part:
            assert part.status_code == 200, address
    anonymous = app.test_client().get("/graphql")
    assert anonymous.status_code == 302
    assert "/login/" in anonymous.location


# What -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "", "5", "null", '"x"', "[]", '[{"query": "{ __typename }"}]', "{}", '{"query": 5}', '{"query": null}', '{"query": ""}',
        '{"query": "{ __typename }", "variables": []}', '{"query": "{ __typename }", "variables": "x"}',
        '{"query": "{ __typename }", "operationName": 7}', '{"query": "{ __typename }", "operationName": "Other"}',
        '{"query": "query A { __typename }", "operationName": "B"}', "{" * 3000, "[" * 60000, '{"query": "\\ud800"}',
        '{"query": "{ __typename }", "variables": {"x": "\\u0000"}}', "\xff\xfe",
        '{"query": "fragment F on Query { __typename }"}',
        json.dumps({"query": "{ __typename }", "variables": {"x": eval("[" * 30 + "]" * 30)}}),  # noqa: S307
    ],
)  # fmt: skip
def test_what_is_no_question_is_refused(ask: Ask, body: str) -> None:
    asking = ask("eva")
    answer = asking.client.post(
        "/graphql", data=body.encode("latin-1"), content_type="application/json",
        headers={"Authorization": f"Bearer {asking.key}"},
    )  # fmt: skip
    assert answer.status_code == 400
    assert answer.get_json()["errors"][0]["extensions"]["code"] == "INVALID"


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/graphql", ""],
)
def test_a_question_is_json(ask: Ask, kind: str) -> None:
    asking = ask("eva")
    headers = {"Authorization": f"Bearer {asking.key}"}
    answer = asking.client.post("/graphql", data=json.dumps(QUESTION), content_type=kind, headers=headers)
    assert answer.status_code == 415


def test_a_question_is_short(ask: Ask) -> None:
    asking = ask("eva")
    filled = {**QUESTION, "variables": {"x": "x" * (64 * 1024)}}
    assert asking.post(filled).status_code == 413
    assert asking.post({**QUESTION, "variables": {"x": "x" * (63 * 1024)}}).status_code == 200


def test_get_answers_no_questions(ask: Ask) -> None:
    asking = ask("eva")
    answer = asking.client.get(
        "/graphql?query={customers{totalCount}}", headers={"Authorization": f"Bearer {asking.key}"}
    )
    assert b"totalCount" not in answer.data


@pytest.mark.parametrize(
    "query",
    [
        "{", "{ customers", "query { customers(filter: {name: {eq: \"\\u0000\"}}) { totalCount } }", "{ nothing }",
        "{ customers { totalCount } } fragment F on Customer { ...F }", "subscription { x }", "{ customers(first: 99999999999) { totalCount } }",
        "{ " * 400 + "x" + " }" * 400, "{ customers(filter: " + "{not: " * 150 + "{}" + "}" * 150 + ") { totalCount } }",
        "{ customers(orderBy: " + "[" * 300 + "]" * 300 + ") { totalCount } }", "# only a comment", "query($x: Nothing) { customers { totalCount } }",
        "query($x: ID!) { customer(id: $x) { name } }", "{ customers @defer { totalCount } }", "{ customer(id: {}) { name } }",
    ],
)  # fmt: skip
def test_a_question_that_means_nothing_is_refused(ask: Ask, query: str) -> None:
    answer = ask("ana").post({"query": query})
    assert answer.status_code in (200, 400)
    assert {error["extensions"]["code"] for error in answer.get_json()["errors"]} == {"INVALID"}


def test_an_answer_is_kept_by_nobody(ask: Ask) -> None:
    answer = ask("eva").post(QUESTION)
    assert answer.headers["Cache-Control"] == "no-store"
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["X-Request-Id"])


def test_what_breaks_here_is_told_by_a_number_that_the_log_has(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise ValueError("postgresql://crm:S3cret@db")

    monkeypatch.setattr("schema.engine.filters.Filter.condition", broken)
    answer = ask("eva")("{ customers { totalCount } products { totalCount } }")
    [first, _] = answer["errors"]
    assert "S3cret" not in str(answer)
    assert first["extensions"]["code"] == "INTERNAL"
    assert first["extensions"]["requestId"] in first["message"]
    assert first["extensions"]["requestId"] in caplog.text
    assert "S3cret" in caplog.text


@pytest.mark.usefixtures("other_rules")
def test_a_question_that_takes_too_long_is_given_up(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT count(*) FROM n"
    )

    def slow(cls: Any, viewer: Any, rows: Any) -> Any:
        return sa.literal_column(f"({endless}) > 0")

    monkeypatch.setattr(Customer, "visible_to", classmethod(slow))
    monkeypatch.setattr("schema.entry.SECONDS", 0.2)
    answer = ask("dan")("query Slow { customers { totalCount } }")
    assert answer["data"] == {"customers": None}
    [error] = answer["errors"]
    assert (error["extensions"]["code"], error["path"]) == ("INVALID", ["customers"])
    assert "too long" in error["message"]


# Anything -------------------------------------------------------------------------------------------------------

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=5), inside, max_size=4),
    max_leaves=8,
)
QUERIES = [
    "query($x: CustomerFilter) { customers(filter: $x) { totalCount } }",
    "query($x: [CustomerOrderBy!]) { customers(orderBy: $x) { edges { cursor } } }",
    "query($x: String) { customers(after: $x) { totalCount } }",
    "query($x: Int!) { customers(first: $x) { totalCount } }",
    "query($x: ID!) { customer(id: $x) { name } }",
    "query($x: [OrderGroupBy!]) { ordersAggregate(groupBy: $x) { count } }",
    "query($x: OrderFilter) { ordersAggregate(filter: $x) { count } }",
    "mutation($x: CustomerCreateInput!) { customerCreate(input: $x) { userErrors { code } } }",
    'mutation($x: ID!) { customerLose(id: $x, reason: "") { userErrors { code } } }',
]
values = anything | st.fixed_dictionaries(
    {},
    optional={
        "name": st.fixed_dictionaries({}, optional={"eq": anything, "in": anything, "contains": st.text(), "gt": st.text()}),
        "creditLimit": st.fixed_dictionaries({}, optional={"gt": st.decimals().map(str) | anything, "in": anything}),
        "lastOrderOn": st.fixed_dictionaries({}, optional={"lt": st.dates().map(str) | anything, "isNull": anything}),
        "createdAt": st.fixed_dictionaries({}, optional={"lt": st.datetimes(timezones=st.timezones()).map(lambda d: d.isoformat())}),
        "id": st.fixed_dictionaries({}, optional={"eq": st.text() | st.integers(), "in": st.lists(st.text())}),
        "orders": st.fixed_dictionaries({}, optional={"some": anything, "none": anything}),
        "or": st.lists(anything, max_size=3),
    },
)  # fmt: skip


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(query=st.sampled_from(QUERIES) | st.text(), value=values)
def test_nothing_that_is_sent_breaks_anything(guest: Any, query: str, value: Any) -> None:
    try:
        body = json.dumps({"query": query, "variables": {"x": value}}).encode("utf-8", "surrogatepass")
    except ValueError:
        return
    answer = guest.client.post(
        "/graphql", data=body, content_type="application/json", headers={"Authorization": f"Bearer {guest.key}"}
    )
    assert answer.status_code < 500
    codes = {error["extensions"]["code"] for error in answer.get_json().get("errors", ())}
    assert "INTERNAL" not in codes, (query, value)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    body=st.binary(max_size=300),
    headers=st.dictionaries(
        st.sampled_from(["Content-Type", "Cookie", "Authorization", "X-CSRFToken", "Origin", "Content-Encoding"]),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    ),
)
def test_nothing_that_knocks_breaks_anything(guest: Any, body: bytes, headers: dict[str, str]) -> None:
    assert guest.client.post("/graphql", data=body, headers=headers).status_code < 500


@pytest.fixture
def guest(ask: Ask) -> Any:
    return ask("max")
