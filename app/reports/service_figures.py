"""What service did, counted in one statement: all requests, and by kind, agent, department, month and so on.

Times are counted inside the database. A median is the one in the middle of the sorted times, or the mean of the two in
the middle; it is written with window functions, which both engines have.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from app.core.period import Period
from app.core.sql import seconds_of
from app.organization.department import Department
from app.organization.employee import Employee
from app.reports.stretches import Stretch, place_of, within
from app.service.dispatch import Dispatch
from app.service.feedback import Feedback
from app.service.request import ServiceRequest
from app.service.resolution import Resolution
from app.service.words import CONTENT, OPEN

ALL, BEFORE = "all", "before"
DIMENSIONS: Final = ("agent", "kind", "department", "month", "priority", "channel")
NAMED: Final = {"agent": "agent_name", "department": "department_name"}
"""Whose groups have a name in the database."""
TIMES: Final = ("answer", "resolve")


def statement(period: Period, cut: Sequence[Stretch], zone: str) -> sa.Select[Any]:
    """A row for all requests of the period, one for those of the period before, and one for each group of each
    dimension: `dimension`, `key`, `name`, and the figures."""
    each = _requests(period, cut, zone)
    now = [_grouped(each, name, each.c[name], each.c.is_now) for name in DIMENSIONS]
    whole = _grouped(each, ALL, sa.literal(""), each.c.is_now)
    before = _grouped(each, BEFORE, sa.literal(""), sa.not_(each.c.is_now))
    return sa.select(sa.union_all(whole, before, *now).subquery())


def _requests(period: Period, cut: Sequence[Stretch], zone: str) -> Any:
    """One row a request that was opened in one of the two periods, with its times in seconds."""
    opened = ServiceRequest.opened_at
    is_now, is_then = within(opened, period, zone), within(opened, period.before, zone)
    sent = _hanging(Dispatch, accepted=sa.func.min(Dispatch.accepted_at), number=sa.func.count(Dispatch.id))
    worked = _hanging(Resolution, minutes=sa.func.sum(Resolution.minutes_spent))
    thought = _hanging(Feedback, worst=sa.func.min(Feedback.score))
    columns = {
        "is_now": is_now,
        "kind": _text(ServiceRequest.kind),
        "agent": _text(ServiceRequest.assignee_id),
        "agent_name": Employee.first_name + " " + Employee.last_name,
        "department": _text(ServiceRequest.department_id),
        "department_name": Department.name,
        "month": _text(place_of(opened, cut, zone)),
        "priority": _text(ServiceRequest.priority),
        "channel": _text(ServiceRequest.channel),
        "is_open": _one(ServiceRequest.status.in_(OPEN)),
        "answer": seconds_of(sent.c.accepted) - seconds_of(opened),
        "resolve": seconds_of(ServiceRequest.resolved_at) - seconds_of(opened),
        "in_time": _in_time(),
        "rating": ServiceRequest.rating,
        # Somebody else was sent after the first, or the customer was not content.
        "is_back": _one(sa.or_(sent.c.number > 1, thought.c.worst < CONTENT)),
        "is_escalated": _one(ServiceRequest.escalated_at.is_not(None)),
        "minutes": worked.c.minutes,
    }
    found = sa.select(*(column.label(name) for name, column in columns.items())).select_from(ServiceRequest)
    found = found.outerjoin(Employee, Employee.id == ServiceRequest.assignee_id)
    found = found.outerjoin(Department, Department.id == ServiceRequest.department_id)
    for part in (sent, worked, thought):
        found = found.outerjoin(part, part.c.request_id == ServiceRequest.id)
    return found.where(is_now | is_then).cte("requests")


def _text(column: Any) -> Any:
    """Groups of every dimension stand in one column."""
    return sa.cast(column, sa.String)


def _one(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.case((condition, 1), else_=0)


def _hanging(noun: Any, **figures: Any) -> Any:
    """What hangs on requests, added up for each."""
    told = (figure.label(name) for name, figure in figures.items())
    return sa.select(noun.request_id, *told).group_by(noun.request_id).subquery()


def _in_time() -> sa.ColumnElement[int | None]:
    """1 where it was resolved by its due time, 0 where it was later or is late and open; nothing while it may still."""
    request: Any = ServiceRequest
    overdue = request.is_overdue
    return sa.case(
        (ServiceRequest.due_at.is_(None), None),
        (ServiceRequest.resolved_at <= ServiceRequest.due_at, 1),
        (ServiceRequest.resolved_at.is_not(None) | overdue, 0),
    )


def _grouped(each: Any, dimension: str, key: Any, which: Any) -> sa.Select[Any]:
    """The figures of each group of a dimension."""
    ranked = sa.select(each, key.label("key"), *_places(each, key)).where(which).subquery()
    name = ranked.c[NAMED[dimension]] if dimension in NAMED else sa.literal("")
    told = (sa.literal(dimension).label("dimension"), ranked.c.key, sa.func.min(name).label("name"))
    return sa.select(*told, *_sums(ranked)).group_by(ranked.c.key)


def _places(each: Any, key: Any) -> list[Any]:
    """The place of each time among those of its group, and how many there are."""
    found = []
    for name in TIMES:
        group = [key, each.c[name].is_(None)]
        place = sa.func.row_number().over(partition_by=group, order_by=each.c[name])
        found += [place.label(f"{name}_place"), sa.func.count().over(partition_by=group).label(f"{name}_many")]
    return found


def _sums(ranked: Any) -> list[Any]:
    figures: dict[str, Any] = {
        "requests": sa.func.count(),
        "open": sa.func.sum(ranked.c.is_open),
        "decided": sa.func.count(ranked.c.in_time),
        "in_time": sa.func.sum(ranked.c.in_time),
        "rated": sa.func.count(ranked.c.rating),
        "score": sa.func.sum(ranked.c.rating),
        "back": sa.func.sum(ranked.c.is_back),
        "escalated": sa.func.sum(ranked.c.is_escalated),
        "minutes": sa.func.sum(ranked.c.minutes),
    }
    for name in TIMES:
        figures[f"{name}_many"] = sa.func.count(ranked.c[name])
        figures[f"{name}_seconds"] = sa.func.sum(ranked.c[name])
        figures[f"{name}_low"] = sa.func.min(_middle(ranked, name))
        figures[f"{name}_high"] = sa.func.max(_middle(ranked, name))
    return [sa.cast(sa.func.coalesce(column, 0), sa.BigInteger).label(label) for label, column in figures.items()]


def _middle(ranked: Any, name: str) -> Any:
    """The time in the middle, or the two."""
    many = ranked.c[f"{name}_many"]
    is_middle = (ranked.c[f"{name}_place"] * 2).between(many, many + 2)
    return sa.case((is_middle, ranked.c[name]))
