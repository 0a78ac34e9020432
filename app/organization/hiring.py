"""Somebody starts to work here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import INVALID, Refused
from app.organization.department import Department
from app.organization.employee import Employee


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
