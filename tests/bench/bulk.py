"""Many rows at once, made by the database itself: numbers that count up, and what is reckoned from each."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from app.core.noun import table_of
from tests.databases import command

THEN = "'2024-01-01 00:00:00+00:00'"
PRIME = 2**31 - 1
SEARCH_INDEX = "CREATE INDEX ix_search_words ON search USING gin (words)"
HURRY = {
    "sqlite": ("PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -262144"),
    "postgresql": ("SET session_replication_role = replica", "SET maintenance_work_mem = '256MB'"),
}
"""That keys lead somewhere is known, and nobody else is there."""
KNOW = {"sqlite": ("ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)"), "postgresql": ("VACUUM ANALYZE",)}


class Bulk:
    """One connection that makes rows by number, `n`, which counts from nought."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.is_sqlite = connection.dialect.name == "sqlite"

    def fill(self, table: str, count: int, said: Mapping[str, str], along: str = "") -> None:
        """So many rows; with a nought for each other column that must not be empty."""
        known = sa.inspect(self.connection).get_columns(table.strip('"'))
        empty = {c["name"]: nought(c) for c in known if not c["nullable"] and c["default"] is None}
        each = {**empty, **said}
        self.say(
            f"INSERT INTO {table} ({', '.join(each)}) SELECT {', '.join(each.values())} FROM {counted(count)} {along}"
        )

    def index(self, count: int, row: str, words: str, along: str = "") -> None:
        """So many rows of the quick search."""
        kept = words if self.is_sqlite else f"array_to_tsvector(string_to_array({words}, ' '))"
        said = f"INSERT INTO search (rowid, words) SELECT {row}, {kept} FROM {counted(count)} {along}"
        self.say(*((said,) if self.is_sqlite else ("DROP INDEX ix_search_words", said, SEARCH_INDEX)))

    def say(self, *statements: str) -> None:
        for statement in statements:
            self.connection.execute(sa.text(statement))

    def rows(self, statement: str) -> list[Any]:
        return [tuple(row) for row in self.connection.execute(sa.text(statement))]

    def key(self, statement: str) -> int:
        """The only value of the only row."""
        return int(self.connection.execute(sa.text(statement)).scalar_one())

    def cents(self, amount: str) -> str:
        """An amount of money as the engine keeps it."""
        return amount if self.is_sqlite else f"{amount} / 100.0"

    def day(self, first: str, days: str) -> str:
        """So many days after the first."""
        return f"date('{first}', {days} || ' days')" if self.is_sqlite else f"(DATE '{first}' + {days}::int)"


def counted(count: int) -> str:
    """So many numbers, from nought."""
    each = f"SELECT n + 1 FROM counting WHERE n < {count - 1}"
    return (
        f"(WITH RECURSIVE counting(n) AS (SELECT CAST(0 AS bigint) UNION ALL {each}) SELECT n FROM counting) AS numbers"
    )


def drawn(what: str, below: int) -> str:
    """A number below this one: it looks random, and is always the same of the same `n`."""
    return f"((n + 1) * {random.Random(what).randrange(2**29, PRIME)} % {PRIME} % {below})"


def one_of(number: str, values: Sequence[str]) -> str:
    """The text at this place."""
    each = " ".join(f"WHEN {place} THEN '{value}'" for place, value in enumerate(values))
    return f"CASE {number} {each} END"


def nought(column: Mapping[str, Any]) -> str:
    if column["name"].endswith("_at"):
        return THEN
    if isinstance(column["type"], sa.Boolean):
        return "false"
    return "''" if isinstance(column["type"], sa.String) else "0"


@contextmanager
def writing(engine: sa.Engine, *nouns: Any) -> Iterator[Bulk]:
    """All in one transaction, the indexes of these nouns at its end; afterwards the engine knows what it holds."""
    indexes = [index for noun in nouns for index in table_of(noun).indexes if not index.unique]
    with engine.connect() as connection:
        _hurry(connection, HURRY[engine.dialect.name])
        with connection.begin():
            for index in indexes:
                index.drop(connection)
            yield Bulk(connection)
            for index in indexes:
                index.create(connection)
        connection.invalidate()  # what was said in a hurry is said to nobody else
    engine.dispose()
    command(engine.url.render_as_string(hide_password=False), *KNOW[engine.dialect.name])


def _hurry(connection: sa.Connection, statements: Sequence[str]) -> None:
    """Said past SQLAlchemy, because SQLite does not listen once something has begun."""
    driver: Any = connection.connection.driver_connection
    for statement in statements:
        driver.execute(statement)
    driver.commit()
