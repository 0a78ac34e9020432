"""What one request may ask, one limit at a time: what is just within is answered, what is just beyond is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from schema.engine.limits import ALIASES, COST, DEPTH

Ask = Callable[..., Any]


def is_answered(asking: Any, query: str, **variables: Any) -> bool:
    answer = asking(query, **variables)
    if "errors" in answer:
        assert {error["extensions"]["code"] for error in answer["errors"]} == {"INVALID"}
        assert answer.get("data") is None
        return False
    return True


def test_depth(ask: Ask) -> None:
    """`edges`, `node` and `pageInfo` do not count."""
    eva = ask("eva")
    for levels, fits in ((DEPTH - 2, True), (DEPTH - 1, False)):
        inside = "name" if levels == 0 else "{ name }"
        for _ in range(levels):
            inside = f"{{ parent {inside} }}"
        query = f"{{ departments {{ edges {{ node {inside} }} }} }}"
        assert is_answered(eva, query) is fits, levels


def test_depth_through_fragments(ask: Ask) -> None:
    fragments = "".join(f" fragment F{n} on Department {{ parent {{ ...F{n + 1} }} }}" for n in range(DEPTH))
    query = (
        f"{{ departments {{ edges {{ node {{ ...F0 }} }} }} }} {fragments} fragment F{DEPTH} on Department {{ name }}"
    )
    assert not is_answered(ask("eva"), query)


def test_aliases(ask: Ask) -> None:
    eva = ask("eva")
    for n, fits in ((ALIASES, True), (ALIASES + 1, False)):
        many = " ".join(f"a{each}: name" for each in range(n))
        assert is_answered(eva, f"{{ products {{ edges {{ node {{ {many} }} }} }} }}") is fits


def test_aliases_through_fragments(ask: Ask) -> None:
    query = "{ products { edges { node { ...F a: category ...G } } } }"
    query += " fragment F on Product { " + " ".join(f"f{n}: name" for n in range(8)) + " }"
    query += " fragment G on Product { " + " ".join(f"g{n}: name" for n in range(8)) + " }"
    assert not is_answered(ask("eva"), query)


def test_tokens(ask: Ask) -> None:
    eva = ask("eva")
    query = "{ customers(filter: {name: {in: [%s]}}) { totalCount } }"
    assert is_answered(eva, query.replace("%s", '"a" ' * 970))
    assert not is_answered(eva, query.replace("%s", '"a" ' * 990))


def test_cost_is_what_could_be_read(ask: Ask) -> None:
    """100 customers, and for each as many orders as asked for: 100 x (1 + n)."""
    eva = ask("eva")
    query = "query($n: Int!) { customers(first: 100) { edges { node { name orders(first: $n) { totalCount } } } } }"
    most = COST // 100 - 1
    assert is_answered(eva, query, n=most)
    assert not is_answered(eva, query, n=most + 1)
    assert not is_answered(eva, query.replace("$n: Int!", "$n: Int! = 100").replace("query", "query Q"), n=100)


def test_cost_of_what_nests(ask: Ask) -> None:
    query = (
        "{ customers(first: 50) { edges { node { contacts(first: 5) { totalCount } orders(first: 5)"
        " { edges { node { lines(first: N) { edges { node { product { name } } } } } } } } } } }"
    )
    eva = ask("eva")
    assert is_answered(eva, query.replace("N", "5"))
    assert not is_answered(eva, query.replace("N", "50"))


@pytest.mark.parametrize("first", [0, -1, -(2**31), 101, 2**31 - 1])
def test_a_page_is_from_one_to_a_hundred(ask: Ask, first: int) -> None:
    eva = ask("eva")
    assert not is_answered(eva, f"{{ customers(first: {first}) {{ edges {{ node {{ owner {{ name }} }} }} }} }}")
    query = "query($n: Int) { customers(first: $n) { edges { node { owner { name } } } } }"
    assert not is_answered(eva, query.replace("Int)", "Int!)"), n=first)
    assert not is_answered(
        eva,
        f"{{ customers(first: 2) {{ edges {{ node {{ orders(first: {first}) {{ edges {{ node {{ customer {{ id }} }} }} }} }} }} }} }}",
    )


def test_a_page_of_columns_only_is_up_to_a_thousand(ask: Ask) -> None:
    eva = ask("eva")
    columns = "{ customers(first: %d) { edges { node { id name city } cursor } pageInfo { endCursor } totalCount } }"
    assert is_answered(eva, columns % 1000)
    assert not is_answered(eva, columns % 1001)
    assert not is_answered(eva, "{ customers(first: 1000) { edges { node { owner { id } } } } }")
    assert not is_answered(
        eva,
        "{ customers(first: 1000) { edges { node { ...F } } } } fragment F on Customer { orders(first: 1) { totalCount } }",
    )


def test_filters_have_an_end(ask: Ask) -> None:
    eva = ask("eva")
    query = "query($f: CustomerFilter) { customers(filter: $f) { totalCount } }"
    assert is_answered(eva, query, f={"or": [{"name": {"eq": str(n)}} for n in range(49)]})
    assert eva.refused(query, f={"or": [{"name": {"eq": str(n)}} for n in range(110)]}) == ["INVALID"]
    assert is_answered(eva, query, f={"name": {"in": [str(n) for n in range(1000)]}})
    assert eva.refused(query, f={"name": {"in": [str(n) for n in range(1001)]}}) == ["INVALID"]
    assert eva.refused(query, f={"name": {"contains": "x" * 1001}}) == ["INVALID"]
    nested: dict[str, Any] = {"name": {"eq": "Acme"}}
    for _ in range(9):
        nested = {"not": nested}
    assert eva.refused(query, f=nested) == ["INVALID"]


def test_an_order_has_an_end(ask: Ask) -> None:
    query = "query($by: [CustomerOrderBy!]) { customers(orderBy: $by) { totalCount } }"
    eva = ask("eva")
    assert is_answered(eva, query, by=[{key: "ASC"} for key in ("name", "city", "state", "region", "country")])
    assert eva.refused(query, by=[{"name": "ASC"}] * 6) == ["INVALID"]
    assert eva.refused(query, by=[{"name": "ASC", "city": "ASC"}]) == ["INVALID"]


def test_a_bomb_of_fragments_is_no_work(ask: Ask) -> None:
    """Each spreads the next twice: two to the sixtieth, if one counted."""
    bomb = "".join(f" fragment F{n} on Product {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
    eva = ask("eva")
    assert is_answered(eva, "{ products { edges { node { ...F0 } } } }" + bomb + " fragment F60 on Product { name }")
    step = "mutation { ...F0 }" + bomb.replace("Product", "Mutation")
    assert not is_answered(
        eva,
        step
        + ' fragment F60 on Mutation { a: productRetire(id: "1") { userErrors { code } } b: productRetire(id: "1") { userErrors { code } } }',
    )


@pytest.mark.parametrize(
    "value", ["9" * 400, "1e400", "-1e400", "NaN", "Infinity", "1E+99999999", "0." + "0" * 60 + "1", "٣" * 40]
)
def test_a_number_that_is_none_is_refused(ask: Ask, value: str) -> None:
    query = "query($n: Decimal) { customers(filter: {creditLimit: {gt: $n}}) { totalCount } }"
    assert ask("eva").refused(query, n=value) == ["INVALID"]


@pytest.mark.parametrize(
    "value", ["2026-13-01", "2026-02-30", "yesterday", "", "0000-00-00", "10000-01-01", "2026-01-01T00:00"]
)
def test_a_day_that_is_none_is_refused(ask: Ask, value: str) -> None:
    query = "query($d: Date) { orders(filter: {orderedOn: {gt: $d}}) { totalCount } }"
    assert ask("eva").refused(query, d=value) == ["INVALID"]


@pytest.mark.parametrize(
    "value", ["2026-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "now"]
)
def test_a_moment_says_its_zone_and_exists_in_utc(ask: Ask, value: str) -> None:
    query = "query($d: DateTime) { timelineEntries(filter: {at: {gt: $d}}) { totalCount } }"
    assert ask("eva").refused(query, d=value) == ["INVALID"]
    assert is_answered(ask("eva"), query, d="2020-01-01T02:00:00+02:00")


def test_the_schema_is_read_by_those_whose_role_allows_it(ask: Ask) -> None:
    for query in (
        "{ __schema { types { name } } }",
        '{ __type(name: "Customer") { fields { name } } }',
        "{ ...F } fragment F on Query { __schema { queryType { name } } }",
    ):
        assert not is_answered(ask("ana"), query)
        assert is_answered(ask("cti"), query)
    assert is_answered(ask("ana"), "{ customers { __typename edges { __typename } } }")


def test_what_exists_is_not_suggested_to_those_who_may_not_read_the_schema(ask: Ask) -> None:
    for query in (
        "{ customer }",
        "{ custmers { totalCount } }",
        "{ customers { edges { node { nam } } } }",
        "{ customers(filtr: {}) { totalCount } }",
    ):
        assert "Did you mean" not in str(ask("ana")(query))
    assert "Did you mean" in str(ask("cti")("{ custmers { totalCount } }"))
