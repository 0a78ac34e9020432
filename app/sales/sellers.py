"""Who may be given an opportunity: whoever works here and may go on with one."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.organization.employee import Employee
from app.organization.holding import holders, permitting

NOUN, GOES_ON = "Opportunity", "can_advance"


def sells() -> sa.ColumnElement[bool]:
    """Active employees with a role that lets them go on with opportunities."""
    able = sa.select(holders().c.user_id).where(holders().c.role_id.in_(permitting(GOES_ON, NOUN)))
    return sa.and_(Employee.active.is_(True), Employee.id.in_(able))


def is_seller(session: Session, person: Employee) -> bool:
    return session.scalar(sa.select(Employee.id).where(Employee.id == person.id, sells())) is not None


def sellers(session: Session, most: int) -> Sequence[Employee]:
    """The first by name, and one more to know whether there are more."""
    by_name = sa.select(Employee).where(sells()).order_by(Employee.first_name, Employee.last_name, Employee.id)
    return session.scalars(by_name.limit(most + 1)).all()
