"""The database session of this request."""

from __future__ import annotations

from typing import cast

from flask import current_app
from sqlalchemy import Engine
from sqlalchemy.orm import Session


def session() -> Session:
    return cast(Session, current_app.extensions["sqlalchemy"].session())


def engine() -> Engine:
    """The application's own, for commands that take sessions of the system."""
    return cast(Engine, current_app.extensions["sqlalchemy"].engine)
