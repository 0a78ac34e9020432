"""The rule of rows in statements that no session sees: under every noun that is read, or the statement is not run."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.core.remembered import remembered
from app.core.scope import scoped
from app.core.viewer import Viewer
from schema.engine.compiled.binds import WHO


class Unruled(RuntimeError):
    """A statement that reads rows without their rule: a bug, never an answer."""


class Ruled:
    """The nouns that one statement reads, each under another name, with the rule of its rows."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = replace(viewer, id=WHO, person=None)
        self.known: set[Any] = set()
        self.used: Counter[Any] = Counter()
        self.sees_all = True

    def rows(self, noun: Any) -> tuple[Any, sa.ColumnElement[bool]]:
        """Rows of the noun, and which of them the viewer sees."""
        self.used[noun] += 1
        rows, rule, sources = _ruled(self.viewer, noun, self.used[noun])
        self.known |= sources
        self.sees_all &= isinstance(rule, sa.True_)
        return rows, rule

    def check(self, statement: Any) -> None:
        """Whatever rows of a noun with a rule stand in the statement were asked for here."""
        tables = {noun.__table__ for noun in scoped()}
        missed = {each for each in _sources(statement) - self.known if getattr(each, "element", each) in tables}
        if missed:
            raise Unruled(f"no rule stands under {', '.join(sorted(str(each) for each in missed))}")


@lru_cache(maxsize=2048)
def _ruled(viewer: Viewer, noun: Any, n: int) -> tuple[Any, sa.ColumnElement[bool], frozenset[Any]]:
    """Kept for whoever may and reaches the same: other names and rules are most of what a statement costs to make."""
    rows = _rows(noun, n)
    rule: sa.ColumnElement[bool] = noun.visible_to(viewer, rows)
    return rows, rule, frozenset({sa.inspect(rows).selectable._deannotate(), *_sources(rule)})


@remembered
def _rows(noun: Any, n: int) -> Any:
    """The n-th other name of a noun."""
    return aliased(noun)


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
