"""The month of helping, on the cast: every state is there, nothing happens after the last day, and twice is the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman
from app.customers.contact import Contact
from app.customers.timeline import TimelineEntry
from app.demo.service import LIVES, helped
from app.service.feedback import Feedback
from app.service.request import ServiceRequest
from app.service.words import CONTENT, Status

AS_OF = date(2026, 11, 20)
END = datetime.combine(AS_OF, time(), UTC) + timedelta(days=1)


def test_a_month_of_helping_has_every_state(engine: sa.Engine, as_system: Session) -> None:
    for contact in as_system.scalars(sa.select(Contact)).all():
        doorman.update(as_system, Contact, contact.id, None, {"is_main": True})
    as_system.rollback()
    assert helped(engine, AS_OF) == len(LIVES)
    requests = as_system.scalars(sa.select(ServiceRequest)).all()
    assert {each.status for each in requests} == set(Status)
    assert any(each.escalated_at for each in requests)
    assert any(each.starts_at and each.starts_at.date() == AS_OF for each in requests)
    assert max(each.opened_at for each in requests) < END
    assert all(each.snapshot for each in requests if each.status is Status.ARCHIVED)
    scores = set(as_system.scalars(sa.select(Feedback.score)))
    assert min(scores) < CONTENT <= max(scores)
    steps = sa.select(sa.func.max(TimelineEntry.at)).where(TimelineEntry.noun == "ServiceRequest")
    assert as_system.scalar(steps) < END
