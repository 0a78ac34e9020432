"""Who should go? The agents for a request, the best first, each with the reasons in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.words import N_
from app.organization.employee import Employee
from app.service.day_plan import AgentDay, Span
from app.service.feedback import Feedback
from app.service.request import AN_HOUR, ServiceRequest
from app.service.words import CONTENT

SAME, ELSEWHERE = N_("Same department"), N_("Works in {department}")
FEWEST, MANY = N_("Fewest open requests: {n}"), N_("Open requests: {n}")
RATED = N_("Rated {score} of 5 by them, last on {day}")
FREE, LATE = N_("Free from {begin} to {end}"), N_("Done at {end}, after it is due")
LEADS = N_("Sends others")
AWAY, FULL = N_("Away on this day"), N_("No time left on this day")
LOADED = N_("{share} of the day is taken")
HEAVY = 0.75
"""From here on a day is nearly full."""
MORE = 2
"""So many more open requests than who has the fewest are worth a word of caution."""


@dataclass(frozen=True)
class Reason:
    """Why, or why not: a message, its values, and whether it speaks for them."""

    message: str
    is_good: bool
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Past:
    """How content a customer was with the work of one agent."""

    score: float
    last: datetime


@dataclass(frozen=True)
class Suggestion:
    """An agent who could go, when they could, and why they should or not."""

    day: AgentDay
    span: Span | None
    reasons: tuple[Reason, ...]

    @property
    def agent(self) -> Employee:
        return self.day.agent


def suggestions(
    session: Session, request: ServiceRequest, days: Sequence[AgentDay], *, start: datetime
) -> list[Suggestion]:
    """Every agent of the plan, from `start` on.

    Whoever has room on the day comes first, then who does not send others, then whoever works in the request's
    department, then whom the customer was content with or does not know, then who has the fewest open requests, then
    who was rated better, then who is free sooner.
    """
    past = _past(session, request.customer_id)
    fewest = min((day.open for day in days), default=0)
    each = [(day, _span(day, request, start), past.get(day.agent.id)) for day in days]
    each.sort(key=lambda known: _rank(request, *known))
    return [Suggestion(day, span, tuple(_reasons(request, day, span, of, fewest))) for day, span, of in each]


def _span(day: AgentDay, request: ServiceRequest, start: datetime) -> Span | None:
    """When they could go: the first gap that is long enough."""
    minutes = request.minutes or AN_HOUR
    gap = day.free(start, minutes)
    return Span(gap.begin, gap.begin + timedelta(minutes=minutes)) if gap else None


def _rank(request: ServiceRequest, day: AgentDay, span: Span | None, past: Past | None) -> tuple[Any, ...]:
    is_disliked = past is not None and past.score < CONTENT
    soon = span.begin.timestamp() if span else 0.0
    return (
        span is None, day.leads, day.agent.department_id != request.department_id, is_disliked, day.open,
        -past.score if past else 0.0, soon, str(day.agent),
    )  # fmt: skip


def _reasons(
    request: ServiceRequest, day: AgentDay, span: Span | None, past: Past | None, fewest: int
) -> Iterator[Reason]:
    yield _place(request, day.agent)
    if day.leads:
        yield Reason(LEADS, False)
    if past is not None:
        yield Reason(RATED, past.score >= CONTENT, {"score": round(past.score, 1), "day": past.last})
    yield Reason(FEWEST if day.open == fewest else MANY, day.open < fewest + MORE, {"n": day.open})
    yield from _time(request, day, span)
    if day.load > HEAVY:
        yield Reason(LOADED, False, {"share": day.load})


def _place(request: ServiceRequest, agent: Employee) -> Reason:
    if agent.department_id == request.department_id:
        return Reason(SAME, True)
    return Reason(ELSEWHERE, False, {"department": str(agent.department or "–")})


def _time(request: ServiceRequest, day: AgentDay, span: Span | None) -> Iterator[Reason]:
    if span is None:
        yield Reason(AWAY if day.is_away else FULL, False)
    elif request.due_at is not None and span.begin <= request.due_at < span.end:
        yield Reason(LATE, False, {"end": span.end})
    else:
        gap = day.free(span.begin, span.minutes)
        yield Reason(FREE, True, {"begin": span.begin, "end": gap.end if gap else span.end})


def _past(session: Session, customer_id: int) -> dict[int, Past]:
    """By agent, what this customer thought of their work; one statement."""
    each = sa.select(Feedback.resolver_id, sa.func.avg(Feedback.score), sa.func.max(Feedback.at))
    of_them = each.join(Feedback.request).where(ServiceRequest.customer_id == customer_id)
    rows = session.execute(of_them.where(Feedback.resolver_id.is_not(None)).group_by(Feedback.resolver_id))
    return {agent_id: Past(float(score), last) for agent_id, score, last in rows if agent_id is not None}
