"""What one request knows: who asks, through which session, and what was loaded for which place of the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import getrandbits
from typing import Any

from graphql.pyutils import Path
from sqlalchemy.orm import Session
from strawberry import Info

from app.core.language import Language, language
from app.core.viewer import Viewer, viewer_of
from schema.engine.bill import Bill

Place = tuple[str, ...]


@dataclass
class Context:
    """One request."""

    session: Session
    known: Viewer | None = None
    """Who asks, where it is known without the session."""
    bill: Bill = field(default_factory=Bill)
    request_id: str = field(default_factory=lambda: f"{getrandbits(64):016x}")
    siblings: dict[Place, list[Any]] = field(default_factory=dict)
    """By place in the answer, all records that stand there: what one of them needs is fetched for all."""
    loaded: dict[Place, dict[Any, Any]] = field(default_factory=dict)
    """By place in the answer, what was fetched, by the id of the record that it belongs to."""
    refused: set[tuple[str, ...]] = field(default_factory=set)
    """Guarded fields whose refusal was told already: once a request is enough."""

    @property
    def viewer(self) -> Viewer:
        return self.known or viewer_of(self.session)

    @property
    def language(self) -> Language:
        return language(self.viewer.language)


def context_of(info: Info) -> Context:
    context: Context = info.context
    return context


def place_of(path: Path | None) -> Place:
    """Where in the answer, without the positions in lists."""
    keys: list[str] = []
    while path is not None:
        if isinstance(path.key, str):
            keys.append(path.key)
        path = path.prev
    return tuple(reversed(keys))
