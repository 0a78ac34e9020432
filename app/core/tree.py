"""Trees: what hangs below something is never above it. A noun names its relations upwards in `trees`."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core.errors import REFUSED, Refused
from app.core.noun import Declared


@event.listens_for(Session, "before_flush")
def _refuse_circles(session: Session, *_: Any) -> None:
    written = [record for record in [*session.new, *session.dirty] if isinstance(record, Declared) and record.trees]
    for record in written:
        for relation, message in record.trees.items():
            refuse_circle(session, record, relation, message)


def refuse_circle(session: Session, record: Any, relation: str, message: str, beside: str = "") -> None:
    """Refuses, beside the relation, a record that would stand above itself, whoever sees those in between."""
    noun, seen = type(record), set()
    key = _key_of(noun, relation)
    pending = {each.id: each for each in session.dirty if isinstance(each, noun)}
    above = _above(record, relation, key)
    while above is not None and above not in seen:
        seen.add(above)
        if above in (record, record.id):
            raise Refused(REFUSED, message, beside or relation)
        known = above if isinstance(above, noun) else pending.get(above)
        above = _above(known, relation, key) if known is not None else _stored(session, noun, key, above)


def _key_of(noun: type[Any], relation: str) -> str:
    [column] = sa.inspect(noun).relationships[relation].local_columns
    return str(sa.inspect(noun).get_property_by_column(column).key)


def _above(record: Any, relation: str, key: str) -> Any:
    """What stands above as this flush will write it: a key, or a record that has none yet."""
    changed = sa.inspect(record).attrs[relation].history.added
    if changed:
        return changed[0] if changed[0] is None or changed[0].id is None else changed[0].id
    return getattr(record, key)


def _stored(session: Session, noun: type[Any], key: str, id: int) -> Any:
    with session.no_autoflush:
        above = sa.select(getattr(noun, key)).where(noun.id == id)
        return session.execute(above, execution_options={"unscoped": True}).scalar_one_or_none()
