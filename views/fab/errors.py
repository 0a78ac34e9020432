"""What went wrong, told: a refusal in its own words, anything else as an apology with a number to ask about."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from flask import Flask, jsonify, make_response, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.core.errors import CONFLICT, DUPLICATE, FORBIDDEN, INVALID, NOT_FOUND, REFUSED, Refused
from app.core.words import N_
from views.fab.page import page
from views.fab.reader import reader, say
from views.fab.session import session

STATUS = {REFUSED: 409, FORBIDDEN: 403, NOT_FOUND: 404, INVALID: 400, CONFLICT: 409, DUPLICATE: 409}
TITLES = {
    400: N_("This cannot be understood"),
    403: N_("This is not for you"),
    404: N_("There is nothing here"),
    405: N_("This page does not work that way"),
    409: N_("That did not go"),
    413: N_("This is too large"),
    429: N_("Too many requests"),
    500: N_("Something broke, and it is our fault"),
}
WORDS = {
    400: N_("The address or what was sent with it is not what this page expects."),
    403: N_("Your roles do not open this page. An administrator can change that."),
    404: N_("The address is wrong, the record is gone, or it is not yours to see."),
    405: N_("Go back and use the buttons of the page."),
    409: N_("Go back, look again, and try once more."),
    413: N_("Send less at once."),
    429: N_("Wait a moment, then try again."),
    500: N_("Nothing was changed. If it happens again, tell your administrator this number:"),
}
EXPIRED = N_(
    "The page was open too long, or your browser keeps no cookies. Go back, load it again, and send it once more."
)
log = logging.getLogger("trato")


def prepare(app: Flask) -> None:
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _unsigned)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def _refused(why: Refused) -> Any:
    return _told(STATUS[why.code], reader().language.refusal(why))


def _unsigned(_: CSRFError) -> Any:
    return _told(400, say(EXPIRED))


def _http(why: HTTPException) -> Any:
    if why.code is None or why.code < 400:
        return why
    known = why.code if why.code in TITLES else 500 if why.code >= 500 else 400
    told = make_response(_told(known, say(WORDS[known]), status=why.code))
    told.headers.update({name: value for name, value in why.get_headers() if name == "Retry-After"})
    return told


def _broken(why: Exception) -> Any:
    """The number is in the log, the reason nowhere else."""
    number = secrets.token_hex(4)
    log.error("%s %s %s", number, request.method, request.path, exc_info=why)
    session().rollback()
    return _told(500, say(WORDS[500]), number=number)


def _told(kind: int, words: str, *, status: int = 0, number: str = "") -> Any:
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return jsonify(error=words, requestId=number), status or kind
    try:
        return page("error.html", title=say(TITLES[kind]), words=words, number=number, kind=kind), status or kind
    except Exception:  # the frame itself is broken: say it without one
        log.exception("%s: the page of the error", number)
        return f"{say(TITLES[kind])} {words} {number}", status or kind, {"Content-Type": "text/plain; charset=utf-8"}
