"""A list as a file: asked for from its head, with the count first; a short one at once, a long one by a job."""

from __future__ import annotations

import secrets
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Blueprint, Response, abort, flash, redirect, request, send_file

from app.core import outbox
from app.core.doorman import may, once
from app.core.noun import noun_named, now
from app.core.outbox import Outbox, State
from app.core.words import N_
from app.organization.export import note
from app.press.export import TYPES
from app.press.extract import ENDINGS, Extract, file_name, noted, refuse_ending, written
from views.fab.listpage import ListPage
from views.fab.page import page
from views.fab.reader import reader, say
from views.fab.selection import count, extract_of
from views.fab.session import session
from views.fab.viewer import settings, viewer

if TYPE_CHECKING:
    from views.fab.screen import Screen

AT_ONCE = {"csv": 1_000, "xlsx": 1_000, "pdf": 110}
"""Up to so many rows nobody waits for; on paper they are three pages."""
LABELS = {"xlsx": N_("Workbook (xlsx)"), "csv": N_("Text (csv)"), "pdf": N_("Paper (PDF)")}
ICONS = {"xlsx": "file-spreadsheet", "csv": "file-type-csv", "pdf": "file-type-pdf"}
STARTED = N_("{n} rows are being written. The bell has the file when it is done.")
pages = Blueprint("export", __name__)


class ExportPage:
    """What the little form asks of a list."""

    def __init__(self, it: ListPage) -> None:
        self.it = it

    @cached_property
    def count(self) -> int:
        return count(self.it.listing)

    @property
    def number(self) -> str:
        return self.it.read.language.number(self.count)

    @property
    def endings(self) -> list[tuple[str, str, str]]:
        return [(ending, say(LABELS[ending]), ICONS[ending]) for ending in ENDINGS]

    @property
    def names(self) -> list[str]:
        return [f.name for f in self.it.shown]


def exporting(screen: Screen) -> Any:
    """The little form; sent, the file or the job that writes it."""
    if request.method == "GET":
        it = ListPage(screen)
        return page("list_export.html", it=it, export=ExportPage(it))
    given = _given(screen)
    found, ending = extract_of(session(), given), given["ending"]
    refuse_ending(ending, found.count)
    if found.count <= AT_ONCE[ending]:
        return _now(found, given)
    once(session(), lambda: outbox.add(session(), "export", given, by_id=viewer().id))
    flash(say(STARTED, n=found.reader.language.number(found.count)), "success")
    return redirect(screen.address("list/") + "?" + request.query_string.decode("ascii", "ignore"))


def _given(screen: Screen) -> dict[str, Any]:
    """The wish as a job remembers it."""
    read, ending = reader(), request.form.get("ending", "")[:10]
    columns = [] if request.form.get("all") == "1" else request.form.getlist("column")[:200]
    asked = {key: values for key, values in request.args.to_dict(flat=False).items() if key not in ("after", "before")}
    name = file_name(say(screen.title), now(), ending)
    place: Path = settings().directory().resolve() / "exports" / secrets.token_hex(16) / name
    return {
        "noun": screen.noun.__name__, "asked": asked, "columns": columns, "ending": ending,
        "language": read.language.code, "zone": read.zone, "file": str(place),
    }  # fmt: skip


def _now(found: Extract, given: dict[str, Any]) -> Response:
    """Written down before it is handed over."""
    out, name, ending = BytesIO(), Path(given["file"]).name, given["ending"]
    rows = written(found, ending, out, at=now())
    me = viewer().id
    once(session(), lambda: note(session(), by_id=me, rows=rows, **noted(name, given, found)))
    answer = send_file(BytesIO(out.getvalue()), mimetype=TYPES[ending], as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@pages.get("/export/<int(max=2147483647):job_id>")
def result(job_id: int) -> Any:
    """The file of a job, for who asked for it and may still have it."""
    mine = sa.select(Outbox).where(Outbox.id == job_id, Outbox.name == "export", Outbox.by_id == viewer().id)
    job = session().scalar(mine.where(Outbox.state == State.DONE))
    noun = noun_named(job.given["noun"]) if job else None
    path = Path(job.given["file"]) if job else None
    if noun is None or path is None or not path.is_file():
        abort(404)
    may(session(), "export", noun)
    answer = send_file(path, mimetype=TYPES[path.suffix[1:]], as_attachment=True, download_name=path.name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
