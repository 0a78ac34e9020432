"""From an employee to the viewer that every door looks through: permissions by roles, reach by the widest."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.noun import Model, table_of
from app.core.remembered import remembered
from app.core.viewer import Reach, Viewer, look
from app.organization.data_permission import DataPermission, widest
from app.organization.employee import Employee

UNSCOPED = {"unscoped": True}
"""Who may see what is asked before anybody looks."""


def viewer_for(session: Session, employee: Employee, *, language: str = "", zone: str = "") -> Viewer:
    """Two statements, whatever is asked of the viewer afterwards."""
    me = {"me": employee.id}
    permissions = session.execute(_permitted(), me, execution_options=UNSCOPED)
    reaching = session.execute(_reaching(), me, execution_options=UNSCOPED)
    department = employee.department
    return Viewer(
        id=employee.id,
        person=employee,
        permissions=frozenset((permission, noun) for permission, noun in permissions),
        reach=widest((noun, reach) for noun, reach in reaching),
        department_id=department.id if department else None,
        department_path=department.path if department else "",
        language=language or employee.language,
        zone=zone or employee.zone,
    )


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
