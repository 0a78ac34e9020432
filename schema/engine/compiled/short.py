"""Short lists: the first few of what hangs on a record, in an order of their own, without pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from schema.engine.compiled.inside import Lists, cursors_in
from schema.engine.compiled.members import EACH, Fixed, Listed, Member, Place, Source
from schema.engine.compiled.page import Page
from schema.engine.compiled.record import Rows
from schema.engine.compiled.tree import Nodes, names
from schema.engine.order import Key

Condition = Callable[[Any], Any]
"""Of rows under whatever name."""


def short(
    lists: Lists, rows: Rows, noun: Any, by: Sequence[Key], which: Condition, first: int, nodes: Nodes, place: Place
) -> Member:
    """The first so many of the noun that fit, each as JSON."""
    if not lists.asking.may_read("can_list", noun, nodes, place):
        return Fixed(None)
    page = Page(lists.asking, noun, {"first": first}, which, by)
    parent, selection = rows.source.base, lists.asking.tree.below(nodes)
    inner = page.lined_up(page.columns(names(selection)), one_more=False).correlate(parent).subquery()
    mine = Rows(noun, lambda name: inner.c[name], Source(inner))
    members = lists.records.members(mine, selection, (*place, EACH))
    each = sa.select(lists.json(members).label("each")).select_from(mine.source.joined())
    order = [key.placed(inner.c[key.label]) for key in by]
    lines = (each.order_by(*order) if mine.source.joins else each).subquery()
    whole = sa.select(lists.forms.all(lists.forms.nested(lines.c.each), None))
    cursors = tuple((EACH, *path) for path in cursors_in(members))
    return Listed(whole.correlate(parent).scalar_subquery(), cursors)
