"""The page by which a customer rates what was done: shown by GET, taken once by POST, with no sign-in.

The address is the authority, so nothing that a browser brings along by itself counts for anything here: no cookie is
needed, and a form on another site could not name the address. What is sent is small, and a link that was not signed
here is turned away before the database is asked.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, make_response, redirect, request

from app.core.database import system_session
from app.core.doorman import once
from app.core.errors import INVALID, NOT_FOUND, Refused
from app.core.words import N_
from app.service import rating_link
from app.service.rating_link import Asked
from app.service.words import HIGHEST, LOWEST
from views.fab.page import page
from views.fab.reader import reader
from views.fab.session import engine

pages = Blueprint("rating", __name__, url_prefix="/rate")
LARGEST, LONGEST, LONGEST_TOKEN = 16 * 1024, 2000, 200
SCORES = (
    (1, N_("Not at all")), (2, N_("Hardly")), (3, N_("It will do")), (4, N_("Content")), (5, N_("Very content")),
)  # fmt: skip
CHOOSE = N_("Choose how content you are, from 1 to 5.")


def register(app: Flask) -> None:
    rating_link.sign_with(app.config["SECRET_KEY"])
    app.register_blueprint(pages)
    app.extensions["csrf"].exempt(pages)


@pages.route("/<token>", methods=["GET", "POST"])
def rate(token: str) -> Response:
    request.max_content_length = LARGEST
    try:
        if len(token) > LONGEST_TOKEN:
            raise Refused(NOT_FOUND, rating_link.UNKNOWN)
        return _taken(token) if request.method == "POST" else _asked(token)
    except Refused as why:
        return _said("", why, status=404 if why.code == NOT_FOUND else 409)


def _asked(token: str, why: Refused | None = None, status: int = 200) -> Response:
    """What is asked, or that it was answered; nothing is written."""
    with system_session(engine()) as session:
        it = rating_link.asked(session, token)
        if not (it.is_open or it.is_answered):
            raise Refused(NOT_FOUND, rating_link.UNKNOWN)
        return _said(token, why, it, status)


def _taken(token: str) -> Response:
    """A refusal that can be mended is said beside the form, the others are the end of it."""
    try:
        score, words = _typed()
    except Refused as why:
        return _asked(token, why, 422)
    with system_session(engine()) as session:
        once(session, lambda: rating_link.rate_through(session, token, score, words))
    return _private(make_response(redirect(f"{request.script_root}/rate/{token}", 303)))


def _typed() -> tuple[int, str]:
    raw, words = request.form.get("score", ""), request.form.get("words", "").strip()
    if raw not in {str(score) for score in range(LOWEST, HIGHEST + 1)}:
        raise Refused(INVALID, CHOOSE, "score")
    if len(words) > LONGEST or "\0" in words:
        raise Refused(INVALID, "This is too long: {given} characters, {most} at most.", "words",
                      given=len(words), most=LONGEST)  # fmt: skip
    return int(raw), words


def _said(token: str, why: Refused | None, it: Asked | None = None, status: int = 200) -> Response:
    wrong = reader().language.refusal(why) if why is not None else ""
    typed = request.form if it is not None and status == 422 else {}
    shown: dict[str, Any] = {"it": it, "wrong": wrong, "scores": SCORES, "typed": typed, "longest": LONGEST}
    return _private(make_response(page("rate.html", **shown), status))


def _private(response: Response) -> Response:
    """Kept nowhere, found by no search engine, and its address told to nobody."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
