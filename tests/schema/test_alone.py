"""Connections for statements that stand alone: which of them plan but once, and when they are let go of."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.core import alone as here
from app.core.alone import Open, alone
from schema.engine.compiled.driver import fetched
from schema.entry import SECONDS

Ask = Callable[[str], Any]
LIST = "{ customers(first: 2, orderBy: [{name: ASC}]%s) { edges { node { name %s } } } }"
CHOOSING = (
    LIST % (", filter: {status: {eq: ACTIVE}}", ""),
    LIST % ("", "orders(filter: {total: {gt: 5}}) { edges { node { number } } }"),
    "{ customersAggregate { count } }",
    '{ callerLookup(number: "+12155550142") { customer { name } } }',
)


@pytest.fixture(scope="session")
def engine_name() -> str:
    """To SQLite no way is saved."""
    return "postgresql"


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each connection that is taken from here on, whether it plans but once."""
    found: list[bool] = []
    take = Open.__call__

    def noted(self: Open, is_steady: bool) -> AbstractContextManager[sa.Connection]:
        found.append(is_steady)
        return take(self, is_steady)

    monkeypatch.setattr(Open, "__call__", noted)
    return found


def asked_again(ask: Ask, name: str, query: str) -> None:
    """So that whoever asks is known by then."""
    asking = ask(name)
    for _ in range(2):
        assert "errors" not in asking(query)


@pytest.mark.usefixtures("engine_on")
@pytest.mark.parametrize(
    "query", [LIST % ("", ""), LIST % ("", "orders { totalCount }"), "{ customer(id: 1) { name } }"]
)
def test_a_page_and_a_record_are_planned_once_for_who_sees_all(ask: Ask, taken: list[bool], query: str) -> None:
    asked_again(ask, "eva", query)
    assert taken == [True]


@pytest.mark.usefixtures("engine_on")
@pytest.mark.parametrize("query", CHOOSING)
def test_what_chooses_rows_by_their_values_is_planned_for_them(ask: Ask, taken: list[bool], query: str) -> None:
    asked_again(ask, "eva", query)
    assert set(taken) == {False}


@pytest.mark.usefixtures("engine_on")
def test_who_sees_a_part_has_statements_planned_for_their_part(ask: Ask, taken: list[bool]) -> None:
    asked_again(ask, "ana", LIST % ("", ""))
    assert taken == [False]


@pytest.mark.parametrize(("is_steady", "mode"), [(True, "force_generic_plan"), (False, "auto")])
def test_the_database_is_told_so(engine: sa.Engine, is_steady: bool, mode: str) -> None:
    with alone(engine, SECONDS)(is_steady) as connection:
        assert fetched(connection, "SHOW plan_cache_mode", ()) == [(mode,)]


@pytest.mark.parametrize("is_steady", [True, False])
def test_nothing_is_written_on_them(engine: sa.Engine, is_steady: bool) -> None:
    with pytest.raises(DBAPIError, match="read-only"), alone(engine, SECONDS)(is_steady) as connection:
        fetched(connection, "DELETE FROM customer", ())


def test_a_connection_is_used_again_until_it_is_old(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    first, again = of(engine), of(engine)
    monkeypatch.setattr(here, "OLDEST", -1)
    assert (again, of(engine) in (first, again)) == (first, False)


def test_a_connection_that_failed_is_not_used_again(engine: sa.Engine) -> None:
    first = of(engine)
    with pytest.raises(DBAPIError), alone(engine, SECONDS)(False) as connection:
        fetched(connection, "SELECT nothing FROM nowhere", ())
    assert of(engine) != first


def test_with_the_engine_all_are_let_go_of(engine: sa.Engine) -> None:
    first = of(engine)
    engine.dispose()
    assert of(engine) != first


def of(engine: sa.Engine) -> int:
    """The process of the server that answers."""
    with alone(engine, SECONDS)(False) as connection:
        [(number,)] = fetched(connection, "SELECT pg_backend_pid()", ())
        return int(number)
