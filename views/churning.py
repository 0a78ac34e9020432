"""The churn desk, the chance of each customer to leave, and what was learnt of who leaves."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_appbuilder import BaseView, expose

from app.churn import desk, risk
from app.churn.alert import ChurnAlert
from app.churn.risk_model import RiskModel, latest
from app.core import doorman, outbox
from app.core.doorman import found, may
from app.core.errors import CONFLICT, NOT_FOUND, Refused
from app.core.words import N_
from app.customers.customer import Customer
from views.desk.card import Card
from views.desk.desk import Desk
from views.desk.wish import Wish, asked
from views.fab.address import address_of
from views.fab.asked import of_argument
from views.fab.forms import form_of, given, refuse
from views.fab.page import is_part, page
from views.fab.reader import reader, say
from views.fab.screen import screen
from views.fab.session import session
from views.fab.viewer import viewer

STEPS = ("defer", "retain", "confirm_loss", "reopen")
DONE = {
    "defer": N_("Deferred: {customer}"),
    "retain": N_("Retained: {customer}"),
    "confirm_loss": N_("Lost: {customer}"),
    "reopen": N_("Open again: {customer}"),
}
LEFT_OPEN = N_("Lost: {customer}. Still open with them: {what}")
JOBS = ("raise-churn-alerts", "reckon-risk")

RiskModelScreen = screen(
    RiskModel,
    columns=["trained_on", "customers", "losses", "auc", "brier", "is_fallback", "scored_on"],
    icon="report-analytics",
    sections={N_("Learnt"): ["trained_on", "customers", "losses", "auc", "brier", "is_fallback", "scored_on"]},
)


class ChurnDesk(BaseView):
    """Whoever may list alerts has the desk; each step asks for itself."""

    route_base = "/churn"
    class_permission_name = "ChurnAlert"
    base_permissions = ["can_list"]
    menu_path = ""
    counted_path = "count"
    default_view = "index"
    title, icon = N_("Churn desk"), "heart-handshake"

    @expose("/")
    def index(self) -> Any:
        may(session(), "can_list", ChurnAlert)
        return _shown(asked(request.args))

    @expose("/owners")
    def owners(self) -> Any:
        """Whose alerts there are."""
        may(session(), "can_list", ChurnAlert)
        template = "churn/owners_part.html" if is_part() else "churn/owners.html"
        return page(template, owners=desk.owners(session()), it=Desk(asked(request.args)))

    @expose("/count")
    def count(self) -> Any:
        """What stands in the menu beside the desk; a browser asks again after a minute."""
        may(session(), "can_list", ChurnAlert)
        number = desk.open_ones(session())
        answer = f"{desk.MANY}+" if number > desk.MANY else str(number or "")
        return answer, 200, {"Cache-Control": "private, max-age=60", "Content-Type": "text/html; charset=utf-8"}

    @expose("/chance/<id>")
    def chance(self, id: str) -> Any:
        """What pushes the chance of this customer to leave up or down."""
        may(session(), "can_show", Customer)
        may(session(), "can_list", RiskModel)
        customer, model = found(session(), Customer, id), latest(session())
        as_of = (model.scored_on or model.trained_on) if model is not None else None
        known = risk.chance_to_leave(session(), [customer.id], as_of) if as_of else {}
        template = "churn/chance_part.html" if is_part() else "churn/chance.html"
        return page(template, customer=customer, model=model, chance=known.get(customer.id),
                    customer_address=address_of(customer, viewer()), words=_words)  # fmt: skip

    @expose("/step/<any(defer, retain, confirm_loss, reopen):name>/<id>", methods=["POST"])
    def step(self, name: str, id: str) -> Any:
        verb, wish = ChurnAlert.verbs[name], asked(request.args)
        may(session(), verb.permission, ChurnAlert)
        form = form_of(map(of_argument, verb.arguments), reader(), posted=request.form)
        wrong, status = _taken(name, id, form)
        if not wrong and status == 200:
            return redirect(wish.address(alert=None))
        alert = found(session(), ChurnAlert, id)
        return _shown(wish, Card(alert, wish, typed=form, wrong=wrong)), status

    @expose("/run", methods=["POST"])
    def run(self) -> Any:
        """Ask for the night's work now: in the background, for it may take a while."""
        may(session(), "raise_all", ChurnAlert)
        doorman.once(session(), _ask_for_all)
        flash(say(N_("The rules are being asked. What they find appears here in a moment.")), "success")
        return redirect(asked(request.args).address())


def _shown(wish: Wish, card: Card | None = None) -> str:
    """The whole page, the desk, or the card alone, as it was asked for."""
    part = request.headers.get("HX-Target", "") if is_part() else ""
    if part == "card" and card is None:
        alert = desk.alert(session(), wish.alert or 0)
        return page("churn/card.html", it=Card(alert, wish) if alert else None)
    template = "churn/desk_part.html" if part == "desk" else "churn/desk.html"
    return page(template, it=Desk(wish, card), is_part=part == "desk")


def _taken(name: str, alert_id: str, form: Any) -> tuple[str, int]:
    """What is wrong, and how the answer says so; nothing when the step was taken."""
    if not form.validate():
        return "", 422
    raw = request.form.get("version", "")
    version = int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 10 else None
    try:
        alert = doorman.step(session(), ChurnAlert, name, alert_id, given(form), version)
    except Refused as why:
        if why.code == NOT_FOUND and why.field is None:
            raise
        return refuse(form, why, reader()), 409 if why.code == CONFLICT else 422
    named = name == "confirm_loss" and alert.left_open
    done = say(LEFT_OPEN, customer=alert.customer, what=named) if named else say(DONE[name], customer=alert.customer)
    flash(done, "success")
    return "", 200


def _ask_for_all() -> None:
    for job in JOBS:
        outbox.add(session(), job)


def _words(factor: Any) -> str:
    read = reader()
    money = {"amount": read.language.money(factor.amount, read.currency, 0)} if factor.amount is not None else {}
    return say(factor.words, **factor.values, **money)


__all__ = ["BESIDE", "SCREENS", "ChurnDesk"]
SCREENS = (ChurnDesk,)
BESIDE = (RiskModelScreen,)
