"""Plenty: whether somebody keeps so much that a page of what hangs on it is met sooner along an index of all rows.

PostgreSQL knows from its statistics which way is shorter; a thousand rows to count are too many for it all the same.
SQLite gathers all that is somebody's own and puts it in order, for a page of it too: who keeps a twentieth of all
customers waits for thousands of contacts to see twenty-five. It is told.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.ground import deciding_relation
from app.core.viewer import Reach, Viewer

PAGE = 26
FURTHEST = 6000
"""So far is counted; and so far along the index a page is looked for that filters leave rows out of."""
SECONDS = 600
"""So long it is taken as it was: a guess about the way, not about the rows."""
_known: dict[tuple[str, str, int | None], tuple[float, bool]] = {}


def how(session: Session, *, along: bool) -> dict[str, bool]:
    """How statements are told: where plenty are kept, `along` an index."""
    return {"has_plenty": along and session.get_bind().dialect.name == "sqlite"}


def has_plenty(session: Session, noun: Any, viewer: Viewer) -> bool:
    """Whether it holds for rows of the noun that hang on what this viewer keeps."""
    keeper = _keeper(noun)
    if keeper is noun or viewer.reach_of(keeper.__name__) is not Reach.OWN:
        return False
    key = (str(session.connection().engine.url), keeper.__name__, viewer.id)
    until, found = _known.get(key, (0.0, False))
    if until < monotonic():
        found = _is_plenty(session, keeper, viewer)
        _known[key] = (monotonic() + SECONDS, found)
    return found


def _keeper(noun: Any) -> Any:
    """The noun whose rule decides."""
    relation = deciding_relation(noun)
    return _keeper(sa.inspect(noun).relationships[relation].mapper.class_) if relation else noun


def _is_plenty(session: Session, keeper: Any, viewer: Viewer) -> bool:
    """Of n records m are the viewer's: along an index a page is full after n / m rows each, otherwise m are read."""
    mine = sa.select(keeper.id).where(keeper.visible_to(viewer, keeper)).limit(FURTHEST).subquery()
    many = sa.select(sa.func.count()).select_from(mine).scalar_subquery()
    last = sa.select(sa.func.max(keeper.id)).scalar_subquery()
    own, among = session.execute(sa.select(many, last), execution_options={"unscoped": True}).one()
    return bool(own * own > PAGE * (among or 0))
