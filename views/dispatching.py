"""Dispatching: who goes where and when, on a board; and who should go, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from flask import flash, redirect, request
from flask_appbuilder import BaseView, expose
from sqlalchemy.orm import joinedload
from werkzeug.datastructures import MultiDict

from app.core import doorman
from app.core.doorman import found, may
from app.core.errors import CONFLICT, NOT_FOUND, Refused
from app.core.words import N_
from app.service.request import ServiceRequest
from views import clock
from views.board import Board
from views.choosing import Choice, asking
from views.fab.forms import given, refuse
from views.fab.inputs import written
from views.fab.page import is_part, page
from views.fab.reader import reader, say
from views.fab.session import session

SENT = N_("Sent: {name}, {when}")
SENT_WITHOUT = N_("Sent: {name}, no time yet")
FARTHEST = 2**33
"""Seconds since 1970 beyond which no day is planned."""


class DispatchBoard(BaseView):
    """For who may send somebody; requests and agents are those that they see."""

    route_base = "/dispatch"
    class_permission_name = "ServiceRequest"
    base_permissions = ["can_dispatch"]
    menu_permission, menu_path = "can_dispatch", ""
    default_view = "index"
    title, icon, is_docked = N_("Dispatch board"), "calendar-user", True

    @expose("/")
    def index(self) -> Any:
        may(session(), "can_dispatch", ServiceRequest)
        return page("service/board.html" if is_part() else "service/dispatch.html", it=_board(request.args))

    @expose("/who/<int(max=2147483647):id>")
    def who(self, id: int) -> Any:
        """Who should go, as a part of the board or as a page of its own."""
        may(session(), "can_dispatch", ServiceRequest)
        it = Choice(_board(request.args), _request(id), start=_started(request.args))
        return page("service/who.html" if is_part() else "service/who_page.html", it=it)

    @expose("/send/<int(max=2147483647):id>", methods=["POST"])
    def send(self, id: int) -> Any:
        may(session(), "can_dispatch", ServiceRequest)
        return _sent(id)


def _board(args: Mapping[str, str]) -> Board:
    return Board(day=_day(args.get("day", "")), mode=args.get("mode", ""), order=args.get("order", ""))


def _day(text: str) -> date | None:
    """The day that is asked for; what is no day is today."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 < day.year < 2200 else None


def _request(id: int) -> ServiceRequest:
    along = (ServiceRequest.customer, ServiceRequest.contact, ServiceRequest.assignee, ServiceRequest.department)
    return found(session(), ServiceRequest, id, along=[joinedload(each) for each in along])


def _started(args: Mapping[str, str]) -> dict[str, Any]:
    """Whom and when somebody has pointed at on the board."""
    moment = _moment(args.get("at", ""))
    known = {"to": args.get("to", "")[:10], "starts_at": moment}
    return {name: value for name, value in known.items() if value}


def _moment(text: str) -> datetime | None:
    seconds = int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < FARTHEST else None


# Sending --------------------------------------------------------------------------------------------------------------


def _sent(id: int) -> Any:
    """Send somebody, or plan anew for who has it; what is refused is said where it was wished, with what was typed."""
    posted = _posted()
    form = asking(posted=posted)
    record = _request(id)
    wrong, status = _taken(record, form) if form.validate() else ("", 422)
    board = _board(posted)
    if status != 200:
        return _shown(Choice(board, _request(id), start={"to": posted.get("to", "")}, form=form, wrong=wrong), status)
    board.done = _done(_request(id))
    if is_part():
        return page("service/board.html", it=board)
    flash(board.done, "success")
    return redirect(board.address())


def _posted() -> MultiDict[str, str]:
    """What was sent; a place on the board is a moment, as one would have typed it."""
    posted, moment = MultiDict(request.form), _moment(request.form.get("at", ""))
    if moment is not None:
        posted["starts_at"] = written(asking()["starts_at"].asked, moment, reader())
    return posted


def _taken(record: ServiceRequest, form: Any) -> tuple[str, int]:
    """Nothing and 200 when it is; else what is wrong, unless it stands beside its field."""
    raw = request.form.get("version", "")
    version = int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 10 else None
    wish = given(form)
    verb = "plan" if record.assignee is not None and record.assignee is wish["to"] else "dispatch"
    asked = {each.name for each in ServiceRequest.verbs[verb].arguments}
    try:
        doorman.step(session(), ServiceRequest, verb, record.id, {k: v for k, v in wish.items() if k in asked}, version)
    except Refused as why:
        if why.code == NOT_FOUND and why.field is None:
            raise
        return refuse(form, why, reader()), 409 if why.code == CONFLICT else 422
    return "", 200


def _done(record: ServiceRequest) -> str:
    if record.starts_at is None or record.ends_at is None:
        return say(SENT_WITHOUT, name=str(record.assignee))
    return say(SENT, name=str(record.assignee), when=clock.stretch(record.starts_at, record.ends_at, reader()))


def _shown(choice: Choice, status: int) -> Any:
    """A part that is refused is shown as well: the page puts in whatever was answered well."""
    choice.board.chosen = choice
    if is_part():
        return page("service/board.html", it=choice.board)
    return page("service/who_page.html", it=choice), status
