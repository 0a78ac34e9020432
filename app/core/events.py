"""Consequences: what happens because a step was taken, in the same transaction, as the system."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from sqlalchemy.orm import Session

from app.core.viewer import as_system

Consequence = Callable[[Any], None]
Note = Callable[[Session, str, Any], None]
_consequences: dict[str, list[Consequence]] = {}
_notes: list[Note] = []


def on(event: str) -> Callable[[Consequence], Consequence]:
    """Registers a function of the record for an event, named `noun.verb` ("order.confirm")."""

    def register(consequence: Consequence) -> Consequence:
        _consequences.setdefault(event, []).append(consequence)
        return consequence

    return register


def on_every(note: Note) -> Note:
    """Registers a function that is told of each event within a session, before its consequences."""
    _notes.append(note)
    return note


def happened(event: str, record: Any, *, session: Session | None) -> None:
    """Run the consequences; a record without a session has them too, so that rules can be tried without a database."""
    for note in _notes if session is not None else ():
        note(session, event, record)  # type: ignore[arg-type]
    known = _consequences.get(event, ())
    if not known:
        return
    with as_system(session) if session is not None else nullcontext():
        for consequence in known:
            consequence(record)


def events() -> frozenset[str]:
    """The names that somebody waits for; each must be the name of a verb."""
    return frozenset(_consequences)
