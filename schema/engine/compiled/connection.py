"""What is asked of a list: its edges, where the page stands, how many there are."""

from __future__ import annotations

from typing import Any

from schema.engine.compiled.tree import Nodes, Selection, Tree, name_of, names

EDGES, NODE, CURSOR, INFO, TOTAL, TYPE = "edges", "node", "cursor", "pageInfo", "totalCount", "__typename"
MORE, BEFORE, START, END = "hasNextPage", "hasPreviousPage", "startCursor", "endCursor"


class Connection:
    """The selection of one list, looked at as a whole: what it needs is read once, however often it is told."""

    def __init__(self, tree: Tree, nodes: Nodes) -> None:
        self.tree, self.selection = tree, tree.below(nodes)
        self.edges = self._of(self.selection, EDGES)
        self.infos = self._of(self.selection, INFO)

    def _of(self, selection: Selection, name: str) -> list[Selection]:
        return [self.tree.below(nodes) for nodes in selection.values() if name_of(nodes) == name]

    def node_names(self) -> set[str]:
        """The fields of its records that are asked for, in whatever edges."""
        nodes = [node for edge in self.edges for node in self._of(edge, NODE)]
        return {name for node in nodes for name in names(node)}

    @property
    def has_cursors(self) -> bool:
        return any(CURSOR in names(edge) for edge in self.edges) or self.has_ends

    @property
    def has_ends(self) -> bool:
        return any({START, END} & names(info) for info in self.infos)

    @property
    def has_more(self) -> bool:
        return any(MORE in names(info) for info in self.infos)

    @property
    def has_total(self) -> bool:
        return TOTAL in names(self.selection)

    @property
    def has_rows(self) -> bool:
        return bool(self.edges or self.infos)

    @property
    def needs_rows(self) -> bool:
        """Whether anything of it depends on the rows of the page."""
        return bool(self.edges) or self.has_more or self.has_ends


def kind(noun: Any, part: str) -> str:
    return f"{noun.__name__}{part}"
