"""The rule of rows in statements that no session sees: under every noun that is read, or the statement is not run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.core.scope import scoped
from app.core.viewer import Viewer
from schema.engine.compiled.binds import me


class Unruled(RuntimeError):
    """A statement that reads rows without their rule: a bug, never an answer."""


class Ruled:
    """The nouns that one statement reads, each under another name, with the rule of its rows."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = replace(viewer, id=me(), person=None)  # type: ignore[arg-type]
        self.known: set[Any] = set()

    def rows(self, noun: Any) -> tuple[Any, sa.ColumnElement[bool]]:
        """Rows of the noun, and which of them the viewer sees."""
        rows = aliased(noun)
        rule: sa.ColumnElement[bool] = noun.visible_to(self.viewer, rows)
        self.known |= {sa.inspect(rows).selectable, *_sources(rule)}
        return rows, rule

    def check(self, statement: Any) -> None:
        """Whatever rows of a noun with a rule stand in the statement were asked for here."""
        tables = {noun.__table__ for noun in scoped()}
        known = {each._deannotate() for each in self.known}
        missed = {each for each in _sources(statement) - known if getattr(each, "element", each) in tables}
        if missed:
            raise Unruled(f"no rule stands under {', '.join(sorted(str(each) for each in missed))}")


def _sources(clause: Any) -> set[Any]:
    """The tables that a clause reads, each by the name under which it does, and those that its columns are of."""
    found: set[Any] = set()
    left, met = [clause], {id(clause)}
    while left:
        part = left.pop()
        source = part if isinstance(part, sa.Table | sa.Alias) else getattr(part, "table", None)
        if isinstance(source, sa.Table | sa.Alias):
            found.add(source._deannotate())
        below = [each for each in (() if source is part else part.get_children()) if id(each) not in met]
        met |= {id(each) for each in below}
        left += below
    return found
