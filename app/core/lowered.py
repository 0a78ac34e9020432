"""Names in small letters beside the names, kept by the database itself under an index.

Whoever looks for what begins with "be" reads what begins so and nothing else, however many rows there are. An index on
an expression would do the same, but cannot be compared with the declared schema on SQLite.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapper

SUFFIX = "_lowered"
BEYOND = "\U0010ffff"
"""After every letter there is."""


@event.listens_for(Mapper, "after_mapper_constructed")
def _keep_lowered(mapper: Mapper[Any], _: Any) -> None:
    """A further column, which no record knows, for each that says `begins`: letters are compared by their codes."""
    table = mapper.local_table
    if not isinstance(table, sa.Table):
        return
    for held in [column for column in table.columns if column.info.get("begins")]:
        length = getattr(held.type, "length", None)
        kind = sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")
        name = held.name + SUFFIX
        table.append_column(sa.Column(name, kind, sa.Computed(f"lower({held.name})", persisted=True)))
        sa.Index(None, table.c[name], table.c.id)


def lowered(attribute: Any) -> Any:
    """The column beside an attribute or a column, of the same rows; nothing where none is kept."""
    parent = getattr(attribute, "parent", None)
    rows = parent.selectable if parent is not None else getattr(attribute, "table", None)
    return rows.c.get(f"{attribute.key}{SUFFIX}") if rows is not None else None


def begins(attribute: Any, text: Any) -> sa.ColumnElement[bool]:
    """That it begins with the text, in small or capital letters."""
    kept = lowered(attribute)
    if kept is None:
        condition: sa.ColumnElement[bool] = attribute.istartswith(text, autoescape=True)
        return condition
    first = sa.func.lower(text)
    return sa.and_(kept >= first, kept < first.concat(BEYOND))
