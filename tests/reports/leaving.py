"""Alerts that were taken through their steps, and what they come to, reckoned by hand: no SQL, no code of the
report."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.dictionary import Topic
from app.churn.alert import ChurnAlert
from app.core import doorman, moment
from app.sales.order import Order
from tests.churn.warning import word
from tests.sales.ordering import the

FIRST = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
OWNERS = {"Acme": "ana", "Beta": "ana", "Zeta": "luis", "Omega": ""}
ACTIONS, REASONS = ("CALL", "VISIT", "DISCOUNT"), ("PRICE", "OTHER")


@dataclass
class Tried:
    """One measure."""

    action: str
    on: date
    cost: Decimal
    outcome: str = "Waiting"
    saved: Decimal = Decimal(0)


@dataclass
class Warned:
    """One alert as it went."""

    customer: str
    raised: date
    value: Decimal
    status: str = "OPEN"
    reason: str = ""
    saved: Decimal = Decimal(0)
    tried: list[Tried] = field(default_factory=list)


@dataclass
class Desk:
    """A quarter of keeping customers."""

    session: Session
    seed: int
    warned: list[Warned] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        for customer in OWNERS:
            self.now = FIRST + timedelta(days=self.dice.randrange(20))
            while self._one(customer) in ("RETAINED", "LOST") and self.now.month < 4:
                self.now += timedelta(days=self.dice.randrange(3, 15))

    def _one(self, customer: str) -> str:
        with moment.at(self.session, self.now):
            given = {"customer": the(self.session, customer), "reason": "They compare prices."}
            alert = doorman.create(self.session, ChurnAlert, given)
        told = Warned(customer, self.now.date(), Decimal(self.dice.randrange(100, 90_000)))
        alert.value_at_risk = told.value
        self.session.commit()
        for _ in range(self.dice.randrange(3)):
            self._defer(alert, told)
        self._end(alert, told)
        self.warned.append(told)
        return told.status

    def _defer(self, alert: ChurnAlert, told: Warned) -> None:
        self._finish(told, "Not enough")
        code, cost = self.dice.choice(ACTIONS), Decimal(self.dice.randrange(0, 300))
        action, until = word(self.session, code), (self.now + timedelta(days=30)).date()
        self._step(alert, "defer", action=action, until=until, cost=cost or None)
        told.tried.append(Tried(code, self.now.date(), cost))
        told.status = "DEFERRED"

    def _end(self, alert: ChurnAlert, told: Warned) -> None:
        fate = self.dice.choice(("stay", "order", "lose", "lose", "pending"))
        if fate == "lose":
            told.status, told.reason = "LOST", self.dice.choice(REASONS)
            self._step(alert, "confirm_loss", reason=word(self.session, told.reason, Topic.CHURN_REASON))
        elif fate != "pending":
            order = self._order(told.customer) if fate == "order" else None
            told.status, told.saved = "RETAINED", order.total if order else Decimal(0)
            self._step(alert, "retain", **({"order": order} if order else {}))
        if fate != "pending":
            self._finish(told, {"LOST": "Lost", "RETAINED": "Kept"}[told.status], told.saved)

    def _order(self, customer: str) -> Order | None:
        mine = sa.select(Order).join(Order.customer).where(Order.status == "CONFIRMED")
        return next((each for each in self.session.scalars(mine) if each.customer.name == customer), None)

    def _finish(self, told: Warned, outcome: str, saved: Decimal = Decimal(0)) -> None:
        for each in told.tried:
            if each.outcome == "Waiting":
                each.outcome, each.saved = outcome, saved

    def _step(self, alert: ChurnAlert, name: str, **given: Any) -> None:
        self.now += timedelta(hours=self.dice.randrange(20, 90))
        with moment.at(self.session, self.now):
            doorman.step(self.session, ChurnAlert, name, alert.id, given)

    def of(self, first: date, last: date, fits: Callable[[Warned], bool] = lambda _: True) -> list[Warned]:
        return [each for each in self.warned if first <= each.raised <= last and fits(each)]


def figures(warned: Iterable[Warned]) -> dict[str, Any]:
    """The same figures as the report's, one by one."""
    each = list(warned)

    def those(*states: str) -> list[Warned]:
        return [alert for alert in each if alert.status in states]

    def value(*states: str) -> Decimal:
        return sum((alert.value for alert in those(*states)), Decimal(0))

    ended = len(those("RETAINED", "LOST"))
    return {
        "raised": len(each), "open": len(those("OPEN")), "deferred": len(those("DEFERRED")),
        "retained": len(those("RETAINED")), "lost": len(those("LOST")),
        "retention": round(Decimal(len(those("RETAINED"))) / ended, 6) if ended else None,
        "value_at_risk": sum((alert.value for alert in each), Decimal(0)), "value_pending": value("OPEN", "DEFERRED"),
        "value_kept": value("RETAINED"), "value_lost": value("LOST"),
        "saved": sum((alert.saved for alert in each), Decimal(0)),
        "cost": sum((one.cost for alert in each for one in alert.tried), Decimal(0)),
    }  # fmt: skip
