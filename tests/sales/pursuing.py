"""Every step of an opportunity, its plan and the steps of that, as the doors are asked for it in four ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.core import doorman
from app.core.noun import today
from app.sales.development_plan import DevelopmentPlan
from app.sales.opportunity import Opportunity
from app.sales.plan_step import PlanStep
from tests.sales.test_opportunity import Looking, assigned, opened, person, reason, taken


@dataclass(frozen=True)
class Case:
    """A step: who takes it on what, what becomes, when it is not the moment, and who may not."""

    noun: type[Any]
    name: str
    ready: str
    becomes: str
    too_late: str
    by: str = "ana"
    given: Callable[[Session], dict[str, str]] = field(default=lambda session: {})
    may_not: str = "rosa"
    sees_not: str = "luis"

    def __str__(self) -> str:
        return f"{self.noun.__name__} {self.name}"


CASES = [
    Case(
        Opportunity, "assign", "open", "ASSIGNED", "won", "max", lambda s: {"to": str(person(s, "ana").id)}, "ana", ""
    ),
    Case(Opportunity, "advance", "assigned", "ASSIGNED", "lost", given=lambda s: {"stage": "QUALIFIED"}),
    Case(Opportunity, "estimate", "assigned", "ASSIGNED", "won", given=lambda s: {"expected_value": "500"}),
    Case(Opportunity, "win", "assigned", "WON", "open"),
    Case(Opportunity, "lose", "assigned", "LOST", "won", given=lambda s: {"reason": str(reason(s).id)}),
    Case(Opportunity, "reopen", "lost", "ASSIGNED", "assigned", given=lambda s: {"reason": "They called"}),
    Case(DevelopmentPlan, "start", "draft", "RUNNING", "over"),
    Case(DevelopmentPlan, "succeed", "running", "SUCCEEDED", "draft"),
    Case(DevelopmentPlan, "give_up", "running", "GIVEN_UP", "over", given=lambda s: {"reason": "They moved"}),
    Case(PlanStep, "report", "runs", "REPORTED", "waits", given=lambda s: {"effect": "Nine tried one"}),
]
REPEATED = {"estimate"}
"""What may be said again: the second time changes nothing."""


def in_state(looking: Looking, name: str) -> int:
    """The id of one that is as far."""
    if name in ("draft", "running", "over"):
        return _plan(looking, name)[0]
    if name in ("waits", "runs"):
        return _plan(looking, "draft" if name == "waits" else "running")[1]
    if name == "open":
        return opened(looking("ana")).id
    id, ana = assigned(looking), looking("ana")
    if name == "won":
        taken(ana, "win", id)
    elif name == "lost":
        taken(ana, "lose", id, reason=reason(ana))
    return id


def _plan(looking: Looking, name: str) -> tuple[int, int]:
    ana, id = looking("ana"), assigned(looking)
    plan = doorman.create(ana, DevelopmentPlan, {"opportunity": id, "goal": "They try ten chairs"}).id
    step = {"plan": plan, "action": "Show the samples", "due_on": today() + timedelta(days=5)}
    step_id = doorman.create(ana, PlanStep, step).id
    if name in ("running", "over"):
        doorman.step(ana, DevelopmentPlan, "start", plan, {})
    if name == "over":
        doorman.step(ana, DevelopmentPlan, "give_up", plan, {"reason": "No"})
    return plan, step_id
