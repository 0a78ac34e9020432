"""What a door on the network is sent by mistake and on purpose: one of each kind, by what is wrong with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

JSON = "application/json"


@dataclass(frozen=True)
class Sent:
    """One body. `status` is what the answer has; its errors say what is wrong."""

    wrong: str
    body: bytes
    status: int = 200
    kind: str = JSON


def asked(wrong: str, query: str, **variables: Any) -> Sent:
    return Sent(wrong, json.dumps({"query": query, "variables": variables}).encode())


def raw(wrong: str, body: str | bytes, status: int = 400, kind: str = JSON) -> Sent:
    return Sent(wrong, body if isinstance(body, bytes) else body.encode(), status, kind)


ONE = "query($x: ID!) { customer(id: $x) { name } }"
VARIABLE = '{"query": "query($x: ID!) { customer(id: $x) { name } }", "variables": {"x": %s}}'
FILTERED = "query($x: CustomerFilter) { customers(filter: $x) { totalCount } }"
AFTER = "query($x: String) { customers(after: $x) { edges { node { name } } } }"
PAGE = "{ customers(first: %s) { edges { node { name orders(first: %s) { edges { node { number } } } } } } }"
PLAIN = b'{"query": "{ customers { totalCount } }"}'
BOMB = "".join(f" fragment F{n} on Customer {{ ...F{n + 1} ...F{n + 1} }}" for n in range(40))


def _nested(depth: int) -> dict[str, Any]:
    return {"name": {"eq": "x"}} if depth == 0 else {"not": _nested(depth - 1)}


TABLE = (
    # Bodies
    raw("nothing at all", b""),
    raw("no JSON", "query { customers { totalCount } }"),
    raw("a text", '"{ customers { totalCount } }"'),
    raw("a number", "42"),
    raw("null", "null"),
    raw("a list of questions", b"[" + PLAIN + b"," + PLAIN + b"]"),
    raw("no query", '{"variables": {}}'),
    raw("a query that is a list", '{"query": ["{ customers { totalCount } }"]}'),
    raw("variables that are a list", '{"query": "{ __typename }", "variables": [1]}'),
    raw("a name that is an object", '{"query": "{ __typename }", "operationName": {}}'),
    raw("bytes that are no UTF-8", b'{"query": "{ customers { totalCount } }\xff\xfe"}'),
    raw("overlong UTF-8", b'{"query": "\xc0\xaf"}'),
    raw("half a surrogate in the query", '{"query": "{ customers(after: \\"\\ud800\\") { totalCount } }"}'),
    raw("half a surrogate in a variable", VARIABLE % '"\\udfff"'),
    raw("a half written body", PLAIN[:-5]),
    raw("brackets without end", "[" * 60_000),
    raw("objects without end", '{"a":' * 12_000),
    raw("a variable nested without end", VARIABLE % ("[" * 60 + "]" * 60)),
    raw("NUL in a variable", VARIABLE % '"a\\u0000b"'),
    raw("a number that no machine has", VARIABLE % ("9" * 400)),
    raw("NaN, which is no JSON", VARIABLE % "NaN"),
    raw("more than 64 kB", b'{"query": "' + b"x" * 70_000 + b'"}', 413),
    # Kinds
    raw("a form", "query=%7Bcustomers%7BtotalCount%7D%7D", 415, "application/x-www-form-urlencoded"),
    raw("a multipart body", b"--x\r\n\r\n" + PLAIN + b"\r\n--x--", 415, "multipart/form-data; boundary=x"),
    raw("a multipart body without a boundary", PLAIN, 415, "multipart/form-data"),
    raw("plain text", PLAIN, 415, "text/plain"),
    raw("GraphQL as its own kind", "{ customers { totalCount } }", 415, "application/graphql"),
    raw("no kind", PLAIN, 415, ""),
    raw("a kind that is none", PLAIN, 415, "\x7f/" * 50),
    # Documents
    raw("an empty query", '{"query": ""}'),
    asked("a comment alone", "# nothing"),
    asked("a query that breaks off", "{ customers { totalCount "),
    asked("an unknown field", "{ customers { edges { node { nothing } } } }"),
    asked("an unknown question", "{ nothing }"),
    asked("an unknown argument", "{ customers(limit: 5) { totalCount } }"),
    asked("an unknown type of a variable", "query($x: Nothing) { customers { totalCount } }"),
    asked("an unknown fragment", "{ customers { ...Nothing } }"),
    asked("an unknown directive", "{ customers @defer { totalCount } }"),
    asked("a subscription", "subscription { customers { totalCount } }"),
    asked("fields below a value", "{ customers { totalCount { x } } }"),
    asked("a record without fields", "{ customers }"),
    asked("two answers of one name", "{ a: customers { totalCount } a: products { totalCount } }"),
    asked("a fragment in itself", "{ customers { ...F } } fragment F on CustomerConnection { ...F }"),
    asked(
        "fragments in a circle",
        "{ customers { ...F } } fragment F on CustomerConnection { ...G } fragment G on CustomerConnection { ...F }",
    ),
    asked("a bomb of fragments", "{ customers { edges { node { ...F0 } } } } fragment F40 on Customer { x }" + BOMB),
    asked("20,000 tokens", "{ " + "a " * 20_000 + "}"),
    asked("20,000 tokens of one field", "{ customers { " + "totalCount " * 5_000 + "} }"),
    asked("deep nesting", "{ a" * 900 + " }" * 900),
    asked("deep nesting of what exists", "{ departments { edges { node { " + "parent { " * 60 + "id" + " }" * 64),
    asked("deep nesting of a list", "{ customers(orderBy: " + "[" * 800 + "]" * 800 + ") { totalCount } }"),
    asked("too many aliases", "{ customers { edges { node { " + " ".join(f"a{n}: name" for n in range(99)) + " } } } }"),
    asked("two steps", 'mutation { a: customerLose(id: "1") { customer { id } } b: customerLose(id: "2") { customer { id } } }'),
    asked("NUL in a text", '{ customers(filter: {name: {eq: "\\u0000"}}) { totalCount } }'),
    asked("NUL between words", "{ customers { total\0Count } }"),
    # Values
    asked("a page of nothing", PAGE % (0, 1)),
    asked("a page below nothing", PAGE % (-1, 1)),
    asked("a page without end", PAGE % (2**31 - 1, 1)),
    asked("a page of a number that is too long", PAGE % ("9" * 500, 1)),
    asked("more records than one may read", PAGE % (100, 100)),
    asked("the same by a variable", "query($n: Int!) " + PAGE % (100, "$n"), n=100),
    asked("the same by a variable's default", "query($n: Int! = 100) " + PAGE % (100, "$n")),
    asked("a variable that is missing", ONE),
    asked("a variable of another type", ONE, x={"a": [1]}),
    asked("a number that is an array", "query($n: Int!) { customers(first: $n) { totalCount } }", n=[1]),
    asked("a number beyond 32 bits", "query($n: Int!) { customers(first: $n) { totalCount } }", n=2**53),
    asked("a number with an exponent", "query($n: Decimal) { customers(filter: {creditLimit: {gt: $n}}) { totalCount } }", n="1e999999"),
    asked("a decimal without end", "query($n: Decimal) { customers(filter: {creditLimit: {gt: $n}}) { totalCount } }", n="9" * 5_000),
    asked("a day that is none", "query($d: Date) { orders(filter: {orderedOn: {gt: $d}}) { totalCount } }", d="2026-02-30"),
    asked("a moment without a zone", "query($d: DateTime) { timelineEntries(filter: {at: {gt: $d}}) { totalCount } }", d="2026-02-03T00:00:00"),
    asked("a broken cursor", AFTER, x="not a cursor"),
    asked("a cursor of other things", AFTER, x="WzEsMiwzLDQsNSw2XQ=="),
    asked("a cursor that is an object", AFTER, x="eyJhIjoxfQ=="),
    asked("a cursor that is long", AFTER, x="W" * 20_000),
    asked("a filter of an unknown field", FILTERED, x={"nothing": {"eq": 1}}),
    asked("a filter nested without end", FILTERED, x=_nested(15)),
    asked("a filter of many parts", FILTERED, x={"or": [{"name": {"eq": str(n)}} for n in range(110)]}),
    raw("a filter of more parts", json.dumps({"query": FILTERED, "variables": {"x": {"or": [{}] * 15_000}}})),
    asked("a filter of many values", FILTERED, x={"name": {"in": [str(n) for n in range(5_000)]}}),
    asked("an order by everything", "{ customers(orderBy: [" + "{name: ASC} " * 50 + "]) { totalCount } }"),
)  # fmt: skip
