"""The group that a record stands in: what is above it, beside it and below it, as far as the reader sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.shape import field
from app.core.viewer import Viewer
from views.fab.address import address_of

MOST = 20


@dataclass(frozen=True)
class Member:
    """One of the group, with how deep it stands."""

    name: str
    href: str
    depth: int
    is_self: bool = False


def group(session: Session, record: Any, viewer: Viewer) -> list[Member]:
    """From the one above down to what hangs below; nothing where the record stands alone."""
    noun = type(record)
    link = field(noun, next(iter(noun.trees), ""))
    if link is None or not noun.named_by:
        return []
    above = getattr(record, link.name)
    tops = [each.id for each in (above, record) if each is not None]
    hanging = sa.select(noun).where(link.key_attribute.in_(tops)).order_by(getattr(noun, noun.named_by), noun.id)
    near = session.scalars(hanging.limit(MOST)).all()
    if above is None and not near:
        return []
    below = [_member(each, viewer, 2 if above else 1) for each in near if getattr(each, link.key) == record.id]
    beside = [_member(each, viewer, 1) for each in near if getattr(each, link.key) != record.id and each is not record]
    depth = 1 if above else 0
    top = [_member(above, viewer, 0)] if above else []
    return [*top, Member(str(record), "", depth, is_self=True), *below, *beside]


def _member(record: Any, viewer: Viewer, depth: int) -> Member:
    return Member(str(record), address_of(record, viewer), depth)
