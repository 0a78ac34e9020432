"""Files of customers: dropped on a customer's page, and had again by who sees the customer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, send_file
from werkzeug.exceptions import Unauthorized

from app.core.doorman import create, found, may
from app.core.errors import Refused
from app.core.noun import now
from app.core.words import N_
from app.customers.attachment import Attachment
from app.customers.customer import Customer
from app.organization.access_key import holder
from app.organization.viewing import look_as
from views.fab.files import upload
from views.fab.reader import reader, say
from views.fab.session import session

MOST = 20
LONGEST_KEY = 200
ATTACHED = N_("Attached: {names}")
REFUSED = N_("{name}: {reason}")
pages = Blueprint("attachments", __name__)


@pages.get("/attachment/download/<id>")
def download(id: str) -> Any:
    """Never shown by the browser as a page of ours: it is saved, under the name that it came with."""
    if session().info.get("viewer") is None:
        _with_key()
    may(session(), "can_show", Attachment)
    attachment = found(session(), Attachment, id)
    path = attachment.content()
    if not path.is_file():
        abort(404)
    answer = send_file(
        path, mimetype=attachment.content_type, as_attachment=True, download_name=attachment.name,
        etag=attachment.sha256, conditional=True,
    )  # fmt: skip
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _with_key() -> None:
    """A program has the file with the key that it has the API with."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    is_key = scheme.lower() == "bearer" and 0 < len(key) <= LONGEST_KEY
    employee = holder(session(), key.strip(), at=now()) if is_key else None
    if employee is None:
        raise Unauthorized
    look_as(session(), employee)


@pages.post("/attachment/attach/<id>")
def attach(id: str) -> Any:
    """Several at once, each by itself: what is refused is told by its name, and the others are there."""
    customer = found(session(), Customer, id)
    names, refused = [], []
    for sent in request.files.getlist("file")[:MOST]:
        if sent.filename:
            file = upload(sent)
            try:
                names.append(str(create(session(), Attachment, {"customer": customer, "file": file})))
            except Refused as why:
                refused.append(say(REFUSED, name=str(file), reason=reader().language.refusal(why)))
    _tell(names, refused)
    return redirect(f"{request.script_root}/customer/show/{id}?tab=attachments")


def _tell(names: list[str], refused: list[str]) -> None:
    if names:
        flash(say(ATTACHED, names=say(", ").join(names)), "success")
    for words in refused or ([] if names else [say(N_("Choose a file."))]):
        flash(words, "error")
