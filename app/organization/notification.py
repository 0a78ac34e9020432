"""What one person is told: a sentence about a record, shown in the bell and, for who wants it, sent by mail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, relationship

from app.core import mail, outbox
from app.core.ground import EVERYTHING
from app.core.kinds import Line, Text
from app.core.language import Language
from app.core.moment import moment
from app.core.noun import Noun, column, now, table_of
from app.core.outbox import Outbox
from app.core.telling import kept, told
from app.core.verb import verb
from app.core.viewer import Person, Viewer
from app.core.words import N_
from app.organization.employee import Employee

JOB = "Job"
"""What a notification is about that tells of something done in the background."""


FAILED = N_("{job} failed: {reason}")
MENDED = N_("{job} is done, but {n} rows were refused.")


class Notification(Noun):
    """Something that one person is told, about a record; nobody else sees it."""

    named_by = "message"
    logged = False
    __table_args__ = (sa.Index("ix_notification_recipient_id_seen_at", "recipient_id", "seen_at"),)

    recipient_id: Mapped[int] = column(foreign_key="ab_user.id", derived=True)
    at: Mapped[datetime] = column(default=now, derived=True)
    message: Mapped[Text] = column(derived=True, doc="What is said, in English, with places for the values.")
    values: Mapped[dict[str, Any]] = column(default=dict, derived=True, doc="What stands in the places of the message.")
    noun: Mapped[Line | None] = column(derived=True, doc="What kind of record it is about.")
    record_id: Mapped[int | None] = column(derived=True, doc="Which record it is about.")
    seen_at: Mapped[datetime | None] = column(derived=True)

    recipient: Mapped[Employee] = relationship(foreign_keys=recipient_id)

    @classmethod
    def visible_to(cls, viewer: Viewer, rows: Any) -> sa.ColumnElement[bool]:
        """One's own, whatever one may see of others'."""
        mine: sa.ColumnElement[bool] = rows.recipient_id == viewer.id
        return EVERYTHING if viewer.is_system else mine

    @verb()
    def see(self, *, by: Person | None) -> None:
        """It was read."""
        self.seen_at = self.seen_at or now()

    def words(self, language: Language, zone: str) -> str:
        """What is said, to this reader."""
        return told(self.message, self.values, language, zone)


def notify(session: Session, person: Any, message: str, about: Any = None, **values: Any) -> None:
    """Tell somebody about a record, in words that are translated where they are read.

    Whoever did it knows it already, and who does not work here any more is told nothing.
    """
    if person is None or not person.active or person.id == doer_id(session):
        return
    if about is not None and about.id is None:
        session.flush()
    noun, record_id = (type(about).__name__, about.id) if about is not None else (None, None)
    tell(session, person.id, message, noun=noun, record_id=record_id, by_mail=person.mail_notices, values=values)


def doer_id(session: Session) -> int | None:
    """Who looks through this session, also while the system draws the consequences."""
    looker: Viewer | None = session.info.get("looker")
    return looker.id if looker is not None else None


def tell(
    session: Session,
    person_id: int,
    message: str,
    *,
    noun: str | None,
    record_id: int | None,
    by_mail: bool,
    values: Mapping[str, Any],
) -> None:
    """Written beside the session's records, because nobody may write what another one reads."""
    at = moment(session)
    row = {
        "recipient_id": person_id, "at": at, "message": message, "values": kept(values), "noun": noun,
        "record_id": record_id, "version": 1, "created_at": at, "changed_at": at,
    }  # fmt: skip
    table = table_of(Notification)
    number = session.connection().execute(sa.insert(table).values(row).returning(table.c.id)).scalar_one()
    if by_mail and mail.is_set():
        outbox.add(session, "mail", {"notification": number})


def unseen_by(person: Any) -> sa.ColumnElement[int]:
    """How much is new to somebody: what they were told and what was done for them; read along with something else."""
    mine = (Notification.recipient_id == person, Notification.seen_at.is_(None))
    told = sa.select(sa.func.count()).select_from(Notification).where(*mine).scalar_subquery()
    ended = (Outbox.by_id == person, Outbox.ended_at.is_not(None), Outbox.seen_at.is_(None))
    done = sa.select(sa.func.count()).select_from(Outbox).where(*ended).scalar_subquery()
    return told + done


def latest(session: Session, most: int, before: int | None = None) -> list[Notification]:
    """The viewer's own, newest first."""
    mine = sa.select(Notification).order_by(Notification.id.desc()).limit(most)
    return list(session.scalars(mine.where(Notification.id < before) if before else mine))


def told_since(session: Session, noun: type[Any], message: str, day: date) -> set[int | None]:
    """Of which records somebody was told this since then, so that they are not told again."""
    begin = datetime.combine(day, time(), UTC)
    told_of = (Notification.noun == noun.__name__, Notification.message == message, Notification.at >= begin)
    return set(session.scalars(sa.select(Notification.record_id).where(*told_of)))


def see_all(session: Session) -> None:
    """Everything that the viewer was told is old from now on."""
    new = sa.select(Notification).where(Notification.seen_at.is_(None)).limit(500)
    for each in session.scalars(new):
        each.seen_at = now()


@outbox.on_ended
def _tell_who_asked(session: Session, job: Outbox) -> None:
    """Of what failed or left something to mend; that all went well is seen in the bell."""
    refused = job.result.get("rejected", 0)
    if job.by_id is None or not (refused or job.state is outbox.State.DEAD):
        return
    person = session.get_one(Employee, job.by_id)
    failed = job.state is outbox.State.DEAD
    values: dict[str, Any] = {"reason": {"told": job.why}} if failed else {"n": refused}
    tell(
        session, person.id, FAILED if failed else MENDED, noun=JOB, record_id=job.id, by_mail=person.mail_notices,
        values={**values, "job_name": job.name.replace("-", "_")},
    )  # fmt: skip
    job.seen_at = job.ended_at
