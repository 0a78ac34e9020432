"""A month of helping at the example company, told through the steps that people take, each by who takes it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman, moment
from app.core.database import system_session
from app.customers.channel import Channel
from app.customers.contact import Contact
from app.customers.customer import Customer, Tier
from app.organization.employee import Employee
from app.organization.notification import Notification
from app.service.course import Customer as Themselves
from app.service.level import deliver_levels
from app.service.request import ServiceRequest
from app.service.words import RUNNING, How, Priority, RequestKind

STORY = Path(__file__).with_name("service.toml")
LIVES = "5454A435B445W453A542L35Z5441L43Q5A54Y43OW5RQRPCCPDPDNDUNN"
"""One request a letter, in the order in which they came. 1 to 5: rated so, and helped again where that was bad; A put
away without a rating, B and L rated badly and helped by somebody else, Q rated badly and in the queue, R resolved,
W and Z and Y waiting, C accepted, P accepted and planned for today, D sent and planned for today, O open and late,
N new, U new and urgent."""
HOURS = (time(8, 10), time(9, 25), time(10, 40), time(13, 5), time(14, 30), time(15, 45))
PLANNED = (time(8, 30), time(9, 0), time(11, 0), time(13, 30), time(15, 0), time(10, 15), time(14, 0))
AGENTS, DISPATCHER, CALLED = ("rosa", "tom"), "dan", "cti"
CHANNELS = (Channel.CALL, Channel.MAIL, Channel.CALL, Channel.CHAT, Channel.CALL)
PRIORITIES = (Priority.NORMAL, Priority.NORMAL, Priority.HIGH, Priority.NORMAL, Priority.LOW, Priority.URGENT)
DAYS, OLD = 30, 3
"""How long ago the first of them came; news of so many days ago have been seen."""


@dataclass(frozen=True)
class Asked:
    """One line of the story."""

    kind: RequestKind
    summary: str
    detail: str
    what: str
    how: How
    minutes: int
    content: str
    unhappy: str

    @classmethod
    def of(cls, line: str) -> Asked:
        kind, summary, detail, what, how, minutes, content, unhappy = (part.strip() for part in line.split("|"))
        return cls(RequestKind[kind], summary, detail, what, How[how], int(minutes), content, unhappy)


def helped(engine: sa.Engine, as_of: date) -> int:
    """Everything, in one transaction; says how many requests there are."""
    with system_session(engine) as session:
        return doorman.once(session, lambda: Month(session, as_of).told())


class Month:
    """The people, the customers, and how far the story is."""

    def __init__(self, session: Session, as_of: date) -> None:
        self.session, self.as_of, self.planned = session, as_of, count()

    def told(self) -> int:
        deliver_levels(self.session)
        lines = [Asked.of(line) for line in tomllib.loads(STORY.read_text())["asked"]]
        for n, life in enumerate(LIVES):
            Life(self, n, lines[n % len(lines)]).lived(life)
        self.session.flush()
        self._seen()
        return len(LIVES)

    @cached_property
    def people(self) -> dict[str, Employee]:
        named = (*AGENTS, DISPATCHER, CALLED)
        found = self.session.scalars(sa.select(Employee).where(Employee.username.in_(named)))
        return {each.username: each for each in found}

    @cached_property
    def contacts(self) -> list[Contact]:
        """The main contacts of those who bought last."""
        best = sa.select(Contact).join(Contact.customer).where(Contact.is_main, Customer.tier != Tier.C)
        return list(
            self.session.scalars(best.order_by(Customer.last_order_on.desc(), Contact.id).limit(len(LIVES) // 2))
        )

    def day(self, n: int) -> date:
        """Of the n-th request: spread over the month, on days on which somebody works."""
        day = self.as_of - timedelta(days=DAYS - n * DAYS // (len(LIVES) - 1))
        return day - timedelta(days=max(0, day.isoweekday() - 5))

    def today(self) -> datetime:
        return datetime.combine(self.as_of, PLANNED[next(self.planned) % len(PLANNED)], UTC)

    def _seen(self) -> None:
        old = datetime.combine(self.as_of, time(), UTC) - timedelta(days=OLD)
        mine = sa.update(Notification).where(Notification.noun == ServiceRequest.__name__, Notification.at < old)
        self.session.execute(mine.values(seen_at=Notification.at).execution_options(synchronize_session=False))


class Life:
    """One request, from the first word as far as it has come."""

    def __init__(self, month: Month, n: int, asked: Asked) -> None:
        self.month, self.n, self.asked, self.session = month, n, asked, month.session
        self.contact = month.contacts[n * 11 % len(month.contacts)]
        self.at = datetime.combine(month.day(n), HOURS[n % len(HOURS)], UTC)
        self.agent = AGENTS[n % len(AGENTS)]

    def lived(self, life: str) -> None:
        request = self._opened(Priority.URGENT if life == "U" else PRIORITIES[self.n % len(PRIORITIES)])
        for step, hours, given in self._steps(life):
            self.at += timedelta(hours=hours)
            with moment.at(self.session, self.at):
                getattr(request, step)(**given)
        self._late(request)

    def _opened(self, priority: Priority) -> ServiceRequest:
        channel = CHANNELS[self.n % len(CHANNELS)]
        number = self.contact.office_phone if channel is Channel.CALL else None
        given = {
            "customer": self.contact.customer, "contact": self.contact, "phone": number, "channel": channel,
            "kind": self.asked.kind, "priority": priority, "summary": self.asked.summary, "detail": self.asked.detail,
        }  # fmt: skip
        with moment.at(self.session, self.at), self.session.no_autoflush:
            request = ServiceRequest(**given)
            self.session.add(request)
            request.open(by=self._person(CALLED if channel is Channel.CALL else DISPATCHER))
            self.session.flush()
        return request

    def _steps(self, life: str) -> Iterator[tuple[str, float, dict[str, Any]]]:
        """The steps, how many hours after the one before, and what is said with each."""
        if life in "NUO":
            return
        yield from self._sent(today=life in "DP", note="Please call before you go." if self.n % 4 == 0 else "")
        if life == "D":
            return
        yield "accept", 0.3, {"by": self._person(self.agent)}
        if life in "CP":
            return
        if life in "WZY":
            reason = "A photo of the type plate" if life == "W" else "Their order of the spare part"
            yield "wait", 0.7, {"reason": reason, "by": self._person(self.agent)}
            return
        yield from self._ended(life)

    def _ended(self, life: str) -> Iterator[tuple[str, float, dict[str, Any]]]:
        if self.n % 5 == 0:
            yield "wait", 0.5, {"reason": "The number on the invoice", "by": self._person(self.agent)}
            yield "resume", 20, {"by": self._person(self.agent)}
        yield self._resolved()
        if life == "R":
            return
        if life == "A":
            yield "archive", 70, {"reason": "Called three times, nobody answered.", "by": self._person(DISPATCHER)}
        elif life in "12BLQ":
            yield self._rated(2 if life in "2Q" else 1)
            if life != "Q":
                yield from self._again()
        else:
            yield self._rated(int(life))

    def _again(self) -> Iterator[tuple[str, float, dict[str, Any]]]:
        """A colleague helps, and that goes well."""
        self.agent = AGENTS[(self.n + 1) % len(AGENTS)]
        yield from self._sent(note="They are unhappy. Please see to it yourself.")
        yield "accept", 0.2, {"by": self._person(self.agent)}
        yield self._resolved()
        yield self._rated(4)

    def _sent(self, *, today: bool = False, note: str = "") -> Iterator[tuple[str, float, dict[str, Any]]]:
        planned = {"starts_at": self.month.today(), "minutes": self.asked.minutes + 30} if today else {}
        yield "dispatch", 0.6, {"to": self._person(self.agent), "note": note, "by": self._person(DISPATCHER), **planned}

    def _resolved(self) -> tuple[str, float, dict[str, Any]]:
        told = {"what": self.asked.what, "how": self.asked.how, "minutes_spent": self.asked.minutes}
        return "resolve", (2, 5, 1, 22, 3)[self.n % 5], {**told, "by": self._person(self.agent)}

    def _rated(self, score: int) -> tuple[str, float, dict[str, Any]]:
        """Every other one by the link, the others on a call."""
        words = self.asked.content if score > 2 else self.asked.unhappy or "It took too long."
        by = Themselves(self.contact.name) if self.n % 2 else self._person(DISPATCHER)
        return "rate", 6, {"score": score, "words": words, "by": by}

    def _late(self, request: ServiceRequest) -> None:
        """What was due before the last day went to the manager."""
        due, end = request.due_at, datetime.combine(self.month.as_of, time(6), UTC)
        if request.status in RUNNING and due is not None and due < end:
            with moment.at(self.session, due):
                request.escalate(by=None)

    def _person(self, name: str) -> Employee:
        return self.month.people[name]
