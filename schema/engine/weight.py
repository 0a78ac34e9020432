"""How much a question asks for: how deep it is, how many aliases it has, how many records it could read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

from app.core.words import N_
from schema.engine.refusal import mistake

MOST, MOST_COLUMNS = 100, 1000
HUGE = 2**53
"""From here on a number is none that could be meant: it is refused as a value."""
GROUPS_COST = 100
"""What groups cost: the statement reads many rows, whatever it returns."""

_TRANSPARENT = {"edges", "node", "pageInfo"}


@dataclass(frozen=True)
class Weight:
    """How much a selection asks for."""

    depth: int = 0
    aliases: int = 0
    cost: int = 0
    is_flat: bool = True
    """Columns only: no records below, nor lists."""

    def beside(self, other: Weight) -> Weight:
        return Weight(
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.cost + other.cost,
            self.is_flat and other.is_flat,
        )


class Question:
    """An operation, weighed with its fragments spread out. Fragments are weighed once each and cannot hold themselves:
    validation comes first."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: dict[str, Any]) -> None:
        self.schema, self.variables = schema, variables
        self.fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self.weighed: dict[str, Weight] = {}

    def weight(self, selection: SelectionSetNode | None, kind: Any) -> Weight:
        total = Weight()
        for node in selection.selections if selection else ():
            total = total.beside(self._part(node, kind))
        return total

    def _part(self, node: Any, kind: Any) -> Weight:
        if isinstance(node, FieldNode):
            return self._field(node, kind)
        if isinstance(node, FragmentSpreadNode):
            return self._spread(node.name.value)
        return self.weight(node.selection_set, kind)

    def _spread(self, name: str) -> Weight:
        if name not in self.weighed:
            fragment = self.fragments[name]
            kind = self.schema.get_type(fragment.type_condition.name.value)
            self.weighed[name] = self.weight(fragment.selection_set, kind)
        return self.weighed[name]

    def _field(self, node: FieldNode, kind: Any) -> Weight:
        aliases = 1 if node.alias else 0
        field = kind.fields.get(node.name.value) if isinstance(kind, GraphQLObjectType) else None
        if field is None or node.selection_set is None:
            return Weight(depth=0 if node.name.value in _TRANSPARENT else 1, aliases=aliases)
        below = get_named_type(field.type)
        inside = self.weight(node.selection_set, below)
        if node.name.value in _TRANSPARENT:
            return Weight(inside.depth, aliases + inside.aliases, inside.cost, inside.is_flat)
        cost = self._rows(node, field, inside) if "first" in field.args else _single(below, inside)
        return Weight(inside.depth + 1, aliases + inside.aliases, cost, is_flat=False)

    def _rows(self, node: FieldNode, field: Any, inside: Weight) -> int:
        given = next((a.value for a in node.arguments or () if a.name.value == "first"), None)
        first = self._number(given, field.args["first"].default_value)
        most = MOST_COLUMNS if inside.is_flat else MOST
        if not 1 <= first <= most:
            raise mistake(N_("“first” is from 1 to {most} here."), node, most=most)
        return first * (1 + inside.cost)

    def _number(self, given: Any, default: int) -> int:
        if isinstance(given, VariableNode):
            value = self.variables.get(given.name.value, default)
            return int(value) if isinstance(value, int | float) and abs(value) < HUGE else default
        return int(given.value) if isinstance(given, IntValueNode) else default


def _single(kind: Any, inside: Weight) -> int:
    return (GROUPS_COST if kind.name.endswith("Aggregate") else 1) + inside.cost
