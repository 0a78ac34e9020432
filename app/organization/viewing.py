"""From an employee to the viewer that every door looks through: permissions by roles, reach by the widest."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.noun import Model
from app.core.viewer import Viewer, look
from app.organization.data_permission import reach_of
from app.organization.employee import Employee


def viewer_for(session: Session, employee: Employee, *, language: str = "", zone: str = "") -> Viewer:
    """Two statements, whatever is asked of the viewer afterwards."""
    permissions, roles = _granted(session, employee.id)
    department = employee.department
    return Viewer(
        id=employee.id,
        person=employee,
        permissions=permissions,
        reach=reach_of(session, roles),
        department_id=department.id if department else None,
        department_path=department.path if department else "",
        language=language or employee.language,
        zone=zone or employee.zone,
    )


def _granted(session: Session, employee_id: int) -> tuple[frozenset[tuple[str, str]], list[int]]:
    """The pairs of permission and noun, and the roles they come from; a role without any is among them."""
    role, granted, pair = (_table(f"ab_{name}") for name in ("role", "permission_view_role", "permission_view"))
    permission, noun = _table("ab_permission"), _table("ab_view_menu")
    each = (
        sa.select(role.c.id, permission.c.name, noun.c.name)
        .select_from(role)
        .outerjoin(granted, granted.c.role_id == role.c.id)
        .outerjoin(pair, pair.c.id == granted.c.permission_view_id)
        .outerjoin(permission, permission.c.id == pair.c.permission_id)
        .outerjoin(noun, noun.c.id == pair.c.view_menu_id)
        .where(role.c.id.in_(_roles_of(employee_id)))
    )
    rows = session.execute(each).all()
    return frozenset((name, on) for _, name, on in rows if name), sorted({row[0] for row in rows})


def _roles_of(employee_id: int) -> Any:
    """Given to the person, or to a group the person is in."""
    own, member, group = _table("ab_user_role"), _table("ab_user_group"), _table("ab_group_role")
    through = sa.select(group.c.role_id).join(member, member.c.group_id == group.c.group_id)
    mine = sa.select(own.c.role_id).where(own.c.user_id == employee_id)
    return mine.union(through.where(member.c.user_id == employee_id)).scalar_subquery()


def _table(name: str) -> sa.Table:
    return Model.metadata.tables[name]


def look_as(session: Session, employee: Employee) -> Viewer:
    """The session is this employee's from now on."""
    viewer = viewer_for(session, employee)
    look(session, viewer)
    return viewer
