"""Who looks: decided before every request, once."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, request
from flask_login import current_user

from app.core.database import writing
from app.core.noun import now
from app.core.viewer import Viewer, look
from app.organization import sign_in
from app.organization.viewing import viewer_for
from views.fab.due import ask_to_change
from views.fab.login import ask_to_sign_in
from views.fab.reader import reader
from views.fab.session import session

OPEN = {
    "static",
    "healthz",
    "readyz",
    "graphql",
    "LoginView.login",
    "LoginView.logout",
    "first_run.welcome",
    "preferences.language",
    "rating.rate",
}
"""The endpoints that see to their own guests."""
FOR_KEYS = {"graphql", "attachments.download"}
"""Those that programs reach with a key; who carries one is not also taken for who signed in."""


def admit() -> Any:
    """Everybody else signs in first. A program that carries a key to the API is none of the browser's business."""
    if request.endpoint == "static" or (request.endpoint in FOR_KEYS and "Authorization" in request.headers):
        return None
    if not current_user.is_authenticated:
        return None if request.endpoint in OPEN else ask_to_sign_in()
    _note_seen()
    _look_in()
    return ask_to_change()


def viewer() -> Viewer:
    found: Viewer = session().info["viewer"]
    return found


def _look_in() -> None:
    employee = current_user._get_current_object()
    g.employee = employee
    read, stamp = reader(), g.entrance.stamp
    seen_as = viewer_for(session(), employee, language=read.language.code, zone=read.zone, stamp=stamp)
    look(session(), seen_as)


def _note_seen() -> None:
    """Staying in: written once a minute."""
    at = now()
    if g.entrance.is_worth_noting(at):
        found = session()
        with writing(found):
            sign_in.note_seen(found, g.entrance, at=at)
            found.commit()


def settings() -> Any:
    return current_app.extensions["settings"]
