"""The two engines: SQLite on one machine, PostgreSQL for more. What they do differently is made alike here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core.patience import forget
from app.core.viewer import SYSTEM, look

BUSY_SECONDS = 30
CACHE_KB = 8000
"""Of each connection to SQLite: a list that meets some thousand rows must not push out what each page reads."""
PRAGMAS = (
    "journal_mode=WAL",
    "foreign_keys=ON",
    "synchronous=FULL",
    f"busy_timeout={BUSY_SECONDS * 1000}",
    f"cache_size=-{CACHE_KB}",
)
DAY = "-c timezone=UTC"
"""PostgreSQL's today is the server's; SQLite's, and ours, is that of UTC."""
PASSING_STATES = {"40001", "40P01", "55P03"}
"""Serialization failure, deadlock, lock not available: the same again may succeed."""


def options(url: str) -> dict[str, Any]:
    """How an engine for this address is made."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}}
    return {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 8, "connect_args": {"options": DAY}}


def prepare(engine: sa.Engine) -> sa.Engine:
    """SQLite: write-ahead log, foreign keys, and a transaction that begins where SQLAlchemy says so."""
    if engine.dialect.name == "sqlite" and not event.contains(engine, "connect", _connected):
        event.listen(engine, "connect", _connected)
        event.listen(engine, "begin", _begun)
        event.listen(engine, "checkin", forget)
    return engine


def _connected(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begun(connection: sa.Connection) -> None:
    """A writer takes its place at once. One that began as a reader would be turned away when it writes."""
    kind = "IMMEDIATE" if connection.get_execution_options().get("writing") else "DEFERRED"
    connection.exec_driver_sql(f"BEGIN {kind}")


@contextmanager
def writing(session: Session) -> Iterator[None]:
    """A transaction of this session that is going to write; what was only read before is let go of."""
    if session.get_bind().dialect.name == "sqlite" and not session.info.get("writing"):
        if not (session.new or session.dirty or session.deleted):
            session.rollback()
        if not session.in_transaction():
            session.connection(execution_options={"writing": True})
    session.info["writing"] = True
    try:
        yield
    finally:
        session.info["writing"] = False


def steady(session: Session) -> None:
    """What is read from here on is of one moment, however long the reading takes; SQLite does so by itself."""
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def is_passing(failure: DBAPIError) -> bool:
    """Whether the same again may succeed: somebody else held a lock, or took the first number of a series."""
    state = getattr(failure.orig, "sqlstate", None)
    text = str(failure.orig)
    return state in PASSING_STATES or bool(re.search(r"database is locked|pk_counter|counter\.name", text))


def count_anew(session: Session) -> None:
    """SQLite plans by what it counted once; PostgreSQL counts by itself."""
    if session.get_bind().dialect.name == "sqlite":
        for statement in ("PRAGMA analysis_limit=1000", "ANALYZE"):
            session.connection().exec_driver_sql(statement)


@contextmanager
def system_session(engine: sa.Engine) -> Iterator[Session]:
    """A session of the system's own, for jobs and commands."""
    with Session(engine) as session:
        look(session, SYSTEM)
        yield session
