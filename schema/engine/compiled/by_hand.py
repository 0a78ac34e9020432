"""Questions at the root that are written by hand: they say where their rows come from; what is told of them, and to
whom, is told as everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import sqlalchemy as sa

from schema.engine.compiled.asking import Asking
from schema.engine.compiled.encode import Row
from schema.engine.compiled.members import EACH, Fixed, Member, Place, Source
from schema.engine.compiled.root import Root
from schema.engine.compiled.tree import Nodes, name_of

Rows = Sequence[Any]
Teller = Callable[[Nodes, Place], Member]


def everything(rows: Rows) -> Rows:
    return rows


@dataclass(frozen=True)
class Way:
    """One way to find the rows."""

    source: Source
    members: Mapping[str, Teller]
    """What is told of a row, by the names outside."""
    where: Sequence[sa.ColumnElement[bool]] = ()
    order: Sequence[Any] = ()
    beside: Sequence[Any] = ()
    """Columns before those that are told: `kept` looks at them."""
    kept: Callable[[Rows], Rows] = field(default=everything)
    """Which of the rows that were read are meant."""


@dataclass(frozen=True)
class ByHand:
    """A question at the root: the type that it answers with, the permissions that it takes, and the ways to find what
    it asks for, each tried where the one before found nothing."""

    kind: str
    needs: tuple[tuple[str, Any], ...]
    ways: Sequence[Callable[[Asking, Mapping[str, Any]], Way]]
    is_list: bool = False

    def root(self, asking: Asking, nodes: Nodes, place: Place, turn: int = 0) -> Root:
        way, row = self.ways[turn](asking, asking.given("Query", nodes[0])), Row(asking.forms)
        for each in way.beside:
            row.add(each)
        here = (*place, EACH) if self.is_list else place
        selection = asking.tree.below(nodes).items()
        encoded = row.encoder(row.members([(key, self._member(way, each, (*here, key))) for key, each in selection]))
        select = sa.select(*row.columns).select_from(way.source.joined()).where(*way.where).order_by(*way.order)

        def answer(rows: Rows) -> Any:
            told = encoded(way.kept(rows))
            return told if self.is_list else next(iter(told), None)

        is_last = turn + 1 == len(self.ways)
        return Root(select, answer, None if is_last else partial(self.root, nodes=nodes, place=place, turn=turn + 1))

    def _member(self, way: Way, nodes: Nodes, place: Place) -> Member:
        name = name_of(nodes)
        return Fixed(self.kind) if name == "__typename" else way.members[name](nodes, place)
