"""The oracle: what the engine answers is what Strawberry answers, values, errors and all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from schema.engine.compiled.engine import Engine
from schema.engine.context import Context
from schema.errors import told
from schema.published import schema
from tests.company import session_of
from tests.schema.asked import Asked

ROLES = ("admin", "max", "ana", "luis", "dan", "rosa", "eva", "cti")
MAY_BE_LEFT = {"refused", "mistake", "limits"}
"""What is left to Strawberry because something is wrong with it."""


@dataclass
class Oracle:
    """Both ways side by side, each role through a session of its own."""

    sessions: dict[str, Session]
    engine: Engine = field(default_factory=lambda: Engine(schema))
    told: Counter[str] = field(default_factory=Counter)

    def holds(self, who: str, asked: Asked) -> None:
        """Fails where the answers differ, and where a good question was not compiled."""
        expected = self.strawberry(who, asked)
        found = self.compiled(who, asked)
        self.told["asked"] += 1
        if found is None:
            return
        self.told["compiled"] += 1
        self.told["with errors"] += bool(expected["errors"])
        assert found == expected, (who, asked.query, asked.variables)

    def strawberry(self, who: str, asked: Asked) -> Any:
        context = Context(self.sessions[who])
        result = schema.execute_sync(asked.query, asked.variables, context)
        return _plain(result.data, result.errors or [], context)

    def compiled(self, who: str, asked: Asked) -> Any:
        session, before = self.sessions[who], self.engine.counts.copy()
        answer = self.engine.answer(session, asked.query, asked.variables, None)
        if answer is None:
            [reason] = self.engine.counts - before
            assert reason in MAY_BE_LEFT, (reason, who, asked.query, asked.variables)
            return None
        return _plain(answer.data, answer.errors, Context(session))


def _plain(data: Any, errors: list[Any], context: Context) -> Any:
    whole = orjson.loads(orjson.dumps({"data": data, "errors": [told(error, context) for error in errors]}))
    for error in whole["errors"]:
        del error["extensions"]["requestId"]
    return whole


@contextmanager
def oracle(engine: sa.Engine) -> Iterator[Oracle]:
    with ExitStack() as open_sessions:
        yield Oracle({name: open_sessions.enter_context(session_of(engine, name)) for name in ROLES})
