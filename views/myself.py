"""One's own pages: how one reads, and another password. Reached from one's name in the menu."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, request, url_for
from flask import session as cookie
from flask_login import login_user

from app.core.errors import Refused
from app.core.noun import now
from app.core.shape import fields
from app.core.words import N_
from app.organization import sign_in
from app.organization.employee import Employee
from app.organization.password import LONGEST, SHORTEST
from app.organization.profile import OWN, change_own, change_password
from views.fab.asked import Asked, of_field
from views.fab.forms import form_of, given, refuse
from views.fab.page import page
from views.fab.reader import reader, say
from views.fab.session import session

pages = Blueprint("myself", __name__)
RULE = N_("{shortest} to {longest} characters: a few words are easy to keep in mind.")
TRIED = N_("Too many tries. Wait {minutes} minutes, then try again.")


@pages.route("/me", methods=["GET", "POST"])
def profile() -> Any:
    asked = [of_field(f) for f in fields(Employee) if f.name in OWN]
    start = {each.name: getattr(g.employee, each.name) for each in asked}
    form = form_of(asked, reader(), posted=_posted(), start=start)
    if request.method == "GET" or not form.validate():
        return _shown("profile.html", form)
    try:
        change_own(session(), given(form))
    except Refused as why:
        return _shown("profile.html", form, refuse(form, why, reader()))
    flash(say(N_("Saved.")), "success")
    answer = redirect(url_for("myself.profile"))
    answer.delete_cookie("language")  # what was chosen in this browser gives way to what is chosen for good
    return answer


@pages.route("/me/password", methods=["GET", "POST"])
def password() -> Any:
    form = form_of(_passwords(), reader(), posted=_posted())
    if request.method == "GET" or not form.validate():
        return _shown("password.html", form)
    try:
        _change(given(form))
    except Refused as why:
        return _shown("password.html", form, refuse(form, why, reader()))
    flash(say(N_("Your password is changed. Other browsers are signed out.")), "success")
    return redirect(url_for("Home.index"))


def _change(said: dict[str, Any]) -> None:
    """Guessing is as slow here as at the door."""
    found, me, place = session(), g.employee, request.remote_addr or ""
    name = me.username
    if sign_in.tries_left(found, name, place, at=now()) <= 0:
        raise Refused("REFUSED", TRIED, "old", minutes=int(sign_in.PAUSE.total_seconds() // 60))
    try:
        token = change_password(found, old=said["old"], new=said["new"], again=said["again"])
    except Refused as why:
        if why.field == "old":
            sign_in.keep_failure(found, name, place, at=now())
        raise
    cookie.clear()
    cookie["token"] = token
    login_user(me)


def _passwords() -> list[Asked]:
    rule = say(RULE, shortest=SHORTEST, longest=LONGEST)
    return [
        Asked("old", N_("Password now"), "secret", str, True, length=LONGEST),
        Asked("new", N_("New password"), "secret", str, True, rule, LONGEST),
        Asked("again", N_("New password again"), "secret", str, True, length=LONGEST),
    ]


def _posted() -> Any:
    return request.form if request.method == "POST" else None


def _shown(template: str, form: Any, wrong: str = "") -> Any:
    is_wrong = bool(wrong) or any(field.errors for field in form)
    return page(f"organization/{template}", form=form, wrong=wrong, me=g.employee), 422 if is_wrong else 200
