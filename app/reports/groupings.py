"""All of a period, all of the period before it, and the groups of several dimensions, in one statement.

What is grouped is a CTE whose column `is_now` tells the period from the one before, with a column for each dimension.
PostgreSQL goes over it once for all groupings; SQLite, which cannot, once for each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import sqlalchemy as sa

ALL: Final = "all"
BEFORE: Final = "before"


def at_once(each: Any, names: Sequence[str], figures: Sequence[Any]) -> sa.Select[Any]:
    """A row for each group: `dimension` says which, the column of that name what the group is."""
    keys = {name: each.c[name] for name in names}
    sets = [sa.tuple_(each.c.is_now), *(sa.tuple_(each.c.is_now, key) for key in keys.values())]
    told = [(sa.func.grouping(key) == 0, name) for name, key in keys.items()]
    dimension = sa.case((sa.not_(each.c.is_now), BEFORE), *told, else_=ALL).label("dimension")
    is_whole = sa.not_(sa.or_(*(is_one for is_one, _ in told)))
    found = sa.select(dimension, *keys.values(), *figures).group_by(sa.func.grouping_sets(*sets))
    return found.having(each.c.is_now | is_whole)


def keyed(each: Any, key: Any, *more: Any) -> sa.Select[Any]:
    """What is grouped, and by what."""
    return sa.select(each, key.label("key"), *more)


def in_turn(
    each: Any, names: Sequence[str], figures: Callable[[Any], Sequence[Any]], grouped: Callable[..., Any] = keyed
) -> sa.Select[Any]:
    """The same rows, of one grouping after the other."""
    parts = [(name, each.c[name], each.c.is_now) for name in names]
    parts += [(ALL, sa.literal(""), each.c.is_now), (BEFORE, sa.literal(""), sa.not_(each.c.is_now))]
    found = []
    for dimension, key, which in parts:
        some = grouped(each, key).where(which).subquery()
        told = (some.c.key if name == dimension else sa.cast(sa.null(), each.c[name].type) for name in names)
        named = (column.label(name) for name, column in zip(names, told, strict=True))
        dimension_of = sa.literal(dimension).label("dimension")
        found.append(sa.select(dimension_of, *named, *figures(some)).group_by(some.c.key))
    return sa.select(sa.union_all(*found).subquery())
