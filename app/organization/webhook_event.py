"""What is told outside: each step, and what was made, changed or taken away, as each endpoint's owner sees it.

Noted while it happens and written before the commit, in the same transaction; what is taken back is not told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction, joinedload

from app.core.doorman import beginning
from app.core.events import on_every
from app.core.moment import moment
from app.core.remembered import remembered
from app.core.shape import fields
from app.core.viewer import as_system
from app.core.words import words
from app.organization.employee import Employee
from app.organization.viewing import viewer_for
from app.organization.webhook_delivery import Message, deliver
from app.organization.webhook_endpoint import Status, WebhookEndpoint
from app.organization.webhook_record import seen

CREATE, UPDATE, DELETE = "create", "update", "delete"
SILENT = {"WebhookEndpoint", "WebhookDelivery", "Notification", "TimelineEntry", "Export"}
"""Of these nothing is told: they tell of others, or of one's own business."""
UNSCOPED = {"unscoped": True}
_told: dict[str, type[Any]] = {}


def publish(nouns: Iterable[type[Any]]) -> None:
    """Only what the API names is told outside."""
    _told.clear()
    _told.update({noun.__name__: noun for noun in nouns if noun.__name__ not in SILENT})
    offered.cache_clear()  # type: ignore[attr-defined]


@remembered
def offered() -> Mapping[str, tuple[str, ...]]:
    """The events of each noun, as noun and verb."""
    return {name: tuple(f"{words(name, '_')}.{verb}" for verb in _verbs(noun)) for name, noun in _told.items()}


def _verbs(noun: type[Any]) -> Iterator[str]:
    if not noun.alone:
        yield _start(noun)
    yield from (verb.name for verb in noun.verbs.values() if not verb.begins)
    if any(f.written for f in fields(noun)):
        yield UPDATE
        if not noun.alone:
            yield DELETE


@remembered
def _start(noun: type[Any]) -> str:
    """How the life of a record begins, however it was begun: by the verb that does it, where there is one."""
    begin = beginning(noun)
    return begin.name if begin else CREATE


# What happens is noted ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Happening:
    """Something that an endpoint waits for; `frame` is what of the transaction may be taken back alone."""

    event: str
    record: Any
    frame: SessionTransaction | None
    seen: Mapping[int, dict[str, Any]] = field(default_factory=dict)
    """Of what is taken away: the record as it was, by the endpoint whose owner saw it."""


def _note(session: Session, record: Any, verb: str, seen: Mapping[int, dict[str, Any]] | None = None) -> None:
    name = type(record).__name__
    said = f"{words(name, '_')}.{verb}"
    if name in _told and said in _awaited(session):
        noted = Happening(said, record, session.get_nested_transaction(), seen or {})
        session.info.setdefault("happenings", []).append(noted)


def _awaited(session: Session) -> frozenset[str]:
    """The events that anybody waits for; asked once a transaction."""
    transaction = session.get_transaction()
    known = session.info.get("awaited")
    if known is None or known[0] is not transaction:
        said = session.scalars(sa.select(WebhookEndpoint.events).where(_listening()), execution_options=UNSCOPED)
        known = session.info["awaited"] = (transaction, frozenset(name for each in said for name in each.split()))
    return frozenset(known[1])


def _listening() -> sa.ColumnElement[bool]:
    return WebhookEndpoint.status == Status.ACTIVE


@on_every
def _note_step(session: Session, action: str, record: Any) -> None:
    verb = type(record).verbs[action.partition(".")[2]]
    if not verb.begins:
        _note(session, record, verb.name)


@event.listens_for(Session, "before_flush")
def _note_what_goes(session: Session, *_: Any) -> None:
    """Before it is gone: afterwards nobody could say who saw it."""
    for record in [each for each in session.deleted if type(each).__name__ in _told]:
        said = f"{words(type(record).__name__, '_')}.{DELETE}"
        if said in _awaited(session):
            with as_system(session):
                seen = {e.id: rows[record.id] for e, rows in _seen_by(session, said, record) if record.id in rows}
            _note(session, record, DELETE, seen)


def _seen_by(session: Session, said: str, record: Any) -> Iterator[tuple[WebhookEndpoint, dict[int, dict[str, Any]]]]:
    for endpoint in _endpoints(session):
        if said in endpoint.listens_to:
            yield endpoint, seen(session, viewer_for(session, endpoint.owner), _told, type(record), [record.id])


@event.listens_for(Session, "after_flush")
def _note_what_was_written(session: Session, *_: Any) -> None:
    for record in session.new:
        if type(record).__name__ in _told:
            _note(session, record, _start(type(record)))
    for record in session.dirty:
        if type(record).__name__ in _told and _is_changed(record):
            _note(session, record, UPDATE)


def _is_changed(record: Any) -> bool:
    """Whether anything is different that is told; that a step was taken is told by the step."""
    state = sa.inspect(record)
    return any(state.attrs[key].history.has_changes() for key in _keys(type(record)))


@remembered
def _keys(noun: type[Any]) -> tuple[str, ...]:
    return tuple(f.key for f in fields(noun) if not (f.internal or f.computed))


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, previous: SessionTransaction) -> None:
    """What was taken back did not happen: all of it, or the part that was tried by itself."""
    if previous.parent is None:
        session.info.pop("happenings", None)
    elif previous.nested:
        noted = session.info.get("happenings", [])
        session.info["happenings"] = [each for each in noted if each.frame is not previous]


# And told -------------------------------------------------------------------------------------------------------------


@event.listens_for(Session, "before_commit")
def _tell(session: Session) -> None:
    if session.in_nested_transaction() or not session.info.get("happenings"):
        return
    session.flush()
    happened = _once_each(session.info.pop("happenings"))
    with as_system(session), _beside_the_batch(session):
        for endpoint in _endpoints(session):
            wanted = [each for each in happened if each.event in endpoint.listens_to]
            deliver(endpoint, *_messages(session, endpoint, wanted))


@contextmanager
def _beside_the_batch(session: Session) -> Iterator[None]:
    """What an import brought is taken back with it; that it was told cannot be."""
    batch = session.info.pop("batch", None)
    try:
        yield
    finally:
        if batch is not None:
            session.info["batch"] = batch


def _once_each(noted: Sequence[Happening]) -> list[Happening]:
    """Each event of a record once; a change that came with a step, or with the beginning, is told by that."""
    each = {(happening.event, _key(happening.record)): happening for happening in noted}
    more = {key for event, key in each if not event.endswith(f".{UPDATE}")}
    return [it for (event, key), it in each.items() if not (event.endswith(f".{UPDATE}") and key in more)]


def _key(record: Any) -> tuple[str, int | None]:
    identity = sa.inspect(record).identity
    return type(record).__name__, identity[0] if identity else None


def _endpoints(session: Session) -> list[WebhookEndpoint]:
    along = joinedload(WebhookEndpoint.owner).joinedload(Employee.department)
    listening = sa.select(WebhookEndpoint).where(_listening()).order_by(WebhookEndpoint.id).options(along)
    return [each for each in session.scalars(listening) if each.owner.active]


def _messages(session: Session, endpoint: WebhookEndpoint, happened: Sequence[Happening]) -> Iterator[Message]:
    """Of what the owner sees now that all of it has happened; of what is gone, what they saw before."""
    viewer = viewer_for(session, endpoint.owner)
    rows: dict[tuple[str, int | None], dict[str, Any]] = {}
    for name in dict.fromkeys(_key(each.record)[0] for each in happened):
        ids = [id for noun, id in (_key(each.record) for each in happened) if noun == name and id is not None]
        found = seen(session, viewer, _told, _told[name], list(dict.fromkeys(ids)))
        rows |= {(name, id): row for id, row in found.items()}
    for each in happened:
        name, id = _key(each.record)
        row = each.seen.get(endpoint.id) if each.event.endswith(f".{DELETE}") else rows.get((name, id))
        if row is not None and id is not None:
            yield Message(each.event, name, id, moment(session), row)
