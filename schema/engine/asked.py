"""Which fields were asked for: what was not is neither read nor counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from graphql import FieldNode, FragmentSpreadNode, InlineFragmentNode, SelectionSetNode
from strawberry import Info


def asked(info: Info, *path: str) -> set[str]:
    """The names of the fields asked for below this field, at the end of the path, fragments resolved."""
    raw = info._raw_info
    selections = [node.selection_set for node in raw.field_nodes]
    for step in path:
        selections = [n.selection_set for n in _fields(selections, raw.fragments, set()) if n.name.value == step]
    return {node.name.value for node in _fields(selections, raw.fragments, set())}


def _fields(
    selections: Iterable[SelectionSetNode | None], fragments: dict[str, Any], seen: set[str]
) -> Iterator[FieldNode]:
    """A fragment is looked into once: twice it says nothing more."""
    for selection in selections:
        for node in selection.selections if selection else ():
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                yield from _fields([node.selection_set], fragments, seen)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                yield from _fields([fragments[node.name.value].selection_set], fragments, seen)
