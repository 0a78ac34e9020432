"""How the cost of a question grows: with the rows it asks for, with the depth of the page, with the company.

Of the processor time of server and PostgreSQL, on one connection; sizes take turns.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import orjson
import psycopg

from tests.bench.api import served
from tests.bench.api.load import asked
from tests.bench.api.programs import SERVERS, Program, postgresql
from tests.bench.api.served import Served
from tests.bench.api.six import Q4, Q6, Named, Question, after, questions
from tests.bench.table import Claim

ROWS: Final = (1, 250, 500, 750, 1000)
PAGES: Final = (1, 100, 1000, 1900)
TENFOLD: Final = ("Q1", "Q2", "Q6")
SECONDS: Final = 0.6
Costs = list[tuple[float, float]]


def claims(url: str, key: str, directory: Path, rounds: int) -> Iterator[Claim]:
    """From 1 to 1,000 rows, and down a long list."""
    database = postgresql(served.plain(url))
    database.pin(SERVERS)
    with served.ours(url, key, directory) as ours:
        yield _by_rows(ours, database, rounds)
        yield _by_depth(ours, database, served.plain(url), rounds)


def _by_rows(ours: Served, database: Program, rounds: int) -> Claim:
    cpu, _ = _medians([lambda n=n: _cost(ours, database, [_body(Q4, {"first": n})]) for n in ROWS], rounds)
    steps = [
        (more - less) / (after - before) * 1000
        for less, more, before, after in zip(cpu, cpu[1:], ROWS, ROWS[1:], strict=False)
    ]
    told = f"{', '.join(f'{n}: {ms:.2f}' for n, ms in zip(ROWS, cpu, strict=True))} ms; µs a row: " + ", ".join(
        f"{step:.1f}" for step in steps
    )
    name = "An added row from 500 to 1,000, times one from 1 to 500"
    return Claim(name, (steps[2] + steps[3]) / (steps[0] + steps[1]), 1.3, told)


def _by_depth(ours: Served, database: Program, url: str, rounds: int) -> Claim:
    with psycopg.connect(url) as connection:
        names = Named(connection)
        places = [after(names.places(range(page * 50 - 1, page * 50 + 9))) for page in PAGES]
    cpu, _ = _medians([lambda at=at: _cost(ours, database, [_body(Q6, each) for each in at]) for at in places], rounds)
    told = ", ".join(f"page {page}: {ms:.2f} ms" for page, ms in zip(PAGES, cpu, strict=True))
    return Claim("Q6 at its most expensive depth, times the first", max(cpu) / cpu[0], 1.2, told)


def tenfold(small: tuple[str, str], large: tuple[str, str], directory: Path, rounds: int) -> Iterator[Claim]:
    """The same question to a company and to one of ten times its size."""
    database = postgresql(served.plain(large[0]))
    database.pin(SERVERS)
    (directory / "small").mkdir(exist_ok=True)
    with served.ours(*small, directory / "small") as few, served.ours(*large, directory) as many:
        pairs = zip(questions(served.plain(small[0])), questions(served.plain(large[0])), strict=True)
        for question, same in pairs:
            if question.name in TENFOLD:
                yield _tenfold(question.name, (few, question), (many, same), database, rounds)


def _tenfold(
    name: str, few: tuple[Served, Question], many: tuple[Served, Question], database: Program, rounds: int
) -> Claim:
    ways = [lambda way=way: _cost(way[0], database, way[1].bodies()) for way in (few, many)]
    cpu, p50 = _medians(ways, rounds)
    told = f"p50 {p50[1]:.2f} ms of {p50[0]:.2f} ms; CPU {cpu[1]:.2f} ms of {cpu[0]:.2f} ms"
    return Claim(f"{name}, p50 with ten times the data", p50[1] / p50[0], 1.3, told)


def _medians(ways: Sequence[Callable[[], tuple[float, float]]], times: int) -> list[list[float]]:
    """Of each way, measured in turns: processor time and p50, in milliseconds."""
    rounds: list[Costs] = [[] for _ in ways]
    for way in ways:
        way()
    for _ in range(times):
        for way, costs in zip(ways, rounds, strict=True):
            costs.append(way())
    return [[statistics.median(cost[n] for cost in costs) for costs in rounds] for n in (0, 1)]


def _cost(server: Served, database: Program, bodies: Sequence[bytes]) -> tuple[float, float]:
    before = server.program.cpu() + database.cpu()
    found = asked(server.target, bodies, connections=1, seconds=SECONDS)
    if found.refused:
        raise RuntimeError(f"{found.refused} refused: {server.answer(bodies[0])}")
    return (server.program.cpu() + database.cpu() - before) / found.answered * 1000, found.p50_ms


def _body(query: str, variables: dict[str, Any]) -> bytes:
    return orjson.dumps({"query": query, "variables": variables})
