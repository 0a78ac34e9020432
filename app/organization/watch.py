"""Following a record: what others do with it is told to who follows it, as long as they may see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, joinedload, relationship

from app.core.doorman import may, once
from app.core.errors import REFUSED, Refused
from app.core.events import on_every
from app.core.ground import EVERYTHING, grounds_of
from app.core.kinds import Line
from app.core.noun import Declared, Noun, column, noun_named, table_of
from app.core.viewer import Viewer, as_system, viewer_of
from app.core.words import N_
from app.organization.employee import Employee
from app.organization.notification import notify
from app.organization.viewing import viewer_for

STEP = N_("{who} took the step “{step}”: {noun} {what}.")
SYSTEM_NAME = "Trato"
AT_ONCE = 300
"""So many records are asked about in one statement."""


class Watch(Noun):
    """Somebody follows a record: they are told of what others do with it and with what hangs on it."""

    named_by = "noun"
    logged = False
    __table_args__ = (sa.UniqueConstraint("noun", "record_id", "person_id"),)

    noun: Mapped[Line] = column(derived=True, doc="What kind of record is followed.")
    record_id: Mapped[int] = column(derived=True, doc="Which record is followed.")
    person_id: Mapped[int] = column(foreign_key="ab_user.id", derived=True, doc="Who follows it.")

    person: Mapped[Employee] = relationship(foreign_keys=person_id)

    @classmethod
    def visible_to(cls, viewer: Viewer, rows: Any) -> sa.ColumnElement[bool]:
        """One's own: whom a colleague watches is nobody else's business."""
        mine: sa.ColumnElement[bool] = rows.person_id == viewer.id
        return EVERYTHING if viewer.is_system else mine


def can_be_followed(noun: type[Any]) -> bool:
    """There are steps to tell of."""
    return any(not verb.begins for verb in noun.verbs.values())


def is_followed(session: Session, record: Any) -> bool:
    return session.scalar(_mine(session, record)) is not None


def follow(session: Session, record: Any, *, on: bool) -> None:
    """The viewer follows a record that they have found, or no longer does; to say it twice changes nothing."""
    may(session, "can_add", Watch)
    if on and not can_be_followed(type(record)):
        raise Refused(REFUSED, "Nothing happens to a {noun} that could be told.", noun=type(record))
    once(session, lambda: _follow(session, record, on=on))


def _follow(session: Session, record: Any, *, on: bool) -> None:
    known = session.scalar(_mine(session, record))
    if on and known is None:
        person = viewer_of(session).person
        session.add(Watch(noun=type(record).__name__, record_id=record.id, person_id=person.id))
    if not on and known is not None:
        session.delete(known)


def _mine(session: Session, record: Any) -> sa.Select[Watch]:
    named = (Watch.noun == type(record).__name__, Watch.record_id == record.id)
    return sa.select(Watch).where(*named, Watch.person_id == viewer_of(session).id)


# What is told -----------------------------------------------------------------------------------------------------


@on_every
def _note(session: Session, action: str, record: Any) -> None:
    """Kept until the end of the transaction: until then nobody knows who sees the record afterwards."""
    session.info.setdefault("steps", []).append((action, record))


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("steps", None)


@event.listens_for(Session, "before_commit")
def _tell_followers(session: Session) -> None:
    steps = session.info.pop("steps", [])
    if not steps or session.info.get("batch"):
        return
    session.flush()
    with as_system(session):
        for start in range(0, len(steps), AT_ONCE):
            some = steps[start : start + AT_ONCE]
            _tell_of(session, [(action, record) for action, record in some if _is_there(record)])


def _is_there(record: Any) -> bool:
    state = sa.inspect(record)
    return bool(state.persistent) and not state.deleted


def _tell_of(session: Session, steps: Sequence[tuple[str, Any]]) -> None:
    told: dict[tuple[str, int], list[tuple[str, Any]]] = {}
    for action, record in steps:
        for key in _followed_as(record):
            told.setdefault(key, []).append((action, record))
    for watch in _watches(session, list(told)):
        for action, record in told[watch.noun, watch.record_id]:
            _tell(session, watch.person, action, record)


def _followed_as(record: Any) -> Iterator[tuple[str, int]]:
    """The record, and what it hangs on."""
    noun = type(record)
    yield noun.__name__, record.id
    if noun.hangs_on:
        link = sa.inspect(noun).relationships[noun.hangs_on]
        [key] = link.local_columns
        above = getattr(record, sa.inspect(noun).get_property_by_column(key).key)
        if above is not None:
            yield link.mapper.class_.__name__, above


def _watches(session: Session, keys: Sequence[tuple[str, int]]) -> Sequence[Watch]:
    nouns = {noun: [id for name, id in keys if name == noun] for noun, _ in keys}
    fits = [sa.and_(Watch.noun == noun, Watch.record_id.in_(ids)) for noun, ids in nouns.items()]
    if not fits:
        return ()
    along = joinedload(Watch.person).joinedload(Employee.department)
    return session.scalars(sa.select(Watch).where(sa.or_(*fits)).options(along)).all()


def _tell(session: Session, person: Employee, action: str, record: Any) -> None:
    if not sees(session, person, record):
        return
    looker: Viewer | None = session.info.get("looker")
    doer = looker.person if looker is not None and looker.person is not None else None
    step = type(record).verbs[action.partition(".")[2]].label
    given = {"who": str(doer or SYSTEM_NAME), "step": {"words": step}, "noun": type(record), "what": str(record)}
    notify(session, person, STEP, about=record, **given)


def sees(session: Session, person: Employee, record: Any) -> bool:
    """Whether somebody may open the record now."""
    viewer = viewer_for(session, person)
    return viewer.can("can_show", type(record).__name__) and bool(grounds_of(session, record, [viewer])[0])


@event.listens_for(Session, "after_flush")
def _let_go(session: Session, *_: Any) -> None:
    """What is gone is followed no more: its key may be another record's tomorrow."""
    table = table_of(Watch)
    for record in session.deleted:
        if isinstance(record, Declared) and not isinstance(record, Watch) and noun_named(type(record).__name__):
            gone = (table.c.noun == type(record).__name__, table.c.record_id == record.id)
            session.connection().execute(sa.delete(table).where(*gone))
