"""Somebody starts to work here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.errors import INVALID, Refused
from app.organization.department import Department
from app.organization.employee import Employee
from app.organization.granting import give_roles
from app.organization.password import hashed_password
from app.organization.setting import settings_of


def take_on(session: Session, values: Mapping[str, Any], *, roles: Collection[str], password: str) -> Employee:
    """An employee with roles, who signs in with this password once and then chooses their own."""
    doorman.may(session, "can_add", Employee)

    def act() -> Employee:
        employee = doorman.made(session, Employee, {**company_habits(session), **values})
        employee.password = hashed_password(password, name=employee.username)
        employee.must_change_password = True
        give_roles(session, employee, roles)
        session.flush()
        return employee

    return doorman.once(session, act)


def company_habits(session: Session) -> dict[str, str]:
    """The language and the zone of whoever has not chosen theirs."""
    company = settings_of(session)
    return {"language": company.language, "zone": company.zone}


def change(session: Session, id: Any, values: Mapping[str, Any], *, roles: Collection[str] | None) -> Employee:
    """The employee, changed, with these roles from now on; `None` leaves the roles as they are."""
    doorman.may(session, "can_edit", Employee)

    def act() -> Employee:
        employee = doorman.found(session, Employee, id)
        doorman.changed(session, employee, values)
        if roles is not None:
            give_roles(session, employee, roles)
        session.flush()
        return employee

    return doorman.once(session, act)


def hire(
    session: Session,
    username: str,
    *,
    roles: Iterable[str],
    first_name: str = "",
    last_name: str = "",
    email: str = "",
    password_hash: str | None = None,
    department: Department | None = None,
    language: str = "en",
    zone: str = "UTC",
) -> Employee:
    """An employee who can sign in, with these roles; without a password hash, not before one is set."""
    employee = Employee(
        username=username,
        first_name=first_name or username.capitalize(),
        last_name=last_name,
        email=email or f"{username}@localhost",
        password=password_hash,
        active=True,
        department=department,
        language=language,
        zone=zone,
    )
    employee.roles = [_role(session, name) for name in roles]
    session.add(employee)
    return employee


def _role(session: Session, name: str) -> Any:
    kind = sa.inspect(Employee).relationships["roles"].mapper.class_
    role = session.scalar(sa.select(kind).where(kind.name == name))
    if role is None:
        raise Refused(INVALID, "There is no role called {name}.", "role", name=name)
    return role
