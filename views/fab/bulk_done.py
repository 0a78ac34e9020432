"""What came of a change of many: how many were done, who was refused and why; and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import abort, flash, redirect, request

from app.core.bulk import DELETE, EDIT, Act
from app.core.files.undo import undone
from app.core.outbox import Outbox
from app.core.words import N_
from views.fab.page import page
from views.fab.reader import say
from views.fab.session import session
from views.fab.viewer import viewer

if TYPE_CHECKING:
    from views.fab.listpage import ListPage
    from views.fab.screen import Screen

JOB = "bulk-change"
LABELS = {EDIT: N_("Edit fields"), DELETE: N_("Delete")}
UNDONE = N_("Taken back.")


def label_of(act: Act) -> str:
    return say(act.verb.label if act.verb else LABELS[act.name])


def told(screen: Screen, job_id: int) -> str:
    """What was done, and who was refused with which reason; for the one who asked."""
    job = _mine(screen, job_id)
    result, act = job.result, Act(screen.noun, job.given["act"])
    may_undo = act.name == EDIT and bool(result.get("batch")) and viewer().can("can_run", "Import")
    return page("list_bulk_done.html", screen=screen, job=job, result=result, label=label_of(act), may_undo=may_undo)


def _mine(screen: Screen, job_id: int) -> Outbox:
    one = sa.select(Outbox).where(Outbox.id == job_id, Outbox.name == JOB, Outbox.by_id == viewer().id)
    job = session().scalar(one)
    if job is None or job.given.get("noun") != screen.noun.__name__ or job.ended_at is None:
        abort(404)
    return job


def taken_back(it: ListPage) -> Any:
    said = request.form.get("job", "")
    job = _mine(it.screen, int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0)
    undone(session(), job.result.get("batch") or 0)
    flash(say(UNDONE), "success")
    return redirect(it.path)
