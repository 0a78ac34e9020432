"""A row as it is, with a nought for each column that must not be empty: what is tested is reading."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.core.noun import now, start_value, table_of


def insert(connection: sa.Connection, noun: Any, **values: Any) -> int:
    table = table_of(noun)
    stamps = {"version": 1, "created_at": now(), "changed_at": now()}
    needed = {c.name: start_value(c) for c in table.c if not c.nullable and not c.primary_key and c.name not in stamps}
    done = connection.execute(sa.insert(table).values(**{**needed, **stamps, **values}))
    key: int = done.inserted_primary_key[0]
    return key
