"""Reading over the API: records, lists, what hangs on them, in whose eyes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

NAMES = "{ customers(orderBy: [{name: ASC}]) { edges { node { name } } } }"


def names(answer: dict[str, Any], of: str = "customers") -> list[str]:
    return [edge["node"]["name"] for edge in answer[of]["edges"]]


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("ana", ["Acme", "Beta"]),
        ("luis", ["Zeta"]),
        ("max", ["Acme", "Beta", "Zeta"]),
        ("eva", ["Acme", "Beta", "Omega", "Zeta"]),
        ("cti", ["Acme", "Beta", "Omega", "Zeta"]),
    ],
)
def test_everybody_sees_what_their_data_permission_allows(ask: Callable[..., Any], who: str, seen: list[str]) -> None:
    assert names(ask(who).told(NAMES)) == seen


def test_a_record_tells_what_belongs_to_it(ask: Callable[..., Any]) -> None:
    [acme] = ask("max").told(
        """{ customers(filter: {name: {eq: "Acme"}}) { edges { node {
            number name status owner { username name department { name parent { name } } }
            contacts { edges { node { name customer { name } } } }
            orders(orderBy: [{orderedOn: DESC}]) { totalCount edges { node {
              orderedOn status total lines { edges { node { quantity amount product { name } } } } } } }
            timeline(first: 1) { totalCount edges { node { action at details } } }
        } } } }"""
    )["customers"]["edges"]
    acme = acme["node"]
    assert acme["owner"] == {
        "username": "ana", "name": "Ana Torres", "department": {"name": "Sales East", "parent": {"name": "Sales"}},
    }  # fmt: skip
    assert names(acme, "contacts") == ["Acme Contact"]
    assert acme["contacts"]["edges"][0]["node"]["customer"] == {"name": "Acme"}
    draft, sold = (edge["node"] for edge in acme["orders"]["edges"])
    assert (draft["orderedOn"], draft["status"], draft["total"]) == ("2026-03-09", "DRAFT", "10.0000")
    assert (sold["status"], sold["total"], acme["orders"]["totalCount"]) == ("CONFIRMED", "130.0000", 2)
    assert [line["node"]["product"]["name"] for line in sold["lines"]["edges"]] == ["Chair", "Desk"]
    assert acme["timeline"]["edges"][0]["node"]["action"].startswith("order.")


def test_a_record_is_found_by_its_id_as_in_its_address(ask: Callable[..., Any]) -> None:
    ana = ask("ana")
    first = ana.told("{ customers(first: 1) { edges { node { id name } } } }")["customers"]["edges"][0]["node"]
    assert ana.told("query($id: ID!) { customer(id: $id) { id name } }", id=first["id"])["customer"] == first


@pytest.mark.parametrize("id", ["0", "-1", "x", "99999999999999999999", "1e3", "", " 1", "１"])
def test_an_id_that_is_none_finds_nothing(ask: Callable[..., Any], id: str) -> None:
    told = ask("eva").told("query($id: ID!) { customer(id: $id) { name } }", id=id)
    assert told["customer"] is None


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ('{name: {eq: "Acme"}}', ["Acme"]),
        ('{name: {ne: "Acme"}}', ["Beta", "Omega", "Zeta"]),
        ('{name: {in: ["Acme", "Zeta"]}}', ["Acme", "Zeta"]),
        ("{name: {in: []}}", []),
        ('{name: {gt: "Beta"}}', ["Omega", "Zeta"]),
        ('{name: {gte: "Beta", lt: "Zeta"}}', ["Beta", "Omega"]),
        ('{name: {lte: "Acme"}}', ["Acme"]),
        ('{name: {contains: "ET"}}', ["Beta", "Zeta"]),
        ('{name: {contains: "%"}}', []),
        ('{name: {startsWith: "z"}}', ["Zeta"]),
        ("{lastOrderOn: {isNull: true}}", ["Beta", "Omega"]),
        ("{lastOrderOn: {isNull: false}}", ["Acme", "Zeta"]),
        ('{lastOrderOn: {gt: "2026-01-05"}}', ["Zeta"]),
        ("{creditLimit: {gte: 900}}", ["Acme"]),
        ('{creditLimit: {ne: "900"}}', ["Beta", "Omega", "Zeta"]),
        ("{status: {in: [ACTIVE]}}", ["Acme", "Zeta"]),
        ('{owner: {username: {eq: "ana"}}}', ["Acme", "Beta"]),
        ('{owner: {department: {name: {contains: "west"}}}}', ["Zeta"]),
        ("{orders: {some: {status: {eq: DRAFT}}}}", ["Acme"]),
        ("{orders: {none: {status: {eq: CONFIRMED}}}}", ["Beta", "Omega"]),
        ("{orders: {some: {}}}", ["Acme", "Zeta"]),
        ('{orders: {some: {lines: {some: {product: {name: {eq: "Desk"}}}}}}}', ["Acme", "Zeta"]),
        ('{contacts: {some: {customer: {name: {eq: "Beta"}}}}}', ["Beta"]),
        ('{or: [{name: {eq: "Acme"}}, {name: {eq: "Beta"}}], not: {name: {eq: "Beta"}}}', ["Acme"]),
        ('{and: [{name: {gt: "A"}}, {name: {lt: "C"}}]}', ["Acme", "Beta"]),
        ("{or: []}", []),
        ("{name: null, status: {eq: null}}", ["Acme", "Beta", "Omega", "Zeta"]),
    ],
)
def test_filters(ask: Callable[..., Any], condition: str, found: list[str]) -> None:
    told = ask("eva").told(
        f"{{ customers(filter: {condition}, orderBy: [{{name: ASC}}]) {{ edges {{ node {{ name }} }} }} }}"
    )
    assert names(told) == found


def test_a_tree_is_filtered_through_itself(ask: Callable[..., Any]) -> None:
    told = ask("eva").told(
        '{ departments(filter: {parent: {parent: {name: {eq: "Superstore"}}}}, orderBy: [{name: ASC}])'
        " { edges { node { name parent { name parent { name } } } } } }"
    )
    assert names(told, "departments") == ["Sales East", "Sales West"]
    assert told["departments"]["edges"][0]["node"]["parent"] == {"name": "Sales", "parent": {"name": "Superstore"}}


PAGES = """query($after: String, $n: Int!) { customers(first: $n, after: $after, orderBy: [{FIELD: WAY}]) {
  edges { node { name FIELD } cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }"""


@pytest.mark.parametrize("way", ["ASC", "DESC"])
@pytest.mark.parametrize("field", ["lastOrderOn", "name", "status", "creditLimit", "createdAt", "id"])
def test_pages_follow_each_other_whatever_the_order(ask: Callable[..., Any], field: str, way: str) -> None:
    eva = ask("eva")
    query = PAGES.replace("FIELD", field).replace("WAY", way)
    whole = eva.told(query, n=100)["customers"]
    found, after = [], None
    for _ in range(4):
        page = eva.told(query, n=1, after=after)["customers"]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        assert page["totalCount"] == 4
        after = page["pageInfo"]["endCursor"]
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        found += page["edges"]
    assert page["pageInfo"]["hasNextPage"] is False
    assert found == whole["edges"]
    values = [edge["node"][field] for edge in found]
    assert None not in values[: len(values) - values.count(None)], "what is empty comes last"


@pytest.mark.parametrize("way", ["ASC", "DESC"])
def test_pages_follow_each_other_in_the_order_of_truths(ask: Callable[..., Any], way: str) -> None:
    query = PAGES.replace("customers", "products").replace("FIELD", "isStocked").replace("WAY", way)
    eva, after, found = ask("eva"), None, []
    for _ in range(2):
        page = eva.told(query, n=1, after=after)["products"]
        found += page["edges"]
        after = page["pageInfo"]["endCursor"]
    assert len({edge["node"]["name"] for edge in found}) == 2


def test_a_page_behind_the_last_row_is_empty(ask: Callable[..., Any]) -> None:
    eva = ask("eva")
    last = eva.told("{ customers(first: 4) { pageInfo { endCursor } } }")["customers"]["pageInfo"]["endCursor"]
    page = eva.told(
        "query($after: String) { customers(after: $after) { edges { cursor } pageInfo { hasNextPage endCursor } } }",
        after=last,
    )
    assert page["customers"] == {"edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}


@pytest.mark.parametrize(
    "cursor", ["x", "", "bnVsbA==", "W251bGxd", "WzEsMl0=", "W10=", "WyJ4Il0=", "W1tdXQ==", "é", "WzFlOTldCg=="]
)
def test_a_cursor_that_is_none_is_refused(ask: Callable[..., Any], cursor: str) -> None:
    codes = ask("eva").refused("query($after: String) { customers(after: $after) { edges { cursor } } }", after=cursor)
    assert codes == ["INVALID"]


def test_lists_inside_have_pages_of_their_own(ask: Callable[..., Any]) -> None:
    eva = ask("eva")
    query = """query($after: String) { customers(orderBy: [{name: ASC}]) { edges { node { name
        orders(first: 1, after: $after, orderBy: [{orderedOn: ASC}]) {
          totalCount pageInfo { hasNextPage endCursor } edges { node { orderedOn } } } } } } }"""
    acme, beta, _, zeta = (edge["node"]["orders"] for edge in eva.told(query)["customers"]["edges"])
    assert [acme["totalCount"], beta["totalCount"], zeta["totalCount"]] == [2, 0, 1]
    assert [acme["pageInfo"]["hasNextPage"], beta["edges"], zeta["pageInfo"]["hasNextPage"]] == [True, [], False]
    again = eva.told(query, after=acme["pageInfo"]["endCursor"])["customers"]["edges"][0]["node"]["orders"]
    assert again["edges"] == [{"node": {"orderedOn": "2026-03-09"}}]
    assert again["totalCount"] == 2


def test_the_same_list_can_be_asked_for_twice(ask: Callable[..., Any]) -> None:
    told = ask("ana").told(
        """{ customers(filter: {name: {eq: "Acme"}}) { edges { node {
          drafts: orders(filter: {status: {eq: DRAFT}}) { edges { node { status lines { totalCount } } } }
          sold: orders(filter: {status: {ne: DRAFT}}) { edges { node { status lines { totalCount } } } } } } } }"""
    )
    acme = told["customers"]["edges"][0]["node"]
    assert acme["drafts"]["edges"] == [{"node": {"status": "DRAFT", "lines": {"totalCount": 1}}}]
    assert acme["sold"]["edges"] == [{"node": {"status": "CONFIRMED", "lines": {"totalCount": 2}}}]


def test_fragments_and_variables_are_understood(ask: Callable[..., Any]) -> None:
    told = ask("ana").told(
        """query Q($with: Boolean!, $by: [CustomerOrderBy!]) { customers(orderBy: $by) { ...Page } }
        fragment Page on CustomerConnection { edges { node { ...Who owner @include(if: $with) { name } } } }
        fragment Who on Customer { ... on Customer { name } }""",
        **{"with": True, "by": [{"name": "DESC"}]},
    )
    assert told["customers"]["edges"][0]["node"] == {"name": "Beta", "owner": {"name": "Ana Torres"}}
