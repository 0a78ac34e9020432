"""How Alembic reaches the database of the running application, and what it looks at there."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

from app.core import search
from app.core.kinds import Exact, Moment

database = current_app.extensions["migrate"].db


def is_ours(_: Any, name: str | None, kind: str, *__: Any) -> bool:
    """The search index is made by hand, in each engine's own way; huey makes its queue itself."""
    theirs = (search.INDEX.name, "search_", "huey_")
    return not (kind == "table" and name and name.startswith(theirs))


def written(kind: str, thing: Any, _: Any) -> str | bool:
    """Our types by what they are in the database, so that an old migration does not depend on today's code."""
    if kind == "server_default" and isinstance(thing, sa.Computed):  # SQLite adds none that it would have to write
        return f'sa.Computed("{thing.sqltext}", persisted=op.get_bind().dialect.name != "sqlite")'
    if kind != "type":
        return False
    if isinstance(thing, Moment):
        return "sa.DateTime(timezone=True)"
    if isinstance(thing, Exact):
        return f'sa.Numeric({thing.precision}, {thing.scale}).with_variant(sa.BigInteger(), "sqlite")'
    return f"sa.String({thing.length})" if isinstance(thing, sa.Enum) else False


def is_other_type(_: Any, __: Any, ___: Any, found: Any, declared: Any) -> bool | None:
    """An enumeration is kept as its member's name: a text of that length."""
    if isinstance(declared, sa.Enum):
        return not (isinstance(found, sa.String) and found.length == declared.length)
    return None


def migrate() -> None:
    engine = database.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            include_object=is_ours,
            render_item=written,
            compare_type=is_other_type,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


migrate()
