"""The nightly rules: whoever may leave us is warned of, in a few statements, however many customers there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.churn import complaints, falling, floor, never_bought, silence, unhappy
from app.churn.alert import ChurnAlert, Rule, Status
from app.churn.finding import Asked, Found, asked, value_at_risk
from app.churn.telling import look_again, tell_owners
from app.core.doorman import once
from app.core.history import CREATE, Change
from app.core.noun import now, table_of
from app.core.sql import json_record
from app.customers.customer import Customer
from app.customers.timeline import TimelineEntry

RULES: Mapping[Rule, Callable[[Asked], Found]] = {
    Rule.SILENT: silence.found,
    Rule.FALLING: falling.found,
    Rule.COMPLAINTS: complaints.found,
    Rule.UNHAPPY: unhappy.found,
    Rule.FLOOR: floor.found,
    Rule.NEVER_BOUGHT: never_bought.found,
}
"""In the order in which they are asked: whoever one has found, those after it leave alone."""
OPENED = "churn_alert.open"
_INSERTS: Mapping[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}

Mark = Callable[..., None]


@dataclass(frozen=True)
class Night:
    """One run: the day it is for, and the moment that all its rows bear."""

    as_of: date
    at: datetime


Step = Callable[[Session, Night], int]


def raise_alerts(
    session: Session,
    as_of: date,
    *,
    mark: Mark = lambda session, done, of, **known: None,
    known: Mapping[str, Any] | None = None,
) -> dict[str, int]:
    """Warn of whoever the rules find on this day; says of how many by each.

    Each step is a transaction of its own, marked with how far it is: broken off, it goes on with the next one.
    A second run on the same day finds nobody, for whoever is warned of is left alone.
    """
    told = dict(known or {})
    night = Night(as_of, datetime.fromisoformat(told["at"]) if "at" in told else now())
    counts: dict[str, int] = dict(told.get("counts", {}))
    steps = _steps()
    for place, (name, step) in enumerate(steps.items(), 1):
        if place > told.get("done", 0):
            counts[name] = once(session, partial(step, session, night))
            said = {"at": night.at.isoformat(), "counts": counts}
            once(session, partial(mark, session, place, len(steps), **said))
    return counts


def _steps() -> dict[str, Step]:
    rules: dict[str, Step] = {rule.name.lower(): partial(_raise, rule) for rule in RULES}
    again: Step = lambda session, night: look_again(session, night.as_of)  # noqa: E731 - one of a table
    told: Step = lambda session, night: tell_owners(session, night.as_of, night.at)  # noqa: E731
    return {"reopened": again, **rules, "told": told}


def _raise(rule: Rule, session: Session, night: Night) -> int:
    """The alerts of one rule, and with each its line on the timeline and in the history."""
    columns = _columns(rule, night)
    found = RULES[rule](asked(session, night.as_of)).add_columns(*columns.values())
    names = ["silent_days", "usual_days", "evidence", *columns]
    insert = _INSERTS[session.get_bind().dialect.name](table_of(ChurnAlert)).from_select(names, found)
    # Somebody who warns of the same customer by hand in this moment was faster, and that is all.
    session.execute(insert.on_conflict_do_nothing())
    new = (ChurnAlert.raised_on == night.as_of, ChurnAlert.created_at == night.at, ChurnAlert.rule == rule)
    session.execute(_lines(rule, night, new))
    session.execute(_changes(night, new))
    return session.scalar(sa.select(sa.func.count()).select_from(ChurnAlert).where(*new)) or 0


def _columns(rule: Rule, night: Night) -> dict[str, Any]:
    """What a new alert holds beside what its rule has found."""
    table = table_of(ChurnAlert).c
    said = {
        "status": Status.OPEN, "rule": rule, "raised_on": night.as_of, "version": 1,
        "created_at": night.at, "changed_at": night.at,
    }  # fmt: skip
    literals = {name: sa.literal(value, table[name].type).label(name) for name, value in said.items()}
    theirs = {"customer_id": Customer.id.label("customer_id"), "owner_id": Customer.owner_id.label("owner_id")}
    return {**theirs, "value_at_risk": value_at_risk().label("value_at_risk"), **literals}


def _lines(rule: Rule, night: Night, new: tuple[Any, ...]) -> Any:
    table = table_of(TimelineEntry)
    said = {
        "at": night.at, "action": OPENED, "noun": ChurnAlert.__name__, "summary": str(rule), "version": 1,
        "created_at": night.at, "changed_at": night.at,
    }  # fmt: skip
    literals = [sa.literal(value, table.c[name].type) for name, value in said.items()]
    rows = sa.select(ChurnAlert.customer_id, ChurnAlert.id, json_record(), *literals).where(*new)
    return sa.insert(table).from_select(["customer_id", "record_id", "details", *said], rows)


def _changes(night: Night, new: tuple[Any, ...]) -> Any:
    """That each record began, as the history tells it of every record."""
    table = table_of(Change)
    said = {"noun": ChurnAlert.__name__, "action": CREATE, "field": "", "at": night.at}
    literals = [sa.literal(value, table.c[name].type) for name, value in said.items()]
    rows = sa.select(ChurnAlert.id, *literals).where(*new)
    return sa.insert(table).from_select(["record_id", *said], rows)
