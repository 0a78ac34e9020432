"""From an employee to the viewer that every door looks through: permissions by roles, reach by the widest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.noun import Model, table_of
from app.core.remembered import remembered
from app.core.viewer import Reach, Viewer, look
from app.organization.access_stamp import current
from app.organization.data_permission import DataPermission, widest
from app.organization.employee import Employee

UNSCOPED = {"unscoped": True}
"""Who may see what is asked before anybody looks."""


@dataclass(frozen=True)
class Access:
    """What somebody's roles permit, and how far they reach."""

    permissions: frozenset[tuple[str, str]]
    reach: Mapping[str, Reach]


MOST_KNOWN = 5_000
_known: dict[tuple[str, int], Access] = {}
"""By stamp and employee: true in every process for as long as the stamp stands."""


def viewer_for(
    session: Session, employee: Employee, *, language: str = "", zone: str = "", stamp: str | None = None
) -> Viewer:
    """Nothing is asked of the database but the stamp, where the caller has not read it, as long as it stands.

    The department is read with the employee each time.
    """
    access, department = _access(session, employee.id, stamp), employee.department
    return Viewer(
        id=employee.id,
        person=employee,
        permissions=access.permissions,
        reach=access.reach,
        department_id=department.id if department else None,
        department_path=department.path if department else "",
        language=language or employee.language,
        zone=zone or employee.zone,
    )


def _access(session: Session, employee_id: int, stamp: str | None) -> Access:
    """The stamp is read before what it stands for: what is remembered may be newer than the stamp, never older."""
    stamp = stamp or session.scalar(sa.select(current()), execution_options=UNSCOPED)
    if stamp is None:
        return _read(session, employee_id)
    known = _known.get((stamp, employee_id))
    if known is None:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        known = _known[stamp, employee_id] = _read(session, employee_id)
    return known


def _read(session: Session, employee_id: int) -> Access:
    me = {"me": employee_id}
    permissions = session.execute(_permitted(), me, execution_options=UNSCOPED)
    reaching = session.execute(_reaching(), me, execution_options=UNSCOPED)
    return _shared(
        frozenset((permission, noun) for permission, noun in permissions),
        frozenset(widest((noun, reach) for noun, reach in reaching).items()),
    )


@lru_cache(maxsize=256)
def _shared(permissions: frozenset[tuple[str, str]], reach: frozenset[tuple[str, Reach]]) -> Access:
    """The same for all who have the same roles; an equal set is found faster where it is the same one."""
    return Access(permissions, dict(reach))


@remembered
def _permitted() -> sa.Select[str, str]:
    """The pairs of permission and noun; statements asked with every page are put together once."""
    granted, pair = _table("ab_permission_view_role"), _table("ab_permission_view")
    permission, noun = _table("ab_permission"), _table("ab_view_menu")
    return (
        sa.select(permission.c.name, noun.c.name)
        .select_from(granted)
        .join(pair, pair.c.id == granted.c.permission_view_id)
        .join(permission, permission.c.id == pair.c.permission_id)
        .join(noun, noun.c.id == pair.c.view_menu_id)
        .where(granted.c.role_id.in_(_roles()))
    )


@remembered
def _reaching() -> sa.Select[str, Reach]:
    held = table_of(DataPermission).c
    return sa.select(held.noun, held.reach).where(held.role_id.in_(_roles()))


def _roles() -> Any:
    """Given to the person, or to a group the person is in."""
    own, member, group = _table("ab_user_role"), _table("ab_user_group"), _table("ab_group_role")
    me: sa.BindParameter[int] = sa.bindparam("me", type_=sa.Integer)
    through = sa.select(group.c.role_id).join(member, member.c.group_id == group.c.group_id)
    mine = sa.select(own.c.role_id).where(own.c.user_id == me)
    return mine.union(through.where(member.c.user_id == me)).scalar_subquery()


def _table(name: str) -> sa.Table:
    return Model.metadata.tables[name]


def look_as(session: Session, employee: Employee) -> Viewer:
    """The session is this employee's from now on."""
    viewer = viewer_for(session, employee)
    look(session, viewer)
    return viewer
