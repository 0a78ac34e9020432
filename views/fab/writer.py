"""Who writes what a form was given: the doorman; a noun that needs more than its fields has a writer of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.core import doorman
from views.fab.asked import Asked
from views.fab.session import session


class Writer:
    """Writes the fields of a record."""

    def asked(self, record: Any) -> Sequence[tuple[str, list[Asked]]]:
        """What is asked besides the fields, in sections; `record` is nothing where one is added."""
        return ()

    def start(self, record: Any) -> Mapping[str, Any]:
        """What stands in those questions before anybody answers."""
        return {}

    def create(self, noun: type[Any], values: dict[str, Any]) -> Any:
        return doorman.create(session(), noun, values)

    def update(self, noun: type[Any], id: Any, version: int | None, values: dict[str, Any]) -> Any:
        return doorman.update(session(), noun, id, version, values)
