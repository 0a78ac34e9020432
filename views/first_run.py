"""Before anybody works here: one page that asks for the company and its administrator, and nothing else."""

from __future__ import annotations

import base64
import hmac
from dataclasses import replace
from typing import Any

from flask import Blueprint, Flask, Response, current_app, flash, redirect, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.core.database import system_session
from app.core.doorman import once
from app.core.errors import CONFLICT, INVALID, Refused
from app.core.noun import now
from app.core.shape import field
from app.core.words import N_
from app.organization import founding, sign_in
from app.organization.employee import Employee
from app.organization.founding import ADMINISTRATOR, COMPANY, OVER
from app.organization.setting import Setting
from config import Settings, is_local
from views.delivery import deliver_all
from views.fab.asked import Asked, of_field
from views.fab.forms import form_of, given, refuse
from views.fab.login import MINUTES, PAUSED, let_in, login_address
from views.fab.page import page
from views.fab.reader import reader, say
from views.fab.session import engine, session
from views.fab.viewer import viewer

OPEN = {"static", "healthz", "readyz", "graphql", "first_run.welcome", "preferences.language"}
ADMINISTRATOR_ROLE = "Administrator"
NEXT = "first_run.what_next"
LETTERS = 12
NAME_OF_TRIES = "setting up"
WRONG_CODE = N_("This is not the code that the terminal shows.")
DIFFERENT = N_("The two passwords are not the same.")
pages = Blueprint("first_run", __name__, url_prefix="/welcome")


def prepare(app: Flask) -> None:
    """Every address leads to the page, as long as nobody works here; afterwards it costs nothing."""
    known: dict[str, bool] = app.extensions.setdefault("first run", {})

    def lead() -> Any:
        if known.get("over"):
            return None
        known["over"] = not _is_new()
        return None if known["over"] or request.endpoint in OPEN else redirect(url_for("first_run.welcome"))

    app.before_request(lead)
    app.register_blueprint(pages)


def _is_new() -> bool:
    try:
        return founding.is_new(session())
    except SQLAlchemyError:  # no tables yet: other pages say so
        session().rollback()
        return False


@pages.route("/", methods=["GET", "POST"])
def welcome() -> Any:
    """Shown and done only while nobody works here."""
    if not _is_new():
        return redirect(login_address() if request.method == "GET" else _over())
    form = form_of(_questions(), reader(), posted=request.form if request.method == "POST" else None)
    if request.method == "GET":
        return _shown(form)
    return _attempt(form)


def _shown(form: Any, wrong: str = "", errors: dict[str, str] | None = None, status: int = 200) -> Any:
    asks = not is_alone(current_app.extensions["settings"])
    fields = {"company": COMPANY, "administrator": ADMINISTRATOR}
    return page(
        "first_run.html", form=form, fields=fields, wrong=wrong, errors=errors or {}, asks=asks, status=status
    ), status  # fmt: skip


def _attempt(form: Any) -> Any:
    if not form.validate():
        return _shown(form, status=422)
    try:
        _refuse_strangers()
        number = _founded({**given(form), "password": _password()})
    except Refused as why:
        session().rollback()  # it has looked at the database as it was before
        if why.code == CONFLICT or not _is_new():
            return redirect(_over())
        if why.field in ("password", "again", "code"):
            return _shown(form, errors={why.field: reader().language.refusal(why)}, status=422)
        return _shown(form, refuse(form, why, reader()), status=422)
    session().rollback()  # it has looked at the database as it was before
    let_in(session().get_one(Employee, number))
    return redirect(url_for(NEXT))


def _founded(values: dict[str, Any]) -> int:
    def act(found: Session) -> int:
        person = founding.found(found, values, deliver=deliver_all, role=ADMINISTRATOR_ROLE)
        return int(person.id)

    with system_session(engine()) as found:
        return once(found, lambda: act(found))


def _password() -> str:
    password, again = request.form.get("password", ""), request.form.get("again", "")
    if password != again:
        raise Refused(INVALID, DIFFERENT, "again")
    return password


def _over() -> str:
    flash(say(OVER), "message")
    return login_address()


def _questions() -> list[Asked]:
    """The fields of the settings and of the administrator, as their nouns declare them."""
    company = [of_field(f) for name in COMPANY if (f := field(Setting, name))]
    person = [of_field(f) for name in ADMINISTRATOR if (f := field(Employee, name))]
    asked = [replace(each, required=True) for each in (*company, *person)]
    return [replace(each, default=None) if each.name == "company_name" else each for each in asked]


# Strangers ----------------------------------------------------------------------------------------------------


def code_of(settings: Settings) -> str:
    """What the terminal shows and the page asks for: made of the secret, so that all processes know it."""
    digest = hmac.digest(settings.secret.encode(), b"set up Trato", "sha256")
    text = base64.b32encode(digest).decode().lower()[:LETTERS]
    return "-".join(text[i : i + 4] for i in range(0, LETTERS, 4))


def is_alone(settings: Settings) -> bool:
    """Whether only this machine can ask: by our address, the address that asks, the name it asks for, and no proxy."""
    proxied = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-Ip"))
    asking = request.remote_addr or ""
    here = asking == "::1" or is_local(f"http://{asking}")
    return is_local(settings.address) and here and is_local(f"http://{request.host}") and not proxied


def _refuse_strangers() -> None:
    """Guessing is counted as it is at the sign-in."""
    settings, place = current_app.extensions["settings"], request.remote_addr or ""
    if is_alone(settings):
        return
    with system_session(engine()) as found:
        if sign_in.tries_left(found, NAME_OF_TRIES, place, at=now()) <= 0:
            raise Refused(INVALID, PAUSED, "code", minutes=MINUTES)
        typed = request.form.get("code", "").strip().lower()
        if not hmac.compare_digest(typed.encode(), code_of(settings).encode()):
            once(found, lambda: sign_in.note_failure(found, NAME_OF_TRIES, place, at=now()))
            raise Refused(INVALID, WRONG_CODE, "code")


@pages.get("/next")
def what_next() -> str | Response:
    """What an administrator does on the first day."""
    return page("what_next.html", can=viewer().can)
