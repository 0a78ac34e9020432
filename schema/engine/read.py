"""Reading: a record, a list, and the lists that hang on records."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import strawberry
from strawberry import UNSET, Info

from schema.engine.asked import asked
from schema.engine.context import context_of
from schema.engine.filters import key_of
from schema.engine.guard import may_read
from schema.engine.home import NEEDED, Home
from schema.engine.listing import Edge, Listing, Page
from schema.engine.naming import many, one
from schema.engine.related import by_ids, of_siblings, stand

FIRST, FIRST_INSIDE = 25, 10


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
