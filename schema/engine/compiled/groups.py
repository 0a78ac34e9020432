"""Groups of records: counted and summed first, and then joined to what their keys are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from strawberry import UNSET

from app.core.shape import Field
from schema.engine import aggregate
from schema.engine.compiled.asking import Asking
from schema.engine.compiled.connection import kind
from schema.engine.compiled.encode import Row
from schema.engine.compiled.forms import NUMBER, PLAIN, form_of, lit
from schema.engine.compiled.inside import Lists
from schema.engine.compiled.members import EACH, Average, Fixed, Joined, Leaf, Member, Members, Place, Source
from schema.engine.compiled.notcompiled import NotCompiled
from schema.engine.compiled.record import Rows
from schema.engine.compiled.root import Root
from schema.engine.compiled.tree import Nodes, Selection, name_of, names
from schema.engine.filters import usable
from schema.engine.naming import public_name
from schema.engine.periods import FirstDay
from schema.engine.types import ByDay

COUNT = "count"


def groups(noun: Any, asking: Asking, nodes: Nodes, place: Place) -> Root:
    """`xsAggregate`"""
    return Grouped(asking, noun, asking.given("Query", nodes[0])).root(asking.tree.below(nodes), place)


class Grouped:
    """One list of groups."""

    def __init__(self, asking: Asking, noun: Any, given: dict[str, Any]) -> None:
        self.asking, self.noun, self.records = asking, noun, Lists(asking).records
        self.rows, self.seen = asking.ruled.rows(noun)
        self.condition = asking.condition(noun, self.rows, given.get("filter"))
        self.keys = {f.name: (f, by) for f, by in (self._key(each) for each in given.get("groupBy") or [])}
        self.figures: dict[str, Any] = {COUNT: sa.func.count()}
        if len(self.keys) < len(given.get("groupBy") or []) or len(self.keys) > aggregate.MOST_KEYS:
            raise NotCompiled("refused")

    def _key(self, given: Any) -> tuple[Field, Any]:
        said = [(name, by) for name, by in vars(given).items() if by not in (UNSET, None)]
        if len(said) != 1:
            raise NotCompiled("refused")
        [(name, by)] = said
        [f] = [f for f in aggregate.keys_of(self.asking.home, self.noun) if f.name == name]
        usable(f, self.asking.viewer)
        is_period = isinstance(by, ByDay) and not aggregate.is_itself(f, by)
        held = getattr(self.rows, f.key)
        return f, FirstDay(held, by) if is_period else held

    def root(self, selection: Selection, place: Place) -> Root:
        source = Source(self._grouped(selection))
        self.columns = source.base.c
        row = Row(self.asking.forms)
        code = row.members(self._members(selection, (*place, EACH), source))
        if not row.columns:
            row.add(self.columns[COUNT])
        encoded = row.encoder(code)
        order = [self.columns[_by(name)].asc().nulls_last() for name in self.keys]

        def answer(found: Sequence[Any]) -> Any:
            if len(found) > aggregate.MOST_GROUPS:
                raise NotCompiled("refused")
            return encoded(found)

        return Root(sa.select(*row.columns).select_from(source.joined()).order_by(*order), answer)

    def _grouped(self, selection: Selection) -> Any:
        """The groups, in the order of their keys, with the figures that are asked for."""
        by = [key.label(_by(name)) for name, (_, key) in self.keys.items()]
        figures = [each for op in aggregate.FIGURES for each in self._figures(op, selection)]
        wanted = sa.select(*by, sa.func.count().label(COUNT), *figures).select_from(self.rows)
        wanted = wanted.where(self.seen, self.condition).group_by(*(key for _, key in self.keys.values()))
        ordered = wanted.order_by(*(key.asc().nulls_last() for _, key in self.keys.values()))
        return ordered.limit(lit(str(aggregate.MOST_GROUPS + 1))).subquery("grouped")

    def _figures(self, op: str, selection: Selection) -> Iterator[Any]:
        below = [self.asking.tree.below(nodes) for nodes in selection.values() if name_of(nodes) == op]
        meant = {name for each in below for name in names(each)}
        for f in self._counted(op):
            if public_name(f) in meant and (not f.guard or self.asking.viewer.can(f.guard, self.noun.__name__)):
                held = getattr(self.rows, f.name)
                yield getattr(sa.func, "sum" if op == "avg" else op)(held).label(f"{op}_{f.name}")
                yield from [sa.func.count(held).label(f"of_{f.name}")] if op == "avg" else []

    def _counted(self, op: str) -> list[Field]:
        found = aggregate.numbers_of if op in ("sum", "avg") else aggregate.extremes_of
        return found(self.asking.home, self.noun)

    def _members(self, selection: Selection, place: Place, source: Source) -> Members:
        return [(key, self._member(nodes, (*place, key), source)) for key, nodes in selection.items()]

    def _member(self, nodes: Nodes, place: Place, source: Source) -> Member:
        name, below = name_of(nodes), self.asking.tree.below(nodes)
        if name == COUNT:
            return Leaf(self.columns[COUNT], PLAIN)
        if name == "keys":
            return Joined(None, [(key, self._told(each, (*place, key), source)) for key, each in below.items()])
        if name == "__typename":
            return Fixed(kind(self.noun, "Aggregate"))
        return Joined(None, [(key, self._figure(name, each, (*place, key))) for key, each in below.items()])

    def _told(self, nodes: Nodes, place: Place, source: Source) -> Member:
        """A key; nothing where it was not grouped by."""
        if name_of(nodes) == "__typename":
            return Fixed(kind(self.noun, "Keys"))
        f = self.asking.field(self.noun, name_of(nodes))
        rows = Rows(self.noun, lambda key: self.columns[_by(f.name)], source)
        is_grouped = f.name in self.keys
        member = self.records.field(rows, f, nodes, place, is_known=is_grouped)
        return Leaf(member.value, PLAIN) if isinstance(member, Leaf) and f.type is datetime else member

    def _figure(self, op: str, nodes: Nodes, place: Place) -> Member:
        name = name_of(nodes)
        is_sum = op in ("sum", "avg")
        if name == "__typename":
            return Fixed(kind(self.noun, "Totals" if is_sum else "Extremes"))
        f = self.asking.field(self.noun, name)
        if not self.asking.may_see(f, nodes, place):
            return Fixed(None)
        value = self.columns[f"{op}_{f.name}"]
        if op == "avg":
            return Average(value, self.columns[f"of_{f.name}"], self.asking.forms.scale(f))
        return Leaf(value, NUMBER if is_sum else form_of(f))


def _by(name: str) -> str:
    return f"by_{name}"
