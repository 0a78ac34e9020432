"""The first day: a company, its settings, and the administrator, into a database in which nobody works yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import CONFLICT, INVALID, Refused
from app.core.shape import field
from app.core.validation import checked
from app.core.words import N_
from app.organization.department import Department, DepartmentKind
from app.organization.employee import Employee
from app.organization.hiring import hire
from app.organization.password import hashed_password
from app.organization.setting import THE_ONE, Setting, deliver_settings

COMPANY = ("company_name", "country", "language", "currency", "zone")
ADMINISTRATOR = ("first_name", "last_name", "username", "email")
OVER = N_("Somebody has set Trato up already. Sign in.")
_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,63}")


def is_new(session: Session) -> bool:
    """Whether nobody works here yet; once somebody does, this is over for good."""
    return session.scalar(sa.select(Employee.id).limit(1)) is None


def found(session: Session, given: Mapping[str, Any], *, deliver: Callable[[Session], Any], role: str) -> Employee:
    """Everything or nothing; of two who do it at once, one wins and the other is told.

    `deliver` brings in what the version comes with: roles, permissions, the dictionary.
    """
    company = {name: checked(_of(Setting, name), given.get(name)) for name in COMPANY}
    person = {name: checked(_of(Employee, name), given.get(name) or "") for name in ADMINISTRATOR}
    _check(person)
    kept = hashed_password(given.get("password", ""), name=person["username"])
    _stand_in_line(session)
    if not is_new(session):
        raise Refused(CONFLICT, OVER)
    deliver(session)
    deliver_settings(session, administrator_email=person["email"], **company)
    whole = Department(name=company["company_name"], kind=DepartmentKind.HEAD_OFFICE)
    session.add(whole)
    settled = {"language": company["language"], "zone": company["zone"], "password_hash": kept}
    administrator = hire(session, roles=[role], department=whole, **person, **settled)
    session.flush()
    return administrator


def _of(noun: type[Any], name: str) -> Any:
    found = field(noun, name)
    if found is None:
        raise LookupError(name)
    return found


def _check(person: Mapping[str, str]) -> None:
    if not _USERNAME.fullmatch(person["username"]):
        raise Refused(INVALID, "Letters, digits, dots and dashes, two or more. Example: ada.admin", "username")
    try:
        checked(_of(Setting, "administrator_email"), person["email"])
    except Refused as why:
        raise Refused(why.code, why.message, "email") from None


def _stand_in_line(session: Session) -> None:
    """SQLite has one writer; where there are many, they wait at the row of the settings."""
    deliver_settings(session)
    session.execute(sa.select(Setting.id).where(Setting.id == THE_ONE).with_for_update())
