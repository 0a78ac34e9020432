"""Asking over the API: with a key, as programs do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import scope
from app.core.database import system_session
from app.core.noun import now
from app.organization.access_key import issue
from app.organization.employee import Employee
from schema import published
from schema.engine.compiled import driver, ruled
from schema.engine.compiled import engine as compiled


class Asking:
    """One person at the API."""

    def __init__(self, app: Flask, key: str) -> None:
        self.client, self.key = app.test_client(use_cookies=False), key

    def post(self, body: Any, **more: Any) -> Any:
        return self.client.post("/graphql", json=body, headers={"Authorization": f"Bearer {self.key}"}, **more)

    def __call__(self, query: str, **variables: Any) -> dict[str, Any]:
        """The whole answer."""
        answer = self.post({"query": query, "variables": variables})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_json()

    def told(self, query: str, **variables: Any) -> Any:
        """What was answered, when nothing was wrong."""
        answer = self(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def refused(self, query: str, **variables: Any) -> list[str]:
        """The codes of what was wrong."""
        return [error["extensions"]["code"] for error in self(query, **variables)["errors"]]


@pytest.fixture
def ask(app: Flask, engine: sa.Engine) -> Callable[[str], Asking]:
    """`ask("ana")` is Ana at the API."""

    def as_somebody(name: str) -> Asking:
        with system_session(engine) as session:
            employee = session.scalars(sa.select(Employee).where(Employee.username == name)).one()
            key = issue(session, employee, at=now())
            session.commit()
        return Asking(app, key)

    return as_somebody


@pytest.fixture
def statements(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every statement that reaches the database from here on; those of the compiled engine go past SQLAlchemy."""
    seen: list[str] = []

    def fetched(connection: sa.Connection, text: str, parameters: Any) -> Any:
        seen.append(text)
        return driver.fetched(connection, text, parameters)

    monkeypatch.setattr(compiled, "fetched", fetched)

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def other_rules() -> Iterator[None]:
    """For who puts another rule under a noun: what was learned from the rules is forgotten, before and after."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    scope._rules_for.cache_clear()
    ruled._ruled.cache_clear()
    published.engine.plans.clear()


@pytest.fixture
def engine_on(app: Flask) -> None:
    """For what is said of the engine itself, also where the whole suite runs without it."""
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"api_engine": True})
