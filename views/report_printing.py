"""All rows of a report on paper: made by a job, because it is long; the bell has the file when it is done."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, send_file

from app.core import outbox
from app.core.doorman import once
from app.core.outbox import Outbox, State
from app.core.report import Answer, Report
from app.core.words import N_
from app.press.appendix import has_more
from app.press.export import TYPES, file_name
from app.reports import report_named
from views.fab.reader import reader, say
from views.fab.session import session
from views.fab.viewer import settings, viewer
from views.report_form import address, given

JOB = "printed-report"
STARTED = N_("{n} rows are being printed. The bell has the file when it is done.")
pages = Blueprint("printed", __name__)


def printing(report: Report, answer: Answer) -> Any:
    """Where all rows are on the paper that is made at once, that is the answer."""
    if not has_more(answer):
        return redirect(address(answer, "pdf"))
    read, name = reader(), file_name(answer, "pdf")
    place: Path = settings().directory().resolve() / "exports" / secrets.token_hex(16) / name
    wish = {
        "report": report.name, "asked": given(), "ending": "pdf", "every": True, "language": read.language.code,
        "zone": read.zone, "file": str(place),
    }  # fmt: skip
    once(session(), lambda: outbox.add(session(), JOB, wish, by_id=viewer().id))
    flash(say(STARTED, n=read.language.number(len(answer.rows))), "success")
    return redirect(address(answer))


def print_address(answer: Answer) -> str:
    """Where all rows are asked for; nowhere where the paper has them anyway."""
    path, _, asked = address(answer).partition("?")
    return f"{path}/print?{asked}" if has_more(answer) else ""


@pages.get("/printed/<int(max=2147483647):job_id>")
def result(job_id: int) -> Any:
    """The file of a job, for who asked for it and may still read the report."""
    mine = sa.select(Outbox).where(Outbox.id == job_id, Outbox.name == JOB, Outbox.by_id == viewer().id)
    job = session().scalar(mine.where(Outbox.state == State.DONE))
    path = Path(job.given["file"]) if job else None
    if job is None or path is None or not path.is_file():
        abort(404)
    if not report_named(job.given["report"]).may_read(session()):
        abort(403)
    answer = send_file(path, mimetype=TYPES["pdf"], as_attachment=True, download_name=path.name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
