"""A list as it was asked for: one page of it, or a page for each of many parents."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from strawberry import Info

from schema.engine.asked import asked
from schema.engine.context import context_of, place_of
from schema.engine.filters import Filter
from schema.engine.home import Home
from schema.engine.order import Key, behind, cursor_of, keys, read
from schema.engine.related import columns
from schema.engine.types import PageInfo


@dataclass
class Edge:
    """A record in its place on a page; `all` are the records of every page that was fetched with it."""

    node: Any
    all: list[Any]
    by: list[Key]

    @cached_property
    def cursor(self) -> str:
        return cursor_of(self.by, self.node)


@dataclass
class Page:
    """Some rows of a list; how many there are in all is counted when asked."""

    edges: list[Edge]
    has_more: bool
    is_first: bool
    count: Callable[[Info], int]

    @property
    def page_info(self) -> PageInfo:
        first, last = (self.edges[0].cursor, self.edges[-1].cursor) if self.edges else (None, None)
        return PageInfo(
            has_next_page=self.has_more, has_previous_page=not self.is_first, start_cursor=first, end_cursor=last
        )


class Listing:
    """What was asked of a list: which rows, in which order, from where on, how many."""

    def __init__(self, home: Home, info: Info, noun: Any, given: dict[str, Any]) -> None:
        self.context, self.noun, self.after, self.first = context_of(info), noun, given.get("after"), given["first"]
        self.by = keys(noun, given.get("order_by"), self.context.viewer)
        self.condition = Filter(home, self.context.viewer).condition(noun, noun, given.get("filter"))
        self.columns = columns(home, self.context, noun, asked(info, "edges", "node"))
        self.columns += [getattr(noun, key.field.name).label(key.label) for key in self.by]

    @property
    def sorted(self) -> list[Any]:
        return [key.sorted(self.noun) for key in self.by]

    @property
    def from_here(self) -> sa.ColumnElement[bool]:
        here = behind(self.by, self.noun, read(self.by, self.after)) if self.after is not None else sa.true()
        return sa.and_(self.condition, here)

    def page(self) -> Page:
        wanted = sa.select(*self.columns).where(self.from_here).order_by(*self.sorted).limit(self.first + 1)
        rows = list(self.context.session.execute(wanted))
        return self.cut(rows, rows[: self.first], lambda _: self._count())

    def cut(self, rows: list[Any], all: list[Any], count: Callable[[Info], int]) -> Page:
        """A page of the first of these rows; one more than asked for tells that there are more."""
        edges = [Edge(row, all, self.by) for row in rows[: self.first]]
        return Page(edges, len(rows) > self.first, self.after is None, count)

    def _count(self) -> int:
        counted = sa.select(sa.func.count()).select_from(self.noun).where(self.condition)
        return self.context.session.execute(counted).scalar_one()

    def pages(self, key: Any, parents: list[int]) -> dict[Any, Page]:
        """A page for each of the parents, in one statement; only the rows of pages are read in full."""
        rank = sa.func.row_number().over(partition_by=key, order_by=self.sorted)
        ranked = sa.select(self.noun.id, rank.label("rank")).where(key.in_(parents), self.from_here).subquery()
        wanted = (
            sa.select(*self.columns, key.label("of_parent"))
            .join(ranked, ranked.c.id == self.noun.id)
            .where(ranked.c.rank <= self.first + 1)
            .order_by(key, ranked.c.rank)
        )
        groups = {parent: list(rows) for parent, rows in groupby(self._rows(wanted), lambda row: row.of_parent)}
        everybody = [row for rows in groups.values() for row in rows[: self.first]]
        count = self._counter(key, parents)
        return {parent: self.cut(groups.get(parent, []), everybody, count(parent)) for parent in parents}

    def _rows(self, wanted: sa.Select[Any]) -> Iterable[Any]:
        return self.context.session.execute(wanted)

    def _counter(self, key: Any, parents: list[int]) -> Callable[[int], Callable[[Info], int]]:
        """Counts for all parents at once, when the first is asked for."""

        def counts(info: Info) -> dict[int, int]:
            known = self.context.loaded.setdefault(place_of(info.path), {})
            if not known:
                counted = sa.select(key, sa.func.count()).where(key.in_(parents), self.condition).group_by(key)
                known |= dict.fromkeys(parents, 0) | dict(map(tuple, self._rows(counted)))
            return known

        return lambda parent: lambda info: counts(info)[parent]
