"""All that is claimed of the API, part by part, over one PostgreSQL."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.api import growth, memory, once, throughput
from tests.bench.api.company import FULL, founded
from tests.bench.table import Claim
from tests.databases import postgresql_server

Parts = Iterator[tuple[str, list[Claim]]]
SHORT = 1.0
"""Minutes of the mixed load among all the other measurements."""


def parts() -> Parts:
    """Titles and what was found."""
    with companies(FULL // 10, FULL) as (small, large, directory):
        yield (
            f"API with {throughput.CONNECTIONS} connections, {FULL:,} customers",
            list(throughput.claims(*large, directory)),
        )
        yield "API, how cost grows", [*growth.claims(*large, directory), *growth.tenfold(small, large, directory)]
        yield "API, what is new and what is wrong", list(once.claims(*large, directory))
        yield "API, memory", list(memory.claims(*large, directory, SHORT))


def for_long(minutes: float) -> Parts:
    """The mixed load alone."""
    with companies(FULL) as (company, directory):
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
