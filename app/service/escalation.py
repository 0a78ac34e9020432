"""What is due and not resolved goes to the manager, once."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.core import moment
from app.service.request import ServiceRequest
from app.service.words import RUNNING

AT_ONCE = 500
"""What is left after so many waits for the next time, a few minutes later."""


def escalate_due(session: Session, at: datetime) -> int:
    """Tell of everything that is due by now and of which nobody was told; says of how many."""
    found = session.scalars(due(at)).all()
    with moment.at(session, at):
        for request in found:
            request.escalate(by=None)
    return len(found)


def due(at: datetime) -> sa.Select[ServiceRequest]:
    """Open requests whose clock runs and is over, the longest due first."""
    over = (ServiceRequest.due_at <= at, ServiceRequest.escalated_at.is_(None))
    open_ones = sa.select(ServiceRequest).where(ServiceRequest.status.in_(RUNNING), *over)
    along = (joinedload(ServiceRequest.customer), joinedload(ServiceRequest.department))
    return open_ones.options(*along).order_by(ServiceRequest.due_at, ServiceRequest.id).limit(AT_ONCE)
