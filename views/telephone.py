"""The telephone system: a template that makes it name callers and write calls down, with a key of its own."""

from __future__ import annotations

from math import ceil
from typing import Any, Final

import sqlalchemy as sa
from flask import Response, current_app, render_template, request
from flask_appbuilder import BaseView, expose
from werkzeug.exceptions import TooManyRequests

from app.core import rate
from app.core.doorman import found, may, once
from app.core.errors import INVALID, Refused
from app.core.noun import now
from app.core.viewer import viewer_of
from app.core.words import N_
from app.organization.access_key import CALLS, DAYS, AccessKey, issue
from app.organization.employee import Employee
from views.fab.page import page
from views.fab.session import session

ROLE: Final = "Call center"
FILES: Final = 10
"""So many a minute."""
NO_PROGRAM: Final = N_("A key for calls is given to somebody of the role “{role}” only.")


class TelephoneView(BaseView):
    """For who may give keys to programs."""

    route_base = "/telephone"
    class_permission_name = "AccessKey"
    base_permissions = ["can_add"]
    menu_permission, menu_path = "can_add", ""
    default_view = "index"
    title, icon = N_("Telephone system"), "phone"

    @expose("/")
    def index(self) -> Any:
        may(session(), "can_add", AccessKey)
        return page("calls/telephone.html", programs=_programs(), days=DAYS)

    @expose("/3cx.xml", methods=["POST"])
    def three_cx(self) -> Any:
        """The file, and in it a fresh key, which is told this once."""
        may(session(), "can_add", AccessKey)
        program = found(session(), Employee, request.form.get("program", ""), "program")
        if program not in _programs():
            raise Refused(INVALID, NO_PROGRAM, "program", role=ROLE)
        _not_too_often()
        key = once(session(), lambda: issue(session(), program, at=now(), prefix=CALLS))
        address = current_app.extensions["settings"].address
        text = render_template("calls/3cx.xml", key=key, address=address)
        headers = {"Content-Disposition": 'attachment; filename="trato-3cx.xml"', "Cache-Control": "private, no-store"}
        return Response(text, headers=headers, content_type="application/xml; charset=utf-8")


def _not_too_often() -> None:
    """Each file is a key that opens something: nobody needs many of them a minute."""
    who = f"telephone {viewer_of(session()).id}"
    seconds = ceil(rate.rates.wait(who))
    if seconds:
        raise TooManyRequests(retry_after=seconds)
    rate.rates.charge(who, 1, FILES)


def _programs() -> list[Employee]:
    """Active ones whose role is that of programs which look callers up."""
    active = sa.select(Employee).where(Employee.active.is_(True)).order_by(Employee.id)
    return [each for each in session().scalars(active) if any(role.name == ROLE for role in each.roles)]
