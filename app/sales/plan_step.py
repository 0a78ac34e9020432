"""What is done on a day to win somebody, and what came of it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, column_property, relationship

from app.core.errors import REFUSED, Refused
from app.core.kinds import Line, Quantity, Text
from app.core.noun import Noun, column, today
from app.core.verb import verb
from app.core.viewer import Person
from app.core.words import N_

if TYPE_CHECKING:
    from app.sales.development_plan import DevelopmentPlan


class Status(StrEnum):
    PLANNED = "Planned"
    REPORTED = "Reported"


class PlanStep(Noun):
    """One dated step of a development plan, reported later with its effect."""

    hangs_on = "plan"
    named_by = "action"

    plan_id: Mapped[int] = column(foreign_key="development_plan.id")
    status: Mapped[Status] = column(default=Status.PLANNED)
    action: Mapped[Line] = column(search=True, doc="What is done. Example: Show the sample chairs")
    due_on: Mapped[date] = column(index=True, doc="The day by which it is done.")
    measure: Mapped[Line | None] = column(doc="By what its effect is told. Example: people who tried one")
    target: Mapped[Quantity | None] = column(doc="How much of that is hoped for.")
    result: Mapped[Quantity | None] = column(derived=True, doc="How much of it came.")
    effect: Mapped[Text | None] = column(derived=True, doc="What came of it, in words.")
    reported_on: Mapped[date | None] = column(derived=True)

    plan: Mapped[DevelopmentPlan] = relationship(back_populates="steps")

    @verb(when=Status.PLANNED, becomes=Status.REPORTED, called=N_("Report the effect"))
    def report(self, *, effect: str, result: Quantity | None = None, on: date | None = None, by: Person | None) -> None:
        """Say what came of it; without a day, today."""
        if not self.plan.is_running:
            raise Refused(REFUSED, "Steps are reported while their plan runs; this one is {status}.",
                          status=self.plan.status)  # fmt: skip
        self.plan.opportunity.refuse_others(by)
        self.effect, self.result, self.reported_on = effect, result, on or today()

    def refuse_change(self) -> None:
        if self.status is Status.REPORTED:
            raise Refused(REFUSED, "What was reported stays.")
        if self.plan is not None:
            self.plan.refuse_change()

    def tell(self, action: str, about: Any, *, by: Any, details: dict[str, str]) -> None:
        if about is self:
            super().tell(action, about, by=by, details=details)
        self.plan.tell(action, about, by=by, details=details)


PlanStep.is_overdue = column_property(
    sa.and_(PlanStep.status == Status.PLANNED, PlanStep.due_on < sa.func.current_date()),
    doc="Whether its day is over and nobody has reported.",
)
