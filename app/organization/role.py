"""Roles: what each may do as it is delivered, given once; what an administrator took away stays away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.history import SEE_HISTORY
from app.core.noun import Declared, Model, nouns
from app.core.shape import fields
from app.core.viewer import Reach
from app.organization.access_stamp import watch
from app.organization.data_permission import DataPermission

READ = ("can_list", "can_show")
WRITE = ("can_add", "can_edit", "can_delete")
ON_EVERY_NOUN = ("export", "bulk_edit", SEE_HISTORY)
EVERY = "*"


@dataclass(frozen=True)
class Role:
    """What a role is for, what it may do by noun ("list show confirm", "*" for everything), and how far it sees."""

    purpose: str
    may: Mapping[str, str] = field(default_factory=dict)
    reach: Mapping[str, Reach] = field(default_factory=dict)


class Delivered(Model):
    """One permission that a role was given by a version of Trato, remembered so that it is given once."""

    __tablename__ = "delivered_permission"

    role: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    permission: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    noun: Mapped[str] = mapped_column(sa.String(100), primary_key=True)


def permissions_of(noun: type[Declared]) -> tuple[str, ...]:
    """All that can be permitted on a noun: reading, writing, each verb, and what is special."""
    written = ("can_edit",) if noun.alone else WRITE
    return tuple(
        dict.fromkeys((*READ, *written, *(verb.permission for verb in noun.verbs.values()), *special_of(noun)))
    )


def special_of(noun: type[Declared]) -> tuple[str, ...]:
    """Each guard of a field, what the noun itself names, and what is special about every noun."""
    guards = (f.guard for f in fields(noun) if f.guard)
    return tuple(dict.fromkeys((*guards, *noun.special, *ON_EVERY_NOUN)))


def deliver(session: Session, roles: Mapping[str, Role], others: Mapping[str, tuple[str, ...]]) -> int:
    """Make what is new in this version: permissions, roles, and what each role may and sees.

    `others` are permissions on what is no noun: reports, the API. Returns how many permissions were given.
    """
    watch(session)
    known = {noun.__name__: permissions_of(noun) for noun in nouns()} | dict(others)
    keys = {(p, noun): permission_key(session, p, noun) for noun, each in known.items() for p in each}
    remembered = set(map(tuple, session.execute(sa.select(Delivered.role, Delivered.permission, Delivered.noun))))
    given = 0
    for name, role in roles.items():
        role_id = _row(session, "ab_role", name=name)
        for permission, noun in _meant(role, known):
            if (name, permission, noun) not in remembered:
                _give(session, role_id, keys[permission, noun])
                session.add(Delivered(role=name, permission=permission, noun=noun))
                given += 1
        given += _deliver_reach(session, name, role_id, role, remembered)
    session.flush()
    return given


def _meant(role: Role, known: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for noun, said in role.may.items():
        for name in known if noun == EVERY else (noun,):
            yield from ((permission, name) for permission in _spelled(name, said, known[name]))


def _spelled(noun: str, said: str, known: tuple[str, ...]) -> Iterator[str]:
    """The permissions that a line of the role table names; a word that permits nothing is a mistake in the table."""
    for word in said.split():
        found = known if word == EVERY else tuple(p for p in known if p in (word, f"can_{word}"))
        if not found:
            raise ValueError(f"the role table permits {word!r} on {noun}, which has no such permission")
        yield from found


def _deliver_reach(session: Session, name: str, role_id: int, role: Role, remembered: set[Any]) -> int:
    """What an administrator has said meanwhile stays."""
    said = set(session.scalars(sa.select(DataPermission.noun).where(DataPermission.role_id == role_id)))
    new = [(noun, reach) for noun, reach in _reaching(role) if (name, "reach", noun) not in remembered]
    for noun, reach in new:
        if noun not in said:
            session.add(DataPermission(role_id=role_id, noun=noun, sees=reach))
        session.add(Delivered(role=name, permission="reach", noun=noun))
    return len(new)


def _reaching(role: Role) -> Iterator[tuple[str, Reach]]:
    for noun, reach in role.reach.items():
        yield from ((each.__name__, reach) for each in nouns() if each.keepers) if noun == EVERY else ((noun, reach),)


def permission_key(session: Session, permission: str, noun: str) -> int:
    """The key of a pair of permission and noun, made if there is none."""
    said = {
        "permission_id": _row(session, "ab_permission", name=permission),
        "view_menu_id": _row(session, "ab_view_menu", name=noun),
    }
    return _row(session, "ab_permission_view", **said)


def _give(session: Session, role_id: int, permission_view_id: int) -> None:
    _row(session, "ab_permission_view_role", role_id=role_id, permission_view_id=permission_view_id)


def _row(session: Session, table_name: str, **values: Any) -> int:
    """The key of the row with these values, made if there is none; the tables are Flask-AppBuilder's."""
    table = Model.metadata.tables[table_name]
    same = sa.select(table.c.id).where(*(table.c[name] == value for name, value in values.items()))
    found: int | None = session.execute(same).scalar_one_or_none()
    if found is not None:
        return found
    return int(session.execute(sa.insert(table).values(**values)).inserted_primary_key[0])  # type: ignore[attr-defined]
