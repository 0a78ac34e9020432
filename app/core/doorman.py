"""The doorman: find, ask, do, commit; the same for every door. No door commits by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.core.database import is_passing, writing
from app.core.errors import CONFLICT, FORBIDDEN, INVALID, NOT_FOUND, REFUSED, Refused, at_once
from app.core.integrity import refusal, refuse_dependants
from app.core.noun import Declared
from app.core.shape import Field, field
from app.core.validation import checked, checked_argument
from app.core.verb import Argument, Verb
from app.core.viewer import trusted, viewer_of

T = TypeVar("T")
ATTEMPTS = 5
LARGEST_ID = 2**31 - 1


def may(session: Session, permission: str, noun: type[Any]) -> None:
    """Refuses the one who has not the permission ("can_edit", "can_confirm") on the noun."""
    if not viewer_of(session).can(permission, noun.__name__):
        step = permission.removeprefix("can_")
        raise Refused(FORBIDDEN, "You may not do that: {step}, {noun}.", step_name=step, noun=noun)


def found(session: Session, noun: type[T], id: Any, field: str | None = None, along: Sequence[Any] = ()) -> T:
    """The record with this id that the viewer may see; the same refusal whether it is hidden or missing.

    `along` says what is loaded with it.
    """
    number = int(id) if str(id).isascii() and str(id).isdecimal() and len(str(id)) <= 10 else 0
    record: T | None = None
    if 0 < number <= LARGEST_ID:
        kind: Any = noun
        record = session.scalar(sa.select(kind).options(*along).where(kind.id == number))
    if record is None:
        raise Refused(NOT_FOUND, "There is no such {noun}.", field, noun=noun)
    return record


def once(session: Session, act: Callable[[], T]) -> T:
    """Let it happen entirely or not at all; who comes second tries again on what is true now."""
    for attempt in range(ATTEMPTS):
        try:
            with writing(session):
                result = act()
                session.commit()
            return result
        except (StaleDataError, OperationalError, IntegrityError, DataError) as failure:
            session.rollback()
            _again_or_refuse(failure, attempt)
        except BaseException:
            session.rollback()
            raise
    raise AssertionError("the last attempt returns or raises")


def tried(session: Session, act: Callable[[], T]) -> T:
    """What would come of it: done, looked at, and taken back."""
    with writing(session):
        try:
            return act()
        finally:
            session.rollback()


def _again_or_refuse(failure: Exception, attempt: int) -> None:
    if isinstance(failure, DataError):
        raise Refused(INVALID, "A value is too large or cannot be stored.") from None
    if isinstance(failure, IntegrityError) and not is_passing(failure):
        raise refusal(failure) from None
    if isinstance(failure, OperationalError) and not is_passing(failure):
        raise failure
    if attempt == ATTEMPTS - 1:
        raise Refused(CONFLICT, "Somebody else is changing this right now. Try again.") from None


def create(session: Session, noun: type[T], values: Mapping[str, Any]) -> T:
    """A new record of these values; the verb that begins its life, where there is one, gets what it asks for."""
    begin = beginning(noun)
    may(session, begin.permission if begin else "can_add", noun)

    def act() -> T:
        record = made(session, noun, values)
        session.flush()
        return record

    return once(session, act)


def beginning(noun: type[Any]) -> Verb | None:
    """The verb that begins the noun's life."""
    return next((verb for verb in noun.verbs.values() if verb.begins), None)


def made(session: Session, noun: type[T], values: Mapping[str, Any]) -> T:
    """The record, added to the session and begun, not yet written; permission and commit are the caller's."""
    begin = beginning(noun)
    asked = {a.name for a in begin.arguments} if begin else set()
    given = written_values(session, noun, {k: v for k, v in values.items() if k not in asked})
    with session.no_autoflush:
        record = noun(**given)
        session.add(record)
        record.refuse_change()  # type: ignore[attr-defined]
        if begin:
            getattr(record, begin.name)(by=viewer_of(session).person, **arguments(session, begin, values))
    return record


def update(session: Session, noun: type[T], id: Any, version: int | None, values: Mapping[str, Any]) -> T:
    """The record, changed, if it is still the one that was shown: `version`, or `None` where nobody looked before."""
    may(session, "can_edit", noun)

    def act() -> T:
        record = _same(session, noun, id, version)
        changed(session, record, values)
        session.flush()
        return record

    return once(session, act)


def changed(session: Session, record: Any, values: Mapping[str, Any]) -> None:
    """Give the record these values; permission and commit are the caller's."""
    record.refuse_change()
    for key, value in written_values(session, type(record), values, record).items():
        setattr(record, key, value)


def delete(session: Session, noun: type[Any], id: Any, version: int | None) -> None:
    """Takes a record away on which nothing hangs; refused, with what hangs on it, otherwise."""
    may(session, "can_delete", noun)

    def act() -> None:
        removed(session, _same(session, noun, id, version))

    once(session, act)


def removed(session: Session, record: Any) -> None:
    """Take a record away; permission and commit are the caller's."""
    record.refuse_delete()
    record.refuse_change()
    refuse_dependants(session, record)
    session.delete(record)
    session.flush()


def step(
    session: Session,
    noun: type[T],
    name: str,
    id: Any,
    given: Mapping[str, Any],
    version: int | None = None,
) -> T:
    """The record after the verb `name`; arguments that are nouns may come as ids, and are found under the rule."""
    verb = noun.verbs[name]  # type: ignore[attr-defined]
    may(session, verb.permission, noun)

    def act() -> T:
        record = _same(session, noun, id, version)
        taken(session, record, verb, given)
        return record

    return once(session, act)


def taken(session: Session, record: Any, verb: Verb, given: Mapping[str, Any]) -> None:
    """Take a step on a record that was found under the rule; permission and commit are the caller's."""
    known = arguments(session, verb, given)
    with trusted(session):
        getattr(record, verb.name)(by=viewer_of(session).person, **known)


def arguments(session: Session, verb: Verb, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the verb asks for, each value of its kind; refused where something is missing or wrong."""
    checks = {a.name: partial(_asked, session, a, given.get(a.name)) for a in verb.arguments}
    values = at_once(checks)
    left_out = {a.name for a in verb.arguments if values[a.name] is None and not (a.required or a.optional)}
    return {name: value for name, value in values.items() if name not in left_out}


def _asked(session: Session, a: Argument, value: Any) -> Any:
    return checked_argument(a, _record(session, a, value))


def written_values(session: Session, noun: type[Any], values: Mapping[str, Any], record: Any = None) -> dict[str, Any]:
    """The values by attribute, each allowed to this viewer, found, and of its kind."""
    return at_once({name: partial(_written, session, noun, name, value, record) for name, value in values.items()})


def _written(session: Session, noun: type[Any], name: str, given: Any, record: Any) -> Any:
    f = _writable(session, noun, name)
    value = checked(f, _record(session, f, given), record)
    if f.fixed and record is not None and value != getattr(record, f.name):
        raise Refused(REFUSED, "{field} is changed by a step of its own.", f.name, field_name=f.name)
    return value


def _writable(session: Session, noun: type[Any], name: str) -> Field:
    f = field(noun, name)
    if f is None or not f.written:
        raise Refused(INVALID, "{field} cannot be written.", name, field_name=name)
    if f.guard and not viewer_of(session).can(f.guard, noun.__name__):
        raise Refused(FORBIDDEN, "You may not change {field}.", name, field_name=name)
    return f


def _record(session: Session, asked: Any, value: Any) -> Any:
    target = asked.target if isinstance(asked, Field) else asked.type if asked.kind == "noun" else None
    if target is None or value is None or isinstance(value, Declared):
        return value
    return found(session, target, value, asked.name) if value != "" else None


def _same(session: Session, noun: type[T], id: Any, version: int | None) -> T:
    record = found(session, noun, id)
    if version is not None and getattr(record, "version", version) != version:
        record.refuse_late()  # type: ignore[attr-defined]
        raise Refused(CONFLICT, "It was changed meanwhile. Look at it again.", "version")
    return record
