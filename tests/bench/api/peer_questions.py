"""The six questions as PostGraphile is asked them, in its own words, with our names for what comes back.

What its schema has no field for stands in the database as a function, as its documentation advises.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson
import psycopg

from tests.bench.api.six import Question

FUNCTIONS = (
    """CREATE FUNCTION caller_lookup(number text) RETURNS SETOF customer LANGUAGE sql STABLE AS $$
      SELECT c.* FROM customer c WHERE c.id IN (SELECT customer_id FROM contact
        WHERE caller_lookup.number IN (office_phone_e164, mobile_phone_e164, home_phone_e164)
        UNION SELECT id FROM customer WHERE caller_lookup.number IN (phone_e164, finance_phone_e164)) $$""",
    """CREATE FUNCTION customer_open_requests(c customer) RETURNS SETOF service_request LANGUAGE sql STABLE AS $$
      SELECT * FROM service_request WHERE customer_id = c.id
        AND status IN ('NEW', 'DISPATCHED', 'ACCEPTED', 'WAITING') ORDER BY id $$""",
    """CREATE FUNCTION ab_user_name(u ab_user) RETURNS text LANGUAGE sql STABLE AS
      $$ SELECT u.first_name || ' ' || u.last_name $$""",
    "CREATE TYPE month_status AS (ordered_on date, status text, count int, total numeric)",
    """CREATE FUNCTION revenue("from" date, "to" date) RETURNS SETOF month_status LANGUAGE sql STABLE AS $$
      SELECT date_trunc('month', ordered_on)::date, status, count(*)::int, sum(total) FROM "order"
        WHERE ordered_on >= "from" AND ordered_on < "to" GROUP BY 1, 2 ORDER BY 1, 2 $$""",
)
TEXTS = {
    "Q1": """query Q1($number: String!) { callerLookup(number: $number) { nodes { id: rowId number name status
      contacts: contactsByCustomerId(first: 10) { edges { node { id: rowId name title officePhone mobilePhone email } } }
      orders: ordersByCustomerId(first: 5, orderBy: [ORDERED_ON_DESC])
        { edges { node { id: rowId number orderedOn status total } } }
      serviceRequests: openRequests(first: 10) { edges { node { id: rowId number summary status openedAt } } } } } }""",
    "Q2": """query Q2($after: Cursor) { customers: allCustomers(first: 100, after: $after, orderBy: [NAME_ASC])
      { edges { node { id: rowId number name city status owner: abUserByOwnerId { id: rowId name } } } } }""",
    "Q3": """query Q3 { customers: allCustomers(first: 50, orderBy: [PRIMARY_KEY_ASC]) { edges { node { id: rowId name
      contacts: contactsByCustomerId(first: 5) { edges { node { id: rowId name email } } }
      orders: ordersByCustomerId(first: 5) { edges { node { id: rowId number orderedOn
        lines: orderLinesByOrderId(first: 5) { edges { node { id: rowId quantity price
          product: productByProductId { id: rowId name } } } } } } } } } } }""",
    "Q4": """query Q4($after: Cursor) { orders: allOrders(first: 1000, after: $after, orderBy: [PRIMARY_KEY_ASC])
      { edges { node { id: rowId number orderedOn status total discountTotal city country } cursor } } }""",
    "Q5": """query Q5($from: Date!, $to: Date!) { ordersAggregate: revenue(from: $from, to: $to)
      { nodes { orderedOn status count total } } }""",
    "Q6": """query Q6($after: Cursor) { customers: allCustomers(first: 50, after: $after, orderBy: [NAME_ASC])
      { edges { node { id: rowId name city } cursor } pageInfo { hasNextPage endCursor } } }""",
}
PLACED = {
    "Q2": ("allCustomers", "NAME_ASC", "SELECT count(*) FROM customer WHERE (name, id) <= (%s, %s)"),
    "Q4": ("allOrders", "PRIMARY_KEY_ASC", 'SELECT count(*) FROM "order" WHERE id <= %s'),
    "Q6": ("allCustomers", "NAME_ASC", "SELECT count(*) FROM customer WHERE (name, id) <= (%s, %s)"),
}


def prepare(url: str) -> None:
    """The functions, before the peer reads the schema."""
    with psycopg.connect(url, autocommit=True) as connection:
        for function in FUNCTIONS:
            connection.execute(function)  # type: ignore[arg-type]


def bodies(question: Question, url: str, ask: Callable[[bytes], Any]) -> list[bytes]:
    """With its own cursors of the same places."""
    text = TEXTS[question.name]
    variables: Sequence[dict[str, Any]] = question.variables
    if question.name in PLACED:
        variables = [{"after": _cursor(question.name, values, url, ask)} for values in question.values]
    return [orjson.dumps({"query": text, "variables": each}) for each in variables]


def _cursor(name: str, values: Sequence[Any], url: str, ask: Callable[[bytes], Any]) -> str:
    field, order, counted = PLACED[name]
    with psycopg.connect(url) as connection:
        [place] = connection.execute(counted, values).fetchone() or [0]  # type: ignore[arg-type]
    said = f"{{ found: {field}(first: 1, offset: {place - 1}, orderBy: [{order}]) {{ edges {{ cursor }} }} }}"
    return str(ask(orjson.dumps({"query": said}))["data"]["found"]["edges"][0]["cursor"])


def shaped(name: str, answer: Any) -> Any:
    """Its answer as we would have written it."""
    data = answer["data"]
    if name == "Q1":
        return {"callerLookup": [{"customer": each} for each in data["callerLookup"]["nodes"]]}
    if name == "Q5":
        return {"ordersAggregate": [_group(each) for each in data["ordersAggregate"]["nodes"]]}
    return data


def _group(row: dict[str, Any]) -> dict[str, Any]:
    keys = {name: row[name] for name in ("orderedOn", "status")}
    return {"keys": keys, "count": row["count"], "sum": {"total": row["total"]}}
