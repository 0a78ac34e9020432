"""All that is claimed of the API, part by part, over one PostgreSQL."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.bench.api import growth, memory, once, throughput
from tests.bench.api.company import founded
from tests.bench.table import Claim
from tests.databases import postgresql_server

Parts = Iterator[tuple[str, list[Claim]]]


@dataclass(frozen=True)
class Pace:
    """How large, how often, how long."""

    customers: int
    rounds: int
    minutes: float
    """Of the mixed load among all the other measurements."""


QUICK: Final = Pace(customers=10_000, rounds=2, minutes=0.2)
FULL: Final = Pace(customers=100_000, rounds=5, minutes=1.0)


def parts(pace: Pace) -> Parts:
    """Titles and what was found."""
    with companies(pace.customers // 10, pace.customers) as (small, large, directory):
        title = f"API with {throughput.CONNECTIONS} connections, {pace.customers:,} customers"
        yield title, list(throughput.claims(*large, directory, pace.rounds))
        grown = [*growth.claims(*large, directory, pace.rounds), *growth.tenfold(small, large, directory, pace.rounds)]
        yield "API, how cost grows", grown
        yield "API, what is new and what is wrong", list(once.claims(*large, directory))
        yield "API, memory", list(memory.claims(*large, directory, pace.minutes))


def for_long(minutes: float) -> Parts:
    """The mixed load alone."""
    with companies(FULL.customers) as (company, directory):
        yield "API, memory", list(memory.claims(*company, directory, minutes))


@contextmanager
def companies(*sizes: int) -> Iterator[tuple[Any, ...]]:
    """Address and key of one of each size; and a directory."""
    with postgresql_server() as server, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        directory = Path(place)
        made = []
        for size in sizes:
            database, key = founded(server, directory, size)
            made.append((database.url, key))
        yield (*made, directory)
