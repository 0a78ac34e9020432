"""Every change of a field leaves a line, in the same transaction; every record knows when and who wrote it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, inspect
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session

from app.core.moment import moment
from app.core.noun import Declared, Model, Noun
from app.core.remembered import remembered
from app.core.shape import fields
from app.core.viewer import viewer_of

CREATE, UPDATE, DELETE, STEP = "create", "update", "delete", "step"
SEE_HISTORY = "see_history"
"""Who may read what a record was before."""


class Change(Model):
    """One field of one record: what it was, what it is, who, when, and with which import."""

    __tablename__ = "change"
    __table_args__ = (sa.Index("ix_change_noun_record_id", "noun", "record_id"),)

    id: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True)
    noun: Mapped[str] = mapped_column(sa.String(60))
    record_id: Mapped[int]
    action: Mapped[str] = mapped_column(sa.String(10))
    field: Mapped[str] = mapped_column(sa.String(60))
    old: Mapped[str | None] = mapped_column(sa.Text)
    new: Mapped[str | None] = mapped_column(sa.Text)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ab_user.id"))
    batch_id: Mapped[int | None] = mapped_column(index=True)


@event.listens_for(Session, "before_flush")
def _stamp(session: Session, *_: Any) -> None:
    """A record that only gained something in a list of its own is not changed: its editors are not disturbed."""
    changed = (r for r in session.dirty if isinstance(r, Noun) and session.is_modified(r, include_collections=False))
    records = [record for record in [*session.new, *changed] if isinstance(record, Noun)]
    if not records:
        return
    who, at = viewer_of(session).id, moment(session)
    for record in records:
        record.changed_at, record.changed_by_id = at, who
        if not inspect(record).persistent:
            record.created_at, record.created_by_id = at, who


@event.listens_for(Session, "after_flush")
def _write(session: Session, *_: Any) -> None:
    """After the flush: keys are known, and the history of each attribute is still there."""
    groups = ((CREATE, session.new), (UPDATE, session.dirty), (DELETE, session.deleted))
    written = ((action, record) for action, records in groups for record in records if isinstance(record, Declared))
    batch = session.info.get("batch")
    lines = [line for action, record in written if record.logged or batch for line in _lines(action, record)]
    if not lines:
        return
    said = {"by_id": viewer_of(session).id, "at": moment(session), "batch_id": batch}
    session.connection().execute(sa.insert(Change), [{**line, **said} for line in lines])


def keep_step(record: Any, name: str, *, by: Any, reason: str | None) -> None:
    """A step that was taken is a line of its own: its field is the verb. What begins a record, its creation tells."""
    session = object_session(record)
    if session is None or record.id is None or not record.logged:
        return
    about = {"noun": type(record).__name__, "record_id": record.id, "action": STEP, "field": name}
    stamps = {"at": moment(session), "by_id": getattr(by, "id", None), "batch_id": session.info.get("batch")}
    session.add(Change(**about, old=None, new=reason, **stamps))


def _lines(action: str, record: Any) -> Iterator[dict[str, Any]]:
    about = {"noun": type(record).__name__, "record_id": record.id, "action": action}
    if action == UPDATE:
        yield from ({**about, **change} for change in _changes(record))
    else:
        yield {**about, "field": "", "old": None, "new": None}
        if action == DELETE:
            yield from ({**about, **value} for value in _values(record))


def _changes(record: Any) -> Iterator[dict[str, Any]]:
    state = inspect(record)
    for key in _kept(type(record)):
        was = state.attrs[key].history
        if was.has_changes():
            yield {"field": key, "old": _text(was.deleted), "new": _text(was.added)}


def _values(record: Any) -> Iterator[dict[str, Any]]:
    """What a deleted record was, so that it can be read and brought back."""
    for key in _kept(type(record)):
        value = getattr(record, key)
        if value is not None:
            yield {"field": key, "old": _text([value]), "new": None}


@remembered
def _kept(noun: type[Any]) -> tuple[str, ...]:
    """The columns whose changes are told: not keys and stamps, and of an employee not what the sign-in writes."""
    return tuple(dict.fromkeys(f.key for f in fields(noun) if not (f.internal or f.computed)))


def _text(values: Any) -> str | None:
    [value] = values or [None]
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True)
    return None if value is None else str(value)


def changes_of(session: Session, record: Any, limit: int = 100) -> list[Change]:
    """The latest changes of a record that the reader has found, without the fields guarded from this reader; none for
    who may not read the history of its noun."""
    viewer, noun = viewer_of(session), type(record)
    if not viewer.can(SEE_HISTORY, noun.__name__):
        return []
    hidden = [f.key for f in fields(noun) if f.guard and not viewer.can(f.guard, noun.__name__)]
    mine = sa.select(Change).where(Change.noun == noun.__name__, Change.record_id == record.id)
    latest = mine.where(Change.field.not_in(hidden)).order_by(Change.id.desc()).limit(limit)
    return list(session.scalars(latest))
