"""One question in the making: who asks, what for, and what of it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from graphql import FieldNode, GraphQLSchema
from graphql.execution.values import VariableValues

from app.core.errors import Refused
from app.core.shape import Field
from app.core.viewer import Viewer
from schema.engine.compiled.binds import Binds
from schema.engine.compiled.conditions import SlottedFilter
from schema.engine.compiled.forms import Forms
from schema.engine.compiled.given import arguments
from schema.engine.compiled.members import Place
from schema.engine.compiled.notcompiled import NotCompiled
from schema.engine.compiled.refused import Denied
from schema.engine.compiled.ruled import Ruled
from schema.engine.compiled.tree import Nodes, Tree
from schema.engine.compiled.variables import Slot
from schema.engine.guard import unread, unseen
from schema.engine.home import Home
from schema.engine.naming import public_name


class Asking:
    """What the parts of a statement are made with."""

    def __init__(
        self, home: Home, schema: GraphQLSchema, viewer: Viewer, forms: Forms, tree: Tree, first: Mapping[str, Any]
    ) -> None:
        """`first` are the variables of the request that the statement is made for; others will follow."""
        self.home, self.schema, self.viewer, self.forms, self.tree = home, schema, viewer, forms, tree
        self.values: VariableValues = tree.values
        self.first_values = first
        self.ruled, self.binds = Ruled(viewer), Binds()
        self.denied: list[Denied] = []
        self.sifts = False

    def bound(self, given: Any, kind: Any, made: Callable[[Any], Any]) -> Any:
        """A value of the question, made ready: one of a variable comes with each request."""
        return self.binds.of(given, kind, made) if isinstance(given, Slot) else sa.literal(made(given), kind)

    @property
    def is_steady(self) -> bool:
        """Whether whoever asks sees all, and no value chooses rows."""
        return self.ruled.sees_all and not self.sifts

    def condition(self, noun: Any, rows: Any, given: Any) -> Any:
        self.sifts |= given is not None
        return SlottedFilter(self.home, self.viewer, self.ruled, self.binds).condition(noun, rows, given)

    def field(self, noun: Any, name: str) -> Field:
        """The field of this name outside."""
        for f in self.home.fields(noun):
            if public_name(f) == name:
                return f
        raise NotCompiled(f"{noun.__name__}.{name}")

    def given(self, kind: str, node: FieldNode) -> dict[str, Any]:
        """The arguments of a field of a type."""
        of: Any = self.schema.get_type(kind)
        return arguments(of.fields[node.name.value], node, self.values)

    def may_see(self, f: Field, nodes: Nodes, place: Place) -> bool:
        """As `guard.may_see` decides it."""
        if not f.guard or self.viewer.can(f.guard, f.noun.__name__):
            return True
        self._deny(place, nodes, unseen(f.name), f.noun.__name__, f.name)
        return False

    def may_read(self, permission: str, noun: Any, nodes: Nodes, place: Place) -> bool:
        """As `guard.may_read` decides it."""
        if self.viewer.can(permission, noun.__name__):
            return True
        self._deny(place, nodes, unread(permission, noun), noun.__name__, permission)
        return False

    def _deny(self, place: Place, nodes: Nodes, why: Refused, *about: str) -> None:
        self.denied.append(Denied(place, tuple(nodes), why, about))
