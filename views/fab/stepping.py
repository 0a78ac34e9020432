"""Taking a step: what it asks, asked on a page; what it answers, said on the record's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, request

from app.core import doorman
from app.core.errors import CONFLICT, NOT_FOUND, Refused
from app.core.follower import next_of
from app.core.verb import Verb
from app.core.words import N_
from views.fab.asked import of_argument
from views.fab.forms import form_of, given, refuse
from views.fab.page import page
from views.fab.reader import reader, say
from views.fab.session import session

if TYPE_CHECKING:
    from views.fab.screen import Screen

DONE = N_("Done: {step}.")


def step(screen: Screen, verb: Verb, record_id: str) -> Any:
    record = doorman.found(session(), screen.noun, record_id)
    posted = request.form if request.method == "POST" else None
    form = form_of(map(of_argument, verb.arguments), reader(), posted=posted)
    wrong, status = "", 200
    if posted is not None:
        wrong, status = _taken(screen, verb, record_id, form)
        if status == 200:
            flash(say(DONE, step=say(verb.label)), "success")
            return redirect(wrong)
        record = doorman.found(session(), screen.noun, record_id)
    return page("step.html", screen=screen, verb=verb, record=record, form=form, wrong=wrong), status


def _taken(screen: Screen, verb: Verb, record_id: str, form: Any) -> tuple[str, int]:
    """Where the reader goes on, or what is wrong; and how the answer says so."""
    if not form.validate():
        return "", 422
    raw = request.form.get("version", "")
    version = int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 10 else None
    try:
        taken = doorman.step(session(), screen.noun, verb.name, record_id, given(form), version)
    except Refused as why:
        if why.code == NOT_FOUND and why.field is None:
            raise
        return refuse(form, why, reader()), 409 if why.code == CONFLICT else 422
    return screen.address(f"show/{next_of(taken).id}"), 200
