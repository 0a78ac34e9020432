"""Roles at run time: new ones by copying, renamed, changed and deleted; every change is written down."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.doorman import may, once
from app.core.errors import DUPLICATE, FORBIDDEN, INVALID, NOT_FOUND, REFUSED, Refused
from app.core.history import CREATE, DELETE, UPDATE, Change
from app.core.noun import Model, now, table_of
from app.core.viewer import viewer_of
from app.organization.data_permission import DataPermission
from app.organization.employee import Employee
from app.organization.giving import holds_all_of, reaches_of, refuse_locking_out
from app.organization.holding import Pair, holders, permitted, role_table
from app.organization.role import Delivered, permission_key

LONGEST_NAME = 64


class RolePurpose(Model):
    """What somebody made a role for; those that are delivered say it themselves."""

    __tablename__ = "role_purpose"

    role_id: Mapped[int] = mapped_column(sa.ForeignKey("ab_role.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str] = mapped_column(sa.String(300))


@dataclass(frozen=True)
class RoleRow:
    """A role in the list of roles."""

    id: int
    name: str
    purpose: str
    is_delivered: bool
    people: int


def kind() -> Any:
    """Flask-AppBuilder's class; its name is what permissions on roles are called by."""
    return sa.inspect(Employee).relationships["roles"].mapper.class_


def roles(session: Session, only: int | None = None) -> list[RoleRow]:
    """All roles by name, with how many who work here have them: one statement."""
    role, held, said = role_table("role"), holders(), table_of(RolePurpose)
    people = sa.select(sa.func.count()).select_from(held).join(Employee, Employee.id == held.c.user_id)
    many = people.where(held.c.role_id == role.c.id, Employee.active.is_(True)).correlate(role).scalar_subquery()
    delivered = sa.exists().where(table_of(Delivered).c.role == role.c.name)
    purpose = sa.select(said.c.words).where(said.c.role_id == role.c.id).scalar_subquery()
    each = sa.select(role.c.id, role.c.name, purpose, delivered, many).order_by(role.c.name)
    rows = session.execute(each if only is None else each.where(role.c.id == only))
    return [RoleRow(id, name, words or "", bool(is_delivered), many) for id, name, words, is_delivered, many in rows]


def the_role(session: Session, id: Any) -> RoleRow:
    number = int(id) if str(id).isascii() and str(id).isdecimal() and len(str(id)) < 10 else 0
    found = roles(session, number)
    if not found:
        raise Refused(NOT_FOUND, "There is no such {noun}.", noun=kind())
    return found[0]


# Acts -----------------------------------------------------------------------------------------------------------------


def copy_role(session: Session, source: Any, name: str, purpose: str) -> int:
    """A new role that may and sees what another does; who makes it must hold all of that."""
    may(session, "can_add", kind())

    def act() -> int:
        model = the_role(session, source)
        if not holds_all_of(session, viewer_of(session), model.id):
            raise Refused(FORBIDDEN, "You cannot copy {role}: it may more than you.", "source", role=model.name)
        said = _free_name(session, name)
        role = role_table("role")
        session.execute(sa.insert(role).values(name=said))
        made: int = session.scalars(sa.select(role.c.id).where(role.c.name == said)).one()
        _say_purpose(session, made, purpose)
        _write(session, made, CREATE, [("", None, None)])
        _give(session, made, permitted(session, [model.id]))
        for noun, reach in reaches_of(session, model.id).items():
            session.add(DataPermission(role_id=made, noun=noun, sees=reach))
        session.flush()
        return made

    return once(session, act)


def change_role(
    session: Session, id: Any, wanted: Collection[Pair], known: Collection[Pair], *, name: str = "", purpose: str = ""
) -> None:
    """The role may exactly what is `wanted` of all that is `known`; nobody gives what they do not hold."""
    may(session, "can_edit", kind())

    def act() -> None:
        role, viewer = the_role(session, id), viewer_of(session)
        has = permitted(session, [role.id]) & set(known)
        given, taken = set(wanted) & set(known) - has, has - set(wanted)
        for permission, noun in sorted(given):
            if not viewer.can(permission, noun):
                said = permission.removeprefix("can_")
                message = "You cannot give what you do not have: {step}, {noun}."
                raise Refused(FORBIDDEN, message, step_name=said, noun_name=noun)
        _take(session, role.id, taken)
        _give(session, role.id, given)
        if not role.is_delivered:
            _rename(session, role, name, purpose)
        refuse_locking_out(session)

    once(session, act)


def delete_role(session: Session, id: Any) -> None:
    """Only one that was made here, and that nobody has."""
    may(session, "can_delete", kind())

    def act() -> None:
        role = the_role(session, id)
        if role.is_delivered:
            raise Refused(REFUSED, "This role came with Trato and stays. Take its permissions away instead.")
        if session.scalar(sa.select(sa.func.count()).select_from(holders()).where(holders().c.role_id == role.id)):
            raise Refused(REFUSED, "Somebody has this role. Give them another one first.")
        for table in (table_of(DataPermission), table_of(RolePurpose), role_table("permission_view_role")):
            session.execute(sa.delete(table).where(table.c.role_id == role.id))
        session.execute(sa.delete(role_table("role")).where(role_table("role").c.id == role.id))
        _write(session, role.id, DELETE, [("name", role.name, None)])

    once(session, act)


def _give(session: Session, role_id: int, pairs: Iterable[Pair]) -> None:
    granted = role_table("permission_view_role")
    each = sorted(pairs)
    for permission, noun in each:
        key = permission_key(session, permission, noun)
        session.execute(sa.insert(granted).values(role_id=role_id, permission_view_id=key))
    _write(session, role_id, UPDATE, [(f"{noun}.{permission}", None, "yes") for permission, noun in each])


def _take(session: Session, role_id: int, pairs: Iterable[Pair]) -> None:
    granted, each = role_table("permission_view_role"), sorted(pairs)
    keys = [permission_key(session, permission, noun) for permission, noun in each]
    gone = sa.delete(granted).where(granted.c.role_id == role_id, granted.c.permission_view_id.in_(keys))
    session.execute(gone)
    _write(session, role_id, UPDATE, [(f"{noun}.{permission}", "yes", None) for permission, noun in each])


def _rename(session: Session, role: RoleRow, name: str, purpose: str) -> None:
    table = role_table("role")
    said = _free_name(session, name, role.id)
    if said != role.name:
        session.execute(sa.update(table).where(table.c.id == role.id).values(name=said))
        _write(session, role.id, UPDATE, [("name", role.name, said)])
    if purpose.strip() != role.purpose:
        _say_purpose(session, role.id, purpose)
        _write(session, role.id, UPDATE, [("purpose", role.purpose, purpose.strip())])


def _say_purpose(session: Session, role_id: int, words: str) -> None:
    table = table_of(RolePurpose)
    session.execute(sa.delete(table).where(table.c.role_id == role_id))
    session.execute(sa.insert(table).values(role_id=role_id, words=words.strip()[:300]))


def _free_name(session: Session, name: str, id: int = 0) -> str:
    said, table = " ".join(name.replace("\x00", "").split()), role_table("role")
    if not said or len(said) > LONGEST_NAME:
        raise Refused(INVALID, "Give the role a name of up to {n} letters.", "name", n=LONGEST_NAME)
    same = sa.select(table.c.id).where(sa.func.lower(table.c.name) == said.lower(), table.c.id != id)
    if session.scalar(same) is not None:
        raise Refused(DUPLICATE, "There is a role called {name} already.", "name", name=said)
    return said


def _write(session: Session, role_id: int, action: str, lines: list[tuple[str, str | None, str | None]]) -> None:
    """Who did it and when, like every change of a record."""
    about = {"noun": "Role", "record_id": role_id, "action": action}
    by = {"at": now(), "by_id": viewer_of(session).id, "batch_id": None}
    if lines:
        each = [{**about, **by, "field": field[:60], "old": old, "new": new} for field, old, new in lines]
        session.execute(sa.insert(table_of(Change)), each)


def written(session: Session, role_id: int, field: str, old: str | None, new: str | None) -> None:
    """A line in the history of a role."""
    _write(session, role_id, UPDATE, [(field, old, new)])


def changes_of_roles(session: Session, id: int | None = None, *, field: str = "", limit: int = 50) -> list[Change]:
    """What was changed in one role, or in all, and of which fields (a pattern), the latest first."""
    mine = sa.select(Change).where(Change.noun == "Role")
    if id is not None:
        mine = mine.where(Change.record_id == id)
    if field:
        mine = mine.where(Change.field.like(field))
    return list(session.scalars(mine.order_by(Change.id.desc()).limit(limit)))
