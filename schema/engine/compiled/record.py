"""A record as the answer tells it: its fields as values, its relations as joins, its lists as JSON below it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from app.core.shape import Field
from app.core.words import camel
from schema.engine.compiled.asking import Asking
from schema.engine.compiled.forms import PLAIN, form_of, lit
from schema.engine.compiled.members import Fixed, Joined, Leaf, Member, Members, Place, Source
from schema.engine.compiled.tree import Nodes, Selection, name_of

Value = Callable[[str], Any]
"""The column of a row that holds an attribute of this name."""
Inside = Callable[["Rows", str, Any, Nodes, Place], Member]


class Rows:
    """Rows of a noun inside a statement."""

    def __init__(self, noun: Any, value: Value, source: Source) -> None:
        self.noun, self.value, self.source = noun, value, source


class Records:
    """Writes records; `inside` writes the lists that hang on them."""

    def __init__(self, asking: Asking, inside: Inside) -> None:
        self.asking, self.inside = asking, inside

    def members(self, rows: Rows, selection: Selection, place: Place) -> Members:
        return [(key, self._member(rows, nodes, (*place, key))) for key, nodes in selection.items()]

    def _member(self, rows: Rows, nodes: Nodes, place: Place) -> Member:
        name, noun = name_of(nodes), rows.noun
        if name == "__typename":
            return Fixed(noun.__name__)
        if name == "label" and noun.names:
            return self._label(rows, nodes)
        for key, target in self.asking.home.lists(noun).items():
            if camel(key) == name:
                return self._list(rows, key, target, nodes, place)
        return self.field(rows, self.asking.field(noun, name), nodes, place)

    def field(self, rows: Rows, f: Field, nodes: Nodes, place: Place, *, is_known: bool = True) -> Member:
        """Its value, if the viewer may see it and it is known."""
        may = self.asking.may_see(f, nodes, place)
        may = may and (f.target is None or self.asking.may_read("can_show", f.target, nodes, place))
        if not (may and is_known):
            return Fixed(None)
        if f.target is None:
            return Leaf(rows.value(f.key), form_of(f))
        return self.joined(rows, f.target, rows.value(f.key), nodes, place)

    def joined(self, rows: Rows, target: Any, key: Any, nodes: Nodes, place: Place) -> Member:
        """The record of this key, as far as the viewer sees it."""
        other, seen = self.asking.ruled.rows(target)
        rows.source.joins.append((other, sa.and_(other.id == key, seen)))
        below = Rows(target, lambda name: getattr(other, name), Source(other, rows.source.joins))
        return Joined(other.id, self.members(below, self.asking.tree.below(nodes), place))

    def _list(self, rows: Rows, name: str, target: Any, nodes: Nodes, place: Place) -> Member:
        is_read = self.asking.may_read("can_list", target, nodes, place)
        return self.inside(rows, name, target, nodes, place) if is_read else Fixed(None)

    def _label(self, rows: Rows, nodes: Nodes) -> Member:
        noun = rows.noun
        said = self.asking.given(noun.__name__, nodes[0]).get("language")
        own = noun.names.get(said or self.asking.viewer.language, noun.named_by)
        filled = sa.func.nullif(rows.value(own), lit("''"))
        return Leaf(sa.func.coalesce(filled, rows.value(noun.named_by)), PLAIN)
