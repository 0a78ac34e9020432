"""An absence: when an employee is not there, and cannot be sent anywhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, relationship

from app.core.errors import INVALID, REFUSED, Refused
from app.core.kinds import Line
from app.core.noun import Noun, column
from app.organization.employee import Employee


class Absence(Noun):
    """From when to when an employee is not there. Their own, and those who lead them, see why."""

    named_by = "reason"
    keepers = ("employee",)
    handed_over = False
    __table_args__ = (sa.Index("ix_absence_employee_id_starts_at", "employee_id", "starts_at"),)

    employee_id: Mapped[int] = column(foreign_key="ab_user.id", index=False)
    starts_at: Mapped[datetime] = column(index=True)
    ends_at: Mapped[datetime] = column()
    reason: Mapped[Line] = column(doc="Seen by themselves and by those who lead them. Example: holiday")

    employee: Mapped[Employee] = relationship(foreign_keys=employee_id)


def absent_between(begin: datetime, end: datetime) -> sa.Select[Absence]:
    """Every absence that reaches into this time, in order; what only touches it does not."""
    within = (Absence.starts_at < end, Absence.ends_at > begin)
    return sa.select(Absence).where(*within).order_by(Absence.employee_id, Absence.starts_at)


@event.listens_for(Session, "before_flush")
def _keep_rules(session: Session, *_: Any) -> None:
    with session.no_autoflush:
        for each in [*session.new, *session.dirty]:
            if isinstance(each, Absence):
                _check(session, each)


def _check(session: Session, absence: Absence) -> None:
    if absence.ends_at <= absence.starts_at:
        raise Refused(INVALID, "It ends before it begins.", "ends_at")
    _wait_for_the_employee(session, absence.employee.id)
    others = absent_between(absence.starts_at, absence.ends_at).where(Absence.employee_id == absence.employee.id)
    others = others.where(Absence.id != absence.id) if absence.id else others
    # Whoever may write one of somebody's absences may see all of them, so the rule hides none.
    if session.scalars(others.limit(1)).first() is not None:
        raise Refused(REFUSED, "{name} is away in this time already.", "starts_at", name=str(absence.employee))


def _wait_for_the_employee(session: Session, employee_id: int) -> None:
    """Of two absences of one employee that are written at once, the second sees the first."""
    session.execute(sa.select(Employee.id).where(Employee.id == employee_id).with_for_update(of=Employee))
