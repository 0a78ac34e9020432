"""Requests that were taken through their steps, and what they come to, reckoned by hand: no SQL, no code of the
report."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy.orm import Session

from app.core import doorman, moment
from app.customers.channel import Channel
from app.service.request import ServiceRequest
from app.service.words import How, Priority, RequestKind
from tests.service.requesting import person, the

FIRST = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
CUSTOMERS = ("Acme", "Beta", "Zeta", "Omega")
OWNED = {"ana": ("Acme", "Beta"), "luis": ("Zeta",)}


@dataclass
class Helped:
    """One request as it went."""

    customer: str
    kind: RequestKind
    priority: Priority
    channel: Channel
    opened: datetime
    agent: str = ""
    answered: datetime | None = None
    resolved: datetime | None = None
    due: datetime | None = None
    rating: int | None = None
    back: bool = False
    escalated: bool = False
    minutes: int = 0
    status: str = "NEW"


@dataclass
class Desk:
    """A quarter of helping."""

    session: Session
    seed: int
    helped: list[Helped] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        for _ in range(18):
            self._one()

    def _one(self) -> None:
        dice = self.dice
        told = Helped(
            dice.choice(CUSTOMERS),
            dice.choice(list(RequestKind)),
            dice.choice(list(Priority)),
            dice.choice([Channel.CALL, Channel.MAIL]),
            FIRST + timedelta(minutes=dice.randrange(120_000)),
        )
        request = self._opened(told)
        for _ in range(dice.choice((0, 1, 1, 1, 2))):
            self._round(request, told)
            if told.rating is None or told.rating > 2:
                break
        told.due, told.status = request.due_at, request.status.name
        self.helped.append(told)

    def _opened(self, told: Helped) -> ServiceRequest:
        given = {"customer": the(self.session, told.customer), "summary": "It squeaks", "kind": told.kind,
                 "priority": told.priority, "channel": told.channel}  # fmt: skip
        self.now = told.opened
        with moment.at(self.session, self.now):
            return doorman.create(self.session, ServiceRequest, given)

    def _round(self, request: ServiceRequest, told: Helped) -> None:
        """Sent, taken on, resolved and rated, as far as it comes."""
        dice, told.back = self.dice, told.back or bool(told.agent)
        told.agent = dice.choice(("rosa", "tom"))
        told.resolved = None
        self._step(request, "dispatch", to=person(self.session, told.agent))
        self._step(request, "accept")
        told.answered = told.answered or self.now
        if dice.random() < 0.2:
            self._step(request, "escalate")
            told.escalated = True
        if dice.random() < 0.15:
            return
        spent = dice.randrange(5, 300)
        self._step(request, "resolve", what="Oiled it.", how=How.PHONE, minutes_spent=spent)
        told.resolved, told.minutes = self.now, told.minutes + spent
        if dice.random() < 0.8:
            self._rated(request, told)

    def _rated(self, request: ServiceRequest, told: Helped) -> None:
        told.rating = self.dice.randrange(1, 6)
        self._step(request, "rate", score=told.rating)
        if told.rating < 3:
            told.back, told.escalated, told.resolved, told.agent = True, False, None, ""

    def _step(self, request: ServiceRequest, name: str, **given: Any) -> None:
        self.now += timedelta(seconds=self.dice.randrange(60, 90_000))
        with moment.at(self.session, self.now):
            doorman.step(self.session, ServiceRequest, name, request.id, given)

    def of(self, first: date, last: date, fits: Callable[[Helped], bool] = lambda _: True) -> list[Helped]:
        return [each for each in self.helped if first <= each.opened.date() <= last and fits(each)]


def figures(helped: Iterable[Helped]) -> dict[str, Any]:
    """The same figures as the report's, one by one, in hours."""
    each = list(helped)
    answer = [(h.answered - h.opened).total_seconds() / 3600 for h in each if h.answered]
    resolve = [(h.resolved - h.opened).total_seconds() / 3600 for h in each if h.resolved]
    decided = [h.resolved is not None and h.resolved <= h.due for h in each if h.due and (h.resolved or _late(h))]
    rated = [h.rating for h in each if h.rating]
    return {
        "requests": len(each),
        "open": sum(h.status in ("NEW", "DISPATCHED", "ACCEPTED", "WAITING") for h in each),
        "escalated": sum(h.escalated for h in each),
        "answer_median": median(answer) if answer else None,
        "answer_mean": sum(answer) / len(answer) if answer else None,
        "resolve_median": median(resolve) if resolve else None,
        "resolve_mean": sum(resolve) / len(resolve) if resolve else None,
        "on_time": sum(decided) / len(decided) if decided else None,
        "satisfaction": sum(rated) / len(rated) if rated else None,
        "sent_back": sum(h.back for h in each) / len(each) if each else None,
        "worked": sum(h.minutes for h in each) / 60 / len(resolve) if resolve else None,
    }


def _late(helped: Helped) -> bool:
    return helped.due is not None and helped.due < datetime.now(UTC) and helped.status != "WAITING"
