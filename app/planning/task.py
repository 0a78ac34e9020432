"""A task: what one person is to do by when, about a customer or about any record."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, backref, object_session, relationship

from app.core.errors import INVALID, REFUSED, Refused
from app.core.kinds import Line, Text
from app.core.moment import moment_of
from app.core.noun import Noun, column
from app.core.verb import verb
from app.core.viewer import Person
from app.customers.customer import Customer
from app.customers.timeline import line
from app.organization.employee import Employee
from app.organization.handover import hands_over
from app.service.request import ServiceRequest


class TaskKind(StrEnum):
    CALL = "Call"
    FOLLOW_UP = "Follow-up call"
    WRITE = "Write"
    VISIT = "Visit"
    OTHER = "Other"


class Status(StrEnum):
    OPEN = "Pending"
    DONE = "Done"
    CANCELLED = "Cancelled"


class Task(Noun):
    """Something that one person is to do by a certain time."""

    named_by = "subject"
    keepers = ("assignee", "given_by")
    __table_args__ = (
        sa.Index("ix_task_assignee_id_status_due_at", "assignee_id", "status", "due_at"),
        sa.Index("ix_task_noun_record_id", "noun", "record_id"),
    )

    subject: Mapped[Line] = column(begins=True, search=True, doc="What is to be done, in a line.")
    detail: Mapped[Text | None] = column(doc="What is good to know before.")
    kind: Mapped[TaskKind] = column(default=TaskKind.CALL)
    status: Mapped[Status] = column(default=Status.OPEN)
    due_at: Mapped[datetime] = column(index=True, doc="By when.")
    assignee_id: Mapped[int | None] = column(
        foreign_key="ab_user.id", index=False, doc="Who does it. Left empty: who writes it down."
    )
    given_by_id: Mapped[int | None] = column(foreign_key="ab_user.id", derived=True, doc="Who wants it done.")
    customer_id: Mapped[int | None] = column(foreign_key="customer.id", doc="Whom it is for.")
    request_id: Mapped[int | None] = column(
        foreign_key="service_request.id", derived=True, doc="Which request for help it is about."
    )
    done_at: Mapped[datetime | None] = column(derived=True)
    outcome: Mapped[Text | None] = column(derived=True, doc="What came of it.")
    reminded_at: Mapped[datetime | None] = column(hidden=True)
    noun: Mapped[Line | None] = column(internal=True, doc="What kind of record it is about.")
    record_id: Mapped[int | None] = column(internal=True, doc="Which record it is about.")

    assignee: Mapped[Employee | None] = relationship(foreign_keys=assignee_id)
    given_by: Mapped[Employee | None] = relationship(foreign_keys=given_by_id)
    customer: Mapped[Customer | None] = relationship(
        foreign_keys=customer_id, backref=backref("tasks", passive_deletes="all")
    )
    request: Mapped[ServiceRequest | None] = relationship(
        foreign_keys=request_id, backref=backref("tasks", passive_deletes="all")
    )

    @verb(begins=True)
    def open(self, *, by: Person | None) -> None:
        """Write down what is to be done; whoever is to do it is told."""
        self.given_by = cast("Employee | None", by)
        self.assignee = self.assignee or self.given_by

    @verb(when=Status.OPEN, becomes=Status.DONE)
    def complete(self, *, outcome: Text = "", by: Person | None) -> None:
        """It is done; say what came of it."""
        self.outcome = outcome or None
        self.done_at = moment_of(self)

    @verb(when=Status.OPEN)
    def postpone(self, *, until: datetime, by: Person | None) -> None:
        """Later: it is reminded of again when it is due then."""
        if until <= self.due_at:
            raise Refused(INVALID, "This is not later than it is due now.", "until")
        self.due_at, self.reminded_at = until, None

    @verb(when=Status.OPEN, becomes=Status.CANCELLED)
    def cancel(self, *, reason: Line, by: Person | None) -> None:
        """It is not needed any more; say why."""
        self.outcome = reason

    def refuse_change(self) -> None:
        if self.status is not Status.OPEN:
            raise Refused(REFUSED, "This task is {status}; only an open one is edited.", status=self.status)

    def tell(self, action: str, about: Any, *, by: Any, details: dict[str, str]) -> None:
        """On the customer's timeline, also by one who sees the task and not the customer."""
        session = object_session(self)
        if self.customer is not None:
            self.customer.tell(action, about, by=by, details=details, at=moment_of(self))
        elif self.customer_id is not None and session is not None:
            entry = line(action, about, by=by, details=details, at=moment_of(self))
            entry.customer_id = self.customer_id
            session.add(entry)
        else:
            super().tell(action, about, by=by, details=details)


def _is_open(task: Any) -> sa.ColumnElement[bool]:
    is_open: sa.ColumnElement[bool] = task.status == Status.OPEN
    return is_open


hands_over(Task, "assignee", _is_open)
hands_over(Task, "given_by", _is_open)


def about(record: Any) -> dict[str, Any]:
    """What a task says that is about this record, which has its key."""
    return {"noun": type(record).__name__, "record_id": record.id}


def open_tasks() -> sa.Select[Task]:
    """What is to be done, the most urgent first."""
    return sa.select(Task).where(_is_open(Task)).order_by(Task.due_at, Task.id)


def open_tasks_about(session: Session, record: Any, kind: TaskKind) -> list[Task]:
    """Those of this kind that are about the record."""
    its = open_tasks().where(Task.noun == type(record).__name__, Task.record_id == record.id, Task.kind == kind)
    return list(session.scalars(its))
