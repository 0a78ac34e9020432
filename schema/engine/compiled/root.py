"""Records and lists at the root of a question: what is read, and how its rows become the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from schema.engine.compiled.asking import Asking
from schema.engine.compiled.connection import BEFORE, CURSOR, EDGES, INFO, MORE, NODE, START, TOTAL, Connection, kind
from schema.engine.compiled.encode import Row
from schema.engine.compiled.forms import lit
from schema.engine.compiled.inside import Lists
from schema.engine.compiled.members import EACH, Place, Source
from schema.engine.compiled.page import Page, form_of_key
from schema.engine.compiled.record import Rows
from schema.engine.compiled.tree import Nodes, Selection, name_of
from schema.engine.filters import key_of
from schema.engine.naming import public_name

Part = Callable[[Sequence[Any], bool], Any]


@dataclass(frozen=True)
class Root:
    """One field at the root: its statement, and what makes the answer of the rows."""

    select: Any
    answer: Callable[[Sequence[Any]], Any]
    otherwise: Callable[[Asking], Root] | None = None
    """What is read where this finds nothing; written when that first happens."""
    is_steady: bool = False
    """Whether the values of a request only say where to begin: the database then need not plan for each anew."""


def one(noun: Any, asking: Asking, nodes: Nodes, place: Place) -> Root:
    """`x(id)`"""
    rows, seen = asking.ruled.rows(noun)
    given = asking.given("Query", nodes[0])["id"]
    id = asking.bound(given, sa.Integer(), key_of)
    source = Source(rows)
    records = Lists(asking).records
    members = records.members(Rows(noun, lambda name: getattr(rows, name), source), asking.tree.below(nodes), place)
    row = Row(asking.forms)
    encoded = row.encoder(row.members(members))
    select = sa.select(*row.columns).select_from(source.joined()).where(rows.id == id, seen)
    return Root(select, lambda found: next(iter(encoded(found)), None), is_steady=asking.is_steady)


def every(noun: Any, asking: Asking, nodes: Nodes, place: Place) -> Root:
    """`xs`"""
    page = Page(asking, noun, asking.given("Query", nodes[0]))
    asked = Connection(asking.tree, nodes)
    if not asked.has_rows:
        return _counted(page, asked)
    return Paged(asking, page, asked, place).root()


def _counted(page: Page, asked: Connection) -> Root:
    told = [(key, name_of(nodes)) for key, nodes in asked.selection.items()]
    name = kind(page.noun, "Connection")

    def answer(rows: Sequence[Any]) -> Any:
        return {key: rows[0][0] if what == TOTAL else name for key, what in told}

    return Root(page.counted(), answer)


class Paged:
    """A list with rows: read flat where nothing hangs on them, else as a page that the rest is joined to."""

    def __init__(self, asking: Asking, page: Page, asked: Connection, place: Place) -> None:
        self.asking, self.page, self.asked, self.place = asking, page, asked, place
        self.row, self.lists = Row(asking.forms), Lists(asking)
        self.is_flat = not asked.has_total and self._has_columns_only()

    def _has_columns_only(self) -> bool:
        below = {name for name in self.asked.node_names() if name != "__typename"}
        fields = {f.name: f for f in self.asking.home.fields(self.page.noun) if f.target is None}
        return below <= {*map(public_name, fields.values()), "label"}

    def root(self) -> Root:
        rows, key = self._rows()
        parts = list(self._parts(rows, [(key(each), form_of_key(each)) for each in self.page.by]))
        total, here = self._beside(rows)
        select = self._select(rows)
        encoded = [(name, make()) for name, make in parts]
        first = self.page.first

        def answer(found: Sequence[Any]) -> Any:
            kept = found[:first] if here is None or found[0][here] is not None else []
            more = len(found) > first
            return {name: part(kept, more) if part else found[0][total] for name, part in encoded}

        return Root(select, answer, is_steady=self.asking.is_steady)

    def _rows(self) -> tuple[Rows, Callable[[Any], Any]]:
        mine, noun = self.page.rows, self.page.noun
        if self.is_flat:
            return Rows(noun, lambda name: getattr(mine, name), Source(mine)), lambda key: getattr(mine, key.field.name)
        columns = self.page.columns(self.asked.node_names())
        page = self.page.lined_up(columns, one_more=self.asked.has_more).subquery("page")
        return Rows(noun, lambda name: page.c[name], Source(page)), lambda key: page.c[key.label]

    def _beside(self, rows: Rows) -> tuple[int, int | None]:
        """Where the number of all stands, and what says that the page is not empty."""
        if not self.asked.has_total:
            return 0, None
        self.counted = self.page.counted().correlate(None).subquery("counted")
        return int(self.row.add(next(iter(self.counted.c)))[1:]), int(self.row.add(rows.value("id"))[1:])

    def _select(self, rows: Rows) -> Any:
        if not self.row.columns:
            self.row.add(lit("1"))
        if self.is_flat:
            return self.page.lined_up(self.row.columns, one_more=self.asked.has_more)
        base = rows.source.base
        whole = sa.outerjoin(self.counted, base, sa.true()) if self.asked.has_total else base
        order = [key.placed(base.c[key.label]) for key in self.page.by]
        return sa.select(*self.row.columns).select_from(rows.source.joined(whole)).order_by(*order)

    def _parts(self, rows: Rows, keys: list[tuple[Any, str]]) -> Iterator[tuple[str, Callable[[], Part | None]]]:
        """What each name in the answer is made by; made when all columns are known."""
        for key, nodes in self.asked.selection.items():
            name, below = name_of(nodes), self.asked.tree.below(nodes)
            if name == EDGES:
                code = self._edge(rows, below, keys, (*self.place, key, EACH))
                yield key, lambda code=code: self._edges(code)  # type: ignore[misc]
            elif name == INFO:
                code = self.row.cursor(keys) if self.asked.has_ends else "None"
                yield key, lambda code=code, below=below: self._info(code, below)  # type: ignore[misc]
            elif name == TOTAL:
                yield key, lambda: None
            else:
                yield key, lambda: lambda kept, more: kind(self.page.noun, "Connection")

    def _edge(self, rows: Rows, selection: Selection, keys: list[tuple[Any, str]], place: Place) -> str:
        parts: list[str] = []
        for key, nodes in selection.items():
            name = name_of(nodes)
            if name == NODE:
                members = self.lists.records.members(rows, self.asked.tree.below(nodes), (*place, key))
                parts.append(f"{key!r}: {self.row.members(members)}")
            else:
                told = self.row.cursor(keys) if name == CURSOR else repr(kind(self.page.noun, "Edge"))
                parts.append(f"{key!r}: {told}")
        return "{" + ", ".join(parts) + "}"

    def _edges(self, code: str) -> Part:
        encoded = self.row.encoder(code)
        return lambda kept, more: encoded(kept)

    def _info(self, code: str, selection: Selection) -> Part:
        cursors = self.row.encoder(code)
        told = [(key, name_of(nodes)) for key, nodes in selection.items()]
        is_later = self.page.after is not None

        def info(kept: Sequence[Any], more: bool) -> Any:
            values = {MORE: more, BEFORE: is_later, "__typename": "PageInfo"}
            return {key: values[name] if name in values else end(kept, is_first=name == START) for key, name in told}

        def end(kept: Sequence[Any], *, is_first: bool) -> str | None:
            return cursors(kept[:1] if is_first else kept[-1:])[0] if kept else None

        return info
