"""The next action: of what is to be done for a customer, the one that is due first."""

from __future__ import annotations

from sqlalchemy.orm import Session, joinedload

from app.customers.customer import Customer
from app.planning.task import Task, open_tasks


def next_action(session: Session, customer: Customer) -> Task | None:
    """Of the open tasks that the one who looks may see."""
    theirs = open_tasks().where(Task.customer_id == customer.id).options(joinedload(Task.assignee))
    return session.scalars(theirs.limit(1)).first()
