"""Every customer's chance to leave, written by two statements however many they are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.churn.habits import NAMES, habits
from app.churn.logistic import FARTHEST, Learnt
from app.core.reckoning import in_hundredths
from app.customers.customer import Customer, Status


def score(session: Session, learnt: Learnt | None, as_of: date) -> int:
    """Write the chances that changed, and take away those of who has none; says how many were written."""
    if learnt is None:
        return _written(session, sa.update(Customer).values(chance_to_leave=None).where(_has_one()))
    known = _chances(learnt, as_of).subquery()
    new = sa.and_(Customer.id == known.c.customer_id, Customer.chance_to_leave.is_distinct_from(known.c.chance))
    over = sa.and_(_has_one(), Customer.id.not_in(sa.select(known.c.customer_id)))
    taken = _written(session, sa.update(Customer).values(chance_to_leave=None).where(over))
    return taken + _written(session, sa.update(Customer).values(chance_to_leave=known.c.chance).where(new))


def _has_one() -> sa.ColumnElement[bool]:
    return Customer.chance_to_leave.is_not(None)


def _chances(learnt: Learnt, as_of: date) -> sa.Select[Any]:
    """The logistic formula in SQL, of whoever buys from us still."""
    told = habits(as_of).subquery()
    steepness = learnt.weights / learnt.scales
    odds: Any = sa.literal(learnt.constant - float((steepness * learnt.means).sum()), sa.Float)
    for name, each in zip(NAMES, steepness, strict=True):
        odds = odds + sa.literal(float(each), sa.Float) * sa.func.ln(told.c[name] + 1.0)
    within = sa.case((odds > FARTHEST, FARTHEST), (odds < -FARTHEST, -FARTHEST), else_=odds)
    chance = in_hundredths(1.0 / (1.0 + sa.func.exp(-within)))
    ours = sa.select(told.c.customer_id, chance.label("chance")).join(Customer, Customer.id == told.c.customer_id)
    return ours.where(Customer.status == Status.ACTIVE)


def _written(session: Session, update: sa.Update) -> int:
    """Past the records: what is reckoned anew each night disturbs nobody's edit."""
    result: Any = session.execute(update.execution_options(synchronize_session=False))
    return int(result.rowcount)


def kept(measure: float) -> Decimal:
    return round(Decimal(measure), 4)
