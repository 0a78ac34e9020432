"""One value for all that is permitted and set now: the database itself changes it with whatever decides who may and
sees what, and with the company's settings.

So what was read under a value stays true as long as the value stands, in every process. The values are random: one
that a transaction took back never comes again.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.noun import Model

WATCHED = (
    "ab_permission", "ab_view_menu", "ab_permission_view", "ab_permission_view_role", "ab_role",
    "ab_user_role", "ab_user_group", "ab_group_role", "data_permission", "setting",
)  # fmt: skip
EVENTS = ("INSERT", "UPDATE", "DELETE")
FUNCTION = """CREATE OR REPLACE FUNCTION move_access_stamp() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN UPDATE access_stamp SET value = gen_random_uuid(); RETURN NULL; END $$"""


class AccessStamp(Model):
    """The one row that holds the value. While there is none, nothing is watched and nothing may be remembered."""

    __tablename__ = "access_stamp"

    id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(sa.String(36))


def current() -> sa.ScalarSelect[str]:
    """The value, to be read along with something else."""
    return sa.select(AccessStamp.value).limit(1).scalar_subquery()


def watch(session: Session) -> None:
    """Have the database watch, where it does not yet; a table that was made anew is watched anew."""
    dialect = session.get_bind().dialect.name
    known = set(session.scalars(sa.text(_KNOWN[dialect])))
    for name, statements in _triggers(dialect):
        if name not in known:
            for statement in statements:
                session.execute(sa.text(statement))
    if session.scalar(sa.select(AccessStamp.id)) is None:
        session.execute(sa.text(f"INSERT INTO access_stamp (id, value) VALUES (1, {_VALUE[dialect]})"))  # noqa: S608


_KNOWN = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}
_VALUE = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}


def _triggers(dialect: str) -> Iterator[tuple[str, list[str]]]:
    for table in WATCHED:
        yield from _on_postgresql(table) if dialect == "postgresql" else _on_sqlite(table)


def _on_postgresql(table: str) -> Iterator[tuple[str, list[str]]]:
    """Once a statement, whatever it did."""
    name = f"access_stamp_{table}"
    happens = f"AFTER {' OR '.join((*EVENTS, 'TRUNCATE'))} ON {table}"
    yield name, [FUNCTION, f"CREATE TRIGGER {name} {happens} EXECUTE FUNCTION move_access_stamp()"]


def _on_sqlite(table: str) -> Iterator[tuple[str, list[str]]]:
    for happening in EVENTS:
        name = f"access_stamp_{table}_{happening.lower()}"
        moved = f"UPDATE access_stamp SET value = {_VALUE['sqlite']}"  # noqa: S608 - our own words
        yield name, [f"CREATE TRIGGER {name} AFTER {happening} ON {table} BEGIN {moved}; END"]
