"""Who is given a record is told, unless they did it themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core.noun import Declared, plural_label
from app.core.remembered import remembered
from app.core.words import N_
from app.organization.employee import Employee
from app.organization.notification import doer_id, notify

ONE = N_("{who} gave you {noun} {what}.")
MANY = N_("{who} gave you {n} {nouns}.")
SINGLY = 3
"""So many at once are told one by one; more as a number."""


@remembered
def _keepers(noun: type[Any]) -> tuple[str, ...]:
    """The relations that name the people a record belongs to, and who are told that it does."""
    if not noun.told_plainly:
        return ()
    links = sa.inspect(noun).relationships
    direct = (path for path in noun.keepers if "." not in path and path in links)
    return tuple(path for path in direct if links[path].mapper.class_ is Employee)


@event.listens_for(Session, "after_flush")
def _tell(session: Session, *_: Any) -> None:
    """Not of imports, and not of what the system does by itself."""
    doer = session.info.get("looker")
    if doer is None or doer.is_system or doer.person is None or session.info.get("batch"):
        return
    given: dict[tuple[Employee, type[Any]], list[Any]] = defaultdict(list)
    for record in [*session.new, *session.dirty]:
        for person in _given(record):
            given[person, type(record)].append(record)
    for (person, noun), records in given.items():
        _told(session, person, noun, records, str(doer.person))


def _given(record: Any) -> Iterator[Employee]:
    if not isinstance(record, Declared):
        return
    state = sa.inspect(record)
    for name in _keepers(type(record)):
        [key] = state.mapper.relationships[name].local_columns
        held = state.mapper.get_property_by_column(key).key
        if state.attrs[held].history.added and getattr(record, held) is not None:
            person = state.dict.get(name)
            if isinstance(person, Employee):
                yield person


def _told(session: Session, person: Employee, noun: type[Any], records: list[Any], who: str) -> None:
    if person.id == doer_id(session):
        return
    if len(records) <= SINGLY:
        for record in records:
            notify(session, person, ONE, about=record, who=who, noun=noun, what=str(record))
    else:
        notify(session, person, MANY, who=who, n=len(records), nouns={"words": plural_label(noun)})
