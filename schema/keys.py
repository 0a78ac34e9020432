"""Keys that were good a moment ago: whoever asks again within seconds is not looked up again.

In this process a key that is revoked, or a person whose roles change, is forgotten at once; in others within seconds.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core.viewer import Viewer
from app.organization.access_key import hashed
from app.organization.access_stamp import WATCHED

SECONDS = 5
MOST = 1000
DECIDING = {*WATCHED, "access_key", "ab_user", "department"}
"""The tables that decide who somebody is and what they may."""


class Keys:
    """Who holds which key; known by the hash of the key alone."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.known: OrderedDict[str, tuple[float, Viewer]] = OrderedDict()

    def holder(self, key: str) -> Viewer | None:
        until, viewer = self.known.get(hashed(key), (0.0, None))
        return viewer if self.clock() < until else None

    def remember(self, key: str, viewer: Viewer) -> None:
        """Without the person, who belongs to the session that read them."""
        self.known[hashed(key)] = self.clock() + SECONDS, replace(viewer, person=None)
        while len(self.known) > MOST:
            self.known.popitem(last=False)

    def forget(self) -> None:
        self.known.clear()


keys = Keys()


@event.listens_for(Session, "after_flush")
def _note(session: Session, *_: Any) -> None:
    written = (*session.new, *session.dirty, *session.deleted)
    if any(sa.inspect(each).mapper.local_table.name in DECIDING for each in written):
        session.info["forget keys"] = True


@event.listens_for(Session, "after_commit")
def _forget(session: Session) -> None:
    if session.info.pop("forget keys", False):
        keys.forget()
