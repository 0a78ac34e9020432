"""Signing in and out: guessing gets slow, a new sign-in gets a new session, signing out ends it on the server."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, flash, g, redirect, request, url_for
from flask import session as cookie
from flask_appbuilder import expose
from flask_appbuilder.security.views import AuthDBView
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from app.core.database import writing
from app.core.noun import now
from app.core.words import N_
from app.organization import sign_in
from app.organization.employee import Employee
from views.fab.page import page
from views.fab.reader import say
from views.fab.session import session

WRONG = N_("Name and password do not match. {n} tries left before a pause of {minutes} minutes.")
WRONG_LAST = N_("Name and password do not match. One try left before a pause of {minutes} minutes.")
PAUSED = N_("Too many tries. Wait {minutes} minutes, then try again.")
MINUTES = int(sign_in.PAUSE.total_seconds() // 60)
LONGEST_PASSWORD = 200


class LoginView(AuthDBView):
    """The only pages of Flask-AppBuilder's security that are registered."""

    route_base = ""

    @expose("/login/", methods=["GET", "POST"])
    def login(self) -> Any:
        if current_user.is_authenticated:
            return redirect(safe_next())
        if request.method == "GET":
            return page("login.html", wrong="", name="")
        name = request.form.get("username", "").replace("\x00", "")[:100]
        wrong = self._enter(name, request.form.get("password", "")[:LONGEST_PASSWORD])
        return (page("login.html", wrong=wrong, name=name), 401) if wrong else redirect(safe_next())

    @expose("/logout/", methods=["GET", "POST"])
    def logout(self) -> Any:
        """A link may lead here; only the button changes anything."""
        if request.method == "GET":
            return page("logout.html") if current_user.is_authenticated else redirect(login_address())
        end_this()
        flash(say(N_("Signed out.")), "success")
        return redirect(login_address())

    def _enter(self, name: str, password: str) -> str:
        """Why not; empty when in."""
        place = request.remote_addr or ""
        if sign_in.tries_left(session(), name, place, at=now()) <= 0:
            return say(PAUSED, minutes=MINUTES)
        employee = current_app.appbuilder.sm.auth_user_db(name, password)  # type: ignore[attr-defined]
        return self._let_in(employee, name, place) if employee else self._turn_away(name, place)

    def _let_in(self, employee: Employee, name: str, place: str) -> str:
        found = session()
        with writing(found):
            sign_in.forget_failures(found, name, place, at=now())
            found.commit()
        let_in(employee)
        return ""

    def _turn_away(self, name: str, place: str) -> str:
        found = session()
        with writing(found):
            sign_in.note_failure(found, name, place, at=now())
            left = sign_in.tries_left(found, name, place, at=now())
            found.commit()
        if left <= 0:
            return say(PAUSED, minutes=MINUTES)
        return say(WRONG_LAST, minutes=MINUTES) if left == 1 else say(WRONG, n=left, minutes=MINUTES)


def let_in(employee: Employee) -> None:
    """This browser is theirs from now on, with a session of its own."""
    found = session()
    with writing(found):
        token = sign_in.begin(found, employee.id, at=now())
        found.commit()
    cookie.clear()
    cookie["token"] = token
    login_user(employee)


def end_this() -> None:
    """The row ends, so that a copy of the cookie opens nothing."""
    entrance = g.entrance if current_user.is_authenticated and "entrance" in g else None
    if entrance is not None:
        found, mine = session(), entrance.sign_in_id
        with writing(found):
            again = found.get(sign_in.SignIn, mine)
            if again is not None:
                again.ended_at = now()
            found.commit()
    logout_user()
    cookie.clear()


def login_address() -> str:
    return url_for("LoginView.login")


def ask_to_sign_in() -> Response:
    """To the login page, and from there to where one wanted to go, if that can be gone to again."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
    address = url_for("LoginView.login", next=wanted if wanted not in ("", "/") else None)
    # A page that asked for a part of itself must not get the login page in its place.
    return Response("", 401, {"HX-Redirect": address}) if "HX-Request" in request.headers else redirect(address)


def safe_next() -> str:
    """Where to after signing in: only a path of ours, whatever the address says."""
    wanted = request.args.get("next", "")
    parts = urlsplit(wanted)
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    clean = ours and wanted.isprintable() and "\\" not in wanted
    return wanted if clean else url_for("Home.index")
