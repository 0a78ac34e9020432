"""The bell: what was done for the reader in the background, and how far the rest is."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask import Blueprint, render_template, url_for
from sqlalchemy.orm import Session

from app.core import outbox
from app.core.database import writing
from app.core.noun import now
from app.core.outbox import Outbox, State
from app.core.viewer import Viewer
from app.core.words import N_, label
from views.fab.reader import reader, say
from views.fab.session import session
from views.fab.shell import news
from views.fab.viewer import viewer

MOST = 10
WORDS = {
    State.WAITING: N_("Waiting"),
    State.RUNNING: N_("Running"),
    State.DONE: N_("Done {at}"),
    State.DEAD: N_("Failed {at}"),
}
COUNTED = N_("{created} created, {updated} updated, {skipped} skipped, {failed} failed")
pages = Blueprint("bell", __name__)


@dataclass(frozen=True)
class Item:
    title: str
    words: str
    done: int
    of: int
    more: str = ""
    href: str = ""


@news
def unseen(session: Session, viewer: Viewer) -> int:
    """What has ended and was not looked at yet."""
    return outbox.unseen(session, viewer.id)


@pages.post("/bell")
def look() -> str:
    """Looking at the news makes it old."""
    found, me = session(), viewer().id
    latest = sa.select(Outbox).where(Outbox.by_id == me).order_by(Outbox.id.desc()).limit(MOST)
    items = [_item(job) for job in found.scalars(latest)]
    _seen(found, me)
    return render_template("bell.html", jobs=items)


def _seen(found: Session, me: int | None) -> None:
    with writing(found):
        ended = sa.select(Outbox).where(Outbox.by_id == me, Outbox.ended_at.is_not(None), Outbox.seen_at.is_(None))
        for job in found.scalars(ended.limit(100)):
            job.seen_at = now()
        found.commit()


def _item(job: Outbox) -> Item:
    read = reader()
    at = read.language.moment(job.ended_at, read.zone) if job.ended_at else ""
    running = job.state is State.RUNNING
    title, words = say(label(job.name.replace("-", "_"))), say(WORDS[job.state], at=at)
    return Item(title, words, job.done, job.of if running else 0, _outcome(job), _refused_rows(job))


def _outcome(job: Outbox) -> str:
    """What came of it, where that is counted or was refused."""
    if job.state is State.DEAD:
        return job.reason
    counts = job.result.get("counts", {}).values() if job.state is State.DONE else ()
    return "; ".join(say(COUNTED, **each) for each in counts)


def _refused_rows(job: Outbox) -> str:
    return url_for("upload.refused", job_id=job.id) if job.ended_at and job.result.get("rejected") else ""
