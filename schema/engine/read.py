"""Reading: a record, a page of a list, and pages of what hangs on records."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

import sqlalchemy as sa
import strawberry
from strawberry import UNSET, Info

from schema.engine.asked import asked
from schema.engine.context import Context, context_of, place_of
from schema.engine.filters import Filter, key_of
from schema.engine.guard import may_read
from schema.engine.home import NEEDED, Home
from schema.engine.naming import many, one
from schema.engine.order import Key, behind, cursor_of, keys
from schema.engine.related import by_ids, columns, of_siblings, stand
from schema.engine.types import PageInfo

FIRST, FIRST_INSIDE = 25, 10


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
        here = behind(self.by, self.noun, self.after) if self.after is not None else sa.true()
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
                known |= dict.fromkeys(parents, 0) | {parent: n for parent, n in self._rows(counted)}  # noqa: C416
            return known

        return lambda parent: lambda info: counts(info)[parent]


def build_connection(home: Home, noun: type[Any]) -> None:
    """`XConnection` and `XEdge`"""
    name = noun.__name__

    def node(root: Edge, info: Info) -> Any:
        stand(info, root.all)
        return root.node

    members = {
        "node": home.resolver("node", node, name, {}, "The record."),
        "cursor": strawberry.field(description="Its place: the `after` of what follows."),
    }
    home.made(f"{name}Edge", members, {"cursor": "str"}, "A record in its place on a page.")
    members = {
        "edges": strawberry.field(description="The records of this page."),
        "page_info": strawberry.field(description="Where this page stands in its list."),
        "total_count": home.resolver(
            "total_count",
            lambda root, info: root.count(info),
            "int",
            {},
            "How many there are in all; counted when asked.",
        ),
    }
    annotations = {"edges": f"list[{name}Edge]", "page_info": "PageInfo"}
    home.made(f"{name}Connection", members, annotations, "A page of a list.")


def page_arguments(noun: type[Any], first: int) -> dict[str, tuple[str, Any]]:
    name = noun.__name__
    return {
        "filter": (f"{name}Filter | None", UNSET),
        "order_by": (f"list[{name}OrderBy] | None", UNSET),
        "first": ("int", first),
        "after": ("str | None", UNSET),
    }


def hanging(home: Home, noun: type[Any], name: str, target: Any) -> Any:
    """The field of a list that hangs on a record: a connection too."""
    link = sa.inspect(noun).relationships[name]
    [(_, remote)] = link.local_remote_pairs
    key = getattr(target, sa.inspect(target).get_property_by_column(remote).key)

    def act(root: Any, info: Info, **given: Any) -> Page | None:
        if not may_read(context_of(info), "can_list", target):
            return None

        def fetch(siblings: list[Any]) -> dict[Any, Any]:
            return Listing(home, info, target, given).pages(key, sorted({each.id for each in siblings}))

        page: Page = of_siblings(info, root, fetch, root.id)
        return page

    doc = f"{target.__doc__} Those that the reader may see."
    return home.resolver(name, act, f"{target.__name__}Connection | None", page_arguments(target, FIRST_INSIDE), doc)


def record(home: Home, info: Info, noun: type[Any], id: Any) -> Any:
    """The record with this id, with the fields that were asked for at this place; none, if the viewer sees none."""
    found = by_ids(home, context_of(info), noun, {key_of(id)}, asked(info))
    stand(info, list(found.values()))
    return found.get(key_of(id))


def questions(home: Home, noun: type[Any]) -> dict[str, Any]:
    """`x` and `xs`"""

    def get(root: Any, info: Info, id: str) -> Any:
        return record(home, info, noun, id) if may_read(context_of(info), "can_show", noun) else None

    def every(root: Any, info: Info, **given: Any) -> Page | None:
        return Listing(home, info, noun, given).page() if may_read(context_of(info), "can_list", noun) else None

    doc, name = noun.__doc__ or "", noun.__name__
    return {
        one(noun): home.resolver(one(noun), get, f"{name} | None", {"id": ("ID", NEEDED)}, doc),
        many(noun): home.resolver(many(noun), every, f"{name}Connection | None", page_arguments(noun, FIRST), doc),
    }


__all__ = ["Context", "Listing", "Page", "build_connection", "hanging", "questions", "record"]
