"""Running numbers: C-00001, SR-2026-00001.

Taken in the transaction that writes the record, so that none is lost or given twice.
"""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, inspect
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.noun import Declared, Model, now
from app.core.remembered import remembered
from app.core.shape import Field, fields


class Counter(Model):
    """The last number given under a name."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    last: Mapped[int]


@event.listens_for(Session, "before_flush", insert=True)
def _number(session: Session, *_: Any) -> None:
    for record in session.new:
        for f in _numbered(type(record)) if isinstance(record, Declared) else ():
            _give(session, record, f)


@remembered
def _numbered(noun: type[Any]) -> tuple[Field, ...]:
    return tuple(f for f in fields(noun) if f.numbered)


def _give(session: Session, record: Any, f: Field) -> None:
    known = getattr(record, f.name)
    if known:
        _keep_ahead(session, record, f, known)
    else:
        pattern, name = f.numbered, _series(record, f)
        setattr(record, f.name, pattern.format(year=now().year, n=_next(session, name)))


def _series(record: Any, f: Field) -> str:
    """Numbers with a year in them start again each year."""
    year = f" {now().year}" if "{year" in f.numbered else ""
    return f"{type(record).__name__}.{f.name}{year}"


def _next(session: Session, name: str) -> int:
    connection = session.connection(bind_arguments={"mapper": inspect(Counter)})
    up = sa.update(Counter).where(Counter.name == name).values(last=Counter.last + 1).returning(Counter.last)
    last = connection.execute(up).scalar_one_or_none()
    if last is not None:
        return last
    # Two first ones at once: the second meets the unique name, and its transaction is tried again.
    connection.execute(sa.insert(Counter).values(name=name, last=1))
    return 1


def _keep_ahead(session: Session, record: Any, f: Field, known: str) -> None:
    """A number that came with the record, from another system, is not given again."""
    match = _as_pattern(f.numbered).fullmatch(known)
    if match is None:
        return
    connection = session.connection(bind_arguments={"mapper": inspect(Counter)})
    name, n = _series(record, f), int(match["n"])
    higher = sa.update(Counter).where(Counter.name == name, Counter.last < n).values(last=n)
    if connection.execute(higher).rowcount:
        return
    if connection.execute(sa.select(Counter.last).where(Counter.name == name)).scalar_one_or_none() is None:
        connection.execute(sa.insert(Counter).values(name=name, last=n))


@remembered
def _as_pattern(pattern: str) -> re.Pattern[str]:
    escaped = re.escape(pattern)
    return re.compile(
        re.sub(r"\\\{n[^}]*\\\}", r"(?P<n>\\d{1,12})", re.sub(r"\\\{year[^}]*\\\}", str(now().year), escaped))
    )
