"""Rows of every noun with values of every kind, empty ones and odd ones among them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import sqlalchemy as sa

from app.core.database import system_session
from app.core.kinds import Exact, Moment
from app.core.phone import e164
from app.core.search import put_again
from app.customers.caller import PHONES as PHONED
from app.organization.employee import Employee
from schema.rooms import NOUNS

TEXTS = (
    "Acme",
    "acme & Söhne",
    "Zeta",
    "100%",
    "a_b",
    'say "no"',
    "back\\slash",
    "łąka\n中文",
    "",
    "\x07 bell",
    "É",
    "z",
)
DAYS = tuple(date(2026, 1, 1) + timedelta(days=n) for n in (0, 5, 31, 58, 59, 180, 364))
MOMENTS = tuple(
    datetime(2026, 1, 31, 23, 59, 59, micro, UTC) + timedelta(days=n) for n in (0, 1, 300) for micro in (0, 1, 500_000)
)
NUMBERS = tuple(map(Decimal, ("0", "1", "-1", "0.01", "-0.05", "19.99", "1234.5", "99999.9999", "-100")))
PHONES = ("+1 610 555 0142", "610-555-0142", "+34 612 34 56 78", "612345678 ext. 12", "555 0142", "103", "x12")
ROWS = 6


def peopled(engine: sa.Engine) -> None:
    """Put some rows of every published noun beside those of the cast; what the tables refuse is left out."""
    _put_rows(engine)
    with system_session(engine) as session:
        for noun in PHONED:
            known = list(session.scalars(sa.select(noun)))
            put_again(session, known)
        session.commit()


def _put_rows(engine: sa.Engine) -> None:
    chance = Random(7)
    tables = {noun.__table__ for noun in NOUNS if noun is not Employee and not noun.alone}
    metadata = next(iter(tables)).metadata
    with engine.begin() as connection:
        for table in (each for each in metadata.sorted_tables if each in tables):
            for n in range(ROWS):
                _put(connection, table, _row(connection, table, chance, n))


def _put(connection: sa.Connection, table: sa.Table, row: dict[str, Any]) -> None:
    try:
        with connection.begin_nested():
            connection.execute(sa.insert(table).values(row))
    except sa.exc.IntegrityError:
        return


def _row(connection: sa.Connection, table: sa.Table, chance: Random, n: int) -> dict[str, Any]:
    unique = {name for each in table.indexes if each.unique for name in each.columns.keys()}  # noqa: SIM118
    found: dict[str, Any] = {}
    for column in table.columns:
        if column.primary_key or column.computed is not None:
            continue
        if column.nullable and chance.random() < 0.3:
            found[column.name] = None
        elif column.foreign_keys:
            found[column.name] = _key(connection, column, chance)
        else:
            found[column.name] = _value(column, chance, n, is_unique=bool(column.unique) or column.name in unique)
    return found


def _key(connection: sa.Connection, column: sa.Column[Any], chance: Random) -> int | None:
    [key] = column.foreign_keys
    known = connection.execute(sa.select(key.column)).scalars().all()
    return chance.choice(known) if known else None


def _value(column: sa.Column[Any], chance: Random, n: int, *, is_unique: bool) -> Any:
    kind = column.type
    if column.name.endswith(("phone", "phone_e164")) and chance.random() < 0.8:
        typed = chance.choice(PHONES)
        return (e164(typed) or "") if column.name.endswith("e164") else typed
    if isinstance(kind, sa.Enum):
        return chance.choice(list(kind.enum_class)) if kind.enum_class else chance.choice(kind.enums)
    if isinstance(kind, Exact):
        most = Decimal(10) ** (kind.precision - kind.scale) - 1
        return max(-most, min(most, chance.choice(NUMBERS)))
    if isinstance(kind, sa.JSON):
        return chance.choice([{}, {"a": 1, "é": [None, True, 1.5, 'q"']}, {"deep": {"er": "x"}}])
    return _plain(column, chance, n, is_unique=is_unique)


def _plain(column: sa.Column[Any], chance: Random, n: int, *, is_unique: bool) -> Any:
    kind = column.type
    if isinstance(kind, Moment | sa.DateTime):
        return chance.choice(MOMENTS)
    if isinstance(kind, sa.Date):
        return chance.choice(DAYS)
    if isinstance(kind, sa.Boolean):
        return chance.random() < 0.5
    if isinstance(kind, sa.Integer):
        return chance.choice([0, 1, 2, 7, 40])
    text = chance.choice(TEXTS)
    return (f"{n} {column.table.name} {text}" if is_unique else text)[: getattr(kind, "length", None) or 200]
