"""Running numbers: C-00001, O-2026-00001.

Taken in the transaction that writes the record, so that none is lost or given twice.
"""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, inspect
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.noun import Declared, Model
from app.core.remembered import remembered
from app.core.shape import Field, fields

LONGEST = 9


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
            series, known = _series(record, f), getattr(record, f.name)
            if known:
                _keep_ahead(session, series, known)
            else:
                asking.setdefault(series, []).append((record, f))
    for series, each in asking.items():
        _give(session, series, each)


@remembered
def _numbered(noun: type[Any]) -> tuple[Field, ...]:
    return tuple(f for f in fields(noun) if f.numbered)


class _Places(dict[str, Any]):
    """The places of a pattern: `n`, and whatever else it names of the record ("{ordered_on:%Y}")."""

    def __init__(self, record: Any, n: Any) -> None:
        super().__init__(n=n)
        self.record = record

    def __missing__(self, name: str) -> Any:
        return getattr(self.record, name)


def _series(record: Any, f: Field) -> str:
    """Numbers that differ in more than `n` run apart: with a year in them they start again each year."""
    same = re.sub(r"{n[^}]*}", "#", f.numbered).format_map(_Places(record, None))
    return f"{type(record).__name__}.{f.name} {same}"


def _give(session: Session, series: str, each: list[tuple[Any, Field]]) -> None:
    for n, (record, f) in enumerate(each, _taken(session, series, len(each))):
        setattr(record, f.name, f.numbered.format_map(_Places(record, n)))


def _taken(session: Session, series: str, many: int) -> int:
    """The first of so many numbers, which nobody else gets."""
    connection = session.connection(bind_arguments={"mapper": inspect(Counter)})
    up = sa.update(Counter).where(Counter.name == series).values(last=Counter.last + many).returning(Counter.last)
    last = connection.execute(up).scalar_one_or_none()
    if last is not None:
        return last - many + 1
    # Two first ones at once: the second meets the unique name, and its transaction is tried again.
    connection.execute(sa.insert(Counter).values(name=series, last=many))
    return 1


def _keep_ahead(session: Session, series: str, known: str) -> None:
    """A number that came with the record, from another system, is not given again."""
    before, _, after = series.partition(" ")[2].partition("#")
    n = known.removeprefix(before).removesuffix(after)
    if not (known == f"{before}{n}{after}" and n.isascii() and n.isdecimal() and len(n) <= LONGEST):
        return
    connection = session.connection(bind_arguments={"mapper": inspect(Counter)})
    higher = sa.update(Counter).where(Counter.name == series, Counter.last < int(n)).values(last=int(n))
    if connection.execute(higher).rowcount:
        return
    if connection.execute(sa.select(Counter.last).where(Counter.name == series)).scalar_one_or_none() is None:
        connection.execute(sa.insert(Counter).values(name=series, last=int(n)))
