"""Which fields a viewer reads: what is shown, filtered and sorted by."""

from __future__ import annotations

from typing import Any

from app.core.shape import Field, field, fields
from app.core.viewer import Viewer


def readable(noun: type[Any], viewer: Viewer) -> dict[str, Field]:
    """The fields that this viewer reads, filters and sorts by."""
    return {
        f.name: f for f in fields(noun) if not f.internal and not (f.guard and not viewer.can(f.guard, noun.__name__))
    }


def through(f: Field, viewer: Viewer) -> dict[str, Field]:
    """The fields one step further, behind a relation, for who may list what it leads to."""
    if f.target is None or not viewer.can("can_list", f.target.__name__):
        return {}
    return readable(f.target, viewer)


def titled(f: Field) -> Field | None:
    """The field of a relation's record that names it, where that is one that can be compared."""
    title = field(f.target, f.target.named_by) if f.target is not None else None
    return title if title is not None and title.target is None and not title.guard else None
