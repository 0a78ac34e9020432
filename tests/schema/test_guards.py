"""What one may not see is seen by no path: not the rows, not the fields, not by asking about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]


def ids(ask: Ask, noun: str) -> dict[str, str]:
    told = ask("admin").told(f"{{ {noun} {{ edges {{ node {{ id name }} }} }} }}")
    return {edge["node"]["name"]: edge["node"]["id"] for edge in told[noun]["edges"]}


# Fields ---------------------------------------------------------------------------------------------------------


def test_a_guarded_field_is_null_and_one_error_says_why(ask: Ask) -> None:
    answer = ask("ana")("{ customers { edges { node { name creditLimit } } } }")
    assert [edge["node"]["creditLimit"] for edge in answer["data"]["customers"]["edges"]] == [None, None]
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert len(error["extensions"]["requestId"]) == 16
    assert error["message"] == "You may not see Credit limit."


def test_a_guarded_field_is_told_to_those_who_may_see_it(ask: Ask) -> None:
    told = ask("eva").told('{ customers(filter: {name: {eq: "Acme"}}) { edges { node { creditLimit } } } }')
    assert told["customers"]["edges"][0]["node"]["creditLimit"] == "900.00"


def test_a_guarded_column_does_not_leave_the_database(ask: Ask, statements: list[str]) -> None:
    ana = ask("ana")
    statements.clear()
    ana("{ customers { edges { node { name creditLimit } } } }")
    assert not [statement for statement in statements if "credit_limit" in statement]


@pytest.mark.parametrize(
    "query",
    [
        "{ customers(filter: {creditLimit: {gt: 0}}) { totalCount } }",
        "{ customers(filter: {not: {or: [{creditLimit: {isNull: true}}]}}) { totalCount } }",
        "{ customers(orderBy: [{creditLimit: ASC}]) { totalCount } }",
        "{ customersAggregate(groupBy: [{creditLimit: VALUE}]) { count } }",
        "{ orders(filter: {customer: {creditLimit: {gt: 0}}}) { totalCount } }",
        "{ contacts(filter: {customer: {creditLimit: {gt: 0}}}) { totalCount } }",
        "{ products(filter: {cost: {gt: 0}}) { totalCount } }",
        "{ orders(filter: {lines: {some: {cost: {gt: 0}}}}) { totalCount } }",
        "{ orders(filter: {lines: {none: {product: {cost: {gt: 0}}}}}) { totalCount } }",
        "{ customers { edges { node { orders(orderBy: [{total: ASC}]) { edges { node { "
        "lines(orderBy: [{cost: ASC}]) { edges { node { amount } } } } } } } } } }",
    ],
)
def test_a_guarded_field_is_no_way_to_find_sort_or_group(ask: Ask, query: str) -> None:
    assert ask("ana").refused(query)[0] == "FORBIDDEN"
    assert "errors" not in ask("eva")(query)


def test_a_guarded_field_is_left_out_of_sums(ask: Ask, statements: list[str]) -> None:
    ana, query = ask("ana"), "{ orderLinesAggregate { count sum { amount cost } max { cost } } }"
    statements.clear()
    answer = ana(query)
    [group] = answer["data"]["orderLinesAggregate"]
    assert group == {"count": 3, "sum": {"amount": "140.0000", "cost": None}, "max": {"cost": None}}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert not [statement for statement in statements if "cost" in statement]
    [group] = ask("eva").told(query)["orderLinesAggregate"]
    assert group == {"count": 4, "sum": {"amount": "340.0000", "cost": "376.0000"}, "max": {"cost": "240.0000"}}


# Nouns ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "{ payments { totalCount } }",
        "{ paymentsAggregate { count } }",
        '{ payment(id: "1") { amount } }',
        "{ orders { edges { node { payments { totalCount } } } } }",
        "{ orders(filter: {payments: {some: {}}}) { totalCount } }",
    ],
)
def test_a_noun_that_one_may_not_list_is_reached_by_no_path(ask: Ask, query: str) -> None:
    assert ask("dan").refused(query) == ["FORBIDDEN"]


def test_a_relation_to_what_one_may_not_see_is_null(ask: Ask) -> None:
    answer = ask("cti")("{ employees(first: 2) { edges { node { name department { name } } } } }")
    assert [edge["node"]["department"] for edge in answer["data"]["employees"]["edges"]] == [None, None]
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]


# Rows -----------------------------------------------------------------------------------------------------------


def test_a_foreign_record_is_as_if_it_were_not_there(ask: Ask) -> None:
    zeta = ids(ask, "customers")["Zeta"]
    query = "query($id: ID!) { customer(id: $id) { name } }"
    assert ask("ana").told(query, id=zeta)["customer"] is None
    assert ask("luis").told(query, id=zeta)["customer"] == {"name": "Zeta"}


@pytest.mark.parametrize(
    ("query", "of"),
    [
        ("{ customers { totalCount } }", "customers"),
        ("{ contacts { totalCount } }", "contacts"),
        ("{ orders { totalCount } }", "orders"),
        ("{ orderLines { totalCount } }", "orderLines"),
        ("{ timelineEntries { totalCount } }", "timelineEntries"),
        ('{ customers(filter: {name: {contains: "e"}}) { totalCount } }', "customers"),
        ('{ contacts(filter: {customer: {name: {contains: "e"}}}) { totalCount } }', "contacts"),
        ("{ customers(filter: {orders: {some: {}}}) { totalCount } }", "customers"),
        ("{ products(filter: {name: {eq: \"Desk\"}}) { totalCount } }", ""),
    ],
)  # fmt: skip
def test_nobody_counts_what_they_do_not_see(ask: Ask, query: str, of: str) -> None:
    everything, mine, others = (ask(who)(query)["data"] for who in ("admin", "ana", "luis"))
    if of:
        assert mine[of]["totalCount"] + others[of]["totalCount"] <= everything[of]["totalCount"]
        assert others[of]["totalCount"] < everything[of]["totalCount"]
    else:
        assert mine == everything


@pytest.mark.parametrize("word", ["Zeta", "Zeta City", "Omega", "Zeta Contact", "Luis's"])
def test_no_path_leads_to_foreign_rows(ask: Ask, word: str) -> None:
    everything = """{
      customers { edges { node { name city
        contacts { edges { node { name customer { name city } } } }
        orders { edges { node { customer { name city } lines { edges { node { order { customer { name } } } } } } } }
        timeline { edges { node { summary customer { name } } } } } } }
      contacts { edges { node { name customer { name } } } }
      orders { edges { node { customer { name city owner { name } } } } }
      timelineEntries { edges { node { customer { name } summary } } }
      customersAggregate(groupBy: [{name: VALUE}, {city: VALUE}]) { keys { name city } min { lastOrderOn } }
      ordersAggregate(groupBy: [{customer: VALUE}]) { keys { customer { name } } }
      employees { edges { node { name } } } }"""
    answer = ask("ana").post({"query": everything, "variables": {}}).get_data(as_text=True)
    assert '"Acme"' in answer
    assert f'"{word}"' not in answer


@pytest.mark.parametrize(
    "condition",
    [
        '{orders: {some: {customer: {name: {eq: "Zeta"}}}}}',
        '{contacts: {some: {name: {startsWith: "Zeta"}}}}',
        '{not: {contacts: {none: {name: {startsWith: "Zeta"}}}}}',
        '{timeline: {some: {customer: {name: {eq: "Zeta"}}}}}',
    ],
)
def test_no_filter_answers_about_foreign_rows(ask: Ask, condition: str) -> None:
    query = f"{{ customers(filter: {condition}) {{ totalCount }} }}"
    assert ask("ana").told(query)["customers"]["totalCount"] == 0
    assert ask("luis").told(query)["customers"]["totalCount"] == 1


def test_a_foreign_cursor_opens_nothing(ask: Ask) -> None:
    query = """query($after: String) { customers(first: 1, after: $after, orderBy: [{name: DESC}]) {
      pageInfo { endCursor } edges { node { name } } } }"""
    zeta = ask("luis").told(query)["customers"]["pageInfo"]["endCursor"]
    assert ask("ana").told(query, after=zeta)["customers"]["edges"] == [{"node": {"name": "Beta"}}]


def test_groups_hold_only_what_one_sees(ask: Ask) -> None:
    query = "{ ordersAggregate(groupBy: [{status: VALUE}]) { keys { status } count sum { total } } }"
    assert ask("luis").told(query)["ordersAggregate"] == [
        {"keys": {"status": "CONFIRMED"}, "count": 1, "sum": {"total": "200.0000"}}
    ]


def test_a_key_opens_what_its_owner_sees_and_cookies_count_for_nothing(ask: Ask, app: Any) -> None:
    client = app.test_client()
    client.set_cookie("session", "eva")
    key = ask("luis").key
    answer = client.post(
        "/graphql", json={"query": "{ customers { totalCount } }"}, headers={"Authorization": f"Bearer {key}"}
    )
    assert answer.get_json() == {"data": {"customers": {"totalCount": 1}}}
