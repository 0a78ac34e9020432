"""Statements that go past SQLAlchemy: what breaks is known as SQLAlchemy knows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.core.alone import alone
from app.core.patience import hurry, is_over
from schema.engine.compiled.driver import fetched
from schema.entry import SECONDS
from schema.published import engine as the_engine

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT count(*) FROM n"


def test_rows_are_the_drivers_own(engine: sa.Engine) -> None:
    with alone(engine, SECONDS)(False) as connection:
        assert [tuple(row) for row in fetched(connection, "SELECT 1, 'a' UNION ALL SELECT 2, 'b'", ())] == [
            (1, "a"),
            (2, "b"),
        ]


def test_what_the_driver_refuses_is_told_by_sqlalchemy(engine: sa.Engine) -> None:
    with alone(engine, SECONDS)(False) as connection:
        with pytest.raises(DBAPIError) as why:
            fetched(connection, "SELECT nothing FROM nowhere", ())
        assert not is_over(why.value)


def test_what_took_too_long_is_not_tried_again(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with alone(engine, SECONDS)(False) as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET statement_timeout = 100")
        hurry(connection, 0.1)
        monkeypatch.setattr(connection, "exec_driver_sql", None)
        with pytest.raises(Exception) as why:  # noqa: PT011 - each driver has its own
            fetched(connection, ENDLESS, ())
        assert is_over(why.value)
        connection.invalidate()


@pytest.mark.usefixtures("engine_on")
def test_a_connection_that_is_lost_costs_one_answer_of_the_other_way(
    ask: Callable[..., Any], engine: sa.Engine
) -> None:
    asking, query = ask("eva"), "{ customers { totalCount } }"
    first = [asking.told(query) for _ in range(2)][-1]
    lost = the_engine.counts["connection lost"]
    if engine.dialect.name == "postgresql":
        with alone(engine, SECONDS)(False) as connection:
            [(pid,)] = fetched(connection, "SELECT pg_backend_pid()", ())
        with engine.connect() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")
        assert asking.told(query) == first
        assert the_engine.counts["connection lost"] == lost + 1
    compiled = the_engine.counts["compiled"]
    assert asking.told(query) == first
    assert (the_engine.counts["compiled"], the_engine.counts["connection lost"] >= lost) == (compiled + 1, True)
