"""A customer's call for help: opened, dispatched, accepted, resolved, rated, archived."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, column_property, object_session, relationship

from app.core.errors import CONFLICT, INVALID, REFUSED, Refused
from app.core.kinds import Line, Number, Phone, Text
from app.core.moment import moment_of
from app.core.noun import column, now
from app.core.verb import verb
from app.core.viewer import Person
from app.customers.channel import Channel
from app.customers.contact import Contact
from app.customers.timeline import ConcernsCustomer, line
from app.organization.department import Department
from app.organization.employee import Employee
from app.organization.handover import hands_over
from app.sales.order import Order
from app.service import beginning, course
from app.service.course import AN_HOUR as AN_HOUR
from app.service.course import LONGEST
from app.service.dispatch import Dispatch
from app.service.feedback import Feedback
from app.service.people import is_same, refuse_others, refuse_unable
from app.service.resolution import Resolution
from app.service.words import CONTENT, HIGHEST, LOWEST, OPEN, RUNNING, WITH_SOMEBODY, How, Priority, RequestKind, Status


class ServiceRequest(ConcernsCustomer):
    """A customer's call for help, from the first word until it is archived."""

    named_by = "number"
    customer_list = "service_requests"
    told_plainly = False
    keepers = ("assignee", "customer.owner", "department")
    __table_args__ = (
        sa.Index("ix_service_request_status_due_at", "status", "due_at"),
        sa.Index("ix_service_request_assignee_id_status", "assignee_id", "status"),
    )

    number: Mapped[Number] = column(numbered="SR-{opened_at:%Y}-{n:05}", search=True)
    customer_id: Mapped[int] = column(
        foreign_key="customer.id", found=True, doc="Who needs help. Left empty: who has the telephone number."
    )
    phone: Mapped[Phone | None] = column(search=True, doc="The number they call from; it finds the customer.")
    phone_e164: Mapped[Phone | None] = column(internal=True, index=True)
    contact_id: Mapped[int | None] = column(foreign_key="contact.id", doc="Who asked for help, at the customer.")
    status: Mapped[Status] = column(default=Status.NEW, index=True)
    kind: Mapped[RequestKind] = column(default=RequestKind.INQUIRY)
    priority: Mapped[Priority] = column(default=Priority.NORMAL)
    channel: Mapped[Channel] = column(default=Channel.CALL, doc="The way it came.")
    summary: Mapped[Line] = column(begins=True, search=True, doc="What it is about, in a line.")
    detail: Mapped[Text | None] = column(doc="What they said.")
    order_id: Mapped[int | None] = column(
        foreign_key="order.id", doc="The contract that it is about, if they name one."
    )
    is_entitled: Mapped[bool] = column(
        default=False, derived=True, doc="Whether a contract of theirs holds: an order that is confirmed or paid."
    )
    department_id: Mapped[int | None] = column(
        foreign_key="department.id", fixed=True, doc="Who answers for it. Left empty: the department that helps."
    )
    assignee_id: Mapped[int | None] = column(foreign_key="ab_user.id", derived=True, index=False)
    opened_at: Mapped[datetime] = column(default=now, derived=True, index=True)
    queued_at: Mapped[datetime] = column(default=now, derived=True, doc="Since when the clock runs.")
    due_at: Mapped[datetime | None] = column(derived=True, doc="When it is to be resolved, in working hours.")
    dispatched_at: Mapped[datetime | None] = column(derived=True, doc="When the assignee was sent.")
    answered_at: Mapped[datetime | None] = column(derived=True, doc="When somebody first took care of it.")
    starts_at: Mapped[datetime | None] = column(derived=True, index=True, doc="When the assignee is to begin.")
    ends_at: Mapped[datetime | None] = column(derived=True)
    minutes: Mapped[int | None] = column(derived=True, doc="How long it may take.")
    waiting_since: Mapped[datetime | None] = column(derived=True, doc="The clock has stopped since then.")
    waiting_for: Mapped[Text | None] = column(derived=True, doc="What we wait for.")
    paused_minutes: Mapped[int] = column(default=0, derived=True, doc="Working time in which we waited for them.")
    escalated_at: Mapped[datetime | None] = column(derived=True, doc="When its manager was told that it is due.")
    resolved_at: Mapped[datetime | None] = column(derived=True)
    archived_at: Mapped[datetime | None] = column(derived=True)
    rating: Mapped[int | None] = column(derived=True, doc="What the customer thought last, from 1 to 5.")
    snapshot: Mapped[dict[str, Any] | None] = column(derived=True, doc="What it was when it was archived.")

    contact: Mapped[Contact | None] = relationship(foreign_keys=contact_id)
    order: Mapped[Order | None] = relationship(foreign_keys=order_id)
    department: Mapped[Department | None] = relationship(foreign_keys=department_id)
    assignee: Mapped[Employee | None] = relationship(foreign_keys=assignee_id)
    dispatches: Mapped[list[Dispatch]] = relationship(
        back_populates="request", order_by="Dispatch.id", cascade="all, delete-orphan"
    )
    resolutions: Mapped[list[Resolution]] = relationship(
        back_populates="request", order_by="Resolution.id", cascade="all, delete-orphan"
    )
    feedback: Mapped[list[Feedback]] = relationship(
        back_populates="request", order_by="Feedback.id", cascade="all, delete-orphan"
    )

    # Its life ----------------------------------------------------------------------------------------------------

    @verb(begins=True, becomes=Status.NEW)
    def open(self, *, by: Person | None) -> None:
        """Take down what a customer needs; the number they call from finds them."""
        beginning.begin(self, by=by)

    @verb(when=(Status.NEW, Status.DISPATCHED, Status.ACCEPTED), becomes=Status.DISPATCHED)
    def dispatch(
        self,
        *,
        to: Employee,
        starts_at: datetime | None = None,
        minutes: int | None = None,
        note: str = "",
        reason: str = "",
        by: Person | None,
    ) -> None:
        """Send an employee to take care of it; somebody else than before only for a reason."""
        refuse_unable(object_session(self), to)
        if self.assignee is not None and not reason:
            raise Refused(REFUSED, "{who} has sent {name} already. Say why it goes to somebody else.", "reason",
                          who=self.dispatched_by, name=str(self.assignee))  # fmt: skip
        self.assignee, self.dispatched_at = to, moment_of(self)
        course.plan(self, starts_at, minutes)
        self.dispatches.append(Dispatch(name=str(to), assignee=to, dispatcher=_employee(by), at=self.dispatched_at,
                                        note=note or None, reason=reason or None))  # fmt: skip

    @verb(when=WITH_SOMEBODY)
    def plan(self, *, starts_at: datetime | None = None, minutes: int | None = None, by: Person | None) -> None:
        """Say when the assignee begins, and how many minutes it may take; without a time, it is open when."""
        refuse_others(self, by)
        course.plan(self, starts_at, self.minutes if minutes is None else minutes)

    @verb(when=RUNNING, becomes=Status.NEW)
    def transfer(self, *, to: Department, reason: str, by: Person | None) -> None:
        """Give it to another department, whose queue it goes into; say why. The clock runs on."""
        if to is self.department:
            raise Refused(REFUSED, "It is with {department} already.", "to", department=to)
        self.department = to
        course.leave_open(self)

    @verb(when=Status.DISPATCHED, becomes=Status.ACCEPTED)
    def accept(self, *, by: Person | None) -> None:
        """Take it on; only who was sent does."""
        if by is not None and not is_same(by, self.assignee):
            raise Refused(REFUSED, "Only {name}, who was sent, accepts it.", name=str(self.assignee))
        self.dispatches[-1].accepted_at = moment_of(self)
        self.answered_at = self.answered_at or self.dispatches[-1].accepted_at

    @verb(when=Status.ACCEPTED, becomes=Status.WAITING)
    def wait(self, *, reason: str, by: Person | None) -> None:
        """Nothing can be done until the customer answers: the clock stops. Say what we wait for."""
        refuse_others(self, by)
        self.waiting_since, self.waiting_for = moment_of(self), reason

    @verb(when=Status.WAITING, becomes=Status.ACCEPTED)
    def resume(self, *, by: Person | None) -> None:
        """It goes on: the clock runs again, and what was waited is added to the due time."""
        refuse_others(self, by)
        course.go_on(self)

    @verb(when=RUNNING)
    def escalate(self, *, reason: str = "", by: Person | None) -> None:
        """Tell the manager of the department that it needs attention; when it is due, this happens by itself."""
        if self.escalated_at is not None:
            raise Refused(REFUSED, "Its manager was told already.")
        self.escalated_at = moment_of(self)

    @verb(when=(Status.ACCEPTED, Status.WAITING), becomes=Status.RESOLVED)
    def resolve(self, *, what: str, how: How, minutes_spent: int, by: Person | None) -> None:
        """Say what was done, in which way, and how many minutes it took."""
        refuse_others(self, by)
        if not 0 <= minutes_spent <= LONGEST:
            raise Refused(INVALID, "Between 0 and {most} minutes.", "minutes_spent", most=LONGEST)
        course.go_on(self)
        self.resolved_at = moment_of(self)
        self.resolutions.append(Resolution(what=what, how=how, minutes_spent=minutes_spent, at=self.resolved_at,
                                           resolved_by=_employee(by) or self.assignee))  # fmt: skip

    @verb(when=Status.RESOLVED)
    def rate(self, *, score: int, words: str = "", by: Person | None) -> Status:
        """Record what the customer thinks, from 1 to 5; under 3 it goes back into the queue."""
        if not LOWEST <= score <= HIGHEST:
            raise Refused(INVALID, "This is between {least} and {most}.", "score", least=LOWEST, most=HIGHEST)
        course.listen(self, score, words, by)
        return course.put_away(self) if score >= CONTENT else course.queue_again(self)

    @verb(when=Status.RESOLVED)
    def archive(self, *, reason: str, by: Person | None) -> Status:
        """Put it away without a rating; say why there is none."""
        return course.put_away(self, archived_because=reason)

    @verb(when=(Status.RESOLVED, Status.ARCHIVED))
    def reopen(self, *, reason: str, by: Person | None) -> Status:
        """It is not over: it goes back into the queue. Say why."""
        return course.queue_again(self)

    def refuse_change(self) -> None:
        if self.status is Status.ARCHIVED:
            raise Refused(REFUSED, "What is archived stays as it was. Reopen it, with a reason.")

    def refuse_delete(self) -> None:
        if self.status is not Status.NEW or self.dispatches:
            raise Refused(REFUSED, "Somebody has worked on it: it is archived, not deleted.")

    def refuse_late(self) -> None:
        if self.status is Status.DISPATCHED:
            raise Refused(CONFLICT, "{who} has sent {name} meanwhile. Look at it again.", "version",
                          who=self.dispatched_by, name=str(self.assignee))  # fmt: skip

    def tell(self, action: str, about: Any, *, by: Any, details: dict[str, str]) -> None:
        """Whoever has a request tells its customer, whether they may see them or not."""
        entry = line(action, about, by=_employee(by), details=details, at=moment_of(self))
        course.say_who(entry, by)
        entry.customer, entry.customer_id = self.customer, self.customer_id
        if (session := object_session(self)) is not None:
            session.add(entry)

    # What is asked of it -----------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def dispatched_by(self) -> str:
        """Who has sent the assignee."""
        sent = self.dispatches[-1].dispatcher if self.dispatches else None
        return str(sent) if sent is not None else "Trato"


def _employee(by: Any) -> Employee | None:
    """Who did it, if it was somebody who works here."""
    return by if isinstance(by, Employee) else None


ServiceRequest.is_overdue = column_property(
    sa.and_(ServiceRequest.status.in_(RUNNING), ServiceRequest.due_at < sa.func.current_timestamp()),
    doc="Whether it was to be resolved by now, and the clock is running.",
)
hands_over(ServiceRequest, "assignee", lambda request: request.status != Status.ARCHIVED)
