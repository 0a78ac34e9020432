"""How many rows a list has: as far as is counted unasked, since nobody needs to know whether it is a million."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.remembered import remembered

CAP, FEWER = 1000, 100
"""How far is counted unasked; and how far where each row that is met is asked whether the reader sees it."""


@remembered
def many(noun: Any, cap: int) -> sa.Select[int]:
    """How many there are at all."""
    return how_many(sa.select(noun.id), cap)


def how_many(keys: Any, cap: int) -> sa.Select[int]:
    """As far as the cap, and one further to know that there are more."""
    return sa.select(sa.func.count()).select_from((keys.limit(cap + 1) if cap else keys).subquery())


def counted(session: Session, noun: type[Any], each: Sequence[Any]) -> list[int]:
    """How many rows each of these statements of keys finds, up to a thousand and one: all in one statement."""
    counts = [sa.select(sa.func.count()).select_from(keys.limit(CAP + 1).subquery()).scalar_subquery() for keys in each]
    if not counts:
        return []
    # It stands on a row of the noun, so that the rule of rows is put under all of it; without a row there is nothing.
    found = session.execute(sa.select(*counts).select_from(sa.select(noun.id).limit(1).subquery())).first()
    return list(found) if found else [0 for _ in counts]
