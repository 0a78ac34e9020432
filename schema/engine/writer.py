"""Who writes what an input says: the doorman; a noun that needs more than its fields has a writer of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from app.core import doorman


@dataclass(frozen=True)
class Asked:
    """One thing that an input asks besides the fields: its type as the schema spells it."""

    kind: str
    doc: str
    needed: bool = True


class Writer:
    """Writes the fields of a record."""

    new: ClassVar[Mapping[str, Asked]] = {}
    """What is asked besides, of a new record."""
    changed: ClassVar[Mapping[str, Asked]] = {}
    """What is asked besides, of a change."""

    def create(self, session: Any, noun: type[Any], values: dict[str, Any]) -> Any:
        return doorman.create(session, noun, values)

    def update(self, session: Any, noun: type[Any], id: Any, version: int | None, values: dict[str, Any]) -> Any:
        return doorman.update(session, noun, id, version, values)
