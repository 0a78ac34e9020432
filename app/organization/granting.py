"""Giving roles: nobody gives, or takes over, what they may not do themselves."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import FORBIDDEN, INVALID, REFUSED, Refused
from app.core.history import UPDATE, Change
from app.core.noun import now
from app.core.viewer import Viewer, viewer_of
from app.organization.employee import ADMINISTRATOR, Employee, is_last_administrator
from app.organization.holding import permitted


def roles(session: Session) -> list[Any]:
    """All there are, by name."""
    kind = _kind()
    return list(session.scalars(sa.select(kind).order_by(kind.name)))


def refuse_above(session: Session | None, employee: Employee) -> None:
    """Who changes how somebody signs in could act as them; so only who may all that they may."""
    if session is None or viewer_of(session).is_system:
        return
    if not _covers(session, viewer_of(session), {role.id for role in employee.roles}):
        raise Refused(FORBIDDEN, "{name} may do what you may not. Ask an administrator.", name=str(employee))


def give_roles(session: Session, employee: Employee, names: Collection[str]) -> None:
    """The employee has these roles from now on; refused beside the roles."""
    if not names:
        raise Refused(INVALID, "This is needed.", "roles")
    known = {role.name: role for role in roles(session)}
    if missing := sorted(set(names) - known.keys()):
        raise Refused(INVALID, "There is no role called {name}.", "roles", name=missing[0])
    had, wanted = {role.name for role in employee.roles}, set(names)
    _refuse_what_is_not_theirs(session, [known[name] for name in sorted(had ^ wanted)])
    if ADMINISTRATOR in had - wanted and is_last_administrator(employee):
        message = "{name} is the last administrator. Make somebody else one first."
        raise Refused(REFUSED, message, "roles", name=str(employee))
    employee.roles = [known[name] for name in sorted(wanted)]
    if employee.id and had != wanted:
        session.add(_line(session, employee, had, wanted))


def _line(session: Session, employee: Employee, had: Collection[str], wanted: Collection[str]) -> Change:
    """Roles are no field of the row, and who gave them is asked for all the same."""
    about = {"noun": "Employee", "record_id": employee.id, "action": UPDATE, "field": "role"}
    old, new = (", ".join(sorted(names)) or None for names in (had, wanted))
    return Change(**about, old=old, new=new, at=now(), by_id=viewer_of(session).id)


def givable(session: Session) -> list[Any]:
    """The roles that the one who looks may give."""
    return [role for role in roles(session) if _may_give(session, viewer_of(session), role)]


def _refuse_what_is_not_theirs(session: Session, changed: list[Any]) -> None:
    for role in changed:
        if not _may_give(session, viewer_of(session), role):
            message = "The role {name} permits what you may not do, so you neither give nor take it."
            raise Refused(FORBIDDEN, message, "roles", name=role.name)


def _may_give(session: Session, viewer: Viewer, role: Any) -> bool:
    if viewer.is_system:
        return True
    if role.name == ADMINISTRATOR:
        return any(mine.name == ADMINISTRATOR for mine in viewer.person.roles)
    return _covers(session, viewer, {role.id})


def _covers(session: Session, viewer: Viewer, role_ids: set[int]) -> bool:
    return viewer.is_system or permitted(session, role_ids) <= viewer.permissions


def _kind() -> Any:
    return sa.inspect(Employee).relationships["roles"].mapper.class_
