"""A month of keeping customers at the example company: warned by the rules and by people, deferred with what is tried,
retained with an order, or lost for a reason; each step by who takes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.catalog.dictionary import DictionaryEntry, Topic, entries
from app.churn.alert import ChurnAlert, Status
from app.churn.raising import raise_alerts
from app.core import doorman, moment
from app.core.database import system_session
from app.customers.customer import Customer
from app.organization.notification import Notification
from app.sales.lifecycle import reckon_lifecycle
from app.sales.order import SOLD, Order

LIVES = "DDOEWLDKEDOLWDEDMDOKWELDDOEDWMDOEL"
"""One alert a letter, the largest first. D deferred, E deferred twice, W deferred until today, K kept by word, L lost,
M lost after two attempts, O open; those that follow are open, too."""
TRIED = {"D": 1, "E": 2, "W": 1, "K": 1, "L": 0, "M": 2, "O": 0}
KEPT = 9
"""So many were noticed by their owners, and ordered after that."""
NIGHT, MORNING = time(2, 30), time(9, 20)
DAYS, AHEAD, OLD = 30, 10, 3
ACTIONS = ("CALL", "VISIT", "DISCOUNT", "FREE_DELIVERY", "CALL", "GOODWILL", "TERMS", "SERVICE")
COSTS = {"CALL": "4", "VISIT": "85", "DISCOUNT": "120", "FREE_DELIVERY": "40", "GOODWILL": "60", "SERVICE": "150"}
NOTES = (
    "Talked to purchasing. They will count their paper first.",
    "Offered a tenth off the next order.",
    "Left a message; nobody called back yet.",
    "They were disappointed by two late deliveries.",
    "The new buyer does not know us. Sent the catalog.",
    "Asked what they need for next year.",
)
LOST = (
    ("COMPETITOR", "A framework contract elsewhere until next year."),
    ("PRICE", "Three tenths cheaper at a discounter."),
    ("NO_NEED", "They gave up the office."),
    ("DELIVERY", "Two chairs came late, and the third was broken."),
    ("UNREACHABLE", ""),
)
NOTICED = (
    "Asked for our terms of notice.",
    "Their buyer left, and the new one compares prices.",
    "Said on the telephone that deliveries take too long.",
)
STAYED = ("They order again next week.", "Signed for another year.")


def warned(engine: sa.Engine, as_of: date) -> None:
    """The rules a month ago and on the last night, and in between what people did."""
    begin = as_of - timedelta(days=DAYS)
    with system_session(engine) as session:
        doorman.once(session, lambda: reckon_lifecycle(session, begin))
        raise_alerts(session, begin, known={"at": _at(begin, NIGHT).isoformat()})
        doorman.once(session, lambda: Month(session, as_of).told())
        with moment.at(session, _at(as_of, NIGHT)):
            raise_alerts(session, as_of, known={"at": _at(as_of, NIGHT).isoformat()})
        doorman.once(session, lambda: reckon_lifecycle(session, as_of))


class Month:
    """The alerts, and what is done about each."""

    def __init__(self, session: Session, as_of: date) -> None:
        self.session, self.as_of = session, as_of

    def told(self) -> None:
        for n, order in enumerate(self._orders()):
            self._kept_by(n, order)
        largest = sa.select(ChurnAlert).where(ChurnAlert.status == Status.OPEN)
        along = (joinedload(ChurnAlert.customer), joinedload(ChurnAlert.owner))
        ordered = largest.order_by(ChurnAlert.value_at_risk.desc(), ChurnAlert.id).limit(len(LIVES))
        for n, alert in enumerate(self.session.scalars(ordered.options(*along)).all()):
            self._lived(n, alert, LIVES[n])
        self.session.flush()
        self._seen()

    @cached_property
    def words(self) -> dict[tuple[Topic, str], DictionaryEntry]:
        topics = (Topic.RETENTION_ACTION, Topic.CHURN_REASON)
        return {(topic, each.code): each for topic in topics for each in entries(self.session, topic)}

    def _orders(self) -> Iterator[Order]:
        """The latest orders of customers who have bought before, one each."""
        within = Order.ordered_on.between(self.as_of - timedelta(days=DAYS - AHEAD - 2), self.as_of - timedelta(days=1))
        known = sa.exists().where(ChurnAlert.customer_id == Order.customer_id)
        first = sa.select(sa.func.max(Order.id)).where(Order.status.in_(SOLD), within, ~known)
        each = first.group_by(Order.customer_id).scalar_subquery()
        found = sa.select(Order).where(Order.id.in_(each)).order_by(Order.total.desc(), Order.id).limit(KEPT)
        yield from self.session.scalars(found.options(joinedload(Order.customer).joinedload(Customer.owner)))

    def _kept_by(self, n: int, order: Order) -> None:
        """Their owner noticed something, tried something, and they ordered."""
        owner, day = order.customer.owner, order.ordered_on - timedelta(days=AHEAD)
        with moment.at(self.session, _at(day)), self.session.no_autoflush:
            alert = ChurnAlert(customer=order.customer)
            self.session.add(alert)
            alert.open(reason=NOTICED[n % len(NOTICED)], by=owner)
            self.session.flush()
        self._tried(n, alert, day + timedelta(days=2), order.ordered_on + timedelta(days=14))
        with moment.at(self.session, _at(order.ordered_on)):
            alert.retain(order=order, by=None)

    def _lived(self, n: int, alert: ChurnAlert, life: str) -> None:
        day = alert.raised_on + timedelta(days=3 + n % 5)
        for k in range(TRIED[life]):
            is_due = life == "W" or k + 1 < TRIED[life]
            until = day + timedelta(days=9) if is_due else self.as_of + timedelta(days=2 + n * 5 % 19)
            self._tried(n + 3 * k, alert, day, until)
            day += timedelta(days=9)
        with moment.at(self.session, _at(day)):
            if life == "K":
                alert.retain(note=STAYED[n % len(STAYED)], by=alert.owner)
            elif life in "LM":
                code, note = LOST[n % len(LOST)]
                alert.confirm_loss(reason=self.words[Topic.CHURN_REASON, code], note=note, by=alert.owner)

    def _tried(self, n: int, alert: ChurnAlert, day: date, until: date) -> None:
        code = ACTIONS[n % len(ACTIONS)]
        cost = Decimal(COSTS[code]) if code in COSTS else None
        with moment.at(self.session, _at(day)):
            alert.defer(
                action=self.words[Topic.RETENTION_ACTION, code], until=until, cost=cost,
                note=NOTES[n % len(NOTES)], by=alert.owner,
            )  # fmt: skip

    def _seen(self) -> None:
        old = _at(self.as_of) - timedelta(days=OLD)
        mine = sa.update(Notification).where(Notification.noun == ChurnAlert.__name__, Notification.at < old)
        self.session.execute(mine.values(seen_at=Notification.at).execution_options(synchronize_session=False))


def _at(day: date, clock: time = MORNING) -> datetime:
    return datetime.combine(day, clock, UTC)
