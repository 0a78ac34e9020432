"""The bell: what the reader was told, and how far what was asked for in the background is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session

from app.core.database import writing
from app.core.noun import noun_named, now, slug
from app.core.outbox import Outbox, State
from app.core.telling import told
from app.core.words import N_, label
from app.organization import notification
from app.organization.notification import JOB, Notification
from views.fab.address import screen_of
from views.fab.reader import reader, say
from views.fab.session import session
from views.fab.viewer import viewer

MOST = 10
WORDS = {
    State.WAITING: N_("Waiting"),
    State.RUNNING: N_("Running"),
    State.DONE: N_("Done {at}"),
    State.DEAD: N_("Failed {at}"),
}
COUNTED = N_("{created} created, {updated} updated, {skipped} skipped, {failed} failed")
MANY = N_("{done} done, {refused} refused, {missing} not found")
WRITTEN = N_("{file}, {n} rows")
WARNED = N_("{n} new alerts, {again} to look at again")
FILES = {"export": "export.result", "printed-report": "printed.result"}
"""Jobs that write a file, and where it is."""
pages = Blueprint("bell", __name__)


@dataclass(frozen=True)
class Item:
    """One line of the bell."""

    at: datetime
    title: str
    words: str
    done: int = 0
    of: int = 0
    more: str = ""
    href: str = ""
    is_new: bool = False


@pages.post("/bell")
def look() -> str:
    """Looking at the news makes it old."""
    found, me = session(), viewer().id
    latest = sa.select(Outbox).where(Outbox.by_id == me).order_by(Outbox.id.desc()).limit(MOST)
    items = [_item(job) for job in found.scalars(latest) if not _is_told(job)]
    items += [item_of(each) for each in notification.latest(found, MOST)]
    items.sort(key=lambda item: item.at, reverse=True)
    _seen(found, me)
    return render_template("bell.html", items=items[:MOST])


def _seen(found: Session, me: int | None) -> None:
    with writing(found):
        ended = sa.select(Outbox).where(Outbox.by_id == me, Outbox.ended_at.is_not(None), Outbox.seen_at.is_(None))
        for job in found.scalars(ended.limit(100)):
            job.seen_at = now()
        notification.see_all(found)
        found.commit()


def item_of(each: Notification) -> Item:
    """What somebody was told, with the way to what it is about."""
    read = reader()
    words, at = each.words(read.language, read.zone), read.language.moment(each.at, read.zone)
    job = session().get(Outbox, each.record_id) if each.noun == JOB else None
    href, more = (_refused_rows(job), _outcome(job)) if job is not None else (_way(each), "")
    return Item(each.at, words, at, more=more, href=href, is_new=each.seen_at is None)


def _way(each: Notification) -> str:
    noun = noun_named(each.noun or "")
    screen = screen_of(noun) if noun is not None else None
    if screen is None or noun is None or not viewer().can("can_show", noun.__name__):
        return ""
    return f"{screen.route_base}/show/{each.record_id}"


def _is_told(job: Outbox) -> bool:
    """Whether its end was told as a notification."""
    return job.state is State.DEAD or bool(job.ended_at and job.result.get("rejected"))


def _item(job: Outbox) -> Item:
    read = reader()
    at = read.language.moment(job.ended_at, read.zone) if job.ended_at else ""
    running = job.state is State.RUNNING
    title, words = say(label(job.name.replace("-", "_"))), say(WORDS[job.state], at=at)
    new = job.ended_at is not None and job.seen_at is None
    of = job.of if running else 0
    return Item(job.ended_at or job.added_at, title, words, job.done, of, _outcome(job), _refused_rows(job), new)


def _outcome(job: Outbox) -> str:
    """What came of it, where that is counted, or why the last try failed."""
    read = reader()
    if job.state is State.WAITING and job.why:
        return told(job.why["message"], job.why["values"], read.language, read.zone)
    if job.name in FILES and job.state is State.DONE:
        return say(WRITTEN, file=job.result["name"], n=read.language.number(job.result["rows"]))
    if "counted" in job.result:
        return say(MANY, done=job.result["counted"], refused=job.result["refused"], missing=job.result["missing"])
    if "warned" in job.result:
        return say(WARNED, n=job.result["warned"], again=job.result["again"])
    counts = job.result.get("counts", {}).values() if job.state is State.DONE else ()
    return "; ".join(say(COUNTED, **each) for each in counts)


def _refused_rows(job: Outbox) -> str:
    if job.name in FILES:
        return url_for(FILES[job.name], job_id=job.id) if job.state is State.DONE else ""
    if job.ended_at and (job.result.get("refused") or job.result.get("missing")):
        noun = noun_named(job.given.get("noun", ""))
        return f"{request.script_root}/{slug(noun)}/bulk/done/{job.id}" if noun else ""
    return url_for("upload.refused", job_id=job.id) if job.ended_at and job.result.get("rejected") else ""
