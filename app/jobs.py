"""The schedule, as a table: what the system does by itself, and what it does in the background when asked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from shutil import rmtree
from time import monotonic
from typing import IO, Any, cast
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.churn.raising import raise_alerts
from app.churn.risk import reckon_risk
from app.core import bulk, mail
from app.core.database import count_anew, steady, system_session
from app.core.doorman import once
from app.core.errors import NOT_FOUND, Refused
from app.core.files import kept, mapping
from app.core.files.importing import Wish, imported
from app.core.files.rejects import Rejects
from app.core.files.sheet import Sheet, opened
from app.core.job import Daily, Job, Work, asked, daily, every
from app.core.language import language
from app.core.noun import noun_named, now
from app.core.outbox import Outbox, State
from app.core.viewer import viewer_of
from app.customers.attachment import Attachment
from app.customers.birthdays import notify_birthdays
from app.organization import webhook_sending
from app.organization.access_key import AccessKey
from app.organization.employee import Employee
from app.organization.export import note
from app.organization.letter import write_of
from app.organization.notification import Notification
from app.organization.sign_in import LONGEST, PAUSE, FailedTry, SignIn
from app.organization.viewing import look_as
from app.planning.reminder import remind_of_tasks
from app.press.extract import extract_of, noted, written
from app.reports.mailing import plan_letters, send_report
from app.reports.making import Edition, made
from app.sales.lifecycle import reckon_lifecycle
from app.sales.notices import notify_receivables
from app.sales.pursuing import notify_late
from app.service import rating_link
from app.service.escalation import escalate_due

A_YEAR = timedelta(days=370)
"""Nobody is told twice a year of what comes once."""
A_WHILE = timedelta(minutes=30)
"""Longer than one rule takes over all customers there are."""
FILES = ("export", "printed-report")
"""Jobs that leave a file behind."""
KEPT = timedelta(days=30)
"""How long what is over can still be looked at."""


def tidy(work: Work) -> Mapping[str, int]:
    """Forget what is over: sign-ins, tries in vain, keys that expired or were revoked, jobs that were done."""
    _forget_uploads(work)
    _forget_orphans(work)
    midnight = datetime.combine(work.day, time(), UTC)
    old = midnight - KEPT
    over = {
        "sign_ins": sa.delete(SignIn).where(SignIn.began_at < old - LONGEST),
        "failed_tries": sa.delete(FailedTry).where(FailedTry.at < midnight - PAUSE),
        "access_keys": sa.delete(AccessKey).where(sa.or_(AccessKey.expires_at < old, AccessKey.revoked_at < old)),
        "notifications": sa.delete(Notification).where(Notification.seen_at < old, Notification.at < old - A_YEAR),
        "webhooks": webhook_sending.over(old),
        "jobs": sa.delete(Outbox).where(Outbox.state == State.DONE, Outbox.ended_at < old),
    }
    gone = {what: _gone(work.session, each) for what, each in over.items()}
    count_anew(work.session)
    return gone


def _forget_uploads(work: Work) -> None:
    """Files that were sent in or taken out are kept as long as the job that did it."""
    old = datetime.combine(work.day, time(), UTC) - KEPT
    over = sa.select(Outbox.name, Outbox.given).where(Outbox.name.in_(("import", *FILES)), Outbox.ended_at < old)
    for name, given in work.session.execute(over):
        if name in FILES or given.get("uploaded"):
            rmtree(Path(given["file"]).parent, ignore_errors=True)


def _forget_orphans(work: Work) -> None:
    """What a machine that fell over left behind: files that no record names, older than any transaction."""
    known = set(work.session.scalars(sa.select(Attachment.stored)))
    for path in kept.orphans(known, datetime.combine(work.day, time(), UTC) - timedelta(days=1)):
        path.unlink(missing_ok=True)


def _gone(session: Session, each: sa.Delete) -> int:
    result: Any = session.execute(each.execution_options(synchronize_session=False))
    return int(result.rowcount)


def take_in(work: Work) -> Mapping[str, Any]:
    """Import a file for the person who asked; broken off, it goes on where it was."""
    given = work.given
    errors = Path(given["errors"]) if given.get("errors") else None
    with _asked_by(work) as session:
        viewer = viewer_of(session)
        sheet, how = _read(given)
        with Rejects(errors, sheet.columns, language(viewer.language)) as rejects:
            wish = Wish(zone=ZoneInfo(viewer.zone), reject=rejects.add)
            outcome = imported(session, sheet, how, replace(wish, **_way(work)))
    return {"batch": outcome.batch, "counts": outcome.counts, "rejected": outcome.rejected}


def _way(work: Work) -> dict[str, Any]:
    """A trial leaves no mark: it is taken back, and with it how far it was."""
    if work.given.get("dry"):
        return {"dry": True}
    return {"mark": work.mark, "start": work.known.get("done", 0), "batch": work.known.get("batch")}


@contextmanager
def _asked_by(work: Work) -> Iterator[Session]:
    """A session of who asked: an employee, or the system."""
    engine = cast("sa.Engine", work.session.get_bind())
    if work.by_id is None:
        with system_session(engine) as session:
            yield session
    else:
        with Session(engine) as session:
            look_as(session, session.get_one(Employee, work.by_id))
            yield session


def _read(given: Mapping[str, Any]) -> tuple[Sheet, mapping.Mapping]:
    noun, path = noun_named(given["noun"]), Path(given["file"])
    if noun is None:
        raise Refused(NOT_FOUND, "There is no noun called {name}.", name=given["noun"])
    how = mapping.read(Path(given["map"]), noun) if given.get("map") else None
    sheet = opened(path, encoding=how.encoding if how else "")
    return sheet, how or mapping.matched(noun, sheet.columns, key=given.get("key", ""), file=path.name)


def send_mail(work: Work) -> Mapping[str, Any]:
    """One notification by mail, while nobody waits to write. What is interrupted comes twice rather than never."""
    notification = work.session.get(Notification, work.given["notification"])
    letter = write_of(work.session, notification) if notification is not None and mail.is_set() else None
    if letter is not None:
        mail.send(letter)
    return {"sent": int(letter is not None)}


def ask_for_rating(work: Work) -> Mapping[str, int]:
    """The letter with the link by which a customer rates what was done."""
    letter = rating_link.letter_of(work.session, work.given["request"], work.given["resolution"])
    if letter is not None and mail.is_set():
        mail.send(letter)
    return {"sent": int(letter is not None)}


def change_many(work: Work) -> Mapping[str, Any]:
    """Do the same to many records for the person who asked; broken off, it goes on where it was."""
    given = work.given
    with _asked_by(work) as session:
        act = bulk.Act.restored(given)
        outcome = bulk.Outcome.known(work.known)
        batch = work.known.get("batch") or bulk.begun(session, act)
        speak = language(viewer_of(session).language).refusal

        def mark(session: Session, done: int, of: int, outcome: bulk.Outcome) -> None:
            work.mark(session, done, of, batch=batch, **outcome.said(speak))

        with bulk.together(session, batch):
            bulk.done(session, act, given["ids"], outcome=outcome, start=work.known.get("done", 0), mark=mark)
        return {"batch": batch, **outcome.said(speak)}


def take_out(work: Work) -> Mapping[str, Any]:
    """Write the rows of a list into a file for the person who asked, as far as they may have them now."""
    given, path = work.given, Path(work.given["file"])
    with _asked_by(work) as session, _file(path) as out:
        steady(session)
        extract = replace(extract_of(session, given), progress=_telling(work))
        rows = written(extract, given["ending"], out, at=now())
    said = noted(path.name, given, extract)
    once(work.session, lambda: note(work.session, by_id=work.by_id, rows=rows, **said))
    return {"rows": rows, "name": path.name}


def print_report(work: Work) -> Mapping[str, Any]:
    """Write a report with all its rows for the person who asked, as far as they may read it now."""
    path = Path(work.given["file"])
    with _asked_by(work) as session, _file(path) as out:
        answer = made(session, Edition.restored(work.given), out, at=now(), progress=_telling(work))
    return {"rows": len(answer.rows), "name": path.name}


@contextmanager
def _file(path: Path) -> Iterator[IO[bytes]]:
    """Only its owner reads it, and it stands there when all of it does."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name("draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        yield out
    draft.replace(path)


def _telling(work: Work) -> Callable[[int, int], None]:
    """Says how far it is, and that the lease still holds, every other second."""
    last = [monotonic()]

    def progress(done: int, of: int) -> None:
        if monotonic() - last[0] > 2 or done == of:
            last[0] = monotonic()
            once(work.session, lambda: work.mark(work.session, done, of))

    return progress


def warn(work: Work) -> Mapping[str, Any]:
    """Raise churn alerts, and open those again whose day has come."""
    counts = raise_alerts(work.session, work.day, mark=work.mark, known=work.known)
    again, told = counts.pop("reopened"), counts.pop("told")
    return {"warned": sum(counts.values()), "again": again, "told": told, "by_rule": counts}


SCHEDULE: dict[str, Job] = {
    "tidy": daily(at="03:30", do=tidy),
    "import": asked(do=take_in, commits=True),
    "mail": asked(do=send_mail, commits=True),
    "notify-birthdays": daily(at="06:00", do=lambda work: {"told": notify_birthdays(work.session, work.day)}),
    "notify-receivables": daily(at="06:10", do=lambda work: {"told": notify_receivables(work.session, work.day)}),
    "notify-opportunities": daily(at="06:20", do=lambda work: {"told": notify_late(work.session, work.day)}),
    "remind-of-tasks": every(minutes=10, do=lambda work: {"told": remind_of_tasks(work.session, now())}),
    "reckon-risk": daily(at="04:30", do=lambda work: reckon_risk(work.session, work.day)),
    "escalate-requests": every(minutes=5, do=lambda work: {"told": escalate_due(work.session, now())}),
    webhook_sending.JOB: asked(do=lambda work: webhook_sending.attempt(work, now()), commits=True),
    rating_link.JOB: asked(do=ask_for_rating, commits=True),
    "bulk-change": asked(do=change_many, commits=True),
    "export": asked(do=take_out, commits=True),
    "plan-letters": every(minutes=5, do=lambda work: {"planned": plan_letters(work.session, now())}),
    "report-mail": asked(do=send_report, commits=True),
    "printed-report": asked(do=print_report, commits=True),
    "reckon-lifecycle": Job(
        lambda work: {"changed": reckon_lifecycle(work.session, work.day)}, when=Daily(time(2)), lease=A_WHILE
    ),
    "raise-churn-alerts": Job(warn, when=Daily(time(2, 30)), commits=True, lease=A_WHILE),
}
