"""What is to be done next for a customer, as it stands at the head of their page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_time
from flask import request

from app.core.noun import now
from app.core.words import N_
from app.planning.next_action import next_action
from app.planning.task import Task
from views.fab.address import address_of, screen_of
from views.fab.faces import mark
from views.fab.reader import Reader, reader, say
from views.fab.session import session
from views.fab.viewer import viewer

TODAY, TOMORROW, THEN, LATE = (
    N_("due today {time}"),
    N_("due tomorrow {time}"),
    N_("due {at}"),
    N_("overdue since {at}"),
)
FOR, FROM = N_("for {name}"), N_("given by {name}")


@dataclass(frozen=True)
class Ahead:
    """The next task: what it is, who has it, when it is due, and where it is done or put off."""

    subject: str
    href: str
    icon: str
    more: list[str]
    is_late: bool
    done: str
    later: str
    version: int


def ahead(customer: Any) -> Ahead | None:
    """The task that is due first, of those that the reader may see and open."""
    if not viewer().can("can_show", Task.__name__):
        return None
    task = next_action(session(), customer)
    if task is None:
        return None
    due = task.due_at if task.due_at.tzinfo else task.due_at.replace(tzinfo=UTC)
    at = now()
    return Ahead(
        subject=task.subject,
        href=address_of(task, viewer()),
        icon=mark(task.kind) or "checkbox",
        more=[*_whose(task), due_words(due, at, reader())],
        is_late=due < at,
        done=_step(task, "complete"),
        later=_step(task, "postpone"),
        version=task.version,
    )


def _whose(task: Task) -> list[str]:
    """Of one's own nothing is said."""
    me = viewer().id
    has = [say(FOR, name=str(task.assignee))] if task.assignee is not None and task.assignee_id != me else []
    wants = task.given_by if task.given_by_id not in (me, task.assignee_id) else None
    return has + ([say(FROM, name=str(wants))] if wants is not None else [])


def due_words(due: datetime, at: datetime, read: Reader) -> str:
    """Today and tomorrow by the hour, else the day, in the reader's zone."""
    if due < at:
        return say(LATE, at=read.language.moment(due, read.zone))
    zone = ZoneInfo(read.zone)
    there = due.astimezone(zone)
    message = {0: TODAY, 1: TOMORROW}.get((there.date() - at.astimezone(zone).date()).days, THEN)
    time = format_time(there, "short", locale=read.language.locale)
    return say(message, time=time, at=read.language.moment(due, read.zone))


def _step(task: Task, name: str) -> str:
    """Where a step is taken that leads back to this page; nothing for who may not take it."""
    made = screen_of(Task)
    if made is None or not viewer().can(f"can_{name}", Task.__name__):
        return ""
    return f"{made.route_base}/step/{name}/{task.id}?{urlencode({'next': request.full_path.rstrip('?')})}"
