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
    """Numbers that came along are kept; for the others each series is asked once, however many there are."""
    asking: dict[str, list[tuple[Any, Field]]] = {}
    for record in session.new:
        for f in _numbered(type(record)) if isinstance(record, Declared) else ():
            if known := getattr(record, f.name):
                _keep_ahead(session, record, f, known)
            else:
                asking.setdefault(_series(record, f), []).append((record, f))
    for name, each in asking.items():
        _give(session, name, each)


@remembered
def _numbered(noun: type[Any]) -> tuple[Field, ...]:
    return tuple(f for f in fields(noun) if f.numbered)


def _give(session: Session, name: str, each: list[tuple[Any, Field]]) -> None:
    year, first = now().year, _taken(session, name, len(each))
    for n, (record, f) in enumerate(each, first):
        setattr(record, f.name, f.numbered.format(year=year, n=n))


def _series(record: Any, f: Field) -> str:
    """Numbers with a year in them start again each year."""
    year = f" {now().year}" if "{year" in f.numbered else ""
    return f"{type(record).__name__}.{f.name}{year}"


def _taken(session: Session, name: str, many: int) -> int:
    """The first of so many numbers, which nobody else gets."""
    connection = session.connection(bind_arguments={"mapper": inspect(Counter)})
    up = sa.update(Counter).where(Counter.name == name).values(last=Counter.last + many).returning(Counter.last)
    last = connection.execute(up).scalar_one_or_none()
    if last is not None:
        return last - many + 1
    # Two first ones at once: the second meets the unique name, and its transaction is tried again.
    connection.execute(sa.insert(Counter).values(name=name, last=many))
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
