"""The day of those who are sent: what is planned for whom, who is away, and how much of the day is taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer, joinedload, raiseload

from app.core.viewer import Reach, viewer_of
from app.customers.customer import Customer
from app.organization.absence import absent_between
from app.organization.department import within
from app.organization.employee import Employee, administrators
from app.organization.setting import settings_of
from app.service.clock import hours_of
from app.service.people import NOUN, agents, may
from app.service.request import ServiceRequest
from app.service.words import OPEN, WITH_SOMEBODY, Priority, Status

A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, order=True)
class Span:
    """A time from a moment to a later one."""

    begin: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        return round((self.end - self.begin) / A_MINUTE)

    def meets(self, other: Span) -> bool:
        """Whether both have a time in common; to touch is not to meet."""
        return self.begin < other.end and other.begin < self.end

    def within(self, other: Span) -> Span | None:
        """As much of it as lies in the other."""
        begin, end = max(self.begin, other.begin), min(self.end, other.end)
        return Span(begin, end) if begin < end else None


@dataclass
class AgentDay:
    """One agent on one day."""

    agent: Employee
    works: Span | None
    requests: list[ServiceRequest] = field(default_factory=list)
    away: list[Span] = field(default_factory=list)
    open: int = 0
    """How many requests they have to deal with, on whatever day."""
    unplanned: int = 0
    """Of those, how many have no time yet."""
    leads: bool = False
    """Whether they send others, and go themselves when nobody else can."""

    def on(self, works: Span | None, whole: Span) -> AgentDay:
        """As much of it as falls on one day."""
        met = [each for each in self.requests if span_of(each).meets(whole)]
        return AgentDay(self.agent, works, met, [span for span in self.away if span.meets(whole)],
                        leads=self.leads)  # fmt: skip

    @property
    def load(self) -> float:
        """How much of the working time in which they are there is planned; 0 where they are not there at all."""
        there = self._minutes([self.works] if self.works else []) - self._minutes(self.away)
        planned = self._minutes(span_of(each) for each in self.requests)
        return planned / there if there > 0 else 0.0

    @property
    def is_away(self) -> bool:
        """Whether they do not work on this day at all."""
        return self.works is None or self._minutes(self.away) >= self.works.minutes

    @property
    def conflicts(self) -> set[int]:
        """The requests that meet another one or an absence."""
        spans = [(each.id, span_of(each)) for each in self.requests]
        met = {id for id, span in spans for other, beside in spans if other != id and span.meets(beside)}
        return met | {id for id, span in spans if any(span.meets(each) for each in self.away)}

    def free(self, start: datetime, minutes: int) -> Span | None:
        """The first stretch of free working time from `start` on in which so many minutes have room."""
        gaps = self._gaps(start)
        return next((gap for gap in gaps if gap.minutes >= minutes), None)

    def _gaps(self, start: datetime) -> Iterator[Span]:
        if self.works is None:
            return
        at = max(self.works.begin, start)
        busy = [span_of(each) for each in self.requests if each.status in OPEN]
        for taken in sorted([*busy, *self.away]):
            if taken.begin > at:
                yield Span(at, min(taken.begin, self.works.end))
            at = max(at, taken.end)
        if at < self.works.end:
            yield Span(at, self.works.end)

    def _minutes(self, spans: Sequence[Span] | Iterator[Span]) -> int:
        each = (span.within(self.works) for span in spans) if self.works else ()
        return sum(span.minutes for span in each if span is not None)


def span_of(request: ServiceRequest) -> Span:
    """When a planned request is worked on."""
    assert request.starts_at is not None  # noqa: S101 - only planned ones are asked
    assert request.ends_at is not None  # noqa: S101
    return Span(request.starts_at, request.ends_at)


def working_time(session: Session, day: date) -> Span | None:
    """From when to when the company works on this day."""
    stretch = hours_of(settings_of(session)).of(day)
    return Span(*stretch) if stretch else None


def next_working_time(session: Session, start: datetime) -> Span | None:
    """The next stretch in which the company works, as much of it as is left from `start` on."""
    stretch = next(hours_of(settings_of(session)).stretches(start), None)
    return Span(*stretch) if stretch else None


def plan_of(session: Session, works: Span | None, whole: Span) -> list[AgentDay]:
    """The day of each agent whom the viewer sees, by name: what is planned in the `whole` time, and who is away."""
    days = {agent.id: AgentDay(agent, works, leads=leads) for agent, leads in session.execute(_agents_seen(session))}
    for request in session.scalars(_planned(whole)):
        if request.assignee_id in days:
            days[request.assignee_id].requests.append(request)
    for absence in session.scalars(absent_between(whole.begin, whole.end)):
        if absence.employee_id in days:
            days[absence.employee_id].away.append(Span(absence.starts_at, absence.ends_at))
    _count_open(session, days)
    return list(days.values())


def _agents_seen(session: Session) -> sa.Select[Employee, bool]:
    """Who may be sent, as far as the viewer's reach goes; who runs the system may everything and is not sent."""
    viewer = viewer_of(session)
    reach = viewer.reach_of(NOUN)
    running = administrators().with_only_columns(Employee.id)
    leads = may("can_dispatch").label("leads")
    each = agents().add_columns(leads).where(Employee.id.not_in(running)).options(joinedload(Employee.department))
    by_name = each.order_by(leads, Employee.first_name, Employee.last_name, Employee.id)
    if reach is Reach.ALL:
        return by_name
    return by_name.where(sa.or_(Employee.id == viewer.id, within(viewer, reach, Employee.department_id)))


def _planned(whole: Span) -> sa.Select[ServiceRequest]:
    met = (ServiceRequest.starts_at < whole.end, ServiceRequest.ends_at > whole.begin)
    planned = sa.select(ServiceRequest).where(ServiceRequest.assignee_id.is_not(None), *met)
    return planned.options(*_brief()).order_by(ServiceRequest.starts_at, ServiceRequest.id)


def waiting(*, by_urgency: bool = False) -> sa.Select[ServiceRequest]:
    """What nobody has been sent for: what is due first, or the most urgent, the oldest before."""
    rank = sa.case(*((ServiceRequest.priority == priority, n) for n, priority in enumerate(Priority)))
    due = (ServiceRequest.due_at, rank)
    order = (rank, ServiceRequest.due_at) if by_urgency else due
    new = sa.select(ServiceRequest).where(ServiceRequest.status == Status.NEW)
    return new.options(*_brief()).order_by(*order, ServiceRequest.opened_at, ServiceRequest.id)


def _brief() -> tuple[sa.sql.base.ExecutableOption, ...]:
    """What stands on a card, with the customer's name and city."""
    customer = joinedload(ServiceRequest.customer).load_only(Customer.name, Customer.city)
    return customer, defer(ServiceRequest.detail), defer(ServiceRequest.snapshot), raiseload(ServiceRequest.dispatches)


def _count_open(session: Session, days: Mapping[int, AgentDay]) -> None:
    is_unplanned = ServiceRequest.starts_at.is_(None)
    counts = (sa.func.count(), sa.func.count().filter(is_unplanned))
    theirs = sa.select(ServiceRequest.assignee_id, *counts).where(ServiceRequest.status.in_(WITH_SOMEBODY))
    for agent_id, many, unplanned in session.execute(theirs.group_by(ServiceRequest.assignee_id)):
        if agent_id is not None and agent_id in days:
            days[agent_id].open, days[agent_id].unplanned = many, unplanned
