"""The development plan on the page of its opportunity: its steps with what came of them, and what can be done now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import request
from sqlalchemy.orm import selectinload

from app.core.noun import now
from app.core.shape import field
from app.core.words import N_
from app.sales.development_plan import DevelopmentPlan
from app.sales.opportunity import Opportunity
from app.sales.pipeline import Status
from app.sales.plan_step import PlanStep
from app.sales.plan_step import Status as StepStatus
from views.fab.cells import pill
from views.fab.reader import reader, say
from views.fab.related import is_open
from views.fab.session import session
from views.fab.steps import Button, steps
from views.fab.viewer import viewer

REPORTED = N_("{done} of {all} steps reported")


class Plans:
    """What stands over the story of an opportunity: the plan that runs, or the last one."""

    template, style, script = "opportunity_plan.html", "order.css", ""

    def __init__(self, opportunity: Opportunity) -> None:
        self.opportunity = opportunity

    @property
    def is_shown(self) -> bool:
        return viewer().can("can_list", "DevelopmentPlan") and (bool(self.plans) or self.may_add)

    @cached_property
    def plans(self) -> Sequence[DevelopmentPlan]:
        mine = sa.select(DevelopmentPlan).where(DevelopmentPlan.opportunity_id == self.opportunity.id)
        latest = mine.order_by(DevelopmentPlan.id.desc()).options(selectinload(DevelopmentPlan.steps))
        return session().scalars(latest).all()

    @property
    def plan(self) -> DevelopmentPlan | None:
        return self.plans[0] if self.plans else None

    @property
    def may_add(self) -> bool:
        """A plan is made for what somebody has, one at a time."""
        is_free = self.opportunity.status is Status.ASSIGNED and not any(plan.is_live for plan in self.plans)
        return is_free and viewer().can("can_add", "DevelopmentPlan")

    @property
    def may_add_step(self) -> bool:
        return self.plan is not None and viewer().can("can_add", "PlanStep") and is_open(self.plan)

    @property
    def buttons(self) -> list[Button]:
        return steps(self.plan, viewer(), f"{request.script_root}/development-plan") if self.plan else []

    def report(self, step: PlanStep) -> str:
        """Where it is reported, while that may be."""
        may = viewer().can("can_report", "PlanStep") and step.status is StepStatus.PLANNED
        runs = self.plan is not None and self.plan.is_running
        return f"{request.script_root}/plan-step/step/report/{step.id}" if may and runs else ""

    def status(self, record: DevelopmentPlan | PlanStep) -> str:
        f = field(type(record), "status")
        return pill(f, reader())(record.status) if f is not None else ""

    @property
    def progress(self) -> str:
        each = self.plan.steps if self.plan else []
        done = sum(step.status is StepStatus.REPORTED for step in each)
        return say(REPORTED, done=done, all=len(each))

    def day(self, day: date) -> str:
        return reader().language.day(day)

    def is_late(self, step: PlanStep) -> bool:
        read = reader()
        return step.status is StepStatus.PLANNED and step.due_on < now().astimezone(ZoneInfo(read.zone)).date()

    def measured(self, step: PlanStep) -> str:
        """By what it is measured, and how much came of how much."""
        number = reader().language.number
        said = [number(value, 0 if value == value.to_integral() else 2) if value is not None else "–"
                for value in (step.result, step.target)]  # fmt: skip
        if step.result is None and step.target is None:
            return step.measure or ""
        return say(N_("{came} of {hoped} {measure}"), came=said[0], hoped=said[1], measure=step.measure or "").strip()
