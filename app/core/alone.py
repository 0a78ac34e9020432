"""Statements that stand alone: nothing is begun and ended around them, nothing can be written, none takes too long."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from time import monotonic
from typing import Final
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy import event

from app.core.database import DAY
from app.core.patience import hurry

Connect = Callable[[bool], AbstractContextManager[sa.Connection]]
"""A connection, told whether the values of the statement make no difference to how it is best done."""
OLDEST: Final = 1800
"""Seconds that a connection is kept: what the database has gathered for it is let go of with it."""


def alone(engine: sa.Engine, seconds: float) -> Connect:
    """Connections to the database of this engine, for such statements.

    To SQLite no way is saved: there they are the engine's own.
    """
    if engine.dialect.name == "sqlite":
        return partial(_hurried, engine, seconds)
    engine = getattr(engine, "_proxied", engine)  # one and the same under other options
    if engine not in _known:
        _known[engine] = opened = Open(engine.url, seconds)
        event.listen(engine, "engine_disposed", lambda _: opened.close())
    return _known[engine]


@contextmanager
def _hurried(engine: sa.Engine, seconds: float, is_steady: bool) -> Iterator[sa.Connection]:
    with engine.connect() as connection:
        hurry(connection, seconds)
        yield connection


class Open:
    """Open connections, as many as were ever used at once: what is free is taken, and put back if all went well.

    A pool would look after a transaction each time. PostgreSQL plans a statement anew for each value unless the plan
    for any value looks as cheap, and does not count what planning costs: a page that begins behind a name took twice
    the time. Where the values make no difference it is told so.
    """

    def __init__(self, url: sa.URL, seconds: float) -> None:
        said = f"{DAY} -c statement_timeout={int(seconds * 1000)} -c default_transaction_read_only=on"
        once = f"{said} -c plan_cache_mode=force_generic_plan"
        self.engines = {steady: _engine(url, options) for steady, options in ((False, said), (True, once))}
        self.free: dict[bool, deque[tuple[float, sa.Connection]]] = {False: deque(), True: deque()}

    @contextmanager
    def __call__(self, is_steady: bool) -> Iterator[sa.Connection]:
        since, connection = self._taken(is_steady)
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        self.free[is_steady].append((since, connection))

    def _taken(self, is_steady: bool) -> tuple[float, sa.Connection]:
        try:
            since, connection = self.free[is_steady].pop()
        except IndexError:
            return monotonic(), self.engines[is_steady].connect()
        if monotonic() - since < OLDEST:
            return since, connection
        connection.close()
        return self._taken(is_steady)

    def close(self) -> None:
        """Those that are free."""
        for free in self.free.values():
            while free:
                free.pop()[1].close()


def _engine(url: sa.URL, options: str) -> sa.Engine:
    return sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool, connect_args={"options": options})


_known: WeakKeyDictionary[sa.Engine, Open] = WeakKeyDictionary()
