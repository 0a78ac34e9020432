"""Whether it lives, for whoever watches over it."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from views.fab.session import session


def register(app: Flask) -> None:
    app.add_url_rule("/healthz", "healthz", alive)
    app.add_url_rule("/readyz", "readyz", ready)


def alive() -> str:
    return "alive\n"


def ready() -> tuple[str, int]:
    """Alive with its database."""
    try:
        session().execute(sa.select(1))
    except SQLAlchemyError:
        return "the database does not answer\n", 503
    return "ready\n", 200
