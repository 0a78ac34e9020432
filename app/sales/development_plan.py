"""How an opportunity is developed: a plan of dated steps, which ends in success or is given up."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Mapped, object_session, relationship

from app.core.errors import REFUSED, Refused
from app.core.events import on
from app.core.kinds import Line, Text
from app.core.noun import Noun, column, today
from app.core.verb import verb
from app.core.viewer import Person, viewer_of
from app.customers.customer import Customer
from app.sales.opportunity import Opportunity
from app.sales.pipeline import Status as OpportunityStatus
from app.sales.plan_step import PlanStep


class Status(StrEnum):
    DRAFT = "Draft"
    RUNNING = "Running"
    SUCCEEDED = "Succeeded"
    GIVEN_UP = "Given up"


LIVE = (Status.DRAFT, Status.RUNNING)


class DevelopmentPlan(Noun):
    """How one opportunity is brought to success, step by step."""

    hangs_on = "opportunity"
    named_by = "goal"
    is_succeeding = False
    """Whether it is winning its opportunity at this very moment."""

    opportunity_id: Mapped[int] = column(foreign_key="opportunity.id")
    status: Mapped[Status] = column(default=Status.DRAFT, index=True)
    goal: Mapped[Line] = column(search=True, doc="What is to be reached. Example: They try ten chairs for a month")
    due_on: Mapped[date | None] = column(doc="By when.")
    started_on: Mapped[date | None] = column(derived=True)
    ended_on: Mapped[date | None] = column(derived=True)
    reason: Mapped[Line | None] = column(derived=True, doc="Why it was given up.")
    remarks: Mapped[Text | None] = column()

    opportunity: Mapped[Opportunity] = relationship(back_populates="plans")
    steps: Mapped[list[PlanStep]] = relationship(
        back_populates="plan", order_by="PlanStep.due_on, PlanStep.id", cascade="all, delete-orphan"
    )

    @verb(when=Status.DRAFT, becomes=Status.RUNNING)
    def start(self, *, by: Person | None) -> None:
        """The plan is put to work; from now on its steps are reported."""
        self._refuse_unless_assigned()
        self.opportunity.refuse_others(by)
        if not self.steps:
            raise Refused(REFUSED, "A plan without steps cannot be started.")
        self.started_on = today()

    @verb(when=Status.RUNNING, becomes=Status.SUCCEEDED)
    def succeed(
        self, *, customer: Customer | None = None, as_new_customer: bool = False, on: date | None = None,
        by: Person | None,
    ) -> None:  # fmt: skip
        """The goal is reached and the opportunity won: a prospect becomes a customer with a contact."""
        self.is_succeeding = True
        try:
            self.opportunity.win(customer=customer, as_new_customer=as_new_customer, on=on, by=by)
        finally:
            self.is_succeeding = False
        self.ended_on = on or today()

    @verb(when=LIVE, becomes=Status.GIVEN_UP)
    def give_up(self, *, reason: Line, by: Person | None) -> None:
        """It leads nowhere; say why. The opportunity stays, for another plan."""
        self.opportunity.refuse_others(by)
        self.reason, self.ended_on = reason, today()

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def is_running(self) -> bool:
        return self.status is Status.RUNNING

    def refuse_change(self) -> None:
        if not self.is_live:
            raise Refused(REFUSED, "This plan is over: {status}.", status=self.status)
        self._refuse_unless_assigned()
        self.opportunity.refuse_others(_looker(self.opportunity))
        if any(each.is_live and each is not self for each in self.opportunity.plans):
            raise Refused(REFUSED, "It is developed by a plan already. That one succeeds or is given up first.")

    def _refuse_unless_assigned(self) -> None:
        if self.opportunity is not None and self.opportunity.status is not OpportunityStatus.ASSIGNED:
            message = "A plan is made for an assigned opportunity; this one is {status}."
            raise Refused(REFUSED, message, "opportunity", status=self.opportunity.status)

    def tell(self, action: str, about: Any, *, by: Any, details: dict[str, str]) -> None:
        if about is self:
            super().tell(action, about, by=by, details=details)
        self.opportunity.tell(action, about, by=by, details=details)


def _looker(record: Any) -> Person | None:
    session = object_session(record)
    return viewer_of(session).person if session is not None else None


@on("opportunity.lose")
def _end_with_it(opportunity: Opportunity) -> None:
    """What is lost is developed no more."""
    for plan in opportunity.plans:
        if plan.is_live:
            plan.give_up(reason=str(opportunity.loss_reason), by=None)
