"""Keys of programs: a program acts as the employee whose key it carries."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, relationship

from app.core.kinds import Line
from app.core.noun import Noun, column
from app.organization.employee import Employee

PREFIX, CALLS = "trato_", "trato_calls_"
"""How a key begins; one that begins like the second may look callers up and write calls down, and nothing else.

What it may stands in the key itself, which is known by its hash: another beginning makes it another key.
"""
DAYS = 90


class AccessKey(Noun):
    """A key that a program signs in with. Only its hash is kept; 32 random bytes need no slow one."""

    keepers = ("employee",)
    named_by = "hint"
    handed_over = False
    logged = False

    employee_id: Mapped[int] = column(foreign_key="ab_user.id")
    hint: Mapped[Line] = column(doc="The first letters of the key, to know it by.")
    hash: Mapped[Line] = column(unique=True, hidden=True)
    expires_at: Mapped[datetime] = column()
    revoked_at: Mapped[datetime | None] = column(derived=True)

    employee: Mapped[Employee] = relationship(foreign_keys=employee_id)


def issue(session: Session, employee: Employee, *, at: datetime, days: int = DAYS, prefix: str = PREFIX) -> str:
    """A new key for the employee, good for so many days. It is told this once and cannot be read again."""
    key = prefix + secrets.token_urlsafe(32)
    expires = at + timedelta(days=days)
    session.add(AccessKey(employee=employee, hint=key[: len(prefix) + 4], hash=hashed(key), expires_at=expires))
    return key


def hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def holder(session: Session, key: str, *, at: datetime) -> Employee | None:
    """The active employee who holds this key, if it is good at that moment.

    Asked before anybody looks, so the rule of rows does not apply: who has the key has the row.
    """
    good = (AccessKey.hash == hashed(key), AccessKey.expires_at > at, AccessKey.revoked_at.is_(None))
    theirs = sa.select(Employee).join(AccessKey, AccessKey.employee_id == Employee.id).where(*good)
    found: Employee | None = session.scalar(
        theirs.where(Employee.active.is_(True)), execution_options={"unscoped": True}
    )
    return found
