"""Files brought in by the browser: taken in by a job, so that nobody waits before a page; the bell tells the rest."""

from __future__ import annotations

import secrets
from pathlib import Path
from shutil import rmtree
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, request, send_file
from werkzeug.datastructures import FileStorage
from werkzeug.utils import secure_filename

from app.core import outbox
from app.core.doorman import once
from app.core.errors import FORBIDDEN, INVALID, Refused
from app.core.files import mapping
from app.core.files.sheet import ENDINGS, opened
from app.core.noun import nouns, plural_label, slug
from app.core.outbox import Outbox
from app.core.words import N_
from views.fab.page import page
from views.fab.reader import reader, say
from views.fab.session import session
from views.fab.viewer import settings, viewer

STARTED = N_("The import has begun. The bell tells what came of it.")
pages = Blueprint("upload", __name__)


@pages.get("/import/<name>")
def ask(name: str) -> str:
    noun = _noun(name)
    return _page(noun, "")


@pages.post("/import/<name>")
def take(name: str) -> Any:
    """What can be told at once is told at once: a file that cannot be read, columns that nobody knows."""
    noun, sent = _noun(name), request.files.get("file")
    path = None
    try:
        path = _kept(sent)
        sheet = opened(path)
        mapping.matched(noun, sheet.columns, file=path.name)
    except Refused as why:
        if path is not None:
            rmtree(path.parent)
        return _page(noun, reader().language.refusal(why)), 422
    given = {"noun": noun.__name__, "file": str(path), "errors": str(_errors(path)), "uploaded": True}
    wish = {**given, "dry": "dry" in request.form}
    once(session(), lambda: outbox.add(session(), "import", wish, by_id=viewer().id))
    flash(say(STARTED), "success")
    return redirect(_list_address(noun))


@pages.get("/import/refused/<int(max=2147483647):job_id>")
def refused(job_id: int) -> Any:
    """The rows that were not taken in, for the one who sent them."""
    mine = sa.select(Outbox).where(Outbox.id == job_id, Outbox.name == "import", Outbox.by_id == viewer().id)
    job = session().scalar(mine)
    path = Path(job.given.get("errors", "")) if job else None
    if path is None or not path.is_file():
        abort(404)
    return send_file(path.resolve(), as_attachment=True, download_name="refused.csv", mimetype="text/csv")


def _page(noun: type[Any], wrong: str) -> str:
    plural = say(plural_label(noun))
    known = sorted(say(f.label) for f in mapping.writable(noun))
    title = say(N_("Import {nouns}"), nouns=plural.lower())
    address = _list_address(noun)
    return page("upload.html", title=title, plural=plural, known=known, wrong=wrong, list_address=address)


def _list_address(noun: type[Any]) -> str:
    return f"{request.script_root}/{slug(noun)}/list/"


def _noun(name: str) -> type[Any]:
    if not viewer().can("can_run", "Import"):
        raise Refused(FORBIDDEN, "You may not import files.")
    found = next((noun for noun in nouns() if slug(noun) == name), None)
    if found is None or not viewer().can("can_list", found.__name__):
        abort(404)
    return found


def _kept(sent: FileStorage | None) -> Path:
    """In a directory of its own among the data; of the sender's name only harmless letters are left."""
    if sent is None or not sent.filename:
        raise Refused(INVALID, "Choose a file.", "file")
    name = secure_filename(sent.filename)
    if Path(name).suffix.lower() not in ENDINGS:
        raise Refused(INVALID, "{file}: files end in .csv or .xlsx.", "file", file=sent.filename[:80])
    path: Path = settings().directory() / "imports" / secrets.token_hex(16) / name[-80:]
    path.parent.mkdir(mode=0o700, parents=True)
    sent.save(path)
    return path


def _errors(path: Path) -> Path:
    return path.with_name("refused.csv")
