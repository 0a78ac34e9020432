"""What service did, counted in one statement: all requests, and by kind, agent, department, month and so on.

Times are counted inside the database. A median is the one in the middle of the sorted times, or the mean of the two in
the middle. PostgreSQL has a function for it, and sorts once for each dimension; SQLite finds it with window functions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from app.core.period import Period
from app.core.sql import seconds_of
from app.organization.department import Department
from app.organization.employee import Employee
from app.reports.groupings import at_once, in_turn, keyed
from app.reports.stretches import Stretch, place_of, within
from app.service.dispatch import Dispatch
from app.service.feedback import Feedback
from app.service.request import ServiceRequest
from app.service.resolution import Resolution
from app.service.words import CONTENT, OPEN

DIMENSIONS: Final = ("agent", "kind", "department", "month", "priority", "channel")
TIMES: Final = ("answer", "resolve")


def statement(period: Period, cut: Sequence[Stretch], zone: str, dialect: str) -> sa.Select[Any]:
    """A row for all requests of the period, one for those of the period before, and one for each group of each
    dimension: `dimension` says which, the column of that name what the group is, `agent_name` and `department_name`
    what it is called; and the figures."""
    each = _requests(period, cut, zone)
    found = _grouped(each, dialect).subquery()
    named = sa.select(found, (Employee.first_name + " " + Employee.last_name).label("agent_name"),
                      Department.name.label("department_name")).select_from(found)  # fmt: skip
    named = named.outerjoin(Employee, Employee.id == found.c.agent)
    return named.outerjoin(Department, Department.id == found.c.department)


def _grouped(each: Any, dialect: str) -> sa.Select[Any]:
    if dialect == "postgresql":
        return at_once(each, DIMENSIONS, _sums(each, _twice_the_middle(each)))
    return in_turn(each, DIMENSIONS, lambda ranked: _sums(ranked, _low_and_high(ranked)), _ranked)


def _requests(period: Period, cut: Sequence[Stretch], zone: str) -> Any:
    """One row a request that was opened in one of the two periods, with its times in seconds."""
    opened = ServiceRequest.opened_at
    is_now, is_then = within(opened, period, zone), within(opened, period.before, zone)
    sent = _hanging(Dispatch, accepted=sa.func.min(Dispatch.accepted_at), number=sa.func.count(Dispatch.id))
    worked = _hanging(Resolution, minutes=sa.func.sum(Resolution.minutes_spent))
    thought = _hanging(Feedback, worst=sa.func.min(Feedback.score))
    columns = {
        "is_now": is_now,
        "kind": ServiceRequest.kind,
        "agent": ServiceRequest.assignee_id,
        "department": ServiceRequest.department_id,
        "month": place_of(opened, cut, zone),
        "priority": ServiceRequest.priority,
        "channel": ServiceRequest.channel,
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
    for part in (sent, worked, thought):
        found = found.outerjoin(part, part.c.request_id == ServiceRequest.id)
    return found.where(is_now | is_then).cte("requests")


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


def _ranked(each: Any, key: Any) -> sa.Select[Any]:
    """With the place of each time among those of its group, and how many there are."""
    found = []
    for name in TIMES:
        group = [key, each.c[name].is_(None)]
        place = sa.func.row_number().over(partition_by=group, order_by=each.c[name])
        found += [place.label(f"{name}_place"), sa.func.count().over(partition_by=group).label(f"{name}_many")]
    return keyed(each, key, *found)


def _sums(each: Any, medians: Mapping[str, Any]) -> list[Any]:
    figures: dict[str, Any] = {
        "requests": sa.func.count(),
        "open": sa.func.sum(each.c.is_open),
        "decided": sa.func.count(each.c.in_time),
        "in_time": sa.func.sum(each.c.in_time),
        "rated": sa.func.count(each.c.rating),
        "score": sa.func.sum(each.c.rating),
        "back": sa.func.sum(each.c.is_back),
        "escalated": sa.func.sum(each.c.is_escalated),
        "minutes": sa.func.sum(each.c.minutes),
    }
    for name in TIMES:
        figures[f"{name}_many"] = sa.func.count(each.c[name])
        figures[f"{name}_seconds"] = sa.func.sum(each.c[name])
        figures[f"{name}_twice"] = medians[name]
    return [sa.cast(sa.func.coalesce(column, 0), sa.BigInteger).label(label) for label, column in figures.items()]


def _twice_the_middle(each: Any) -> dict[str, Any]:
    """Twice the median of each time, which is a whole number of seconds."""
    return {name: 2 * sa.func.percentile_cont(0.5).within_group(each.c[name]) for name in TIMES}


def _low_and_high(ranked: Any) -> dict[str, Any]:
    """The same: the time in the middle and itself, or the two."""
    return {name: sa.func.min(_middle(ranked, name)) + sa.func.max(_middle(ranked, name)) for name in TIMES}


def _middle(ranked: Any, name: str) -> Any:
    """The time in the middle, or the two."""
    many = ranked.c[f"{name}_many"]
    is_middle = (ranked.c[f"{name}_place"] * 2).between(many, many + 2)
    return sa.case((is_middle, ranked.c[name]))
