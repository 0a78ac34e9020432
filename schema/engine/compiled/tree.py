"""What is asked below a field: fragments spread out, what is skipped left out, what is asked twice merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionSetNode,
    get_directive_values,
)
from graphql.execution.values import VariableValues

Nodes = list[FieldNode]
Selection = dict[str, Nodes]
"""By the name in the answer, the fields that are asked for under it, in their order."""


class Tree:
    """The selections of one operation."""

    def __init__(self, document: DocumentNode, values: VariableValues) -> None:
        self.values = values
        self.fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}

    def below(self, nodes: Iterable[FieldNode]) -> Selection:
        return self.collected(node.selection_set for node in nodes)

    def collected(self, sets: Iterable[SelectionSetNode | None]) -> Selection:
        found: Selection = {}
        seen: set[str] = set()
        for each in sets:
            for node in self._fields(each, seen):
                found.setdefault((node.alias or node.name).value, []).append(node)
        return found

    def _fields(self, selection: SelectionSetNode | None, seen: set[str]) -> Iterator[FieldNode]:
        for node in selection.selections if selection else ():
            if not self._is_wanted(node):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                yield from self._fields(node.selection_set, seen)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                yield from self._fields(self.fragments[node.name.value].selection_set, seen)

    def _is_wanted(self, node: Any) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, node, self.values) or {}
        include = get_directive_values(GraphQLIncludeDirective, node, self.values) or {}
        return not skip.get("if") and bool(include.get("if", True))


def name_of(nodes: Nodes) -> str:
    return nodes[0].name.value


def names(selection: Selection) -> set[str]:
    """The names of the fields, whatever they are called in the answer."""
    return {name_of(nodes) for nodes in selection.values()}
