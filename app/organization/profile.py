"""What employees change about themselves: how they read, where they are called, and their password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash

from app.core import doorman
from app.core.errors import INVALID, Refused
from app.core.noun import now
from app.core.viewer import viewer_of
from app.organization.employee import Employee
from app.organization.password import hashed_password
from app.organization.sign_in import begin, end_all

OWN = ("extension", "language", "zone", "mail_notices")
"""What everybody says of themselves, whatever their role permits."""


def change_own(session: Session, values: Mapping[str, Any]) -> Employee:
    def act() -> Employee:
        me = _me(session)
        doorman.changed(session, me, {name: values[name] for name in OWN if name in values})
        session.flush()
        return me

    return doorman.once(session, act)


def change_password(session: Session, *, old: str, new: str, again: str) -> str:
    """Another password, which ends every sign-in of theirs; the token of a new one for this browser is returned."""

    def act() -> str:
        me = _me(session)
        if not check_password_hash(me.password or "", old):
            raise Refused(INVALID, "This is not your password.", "old")
        if new != again:
            raise Refused(INVALID, "The two are not the same.", "again")
        if new == old:
            raise Refused(INVALID, "This is the password that you have.", "new")
        me.password, me.must_change_password = _hashed(new, me.username), False
        end_all(session, me.id, at=now())
        return begin(session, me.id, at=now())

    return doorman.once(session, act)


def _hashed(password: str, name: str) -> str:
    try:
        return hashed_password(password, name=name)
    except Refused as why:
        why.field = "new"
        raise


def _me(session: Session) -> Employee:
    return doorman.found(session, Employee, viewer_of(session).id)
