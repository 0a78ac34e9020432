"""Who may do what with a request: who may take one, whose it is, and which department answers for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session

from app.core.errors import FORBIDDEN, REFUSED, Refused
from app.core.viewer import Person, viewer_of
from app.organization.department import Department
from app.organization.employee import Employee, administrators
from app.organization.holding import holders, permitting

if TYPE_CHECKING:
    from app.service.request import ServiceRequest

NOUN = "ServiceRequest"


def agents() -> sa.Select[Employee]:
    """Active employees who may accept requests."""
    return sa.select(Employee).where(Employee.active.is_(True), may("can_accept"))


def may(permission: str) -> sa.ColumnElement[bool]:
    """That an employee has a role which permits it."""
    able = sa.select(holders().c.user_id).where(holders().c.role_id.in_(permitting(permission, NOUN)))
    permitted: sa.ColumnElement[bool] = Employee.id.in_(able)
    return permitted


def refuse_unable(session: Session | None, to: Employee) -> None:
    """Only who works here and may accept a request is sent."""
    if not to.active:
        raise Refused(REFUSED, "{name} does not work here any more.", "to", name=str(to))
    if (
        session is not None
        and session.scalar(sa.select(Employee.id).where(Employee.id == to.id, may("can_accept"))) is None
    ):
        raise Refused(REFUSED, "{name} may not accept requests. Choose somebody who may.", "to", name=str(to))


def refuse_others(request: ServiceRequest, by: Person | None) -> None:
    """Who has the request goes on with it, or who dispatches."""
    if by is None or is_same(by, request.assignee):
        return
    session = object_session(request)
    if session is not None and viewer_of(session).can("can_dispatch", NOUN):
        return
    raise Refused(FORBIDDEN, "{name} has this request; only they or who dispatches may do that.",
                  name=str(request.assignee))  # fmt: skip


def is_same(by: Person, other: Employee | None) -> bool:
    return other is not None and by.id == other.id and isinstance(by, Employee)


def answering(session: Session | None, by: Person | None) -> Department | None:
    """The department that answers for a new request: that of who takes it down, if people there accept requests;
    otherwise the one where most do. Those who run the system may everything and are not there to help."""
    own = by.department if isinstance(by, Employee) else None
    if session is None:
        return own
    helping = sa.and_(Employee.active.is_(True), may("can_accept"), Employee.department_id.is_not(None))
    running = administrators().with_only_columns(Employee.id)
    each = (
        sa.select(Employee.department_id).where(helping, Employee.id.not_in(running)).group_by(Employee.department_id)
    )
    found = session.scalars(each.order_by(sa.func.count().desc(), Employee.department_id)).all()
    if not found or (own is not None and own.id in found):
        return own
    return session.get(Department, found[0])


def manager_of(request: ServiceRequest) -> Employee | None:
    """Who leads the department that answers for it, or the next one above that somebody leads."""
    department, seen = request.department, set[int]()
    while department is not None and department.id not in seen:
        if department.manager is not None and department.manager.active:
            return department.manager
        seen.add(department.id)
        department = department.parent
    return request.assignee.superior if request.assignee is not None else None
