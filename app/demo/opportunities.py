"""A month of selling at the example company, told through the steps that people take, each by who takes it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.dictionary import DictionaryEntry, Topic, entry
from app.core import doorman
from app.core.database import system_session
from app.customers.customer import Customer, Tier
from app.customers.timeline import TimelineEntry
from app.organization.employee import Employee
from app.organization.notification import Notification
from app.organization.viewing import look_as
from app.sales.development_plan import DevelopmentPlan
from app.sales.opportunity import Opportunity
from app.sales.pipeline import Horizon, Stage
from app.sales.plan_step import PlanStep

STORY = Path(__file__).with_name("opportunities.toml")
MANAGER, FIRST = "max", "ana"
OLD = 3
"""News of so many days ago have been seen."""
CLOCK = time(14, 20)
STAGES = {"I": 0, "Q": 1, "P": 2, "N": 3, "W": 3, "L": 2}
"""How far each has come, by the letter in the story."""


@dataclass(frozen=True)
class Told:
    """One line of the story."""

    what: str
    who: str
    value: Decimal
    far: str
    opened: int
    decided: int
    seller: str
    source: str
    horizon: str
    value_class: str

    @classmethod
    def of(cls, line: str) -> Told:
        what, who, value, far, opened, decided, *rest = (part.strip() for part in line.split("|"))
        return cls(what, who, Decimal(value), far, int(opened), int(decided), *rest)


@dataclass
class People:
    """Those who take steps, each with a session of their own."""

    engine: sa.Engine
    sessions: ExitStack

    def __post_init__(self) -> None:
        self._known: dict[str, Session] = {}

    def session(self, name: str) -> Session:
        if name not in self._known:
            session = self.sessions.enter_context(Session(self.engine))
            look_as(session, _person(session, name))
            self._known[name] = session
        return self._known[name]

    def takes(self, name: str, noun: type[Any], step: str, id: int, **given: Any) -> Any:
        return doorman.step(self.session(name), noun, step, id, given)


def pursued(engine: sa.Engine, as_of: date) -> int:
    """Tells the story up to this day; says of how many opportunities."""
    story = tomllib.loads(STORY.read_text())
    told = [Told.of(line) for line in story["told"]]
    plans = {each["of"]: each for each in story["plan"]}
    with ExitStack() as sessions:
        people = People(engine, sessions)
        ids = {_pursue(people, each, plans.get(each.what), as_of): each for each in told}
    with system_session(engine) as session:
        doorman.once(session, partial(_date, session, ids, as_of))
    return len(ids)


def _pursue(people: People, told: Told, plan: Mapping[str, Any] | None, as_of: date) -> int:
    given = _given(people, told, as_of)
    customer = given.get("customer")
    seller = customer.owner.username if customer is not None else told.seller or FIRST
    own = {"customer": customer.id} if customer is not None else {}
    id: int = doorman.create(people.session(seller), Opportunity, {**given, **own}).id
    if told.far != "U":
        people.takes(MANAGER, Opportunity, "assign", id, to=_person(people.session(MANAGER), seller))
        _go_on(people, seller, id, told, plan, as_of)
    return id


def _go_on(people: People, seller: str, id: int, told: Told, plan: Mapping[str, Any] | None, as_of: date) -> None:
    closed = as_of + timedelta(days=told.decided)
    for stage in list(Stage)[1 : STAGES[told.far[0]] + 1]:
        people.takes(seller, Opportunity, "advance", id, stage=stage)
    if plan is not None:
        plan_id = _develop(people, seller, id, plan, as_of)
        if told.far == "W":
            people.takes(seller, DevelopmentPlan, "succeed", plan_id, on=closed)
    elif told.far == "W":
        people.takes(seller, Opportunity, "win", id, on=closed)
    if told.far.startswith("L"):
        _lose(people, seller, id, told, closed)


def _given(people: People, told: Told, as_of: date) -> dict[str, Any]:
    session = people.session(MANAGER)
    source = entry(session, Topic.OPPORTUNITY_SOURCE, told.source)
    known = {
        "summary": told.what,
        "expected_value": told.value,
        "expected_close_on": as_of + timedelta(days=told.decided),
        "source": source.id if source else None,
        "horizon": Horizon[told.horizon],
        "value_class": Tier[told.value_class],
    }
    return {**known, **(_customer(session, told.who[1:]) if told.who.startswith("@") else _prospect(told))}


def _customer(session: Session, name: str) -> dict[str, Any]:
    by_name = sa.select(Customer).where(Customer.name == name).order_by(Customer.id)
    return {"customer": session.scalars(by_name).first()}


def _prospect(told: Told) -> dict[str, Any]:
    name, _, company = (part.strip() for part in told.who.partition(","))
    reach = "".join(letter for letter in (company or name).lower().split()[0] if letter.isascii() and letter.isalpha())
    phone = f"+1 646 555 {100 + crc32(told.what.encode()) % 100:04}"
    first = name.lower().split()[0]
    return {
        "prospect_name": name,
        "prospect_company": company or None,
        "prospect_phone": phone,
        "prospect_email": f"{first}@{reach}.example",
    }


def _lose(people: People, seller: str, id: int, told: Told, on: date) -> None:
    code = told.far.partition(":")[2]
    reason = entry(people.session(seller), Topic.LOSS_REASON, code)
    assert isinstance(reason, DictionaryEntry)  # noqa: S101 - delivered with the dictionary
    people.takes(seller, Opportunity, "lose", id, reason=reason.id, on=on)


def _develop(people: People, seller: str, id: int, plan: Mapping[str, Any], as_of: date) -> int:
    session = people.session(seller)
    due = as_of + timedelta(days=plan["due"])
    made = doorman.create(session, DevelopmentPlan, {"opportunity": id, "goal": plan["goal"], "due_on": due})
    plan_id: int = made.id
    lines = [[part.strip() for part in line.split("|")] for line in plan["steps"]]
    steps = [doorman.create(session, PlanStep, {"plan": plan_id, **_step(line, as_of)}).id for line in lines]
    people.takes(seller, DevelopmentPlan, "start", plan_id)
    for step, (_, day, _, _, result, effect) in zip(steps, lines, strict=True):
        if effect:
            on = as_of + timedelta(days=int(day))
            people.takes(seller, PlanStep, "report", step, effect=effect, result=Decimal(result or 0), on=on)
    return plan_id


def _step(line: Sequence[str], as_of: date) -> dict[str, Any]:
    action, day, measure, target, *_ = line
    hoped = Decimal(target) if target else None
    return {"action": action, "due_on": as_of + timedelta(days=int(day)), "measure": measure or None, "target": hoped}


def _person(session: Session, name: str) -> Employee:
    return session.scalars(sa.select(Employee).where(Employee.username == name)).one()


# When it was ---------------------------------------------------------------------------------------------------------


def _date(session: Session, ids: Mapping[int, Told], as_of: date) -> None:
    """All was told just now; what it left stands at the days that it tells of."""
    about, reported = _about(session)
    for line in session.scalars(sa.select(TimelineEntry).where(TimelineEntry.noun.in_(list(about)))):
        told = ids[about[line.noun][line.record_id]]
        day = reported.get(line.record_id) if line.action == "plan_step.report" else None
        line.at = datetime.combine(day, CLOCK, UTC) if day else _moment(as_of, told, line.action)
    for news in session.scalars(sa.select(Notification).where(Notification.noun == "Opportunity")):
        news.at = _moment(as_of, ids[news.record_id or 0], "opportunity.assign")
        if news.at.date() < as_of - timedelta(days=OLD):
            news.seen_at = news.at
    for record in session.scalars(sa.select(Opportunity)):
        record.created_at = _moment(as_of, ids[record.id], "opportunity.open")


def _about(session: Session) -> tuple[dict[str, dict[int, int]], dict[int, date | None]]:
    """Of which opportunity each record tells, by noun; and when steps were reported."""
    plans = {plan.id: plan.opportunity_id for plan in session.scalars(sa.select(DevelopmentPlan))}
    steps = session.scalars(sa.select(PlanStep)).all()
    known = {id: id for id in session.scalars(sa.select(Opportunity.id))}
    of_steps = {step.id: plans[step.plan_id] for step in steps}
    about = {"Opportunity": known, "DevelopmentPlan": plans, "PlanStep": of_steps}
    return about, {step.id: step.reported_on for step in steps}


def _moment(as_of: date, told: Told, action: str) -> datetime:
    """Opened, given away the next day, closed on its day, and moved on in between."""
    end = told.decided if told.far[0] in "WL" else -1
    between = max(1, (told.opened + end) // 2)
    ago = {"opportunity.open": told.opened, "opportunity.assign": max(0, told.opened - 1)}
    last = dict.fromkeys(("opportunity.win", "opportunity.lose"), -end)
    days = {**ago, **last}.get(action, max(told.opened - between, -end))
    return datetime.combine(as_of - timedelta(days=max(0, days)), CLOCK, UTC)
