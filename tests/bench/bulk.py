"""Many rows at once, in the way of each engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from tests.databases import command

SEARCH_INDEX = "CREATE INDEX ix_search_words ON search USING gin (words)"


class Bulk:
    """One connection that writes rows as fast as the engine takes them."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.is_sqlite = connection.dialect.name == "sqlite"
        self.driver: Any = connection.connection.driver_connection

    def write(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        names = ", ".join(columns)
        if self.is_sqlite:
            marks = ", ".join("?" * len(columns))
            self.driver.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
            return
        with self.driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def index(self, rows: Iterable[tuple[int, str]]) -> None:
        """Rows of the quick search: `rowid` and its words."""
        if self.is_sqlite:
            self.write("search", ("rowid", "words"), rows)
            return
        self._say("CREATE TEMPORARY TABLE told (row bigint, words text) ON COMMIT DROP", "DROP INDEX ix_search_words")
        self.write("told", ("row", "words"), rows)
        words = "array_to_tsvector(string_to_array(words, ' '))"
        self._say(f"INSERT INTO search (rowid, words) SELECT row, {words} FROM told", SEARCH_INDEX)

    def _say(self, *statements: str) -> None:
        for statement in statements:
            self.connection.exec_driver_sql(statement)

    def cents(self, amount: int) -> int | str:
        """An amount of money as the engine keeps it."""
        return amount if self.is_sqlite else f"{amount // 100}.{amount % 100:02}"


@contextmanager
def writing(engine: sa.Engine) -> Iterator[Bulk]:
    """All in one transaction; afterwards the engine knows what it holds."""
    with engine.connect() as connection, connection.begin():
        yield Bulk(connection)
    analyse = ("ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)") if engine.dialect.name == "sqlite" else ("VACUUM ANALYZE",)
    engine.dispose()
    command(engine.url.render_as_string(hide_password=False), *analyse)
