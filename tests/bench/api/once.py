"""What is asked for the first time, and what is no question at all."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import orjson

from tests.bench.api import served
from tests.bench.api.programs import SERVERS, Program, postgresql
from tests.bench.api.served import Served
from tests.bench.api.six import Question, questions
from tests.bench.table import Claim

NEW: Final = 20
"""How many documents are asked that nobody has asked before."""
TIMES: Final = 7
COLD_MS, BAD_MS = 15, 50
LIST: Final = "{ customers(first: 5, after: %s) { edges { node { id } } } }"
BAD: Final[dict[str, bytes]] = {
    "an unknown field": orjson.dumps({"query": "{ customers { edges { node { nam } } } }"}),
    "a wrong type": orjson.dumps({"query": '{ customers(first: "ten") { edges { node { id } } } }'}),
    "a wrong variable": orjson.dumps(
        {
            "query": "query($n: Int) { customers(first: $n) { edges { node { id } } } }",
            "variables": {"n": "ten"},
        }
    ),
    "a huge number": orjson.dumps({"query": "{ customers(first: %s) { edges { node { id } } } }" % ("9" * 4000)}),
    "a huge number as a variable": b'{"query": "query($n: Int) { customers(first: $n) { edges { node { id } } } }", "variables": {"n": 1e308}}',
    "a NUL": orjson.dumps({"query": '{ callerLookup(number: "\\u0000") { customer { id } } }'}),
    "a NUL as a variable": orjson.dumps(
        {"query": "query($n: String!) { callerLookup(number: $n) { customer { id } } }", "variables": {"n": "\0"}}
    ),
    "a broken cursor": orjson.dumps({"query": LIST % '"%%%"'}),
    "a cursor of another list": orjson.dumps({"query": LIST % '"WyJhIl0="'}),
    "a list": b"[1, 2]",
    "a number": b"1",
    "no JSON": b"{",
    "no UTF-8": b'{"query": "\xff\xfe"}',
    "nothing": b"",
    "20,000 tokens": orjson.dumps({"query": "{" + " a" * 20_000 + "}"}),
    "10,000 levels": orjson.dumps({"query": "{ a" * 10_000}),
    "a body of 10,000 levels": b'{"query": "{ a }", "variables": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "100,000 bytes": b" " * 100_000,
}


def claims(url: str, key: str, directory: Path) -> Iterator[Claim]:
    """A plan that has to be made, and answers to what is wrong."""
    database = postgresql(served.plain(url))
    database.pin(SERVERS)
    with served.ours(url, key, directory) as ours:
        for question in questions(served.plain(url)):
            yield _cold(ours, database, question)
        for name, body in BAD.items():
            yield _bad(ours, name, body)


def _cold(ours: Served, database: Program, question: Question) -> Claim:
    """The processor time that a new document takes more than a known one, in the server alone."""
    known = [orjson.dumps({"query": question.query, "variables": question.variables[0]})] * NEW
    stamp = time.time_ns()
    new = [
        orjson.dumps({"query": f"{question.query} # {stamp + n}", "variables": question.variables[0]})
        for n in range(NEW)
    ]
    _spent(ours, known)
    more = [_spent(ours, new) - _spent(ours, known)]
    return Claim(f"{question.name}, ms of CPU for a plan", statistics.median(more) / NEW * 1000, COLD_MS)


def _spent(ours: Served, bodies: list[bytes]) -> float:
    before = ours.program.cpu()
    for body in bodies:
        ours.ask(body)
    return ours.program.cpu() - before


def _bad(ours: Served, name: str, body: bytes) -> Claim:
    """Told what is wrong, and at once; what is told otherwise counts as never."""
    waited = []
    for _ in range(TIMES):
        began = time.perf_counter()
        status, told = ours.answer(body)
        waited.append((time.perf_counter() - began) * 1000)
    said = _complaint(told)
    milliseconds = statistics.median(waited) if status < 500 and said else float("inf")
    return Claim(f"ms until told of {name}", milliseconds, BAD_MS, f"{status}: {said}")


def _complaint(told: bytes) -> str:
    """The first sentence of what is wrong."""
    try:
        answer: dict[str, Any] = orjson.loads(told)
        return str(answer["errors"][0]["message"])[:100]
    except (ValueError, KeyError, IndexError, TypeError):
        return ""
