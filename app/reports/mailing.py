"""Reports by e-mail: what is due is planned once, and each reader gets a letter with their own view of the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any, Final, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app.core import mail
from app.core.database import steady
from app.core.doorman import once
from app.core.errors import REFUSED, Refused
from app.core.job import Work
from app.core.mail import Attached, Letter
from app.core.noun import now
from app.core.words import N_
from app.organization.employee import Employee
from app.organization.letter import NOWHERE, page_of
from app.organization.notification import tell
from app.organization.setting import settings_of
from app.organization.viewing import look_as
from app.press.export import TYPES, file_name
from app.reports.making import Edition, made, reader_of
from app.reports.rhythm import latest
from app.reports.schedule import ReportSchedule, Status

LARGEST: Final = 15 << 20
"""Bytes of a file that most mail servers take."""
TITLED: Final = N_("{report}: {period}")
SEE: Final = N_("See the report in Trato")
WHY: Final = N_("{owner} has {company} send you this report: {rhythm}.")
NO_SERVER: Final = N_("This installation has no mail server. Ask an administrator.")
TOO_LARGE: Final = N_("The file is too large for a letter: {n} MB.")
FAILED: Final = N_("The report “{name}” was not sent to you: {reason}")


def plan_letters(session: Session, at: datetime) -> int:
    """One letter to each reader of what has come due; what is planned is remembered in the same transaction."""
    planned = [each for each in session.scalars(_active()) if _is_due(each, at)]
    for each in planned:
        each.send(f"{latest(each, _zone(each), at):%Y-%m-%d %H:%M}")
    # Not an edit: nobody who has the schedule open is disturbed by it.
    sent = sa.update(ReportSchedule).where(ReportSchedule.id.in_([each.id for each in planned])).values(sent_at=at)
    session.execute(sent.execution_options(synchronize_session=False))
    return len(planned)


def _active() -> sa.Select[ReportSchedule]:
    """Of employees who are still there."""
    active = sa.select(ReportSchedule).where(ReportSchedule.status == Status.ACTIVE)
    whole = active.options(joinedload(ReportSchedule.owner), selectinload(ReportSchedule.recipients))
    return whole.join(ReportSchedule.owner).where(Employee.active.is_(True))


def _is_due(schedule: ReportSchedule, at: datetime) -> bool:
    """Once for each time; what came due before it was planned, changed or resumed was not meant."""
    since = max(schedule.sent_at or schedule.changed_at, schedule.changed_at)
    return latest(schedule, _zone(schedule), at) > since


def _zone(schedule: ReportSchedule) -> str:
    return schedule.owner.zone if schedule.owner else "UTC"


def send_report(work: Work) -> Mapping[str, Any]:
    """One letter. Who has gone gets none; who may not read the report any more is told so in the bell.

    A worker that dies after the mail server took it has it sent again, by the same Message-ID.
    """
    schedule = work.session.get(ReportSchedule, work.given["schedule"])
    person = work.session.get(Employee, work.given["person"])
    if not (schedule and schedule.owner and schedule.owner.active and person and person.active):
        return {"sent": 0}
    try:
        letter = letter_of(work, schedule, person)
    except Refused as why:
        _tell(work.session, schedule, person, why)
        return {"sent": 0}
    mail.send(letter)
    return {"sent": 1}


def _tell(session: Session, schedule: ReportSchedule, person: Employee, why: Refused) -> None:
    values = {"name": schedule.name, "reason": why}
    mine = {"noun": "ReportSchedule", "record_id": schedule.id} if person is schedule.owner else {}
    about: dict[str, Any] = {"noun": None, "record_id": None} | mine
    once(session, lambda: tell(session, person.id, FAILED, by_mail=False, values=values, **about))


def letter_of(work: Work, schedule: ReportSchedule, person: Employee) -> Letter:
    """The report as this person may see it, in their language and zone."""
    if not mail.is_set() or person.email.endswith(f"@{NOWHERE}"):
        raise Refused(REFUSED, NO_SERVER)
    with _looking(work, person) as session:
        return replace(_written(session, schedule, person), key=f"report/{schedule.id}/{work.given.get('when', '')}")


@contextmanager
def _looking(work: Work, person: Employee) -> Iterator[Session]:
    with Session(cast("sa.Engine", work.session.get_bind())) as session:
        look_as(session, session.get_one(Employee, person.id, execution_options={"unscoped": True}))
        steady(session)
        yield session


def _written(session: Session, schedule: ReportSchedule, person: Employee) -> Letter:
    at, out, reader = now(), BytesIO(), reader_of(session)
    asked = schedule.asked(at.astimezone(ZoneInfo(reader.zone)).date())
    ending = schedule.format.name.lower()
    answer = made(session, Edition(schedule.subject, asked, ending), out, at=at)
    if len(out.getvalue()) > LARGEST:
        raise Refused(REFUSED, TOO_LARGE, n=len(out.getvalue()) >> 20)
    say, settings = reader.language.say, settings_of(session)
    title = say(TITLED, report=say(answer.report.title), period=reader.period(answer.period))
    lead = answer.report.story(answer, reader).lead
    link = f"{mail.home()}/reports/{schedule.subject}?{urlencode(asked)}"
    why = say(WHY, owner=str(schedule.owner), company=settings.company_name, rhythm=say(schedule.rhythm.value).lower())
    return Letter(
        person.email, title, f"{title}\n\n{lead}\n\n{say(SEE)}: {link}\n\n-- \n{why}\n",
        page_of(reader.language.code, f"{title}. {lead}", reader.moment(at), link, say(SEE), why),
        settings.administrator_email or f"trato@{NOWHERE}", settings.company_name,
        (Attached(file_name(answer, ending), TYPES[ending].partition(";")[0], out.getvalue()),),
    )  # fmt: skip
