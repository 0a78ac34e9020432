"""All that is claimed of the API, part by part, over one PostgreSQL."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.api import throughput
from tests.bench.api.company import FULL, founded
from tests.bench.table import Claim
from tests.databases import postgresql_server


def parts(customers: int = FULL) -> Iterator[tuple[str, list[Claim]]]:
    """Titles and what was found."""
    with postgresql_server() as server, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        directory = Path(place)
        database, key = founded(server, directory, customers)
        title = f"API with {throughput.CONNECTIONS} connections, {customers:,} customers"
        yield title, list(throughput.claims(database.url, key, directory))
