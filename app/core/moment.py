"""The moment at which something happens: now, unless a session tells of another time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, object_session

from app.core.noun import now


def moment(session: Session | None) -> datetime:
    """What steps that are taken through this session are dated with."""
    known: datetime | None = session.info.get("moment") if session is not None else None
    return known or now()


def moment_of(record: Any) -> datetime:
    return moment(object_session(record))


@contextmanager
def at(session: Session, when: datetime) -> Iterator[None]:
    """For who tells a story: what happens inside happened then."""
    before = session.info.get("moment")
    session.info["moment"] = when
    try:
        yield
    finally:
        session.info["moment"] = before
