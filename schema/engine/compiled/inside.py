"""Lists that hang on records: JSON that the database puts together, one value for each record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from schema.engine.compiled.asking import Asking
from schema.engine.compiled.connection import (
    BEFORE,
    CURSOR,
    EDGES,
    INFO,
    MORE,
    NODE,
    START,
    TOTAL,
    Connection,
    kind,
)
from schema.engine.compiled.forms import TRUTH, lit, record
from schema.engine.compiled.members import EACH, Fixed, Joined, Leaf, Listed, Member, Members, Place, Source
from schema.engine.compiled.page import Page, form_of_key
from schema.engine.compiled.record import Records, Rows
from schema.engine.compiled.tree import Nodes, Selection, name_of

RANK, FOUND = "_rank", "_found"


class Lists:
    """Writes the lists that hang on records, and the records in them."""

    def __init__(self, asking: Asking) -> None:
        self.asking, self.forms = asking, asking.forms
        self.records = Records(asking, self.inside)

    def inside(self, rows: Rows, name: str, target: Any, nodes: Nodes, place: Place) -> Member:
        given = self.asking.given(rows.noun.__name__, nodes[0])
        held = _key_of(rows.noun, name, target)
        page = Page(self.asking, target, given, lambda mine: getattr(mine, held) == rows.value("id"))
        return Hanging(self, page, Connection(self.asking.tree, nodes), rows.source.base).listed(place)

    def json(self, members: Members) -> Any:
        """The record as JSON."""
        return record(self.forms, [(key, self._value(member)) for key, member in members])

    def _value(self, member: Member) -> Any:
        if isinstance(member, Leaf):
            return self.forms.inside(member.value, member.form)
        if isinstance(member, Joined):
            whole = self.json(member.members)
            return whole if member.here is None else self.forms.maybe(member.here, whole)
        return self.forms.nested(member.value) if isinstance(member, Listed) else constant(member)


def constant(member: Any) -> Any:
    return lit("NULL") if member.value is None else sa.cast(lit(f"'{member.value}'"), sa.Text)


class Hanging:
    """One list of one record."""

    def __init__(self, lists: Lists, page: Page, asked: Connection, parent: Any) -> None:
        self.lists, self.page, self.asked, self.parent = lists, page, asked, parent
        self.forms, self.noun = lists.forms, page.noun
        self.cursors: list[Place] = []
        self.is_ranked = asked.has_more or asked.has_ends

    def listed(self, place: Place) -> Listed:
        """All of it as one value."""
        if not self.asked.needs_rows:
            return Listed(record(self.forms, list(self._members({}, None))))
        edges, lines = self._lines(place)
        told = record(self.forms, list(self._members(edges, lines)))
        whole = sa.select(told).select_from(lines).correlate(self.parent).scalar_subquery()
        return Listed(whole, tuple(self.cursors))

    def _lines(self, place: Place) -> tuple[dict[str, str], Any]:
        """The rows with each of their edges as JSON, and in which column each of the lists of edges stands."""
        columns = self.page.columns(self.asked.node_names())
        inner = self.page.lined_up(columns, one_more=self.is_ranked).correlate(self.parent).subquery()
        rows = Rows(self.noun, lambda name: inner.c[name], Source(inner))
        edges, told = {}, []
        for n, (key, selection) in enumerate(self._edges()):
            edges[key] = f"_edge_{n}"
            told.append(
                self.lists.json(self._edge(rows, selection, (*place, key, EACH), (key, EACH))).label(edges[key])
            )
        order = [each.placed(inner.c[each.label]) for each in self.page.by]
        told += self._ranks(order) if self.is_ranked else []
        told += [self._keys(inner).label(CURSOR)] if self.asked.has_ends else []
        lines = sa.select(*(told or [lit("1").label("_one")])).select_from(rows.source.joined())
        return edges, (lines.order_by(*order) if rows.source.joins else lines).subquery()

    def _ranks(self, order: list[Any]) -> list[Any]:
        ranked = sa.func.row_number().over(order_by=order)
        return [ranked.label(RANK), sa.func.count().over().label(FOUND)]

    def _edges(self) -> Iterator[tuple[str, Selection]]:
        for key, nodes in self.asked.selection.items():
            if name_of(nodes) == EDGES:
                yield key, self.asked.tree.below(nodes)

    def _edge(self, rows: Rows, selection: Selection, place: Place, path: Place) -> Members:
        members: Members = []
        for key, nodes in selection.items():
            if name_of(nodes) == NODE:
                below = self.lists.records.members(rows, self.asked.tree.below(nodes), (*place, key))
                self.cursors += [(*path, key, *found) for found in cursors_in(below)]
                members.append((key, Joined(None, below)))
            elif name_of(nodes) == CURSOR:
                self.cursors.append((*path, key))
                members.append((key, Listed(self._keys(rows.source.base))))
            else:
                members.append((key, Fixed(kind(self.noun, "Edge"))))
        return members

    def _keys(self, rows: Any) -> Any:
        """The values of a cursor."""
        each = [self.forms.inside(rows.c[key.label], form_of_key(key)) for key in self.page.by]
        return self.forms.many(each)

    def _members(self, edges: dict[str, str], lines: Any) -> Iterator[tuple[str, Any]]:
        for key, nodes in self.asked.selection.items():
            if name_of(nodes) == EDGES:
                yield key, self.forms.all(self.forms.nested(lines.c[edges[key]]), self._on_page(lines))
            elif name_of(nodes) == INFO:
                yield key, record(self.forms, list(self._info(key, self.asked.tree.below(nodes), lines)))
            elif name_of(nodes) == TOTAL:
                yield key, self.page.counted().correlate(self.parent).scalar_subquery()
            else:
                yield key, constant(Fixed(kind(self.noun, "Connection")))

    def _on_page(self, lines: Any) -> Any:
        return lines.c[RANK] <= lit(str(self.page.first)) if self.is_ranked else None

    def _info(self, place: str, selection: Selection, lines: Any) -> Iterator[tuple[str, Any]]:
        for key, nodes in selection.items():
            name = name_of(nodes)
            if name == MORE:
                more = sa.func.count() > lit(str(self.page.first))
                yield key, self.forms.inside(more, TRUTH)
            elif name == BEFORE:
                yield key, self.forms.inside(sa.false() if self.page.after is None else sa.true(), TRUTH)
            elif name == "__typename":
                yield key, constant(Fixed("PageInfo"))
            else:
                self.cursors.append((place, key))
                yield key, self._end(lines, is_first=name == START)

    def _end(self, lines: Any, *, is_first: bool) -> Any:
        rank, last = lines.c[RANK], lit(str(self.page.first))
        is_end = rank == lit("1") if is_first else sa.or_(rank == last, sa.and_(rank < last, rank == lines.c[FOUND]))
        return self.forms.all(self.forms.nested(lines.c[CURSOR]), is_end)


def cursors_in(members: Members) -> Iterator[Place]:
    """Where in a record cursors are to be made."""
    for key, member in members:
        if isinstance(member, Listed):
            yield from ((key, *path) for path in member.cursors)
        elif isinstance(member, Joined):
            yield from ((key, *path) for path in cursors_in(member.members))


def _key_of(noun: Any, name: str, target: Any) -> str:
    """The attribute of what hangs on the noun that holds its id."""
    [(_, remote)] = sa.inspect(noun).relationships[name].local_remote_pairs
    return str(sa.inspect(target).get_property_by_column(remote).key)
