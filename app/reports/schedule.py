"""A schedule: a report that is sent by e-mail again and again, to each of its readers as they may see it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, object_session, relationship

from app.core import outbox
from app.core.errors import FORBIDDEN, INVALID, Refused
from app.core.ground import EVERYTHING
from app.core.kinds import Line
from app.core.moment import moment_of
from app.core.noun import Noun, column
from app.core.outbox import Outbox
from app.core.verb import verb
from app.core.viewer import Person, Viewer, viewer_of
from app.core.words import N_
from app.organization.employee import Employee
from app.reports import REPORTS, report_named
from app.reports.rhythm import Rhythm, Span, Weekday

JOB = "report-mail"
HOUR, DAY = N_("An hour is a number from 0 to 23."), N_("A day of the month is a number from 1 to 31.")
UNREADABLE = N_("This is written as in the address of the report. Example: customer=7")

if TYPE_CHECKING:

    class Subject(StrEnum):
        """The reports there are."""
else:
    Subject = StrEnum("Subject", {name.upper(): report.title for name, report in REPORTS.items()})


class Format(StrEnum):
    PDF = "Paper (PDF)"
    XLSX = "Workbook (xlsx)"
    CSV = "Text (csv)"


class Status(StrEnum):
    ACTIVE = "Active"
    PAUSED = "Paused"


class ReportSchedule(Noun):
    """A report by e-mail: which, of which days, as which file, when and to whom. Only its owner sees it."""

    named_by = "name"
    handed_over = False

    name: Mapped[Line] = column(search=True, doc="What the schedule is called in the list.")
    report: Mapped[Subject] = column()
    status: Mapped[Status] = column(default=Status.ACTIVE, index=True)
    span: Mapped[Span] = column(
        default=Span.LAST_MONTH, doc="Which days the report is of, counted from the day it is sent."
    )
    parameters: Mapped[Line | None] = column(
        doc="What else is asked of the report, as in its address. Example: customer=7&from=2026-01-01"
    )
    format: Mapped[Format] = column(default=Format.PDF)
    rhythm: Mapped[Rhythm] = column(default=Rhythm.MONTHLY)
    weekday: Mapped[Weekday] = column(default=Weekday.MONDAY, doc="Of those that are sent every week.")
    day_of_month: Mapped[int] = column(
        default=1, doc="Of those that are sent every month, 1 to 31; a shorter month has its last day."
    )
    hour: Mapped[int] = column(default=8, doc="0 to 23, by the clock of the owner's time zone.")
    owner_id: Mapped[int | None] = column(foreign_key="ab_user.id", derived=True)
    sent_at: Mapped[datetime | None] = column(derived=True, doc="When it was last sent by itself.")

    owner: Mapped[Employee | None] = relationship(foreign_keys=owner_id)
    recipients: Mapped[list[ReportRecipient]] = relationship(
        back_populates="schedule", order_by="ReportRecipient.id", cascade="all, delete-orphan"
    )

    @classmethod
    def visible_to(cls, viewer: Viewer, rows: Any) -> sa.ColumnElement[bool]:
        """One's own: what others have sent to them is their own business."""
        mine: sa.ColumnElement[bool] = rows.owner_id == viewer.id
        return EVERYTHING if viewer.is_system else mine

    @verb(begins=True)
    def plan(self, *, by: Person | None) -> None:
        """Have a report sent to oneself, again and again."""
        self.owner = cast("Employee | None", by)

    @verb(when=Status.ACTIVE, becomes=Status.PAUSED)
    def pause(self, *, by: Person | None) -> None:
        """Send nothing until it is resumed."""

    @verb(when=Status.PAUSED, becomes=Status.ACTIVE)
    def resume(self, *, by: Person | None) -> None:
        """Send it again from the next time on; what was missed is not made up for."""

    @verb()
    def send_now(self, *, by: Person | None) -> None:
        """Send it once more, at once, to all who get it."""
        self.send(f"{moment_of(self):%Y-%m-%d %H:%M}")

    def send(self, when: str) -> None:
        """One letter to each reader, once for each time that it is due."""
        session = cast(Session, object_session(self))
        for person_id in self.reader_ids:
            key = f"{JOB} {self.id} {person_id} {when}"
            if session.scalar(sa.select(Outbox.id).where(Outbox.key == key)) is None:
                outbox.add(session, JOB, {"schedule": self.id, "person": person_id, "when": when}, key=key)

    @property
    def reader_ids(self) -> list[int]:
        """The owner first, and nobody twice."""
        ids = [self.owner_id, *(each.person_id for each in self.recipients)]
        return list(dict.fromkeys(each for each in ids if each is not None))

    def asked(self, today: date) -> Mapping[str, str]:
        """What is asked of the report on this day."""
        asked, days = dict(parse_qsl(self.parameters or "")), self.span.days(today)
        return asked | ({"from": days[0].isoformat(), "to": days[1].isoformat()} if days else {})

    @property
    def subject(self) -> str:
        """The name of the report."""
        return str(self.report.name.lower())


class ReportRecipient(Noun):
    """A colleague who gets the report too: their own view of it, as far as they may read it."""

    hangs_on = "schedule"
    named_by = "id"
    handed_over = False
    __table_args__ = (sa.UniqueConstraint("schedule_id", "person_id"),)

    schedule_id: Mapped[int] = column(foreign_key="report_schedule.id", fixed=True)
    person_id: Mapped[int] = column(foreign_key="ab_user.id", doc="Who gets it too.")

    schedule: Mapped[ReportSchedule] = relationship(foreign_keys=schedule_id, back_populates="recipients")
    person: Mapped[Employee] = relationship(foreign_keys=person_id)


@event.listens_for(Session, "before_flush")
def _keep_rules(session: Session, *_: Any) -> None:
    for each in [*session.new, *session.dirty]:
        if isinstance(each, ReportSchedule):
            with session.no_autoflush:
                _check(session, each)


def _check(session: Session, schedule: ReportSchedule) -> None:
    if not 0 <= schedule.hour <= 23:
        raise Refused(INVALID, HOUR, "hour")
    if not 1 <= schedule.day_of_month <= 31:
        raise Refused(INVALID, DAY, "day_of_month")
    report = report_named(schedule.subject)
    if not viewer_of(session).is_system and not report.may_read(session):
        raise Refused(FORBIDDEN, N_("You may not read this report."), "report")
    known = {each.name for each in report.parameters}
    asked = parse_qsl(schedule.parameters or "", keep_blank_values=True)
    if (schedule.parameters and not asked) or any(name not in known for name, _ in asked):
        raise Refused(INVALID, UNREADABLE, "parameters")
