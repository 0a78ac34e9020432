"""A record as a person sees it, in the names and values of the API: what is told outside of it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.noun import table_of
from app.core.shape import Field, fields
from app.core.viewer import Viewer, through_eyes_of
from app.core.words import camel

AT_ONCE = 300


def seen(
    session: Session, viewer: Viewer, told: Container[str], noun: Any, ids: Sequence[int]
) -> dict[int, dict[str, Any]]:
    """Those of the records that this person may open, by id: the fields they see, named as the API names them.

    `told` are the names of the nouns that are told of at all.
    """
    if not viewer.can("can_show", noun.__name__):
        return {}
    read = [f for f in fields(noun) if f.is_told and _is_seen(viewer, told, f)]
    statement = _asked(noun, read, viewer)
    rows: dict[int, dict[str, Any]] = {}
    with through_eyes_of(session, viewer):
        for start in range(0, len(ids), AT_ONCE):
            some = session.execute(statement.where(noun.id.in_(ids[start : start + AT_ONCE])))
            rows |= {row.id: {camel(f.name): _said(f, row[n]) for n, f in enumerate(read)} for row in some}
    return rows


def _is_seen(viewer: Viewer, told: Container[str], f: Field) -> bool:
    if f.guard and not viewer.can(f.guard, f.noun.__name__):
        return False
    return f.target is None or (f.target.__name__ in told and viewer.can("can_show", f.target.__name__))


def _asked(noun: Any, read: Sequence[Field], viewer: Viewer) -> sa.Select[Any]:
    """The rule of the noun comes with the session; what a record leads to and they do not see is nothing."""
    links = {f: table_of(f.target).alias() for f in read if f.target is not None}
    columns = [links[f].c.id if f in links else f.attribute for f in read]
    named = [column.label(f"told_{n}") for n, column in enumerate(columns)]
    statement = sa.select(*named, noun.id.label("id")).select_from(noun)
    for f, other in links.items():
        rule = f.target.visible_to(viewer, other.c)  # type: ignore[union-attr]
        statement = statement.outerjoin(other, sa.and_(other.c.id == f.key_attribute, rule))
    return statement


def _said(f: Field, value: Any) -> Any:
    """A value as the API says it; a relation by the id of what it leads to."""
    if value is None or isinstance(value, bool | dict):
        return value
    if f.target is not None:
        return {"id": str(value)}
    return str(value) if f.column_is_key else _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date | datetime) else value
