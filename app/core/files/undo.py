"""Undo: an import is taken back out of its history, if nothing that came later stands on it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import inspect
from sqlalchemy.orm import Session, aliased

from app.core.doorman import may, once
from app.core.errors import FORBIDDEN, NOT_FOUND, REFUSED, Refused
from app.core.files.batch import Batch, State
from app.core.history import CREATE, UPDATE, Change
from app.core.noun import Declared, Model, noun_named, nouns
from app.core.shape import Field, fields
from app.core.viewer import trusted, viewer_of
from app.core.words import N_

AT_ONCE = 400
UNSCOPED = {"unscoped": True}

READ: dict[type[Any], Callable[[str], Any]] = {
    bool: "True".__eq__,
    int: int,
    Decimal: Decimal,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
}

Progress = Callable[[int, int], None]
Ids = dict[type[Declared], list[int]]
Before = dict[tuple[str, int], dict[str, str | None]]


def undone(session: Session, batch_id: int, progress: Progress = lambda done, of: None) -> dict[str, dict[str, int]]:
    """Take a batch back: what it made is deleted, what it changed is as before. All of it or nothing."""
    session.info["batch"] = batch_id  # what is done here stands in the history as a part of it
    try:
        return once(session, lambda: _undo(session, batch_id, progress))
    finally:
        session.info.pop("batch")


def _undo(session: Session, batch_id: int, progress: Progress) -> dict[str, dict[str, int]]:
    batch = session.get(Batch, batch_id)
    if batch is None:
        raise Refused(NOT_FOUND, "There is no batch {id}.", id=batch_id)
    if batch.state is State.UNDONE:
        raise Refused(REFUSED, "Batch {id} was taken back already.", id=batch_id)
    made = _made(session, batch_id)
    changes = _before(session, batch_id, made)
    _ask(session, made, changes)
    _refuse_later_changes(session, batch_id)
    _refuse_dependants(session, batch_id, made)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: {"deleted": 0, "restored": 0})
    with trusted(session), session.no_autoflush:
        for count, (noun, what) in enumerate(_steps(session, made, changes), 1):
            counts[noun.__name__][what] += 1
            if not count % AT_ONCE:
                progress(count, sum(map(len, made.values())) + len(changes))
    batch = session.get_one(Batch, batch_id)
    batch.state = State.UNDONE
    return dict(counts)


def _of(batch_id: int, action: str) -> sa.Select[str, int]:
    return sa.select(Change.noun, Change.record_id).where(Change.batch_id == batch_id, Change.action == action)


def _made(session: Session, batch_id: int) -> Ids:
    """What the batch created, by noun; the nouns in an order in which they can be deleted."""
    found: dict[str, list[int]] = defaultdict(list)
    for name, record_id in session.execute(_of(batch_id, CREATE)):
        found[name].append(record_id)
    depth = {table.name: place for place, table in enumerate(Model.metadata.sorted_tables)}
    kinds = [noun for noun in nouns() if noun.__name__ in found]
    return {n: found[n.__name__] for n in sorted(kinds, key=lambda n: -depth[_table(n).name])}


def _before(session: Session, batch_id: int, made: Ids) -> Before:
    """The values before the batch, of records that were there before it."""
    new = {(noun.__name__, record_id) for noun, ids in made.items() for record_id in ids}
    lines = sa.select(Change.noun, Change.record_id, Change.field, Change.old)
    found: Before = defaultdict(dict)
    for noun, record_id, field, old in session.execute(
        lines.where(Change.batch_id == batch_id, Change.action == UPDATE).order_by(Change.id)
    ):
        if (noun, record_id) not in new:
            found[noun, record_id].setdefault(field, old)
    return found


def _ask(session: Session, made: Ids, changes: Iterable[tuple[str, int]]) -> None:
    if not viewer_of(session).can("can_run", "Import"):
        raise Refused(FORBIDDEN, "You may not import files.")
    for noun in made:
        if noun.logged:  # what verbs leave behind goes with what they were taken on
            may(session, "can_delete", noun)
    for name in {name for name, _ in changes}:
        may(session, "can_edit", _noun(name))


def _refuse_later_changes(session: Session, batch_id: int) -> None:
    mine, later = aliased(Change), aliased(Change)
    same = sa.and_(later.noun == mine.noun, later.record_id == mine.record_id, later.id > mine.id)
    taken_back = sa.select(Batch.id).where(Batch.state == State.UNDONE)
    others = sa.or_(later.batch_id.is_(None), sa.and_(later.batch_id != batch_id, later.batch_id.not_in(taken_back)))
    each = sa.select(later.noun, later.record_id, later.at).join(mine, same)
    found = session.execute(each.where(mine.batch_id == batch_id, others).limit(1)).first()
    if found:
        record = session.get(_noun(found.noun), found.record_id)
        message = N_("{noun} {record} was changed after this import, on {at}. Take that back first.")
        raise Refused(REFUSED, message, noun=_noun(found.noun), record=str(record or found.record_id), at=found.at)


def _refuse_dependants(session: Session, batch_id: int, made: Ids) -> None:
    for target in made:
        for f in _links_to(target):
            own = _of(batch_id, CREATE).with_only_columns(Change.record_id)
            stands = sa.select(f.noun).where(
                f.key_attribute.in_(own.where(Change.noun == target.__name__)),
                f.noun.id.not_in(own.where(Change.noun == f.noun.__name__)),
            )
            if record := session.scalar(stands.limit(1), execution_options=UNSCOPED):
                message = N_("{noun} {record} came after this import and hangs on it. Delete it first.")
                raise Refused(REFUSED, message, noun=f.noun, record=str(record))


def _links_to(target: type[Declared]) -> Iterator[Field]:
    for noun in nouns():
        yield from (f for f in fields(noun) if f.target is target)


def _steps(session: Session, made: Ids, changes: Before) -> Iterator[tuple[type[Declared], str]]:
    by_noun: dict[str, list[int]] = defaultdict(list)
    for name, record_id in changes:
        by_noun[name].append(record_id)
    for noun, ids in made.items():
        for record in _records(session, noun, ids):
            session.delete(record)
            yield noun, "deleted"
    for name, ids in by_noun.items():
        for record in _records(session, _noun(name), ids):
            _restore(record, changes[name, record.id])
            yield type(record), "restored"


def _records(session: Session, noun: type[Declared], ids: Sequence[int]) -> Iterator[Any]:
    """A few at a time, written and forgotten before the next."""
    for start in range(0, len(ids), AT_ONCE):
        some = sa.select(noun).where(noun.id.in_(ids[start : start + AT_ONCE]))
        yield from session.scalars(some, execution_options=UNSCOPED).all()
        session.flush()
        session.expunge_all()


def _restore(record: Any, old: dict[str, str | None]) -> None:
    columns = inspect(type(record)).columns
    for name, text in old.items():
        setattr(record, name, None if text is None else _value(columns[name].type, text))


def _value(kind: sa.types.TypeEngine[Any], text: str) -> Any:
    """What the history wrote as a text."""
    if isinstance(kind, sa.JSON):
        return json.loads(text)
    if isinstance(kind, sa.Enum) and kind.enum_class:
        return kind.enum_class[text]
    return READ.get(kind.python_type, str)(text)


def _noun(name: str) -> type[Declared]:
    found = noun_named(name)
    if found is None:
        raise Refused(REFUSED, "There are no records of {noun} any more.", noun=name)
    return found


def _table(noun: Any) -> sa.Table:
    table: sa.Table = noun.__table__
    return table
