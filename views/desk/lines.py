"""An alert in words: a line in the list, and the sentences that say why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Any

from markupsafe import Markup, escape

from app.churn.alert import ChurnAlert, Rule, Status
from app.core.words import N_
from views.desk.days import brief as short
from views.fab.reader import reader, say

EVIDENCE = {"from": "factor", "floor": "floor_days", "now": "now", "before": "before", "days": "days",
            "ratings": "ratings", "since": "since", "grace": "grace_days"}  # fmt: skip
"""What the sentences call the numbers that an alert keeps."""

BRIEF = {
    Rule.SILENT: N_("Silent {silent} days, buys every {usual}"),
    Rule.FLOOR: N_("Silent for {silent} days"),
    Rule.FALLING: N_("Buys less often than before"),
    Rule.COMPLAINTS: N_("Complains more often"),
    Rule.UNHAPPY: N_("Is not satisfied with our service"),
    Rule.NEVER_BOUGHT: N_("Has never bought"),
}
WHY = {
    Rule.SILENT: N_("{name} usually buys every {usual} days. The last order was {silent} days ago, {times} times "
                    "the habit; the rule warns from {from}."),
    Rule.FLOOR: N_("The last order of {name} was {silent} days ago; the rule warns from {floor} days, whatever the "
                   "habit."),
    Rule.FALLING: N_("{name} buys less often: {now} orders in the last {days} days, {before} in as many before."),
    Rule.COMPLAINTS: N_("{name} complains more often: {now} complaints in the last {days} days, {before} in as many "
                        "before."),
    Rule.UNHAPPY: N_("{name} is not satisfied: {ratings} ratings in half a year, {score} of 5 on average."),
    Rule.NEVER_BOUGHT: N_("{name} has been known since {since} and has never bought; the rule warns from {grace} "
                          "days."),
}  # fmt: skip


def silent(alert: ChurnAlert, today: date) -> int | None:
    """Days since the last order: up to today while it goes on, up to the warning once it has ended."""
    last = alert.customer.last_order_on
    return (today - last).days if alert.is_pending and last is not None else alert.silent_days


def brief(alert: ChurnAlert, today: date) -> str:
    """What the list says under the name."""
    if alert.rule not in BRIEF:
        return str(alert.reason or say(alert.rule.value))
    return say(BRIEF[alert.rule], silent=silent(alert, today), usual=alert.usual_days)


def due(alert: ChurnAlert, today: date) -> tuple[str, bool]:
    """What the list says at the right: when it is looked at again, or how it ended; and whether that is late."""
    if alert.status is Status.DEFERRED and alert.look_again_on is not None:
        return _again(alert.look_again_on, today)
    if alert.closed_at is not None:
        return short(alert.closed_at.date()), False
    return say(N_("since {day}"), day=short(alert.raised_on)), False


def _again(day: date, today: date) -> tuple[str, bool]:
    late = (today - day).days
    if late > 0:
        return say(N_("{n} days late"), n=late), True
    return (say(N_("look today")) if late == 0 else say(N_("by {day}"), day=short(day))), False


def why(alert: ChurnAlert, today: date) -> Markup:
    """The reason in a sentence, its numbers in bold; what somebody noticed, in their own words."""
    words, known = say(WHY.get(alert.rule, "")), _known(alert, today)
    if words and {name for _, name, _, _ in Formatter().parse(words) if name} <= known.keys():
        return Markup(escape(words)).format(**known)  # noqa: S704 - values are escaped where they are filled in
    return escape(alert.reason or brief(alert, today))


def _known(alert: ChurnAlert, today: date) -> dict[str, Any]:
    """What the sentences name: the numbers behind the alert, as far as they were kept."""
    days, usual, number = silent(alert, today), alert.usual_days, reader().language.number
    told: dict[str, Any] = {name: alert.evidence.get(key) for name, key in EVIDENCE.items()}
    told |= {"silent": days, "usual": usual}
    if told["from"] is not None:
        told["from"] = number(told["from"], 1)
    if days is not None and usual:
        told["times"] = number(round(Decimal(days) / usual, 1), 1)
    if told["ratings"]:
        told["score"] = number(Decimal(alert.evidence.get("sum", 0)) / told["ratings"], 1)
    if told["since"] is not None:
        told["since"] = reader().language.day(date.fromisoformat(told["since"]))
    bold = {name: Markup('<b class="b">{}</b>').format(value) for name, value in told.items() if value is not None}
    return {"name": alert.customer.name, **bold}
