"""What follows while an opportunity is pursued: who is told of it, and of what is late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, joinedload

from app.core.words import N_
from app.organization.handover import hands_over
from app.organization.notification import notify, told_since
from app.sales.development_plan import DevelopmentPlan
from app.sales.development_plan import Status as PlanStatus
from app.sales.opportunity import Opportunity
from app.sales.pipeline import LIVE, Status
from app.sales.plan_step import PlanStep
from app.sales.plan_step import Status as StepStatus

OPENED = N_("{what} waits for somebody: it was brought in by {who}.")
MANY_OPENED = N_("{n} opportunities wait for somebody.")
DECIDED = N_("{what} was to be decided by {day}. How does it stand?")
REPORTED = N_("{what} was to be done by {day}. What came of it?")
AGAIN = timedelta(days=14)
"""After so many days one is told again of what is still late."""
MOST_NAMED = 20
OLD = timedelta(days=60)
"""What has been late for longer is told of no more."""

hands_over(Opportunity, "owner", lambda rows: rows.status.in_(LIVE))
hands_over(Opportunity, "creator", lambda rows: rows.status == Status.OPEN)


@event.listens_for(Session, "before_flush")
def _keep_rules(session: Session, *_: Any) -> None:
    with session.no_autoflush:
        for each in [*session.new, *session.dirty]:
            if isinstance(each, Opportunity):
                each.check()


@event.listens_for(Session, "after_flush")
def _tell_who_assigns(session: Session, *_: Any) -> None:
    """Those above hear of what nobody has; of many at once, such as an import, in one sentence."""
    waiting: dict[Any, list[Opportunity]] = {}
    for each in session.new:
        if isinstance(each, Opportunity) and each.status is Status.OPEN:
            waiting.setdefault(_manager(each), []).append(each)
    for manager, some in waiting.items():
        if len(some) > 1:
            notify(session, manager, MANY_OPENED, n=len(some))
        else:
            said = {"what": some[0].summary, "who": str(some[0].creator or "Trato")}
            notify(session, manager, OPENED, about=some[0], **said)


def _manager(opportunity: Opportunity) -> Any:
    """Of the department, or of the next one above that has one."""
    department = opportunity.department
    while department is not None and department.manager is None:
        department = department.parent
    return department.manager if department is not None else None


def live_with(customer_id: int) -> sa.Select[Opportunity]:
    """What may still come to something with this customer, the earliest first."""
    mine = sa.select(Opportunity).where(Opportunity.customer_id == customer_id, Opportunity.status.in_(LIVE))
    return mine.order_by(Opportunity.id).options(joinedload(Opportunity.owner))


def named_live_with(customer_id: int) -> sa.Select[str]:
    """The same in one value, a line each: number and summary; nothing where there is none."""
    line = Opportunity.number + " " + Opportunity.summary
    mine = sa.select(line.label("line")).where(Opportunity.customer_id == customer_id, Opportunity.status.in_(LIVE))
    first = mine.order_by(Opportunity.id).limit(MOST_NAMED).subquery()
    return sa.select(sa.func.aggregate_strings(first.c.line, "\n"))


def notify_late(session: Session, day: date) -> int:
    """Tell those who have them of opportunities and steps whose day is over, every other week; says of how many."""
    told = 0
    for record, owner, message, due_on in [*_undecided(session, day), *_unreported(session, day)]:
        if record.id not in told_since(session, type(record), message, day - AGAIN) and owner is not None:
            notify(session, owner, message, about=record, what=str(record), day=due_on)
            told += 1
    return told


def _undecided(session: Session, day: date) -> Iterator[tuple[Any, Any, str, date | None]]:
    late = Opportunity.expected_close_on.between(day - OLD, day - timedelta(days=1))
    mine = sa.select(Opportunity).where(Opportunity.status == Status.ASSIGNED, late).order_by(Opportunity.id)
    for each in session.scalars(mine.options(joinedload(Opportunity.owner))):
        yield each, each.owner, DECIDED, each.expected_close_on


def _unreported(session: Session, day: date) -> Iterator[tuple[Any, Any, str, date | None]]:
    late = PlanStep.due_on.between(day - OLD, day - timedelta(days=1))
    runs = sa.and_(DevelopmentPlan.status == PlanStatus.RUNNING, PlanStep.status == StepStatus.PLANNED)
    steps = sa.select(PlanStep).join(PlanStep.plan).where(late, runs).order_by(PlanStep.id)
    along = joinedload(PlanStep.plan).joinedload(DevelopmentPlan.opportunity).joinedload(Opportunity.owner)
    for each in session.scalars(steps.options(along)):
        yield each, each.plan.opportunity.owner, REPORTED, each.due_on
