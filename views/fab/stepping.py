"""Taking a step: what it asks, asked on a page; what it answers, said on the record's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, request

from app.core import doorman
from app.core.errors import CONFLICT, NOT_FOUND, Refused
from app.core.follower import next_of
from app.core.verb import Verb
from app.core.words import N_
from views.fab.asked import of_argument
from views.fab.forms import form_of, given, refuse
from views.fab.login import safe_next
from views.fab.page import page
from views.fab.reader import reader, say
from views.fab.session import session

if TYPE_CHECKING:
    from views.fab.screen import Screen

DONE = N_("Done: {step}.")
Foresight = Callable[[Any, dict[str, Any]], str]
"""What will come of a step on a record with these arguments, as a piece of the page."""


def step(screen: Screen, verb: Verb, record_id: str) -> Any:
    record = doorman.found(session(), screen.noun, record_id)
    posted = request.form if request.method == "POST" else None
    form = form_of(map(of_argument, verb.arguments), reader(), posted=posted)
    wrong, status, foreseen = "", 200, ""
    if posted is not None:
        wrong, status, foreseen = _answered(screen, verb, record, form)
        if status == 200 and not foreseen:
            flash(say(DONE, step=say(verb.label)), "success")
            return redirect(safe_next() if "next" in request.args else wrong)
        record = doorman.found(session(), screen.noun, record_id)
    before = screen.beforehand[verb.name](record) if verb.name in screen.beforehand else ""
    known = {"screen": screen, "verb": verb, "record": record, "form": form, "said": said(form), "before": before}
    return page("step.html", **known, wrong=wrong, foreseen=foreseen), status


def _answered(screen: Screen, verb: Verb, record: Any, form: Any) -> tuple[str, int, str]:
    """The step is taken, once its effect was seen where it has one to show."""
    foresee = screen.foresee.get(verb.name)
    if foresee is None or request.form.get("seen") == said(form):
        return *_taken(screen, verb, str(record.id), form), ""
    if not form.validate():
        return "", 422, ""
    try:
        known = doorman.arguments(session(), verb, given(form))
        return "", 200, doorman.tried(session(), lambda: foresee(record, known))
    except Refused as why:
        return refuse(form, why, reader()), 422, ""


def said(form: Any) -> str:
    """What stands in a form, to know whether it is still what an effect was shown of."""
    return " ".join(["=", *(field.raw for field in form)])


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
