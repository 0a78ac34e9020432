"""Which fields a viewer reads: what is shown, filtered and sorted by."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import aliased

from app.core.ground import EVERYTHING
from app.core.remembered import remembered
from app.core.shape import Field, field, fields
from app.core.viewer import Viewer


def readable(noun: type[Any], viewer: Viewer) -> dict[str, Field]:
    """The fields that this viewer reads, filters and sorts by."""
    return _readable(noun, frozenset(guard for guard in _guards(noun) if viewer.can(guard, noun.__name__)))


@remembered
def _guards(noun: type[Any]) -> frozenset[str]:
    return frozenset(f.guard for f in fields(noun) if f.guard)


@remembered
def _readable(noun: type[Any], open_to: frozenset[str]) -> dict[str, Field]:
    return {f.name: f for f in fields(noun) if not f.internal and (not f.guard or f.guard in open_to)}


def through(f: Field, viewer: Viewer) -> dict[str, Field]:
    """The fields one step further, behind a relation, for who may list what it leads to."""
    if f.target is None or not viewer.can("can_list", f.target.__name__):
        return {}
    return {name: each for name, each in readable(f.target, viewer).items() if _is_there(each)}


def titled(f: Field) -> Field | None:
    """The field of a relation's record that names it, where that is one that can be compared."""
    title = field(f.target, f.target.named_by) if f.target is not None else None
    return title if title is not None and title.target is None and not title.guard and _is_there(title) else None


def _is_there(f: Field) -> bool:
    """Whether it can be looked up behind a relation: `behind` knows computed values of public nouns only."""
    return not f.computed or bool(f.noun.public)


def behind(f: Field, viewer: Viewer) -> tuple[Any, Any, Any]:
    """Where the records of a relation are looked up: the table under another name, its columns, and who is seen.

    Of a scoped noun it is the bare table with the rule said here: the rule that is put under entities is not made
    over to another name where it stands in a join.
    """
    target: Any = f.target
    if target.public:
        there: Any = aliased(target)
        return there, there, EVERYTHING
    table = target.__table__.alias()
    return table, table.c, target.visible_to(viewer, table.c)
