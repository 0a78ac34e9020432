"""Who asks: a program with its key, and then cookies are ignored; or a browser that signed in and proves that the
request is its own."""

from __future__ import annotations

from flask import request
from flask_wtf.csrf import validate_csrf
from sqlalchemy.orm import Session
from werkzeug.exceptions import Forbidden, Unauthorized
from wtforms import ValidationError

from app.core.noun import now
from app.core.words import N_
from app.organization.access_key import holder
from app.organization.viewing import look_as
from schema.keys import keys

NOBODY = N_("Sign in, or send a key: Authorization: Bearer KEY.")
FOREIGN = N_("The request does not prove that it comes from your own page: X-CSRFToken is missing or old.")
LONGEST_KEY = 200


def admit(session: Session) -> None:
    """The session gets its viewer; whoever is nobody is sent away."""
    if "Authorization" in request.headers:
        _with_key(session)
    elif session.info.get("viewer") is None:
        raise Unauthorized(NOBODY)
    else:
        _refuse_foreign_pages()


def _with_key(session: Session) -> None:
    key = carried()
    employee = holder(session, key, at=now()) if key else None
    if employee is None:
        raise Unauthorized(NOBODY)
    keys.remember(key, look_as(session, employee))


def carried() -> str:
    """The key that the request brings, good or not."""
    return key_in(request.headers.get("Authorization", ""))


def key_in(header: str) -> str:
    """The key in what stands under `Authorization`."""
    scheme, _, key = header.partition(" ")
    return key.strip() if scheme.lower() == "bearer" and len(key) <= LONGEST_KEY else ""


def _refuse_foreign_pages() -> None:
    origin = request.headers.get("Origin")
    try:
        validate_csrf(request.headers.get("X-CSRFToken"))
    except ValidationError:
        raise Forbidden(FOREIGN) from None
    if origin is not None and origin.partition("://")[2] != request.host:
        raise Forbidden(FOREIGN)
