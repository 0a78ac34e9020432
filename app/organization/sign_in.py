"""Signing in: who is in and until when, and how often somebody tried in vain."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.database import writing
from app.core.kinds import Moment
from app.core.known import known
from app.core.noun import Model
from app.core.remembered import remembered
from app.organization.access_stamp import current
from app.organization.department import Department
from app.organization.employee import Employee
from app.organization.notification import unseen_by
from app.organization.setting import settle

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)
PAUSE = timedelta(minutes=5)
TRIES = 5
TRIES_FROM_ANYWHERE = 20


class SignIn(Model):
    """One browser that was let in. It holds the token, this row its digest: who reads the table cannot enter."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    employee_id: Mapped[int] = mapped_column(sa.ForeignKey("ab_user.id", ondelete="CASCADE"), index=True)
    began_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class FailedTry(Model):
    """A name and password that did not match."""

    __tablename__ = "failed_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(100), index=True)
    address: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(Moment)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def begin(session: Session, employee_id: int, *, at: datetime) -> str:
    """Let somebody in; what is returned is shown to nobody but the browser."""
    token = secrets.token_urlsafe(32)
    session.add(SignIn(digest=digest(token), employee_id=employee_id, began_at=at, seen_at=at))
    return token


class Entrance(NamedTuple):
    """Who is in, and what every page asks beside it."""

    sign_in_id: int
    began_at: datetime
    seen_at: datetime
    ended_at: datetime | None
    employee: Employee
    stamp: str | None
    """Of what is permitted and set now."""
    news: int
    """How much the bell counts."""

    def holds(self, at: datetime) -> bool:
        """Thirty minutes of silence or twelve hours end it; so does signing out."""
        return self.ended_at is None and at < self.seen_at + IDLE and at < self.began_at + LONGEST

    def is_worth_noting(self, at: datetime) -> bool:
        """Being seen is written down once a minute, not with every page."""
        return at >= self.seen_at + NOTED_EVERY


def signed_in(session: Session, token: str, *, at: datetime) -> Entrance | None:
    """Who came in with this token, while that holds: asked with every page, in one statement of columns."""
    # On the connection: nobody looks yet, and a session has more to ask about each statement than this one takes.
    found = session.connection().execute(_all(), {"digest": digest(token)}).first()
    if found is None:
        return None
    key, began_at, seen_at, ended_at, stamp, news, *each = found
    entrance = Entrance(key, began_at, seen_at, ended_at, _entered(session, each), stamp, news)
    if not entrance.holds(at):
        return None
    settle(session, stamp)
    return entrance


EMPLOYEE = ("id", "username", "first_name", "last_name", "active", "language", "zone", "must_change_password", "role")
DEPARTMENT = ("id", "name", "path")
"""What pages ask of who is in."""


@remembered
def _all() -> sa.Select[Any]:
    """Put together once; the department comes along."""
    held: list[Any] = [SignIn.id, SignIn.began_at, SignIn.seen_at, SignIn.ended_at]
    person = [getattr(Employee, name) for name in EMPLOYEE]
    place = [getattr(Department, name) for name in DEPARTMENT]
    each = sa.select(*held, current(), unseen_by(SignIn.employee_id), *person, *place)
    each = each.join(Employee, Employee.id == SignIn.employee_id)
    each = each.outerjoin(Department, Department.id == Employee.department_id)
    mine = SignIn.digest == sa.bindparam("digest", type_=sa.String)
    return each.where(mine, Employee.active.is_(True))


def _entered(session: Session, read: Sequence[Any]) -> Employee:
    """The employee, in the department."""
    person = dict(zip(EMPLOYEE, read, strict=False))
    place = dict(zip(DEPARTMENT, read[len(EMPLOYEE) :], strict=True))
    department = known(session, Department, place) if place["id"] is not None else None
    employee: Employee = known(session, Employee, {**person, "department_id": place["id"], "department": department})
    return employee


def note_seen(session: Session, entrance: Entrance, *, at: datetime) -> None:
    """Whoever is here stays in."""
    seen = sa.update(SignIn).where(SignIn.id == entrance.sign_in_id).values(seen_at=at)
    session.execute(seen, execution_options={"unscoped": True, "synchronize_session": False})


def end_all(session: Session, employee_id: int, *, at: datetime) -> None:
    """A changed password, a lost laptop, a person who left: everywhere at once."""
    ended = sa.update(SignIn).where(SignIn.employee_id == employee_id, SignIn.ended_at.is_(None)).values(ended_at=at)
    session.execute(ended, execution_options={"unscoped": True})


def end_keys(session: Session, employee_id: int, *, at: datetime) -> None:
    """Their programs stop at once."""
    from app.organization.access_key import AccessKey

    for key in session.scalars(sa.select(AccessKey).filter_by(employee_id=employee_id, revoked_at=None)):
        key.revoked_at = at


def tries_left(session: Session, name: str, address: str, *, at: datetime) -> int:
    """Few for one name from one place, more from anywhere, so that a stranger cannot lock a colleague out."""
    recent = sa.select(sa.func.count().filter(FailedTry.address == address), sa.func.count()).where(
        FailedTry.name == _folded(name), FailedTry.at > at - PAUSE
    )
    here, anywhere = session.execute(recent).one()
    return max(0, min(TRIES - here, TRIES_FROM_ANYWHERE - anywhere))


def note_failure(session: Session, name: str, address: str, *, at: datetime) -> None:
    session.add(FailedTry(name=_folded(name), address=address[:64], at=at))


def keep_failure(session: Session, name: str, address: str, *, at: datetime) -> None:
    """Written down by itself, whatever becomes of what was tried."""
    with writing(session):
        note_failure(session, name, address, at=at)
        session.commit()


def forget_failures(session: Session, name: str, address: str, *, at: datetime) -> None:
    """Whoever got in starts anew; what is older than the pause counts for nobody and goes too."""
    mine = sa.and_(FailedTry.name == _folded(name), FailedTry.address == address[:64])
    gone = sa.delete(FailedTry).where(sa.or_(mine, FailedTry.at < at - PAUSE))
    session.execute(gone, execution_options={"unscoped": True, "synchronize_session": False})


def _folded(name: str) -> str:
    return name.strip().casefold()[:100]
