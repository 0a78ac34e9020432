"""Reminders: who has a task that is due is told, once for each time that it is due."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.core.words import N_
from app.organization.notification import notify
from app.planning.task import Task, open_tasks

DUE = N_("Due {due}: {what}")


def remind_of_tasks(session: Session, until: datetime) -> int:
    """Tell of the open ones that are due before `until`; says of how many."""
    due = open_tasks().where(Task.reminded_at.is_(None), Task.due_at < until).options(joinedload(Task.assignee))
    tasks = session.scalars(due).all()
    for task in tasks:
        notify(session, task.assignee, DUE, about=task, due=task.due_at, what=task.subject)
    told = [task.id for task in tasks]
    # Not an edit: nobody who has the task open is disturbed by it.
    reminded = sa.update(Task).where(Task.id.in_(told)).values(reminded_at=until)
    session.execute(reminded.execution_options(synchronize_session=False))
    return len(told)
