"""My requests: what an agent is to do today, with few taps, on a telephone as at a desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from flask import flash, redirect, request
from flask_appbuilder import BaseView, expose
from sqlalchemy.orm import defer, joinedload

from app.core import doorman
from app.core.doorman import may
from app.core.errors import CONFLICT, NOT_FOUND, Refused
from app.core.noun import now
from app.core.words import N_
from app.service.request import ServiceRequest
from app.service.words import WITH_SOMEBODY, Status
from views import clock
from views.board import rank
from views.fab.address import address_of
from views.fab.asked import of_argument
from views.fab.faces import tone
from views.fab.forms import form_of, given, refuse
from views.fab.page import page
from views.fab.reader import reader, say
from views.fab.session import session
from views.fab.stepping import DONE
from views.fab.viewer import viewer

STEPS = {"accept": "check", "resume": "player-play", "resolve": "circle-check", "wait": "hourglass"}
"""What an agent does with a request here, and its icon; the likeliest first."""
SHOWN = {"today": N_("Today"), "next": N_("Next days"), "waiting": N_("Waiting"), "done": N_("Done")}
MOST, LAST = 200, 30


class MyRequests(BaseView):
    """For who may accept requests: those that they were sent to."""

    route_base = "/service"
    class_permission_name = "ServiceRequest"
    base_permissions = ["can_accept"]
    menu_permission, menu_path = "can_accept", "mine"
    default_view = "mine"
    title, icon, is_docked = N_("My requests"), "route", True

    @expose("/mine")
    def mine(self) -> Any:
        may(session(), "can_accept", ServiceRequest)
        return page("service/mine.html", it=Errands(request.args.get("show", "")))

    @expose("/mine/<int(max=2147483647):id>/<any(accept, resume, resolve, wait):step>", methods=["POST"])
    def step(self, id: int, step: str) -> Any:
        may(session(), "can_accept", ServiceRequest)
        return _stepped(id, step)


class Errands:
    """What the template asks: the requests under their headings, and the one that something is wrong with."""

    def __init__(self, show: str = "", *, at: int = 0, step: str = "", form: Any = None, wrong: str = "") -> None:
        self.show = show if show in SHOWN else next(iter(SHOWN))
        self.at, self.step, self._form, self.wrong = at, step, form, wrong
        self.read, self.now = reader(), now()

    @cached_property
    def _open(self) -> Mapping[str, list[ServiceRequest]]:
        """Those that are to be dealt with, by where they are shown; one statement."""
        over = clock.midnight(clock.today(self.now, self.read) + timedelta(days=1), self.read)
        mine = _mine().where(ServiceRequest.status.in_(WITH_SOMEBODY))
        parts: dict[str, list[ServiceRequest]] = {"today": [], "next": [], "waiting": []}
        for each in session().scalars(mine.order_by(*_in_turn()).limit(MOST)):
            later = each.starts_at is not None and each.starts_at >= over
            parts["waiting" if each.status is Status.WAITING else "next" if later else "today"].append(each)
        return parts

    @property
    def tabs(self) -> list[tuple[str, str, int | None, bool]]:
        counts = {name: len(each) for name, each in self._open.items()}
        return [(say(words), name, counts.get(name), name == self.show) for name, words in SHOWN.items()]

    @property
    def parts(self) -> list[tuple[str, list[ServiceRequest]]]:
        """The requests under their headings; the one that is worked on stands first."""
        if self.show == "done":
            over = _mine().where(ServiceRequest.resolved_at.is_not(None), ServiceRequest.status.not_in(WITH_SOMEBODY))
            return [("", list(session().scalars(over.order_by(ServiceRequest.resolved_at.desc()).limit(LAST))))]
        each = self._open[self.show]
        if self.show != "today" or not each:
            return [("", each)]
        first = next((one for one in each if one.status is Status.ACCEPTED), each[0])
        others = [one for one in each if one is not first]
        return [(say(N_("Now")), [first]), *([(say(N_("Later today")), others)] if others else [])]

    def is_open(self, each: ServiceRequest, heading: str) -> bool:
        """Whether its steps are shown at once."""
        return each.id == self.at or (not self.at and self.show == "today" and heading == say(N_("Now")))

    def steps(self, each: ServiceRequest) -> list[tuple[str, str, str, Any]]:
        """The steps that fit now and are permitted: name, label, icon, and the form where something is asked."""
        verbs = ((name, ServiceRequest.verbs[name]) for name in STEPS)
        fit = ((name, verb) for name, verb in verbs if verb.fits(each) and viewer().can(verb.permission, NOUN))
        return [(name, say(verb.label), STEPS[name], self.form(each, name)) for name, verb in fit]

    def form(self, each: ServiceRequest, name: str) -> Any:
        if each.id == self.at and name == self.step and self._form is not None:
            return self._form
        asked = ServiceRequest.verbs[name].arguments
        return asking(name, start={"minutes_spent": each.minutes}) if asked else None

    def pill(self, each: ServiceRequest) -> tuple[str, str]:
        return tone(each.status), say(str(each.status.value))

    def when(self, each: ServiceRequest) -> str:
        if each.starts_at is None or each.ends_at is None:
            return ""
        text = clock.stretch(each.starts_at, each.ends_at, self.read)
        day = clock.today(each.starts_at, self.read)
        return text if day == clock.today(self.now, self.read) else f"{clock.short_day(day, self.read)}, {text}"

    def is_late(self, each: ServiceRequest) -> bool:
        return each.due_at is not None and each.due_at < self.now and each.status is not Status.WAITING

    def due(self, each: ServiceRequest) -> str:
        return clock.due(each.due_at, self.now, self.read, is_late=self.is_late(each))

    def whom(self, each: ServiceRequest) -> str:
        return ", ".join(str(who) for who in (each.customer, each.contact) if who is not None)

    def place(self, each: ServiceRequest) -> str:
        customer = each.customer
        return ", ".join(part for part in (customer.address, customer.city) if part) if customer else ""

    def phone(self, each: ServiceRequest) -> str:
        """The number they called from, or the one by which they are reached."""
        reached = (each.contact.mobile_phone or each.contact.office_phone) if each.contact else None
        return each.phone or reached or (each.customer.phone if each.customer else None) or ""

    def rank(self, each: ServiceRequest) -> int:
        return rank(each)

    def href(self, each: ServiceRequest) -> str:
        return address_of(each, viewer())

    def route(self, each: ServiceRequest) -> str:
        """Opens the map that the telephone has; nobody else learns where one goes."""
        return f"geo:0,0?q={quote(self.place(each))}"


NOUN = ServiceRequest.__name__


def asking(step: str, *, posted: Any = None, start: Mapping[str, Any] | None = None) -> Any:
    asked = [of_argument(each) for each in ServiceRequest.verbs[step].arguments]
    return form_of(asked, reader(), posted=posted, start=start)


def _mine() -> sa.Select[ServiceRequest]:
    along = [joinedload(each) for each in (ServiceRequest.customer, ServiceRequest.contact)]
    mine = sa.select(ServiceRequest).where(ServiceRequest.assignee_id == viewer().id)
    return mine.options(*along, defer(ServiceRequest.snapshot))


def _in_turn() -> tuple[Any, ...]:
    """What is planned in the order of the day, then what is due first."""
    return ServiceRequest.starts_at.is_(None), ServiceRequest.starts_at, ServiceRequest.due_at, ServiceRequest.id


def _stepped(id: int, step: str) -> Any:
    """Take it and stay on the page; what is refused is said on the card, with what was typed."""
    form, show = asking(step, posted=request.form), request.form.get("show", "")
    wrong, status = _taken(id, step, form) if form.validate() else ("", 422)
    if status != 200:
        return page("service/mine.html", it=Errands(show, at=id, step=step, form=form, wrong=wrong)), status
    flash(say(DONE, step=say(ServiceRequest.verbs[step].label)), "success")
    return redirect(f"{request.script_root}/service/mine" + (f"?show={show}" if show in SHOWN else ""))


def _taken(id: int, step: str, form: Any) -> tuple[str, int]:
    raw = request.form.get("version", "")
    version = int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 10 else None
    try:
        doorman.step(session(), ServiceRequest, step, id, given(form), version)
    except Refused as why:
        if why.code == NOT_FOUND and why.field is None:
            raise
        return refuse(form, why, reader()), 409 if why.code == CONFLICT else 422
    return "", 200
