"""The month of keeping customers, told over customers made by hand."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time

import sqlalchemy as sa

from app.churn.alert import ChurnAlert, Rule, Status
from app.churn.retention import outcomes
from app.core.database import system_session
from app.customers.customer import Customer
from app.customers.customer import Status as CustomerStatus
from app.customers.timeline import TimelineEntry
from app.demo.churn import KEPT, LIVES, warned
from tests.churn.buying import DAY, a_customer


def test_the_month_has_alerts_of_every_kind_and_nothing_happens_after_its_last_day(engine: sa.Engine) -> None:
    with system_session(engine) as session:
        for n in range(len(LIVES) + 3):
            a_customer(session, f"Silent {n}", [200, 230, 260, 290], amount=100 + n)
        for n in range(KEPT + 1):
            a_customer(session, f"Back {n}", [5, 150, 300], amount=100 + n)
        session.execute(sa.update(TimelineEntry).values(at=datetime.combine(DAY, time(), UTC)))
        session.commit()
    warned(engine, DAY)
    with system_session(engine) as session:
        found = Counter(session.scalars(sa.select(ChurnAlert.status)))
        assert (found[Status.RETAINED], found[Status.LOST]) == (
            KEPT + LIVES.count("K"),
            LIVES.count("L") + LIVES.count("M"),
        )
        assert found[Status.DEFERRED] == LIVES.count("D") + LIVES.count("E")
        gone = session.scalars(sa.select(Customer).where(Customer.status == CustomerStatus.LOST)).all()
        assert len(gone) == found[Status.LOST]
        noticed = session.scalars(sa.select(ChurnAlert).where(ChurnAlert.rule == Rule.NOTICED)).all()
        assert all(alert.saved and alert.actions for alert in noticed)
        assert sum(tally.kept for tally in outcomes(session)) == KEPT + LIVES.count("K")
        last = session.scalar(sa.select(sa.func.max(TimelineEntry.at)).where(TimelineEntry.noun == "ChurnAlert"))
        assert last is not None
        assert last.date() <= DAY
