"""What owners are told of a night's work: one sentence each, however many customers it is about."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app.churn.alert import ChurnAlert, Status
from app.core.words import N_
from app.customers.customer import Customer
from app.organization.employee import Employee
from app.organization.notification import notify
from app.organization.setting import settings_of

RAISED = N_("New churn alerts: {n}, with {amount} {currency} a year at risk. The largest is {customer}.")
AGAIN = N_("Churn alerts to look at again: {n}. The first is {customer}.")
MANY = 500


def tell_owners(session: Session, as_of: date, at: datetime) -> int:
    """Of all that was raised at that moment; says how many owners were told."""
    new = (ChurnAlert.raised_on == as_of, ChurnAlert.created_at == at, ChurnAlert.owner_id.is_not(None))
    amount = sa.func.sum(ChurnAlert.value_at_risk)
    each = session.execute(sa.select(ChurnAlert.owner_id, sa.func.count(), amount).where(*new)
                           .group_by(ChurnAlert.owner_id)).all()  # fmt: skip
    for owner_id, n, at_risk in each:
        largest = sa.select(ChurnAlert).where(*new, ChurnAlert.owner_id == owner_id)
        alert = session.scalars(largest.order_by(ChurnAlert.value_at_risk.desc(), ChurnAlert.id).limit(1)).one()
        _tell(session, alert, RAISED, n=n, amount=round(at_risk or Decimal(0), 2))
    return len(each)


def look_again(session: Session, as_of: date) -> int:
    """Open what was deferred until this day or before; says how many."""
    counted: Counter[int] = Counter()
    first: dict[int, ChurnAlert] = {}
    while alerts := session.scalars(_due(as_of)).all():
        for alert in alerts:
            alert.reopen(by=None)
            if alert.owner_id is not None:
                counted[alert.owner_id] += 1
                first.setdefault(alert.owner_id, alert)
        session.flush()
    for owner_id, n in counted.items():
        _tell(session, first[owner_id], AGAIN, n=n)
    return counted.total()


def _due(as_of: date) -> sa.Select[ChurnAlert]:
    due = sa.select(ChurnAlert).where(ChurnAlert.status == Status.DEFERRED, ChurnAlert.look_again_on <= as_of)
    along = (selectinload(ChurnAlert.actions), joinedload(ChurnAlert.customer))
    return due.order_by(ChurnAlert.value_at_risk.desc(), ChurnAlert.id).limit(MANY).options(*along)


def _tell(session: Session, alert: ChurnAlert, message: str, **values: Any) -> None:
    owner = session.get_one(Employee, alert.owner_id)
    customer = session.get_one(Customer, alert.customer_id)
    currency = settings_of(session).currency
    notify(session, owner, message, about=alert, customer=customer.name, currency=currency, **values)
