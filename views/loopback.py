"""While the published password of the demo works, this machine is served and nobody else."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask, Response
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash

from app.core.database import system_session
from app.core.language import language
from app.core.words import N_
from app.demo.company import PEOPLE
from app.organization.employee import Employee
from config import DEMO_PASSWORD, Settings, is_local
from views.fab.session import engine

OPEN = N_("The demo password still works, so Trato serves only its own machine. Change it, then start again.")


def demo_is_open(session: Session) -> bool:
    """Whether any of the demo people still signs in with the published password."""
    theirs = sa.select(Employee.password).where(Employee.active.is_(True), Employee.username.in_(PEOPLE))
    return any(known and check_password_hash(known, DEMO_PASSWORD) for known in session.scalars(theirs))


def prepare(app: Flask, settings: Settings) -> None:
    """Another server may have been started than ours: with an address in the world it answers nobody either."""
    if is_local(settings.address):
        return
    known: dict[str, bool] = {}

    def refuse() -> Response | None:
        if "open" not in known:
            with system_session(engine()) as session:
                known["open"] = demo_is_open(session)
        words = language(settings.language).say(OPEN)
        return Response(f"{words}\n", 503, mimetype="text/plain") if known["open"] else None

    app.before_request(refuse)
