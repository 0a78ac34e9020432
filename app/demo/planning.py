"""What is to be done at the example company, by whom and by when, and who is away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman, moment
from app.core.database import system_session
from app.customers.customer import Customer
from app.organization.absence import Absence
from app.organization.employee import Employee
from app.organization.notification import Notification
from app.planning.task import Task, TaskKind

AWAY = (
    ("tom", 0, time(15, 30), 0, time(17), "Dentist"),
    ("rosa", 2, time(8), 2, time(12), "Training: new copiers"),
    ("tom", 7, time(0), 11, time(23, 59), "Holiday"),
    ("ana", 3, time(0), 3, time(23, 59), "Trade fair"),
    ("luis", -6, time(0), -5, time(23, 59), "Ill"),
    ("max", 14, time(0), 18, time(23, 59), "Holiday"),
)
"""Who, from how many days after the last one of the story and when, until when, and why."""
CALL, WRITE, VISIT, OTHER = TaskKind.CALL, TaskKind.WRITE, TaskKind.VISIT, TaskKind.OTHER


@dataclass(frozen=True)
class Told:
    """One task of the story; `days` after its last day it is due, and `outcome` came of it, if it is done."""

    who: str
    given_by: str
    kind: TaskKind
    subject: str
    days: int
    hour: int
    outcome: str = ""


TASKS = (
    Told("ana", "ana", CALL, "Ask whether the chairs arrived in one piece", 0, 15),
    Told("ana", "ana", WRITE, "Send the new price list", 0, 16),
    Told("ana", "max", CALL, "Win them for the frame agreement", 1, 10),
    Told("ana", "ana", VISIT, "Show them the standing desks", 4, 11),
    Told("ana", "ana", CALL, "Thank them for the order", -3, 9, "They were pleased, and want a catalogue."),
    Told("ana", "ana", CALL, "Settle the open invoice", -2, 14),
    Told("luis", "luis", CALL, "Call back about the freight", 0, 14),
    Told("luis", "max", WRITE, "Answer the complaint about the delivery", -1, 12),
    Told("luis", "luis", VISIT, "Measure the conference room", 2, 9),
    Told("luis", "luis", CALL, "Ask for the new buyer's number", -5, 10, "It is Mrs. Ortiz now."),
    Told("max", "eva", OTHER, "Prepare the figures of the quarter", 3, 12),
    Told("dan", "dan", OTHER, "Plan the yearly check of the shredders", 2, 16),
    Told("rosa", "dan", WRITE, "Order rollers for the copiers", 1, 9),
)


def planned(engine: sa.Engine, as_of: date) -> int:
    """Everything, in one transaction; says how many tasks there are."""
    with system_session(engine) as session:
        return doorman.once(session, lambda: _told(session, as_of))


def _told(session: Session, as_of: date) -> int:
    people = {each.username: each for each in session.scalars(sa.select(Employee))}
    for who, first, begin, last, end, reason in AWAY:
        starts_at, ends_at = _at(as_of, first, begin), _at(as_of, last, end)
        session.add(Absence(employee=people[who], starts_at=starts_at, ends_at=ends_at, reason=reason))
    buyers = {who: _buyers(session, people[who]) for who in ("ana", "luis")}
    for each in TASKS:
        _task(session, each, people, next(buyers.get(each.who, iter(())), None), as_of)
    session.flush()
    mine = sa.update(Notification).where(Notification.noun == Task.__name__, Notification.at < _at(as_of, 0, time()))
    session.execute(mine.values(seen_at=Notification.at).execution_options(synchronize_session=False))
    return len(TASKS)


def _task(session: Session, each: Told, people: dict[str, Employee], customer: Customer | None, as_of: date) -> None:
    """Written down a week before it is due, by who wants it done."""
    due = _at(as_of, each.days, time(each.hour))
    who, given_by = people[each.who], people[each.given_by]
    with moment.at(session, min(due, _at(as_of, 0, time(8))) - timedelta(days=7)):
        task = Task(subject=each.subject, kind=each.kind, assignee=who, customer=customer, due_at=due)
        session.add(task)
        task.open(by=given_by)
    if each.outcome:
        with moment.at(session, due):
            task.complete(outcome=each.outcome, by=who)


def _buyers(session: Session, owner: Employee) -> Iterator[Customer]:
    """Those of an owner who bought last."""
    theirs = sa.select(Customer).where(Customer.owner == owner, Customer.last_order_on.is_not(None))
    yield from session.scalars(theirs.order_by(Customer.last_order_on.desc(), Customer.id).limit(len(TASKS))).all()


def _at(as_of: date, days: int, clock: time) -> datetime:
    return datetime.combine(as_of + timedelta(days=days), clock, UTC)
