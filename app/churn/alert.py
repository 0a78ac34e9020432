"""The warning that a customer may leave us: raised, deferred with what is tried, and ended as kept or lost."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, object_session, relationship

from app.catalog.dictionary import DictionaryEntry
from app.churn.retention_action import Outcome, RetentionAction
from app.core.errors import INVALID, REFUSED, Refused
from app.core.kinds import Amount, Line, Money, Text
from app.core.language import language
from app.core.moment import moment_of
from app.core.noun import column, today
from app.core.verb import Topic, verb
from app.core.viewer import Person
from app.customers.customer import Status as CustomerStatus
from app.customers.timeline import ConcernsCustomer
from app.organization.employee import Employee
from app.sales.order import SOLD, Order

Action = Annotated[DictionaryEntry, Topic("retention_action")]
"""What is tried to keep somebody: one of the company's own list."""
LossReason = Annotated[DictionaryEntry, Topic("churn_reason")]
NOTHING = Decimal(0)


class Status(StrEnum):
    OPEN = "Raised"
    DEFERRED = "Deferred"
    RETAINED = "Retained"
    LOST = "Lost"


PENDING = (Status.OPEN, Status.DEFERRED)
"""Of these a customer has one at most."""


class Rule(StrEnum):
    """What an alert is raised by, the surest sign first: where several hold, the first one is told."""

    SILENT = "Silent beyond habit"
    FALLING = "Buys less often"
    COMPLAINTS = "Complains more often"
    UNHAPPY = "Not satisfied"
    FLOOR = "Silent for long"
    NEVER_BOUGHT = "Never bought"
    NOTICED = "Noticed by somebody"


class ChurnAlert(ConcernsCustomer):
    """We are warned that a customer may leave."""

    named_by = "rule"
    customer_list = "churn_alerts"
    special = ("raise_all",)
    __table_args__ = (
        # One that is pending per customer, whoever raises it, and however many at once.
        sa.Index(
            "uq_churn_alert_pending", "customer_id", unique=True,
            sqlite_where=sa.text("status IN ('OPEN', 'DEFERRED')"),
            postgresql_where=sa.text("status IN ('OPEN', 'DEFERRED')"),
        ),
        sa.Index("ix_churn_alert_status_value_at_risk", "status", "value_at_risk"),
        sa.Index("ix_churn_alert_status_look_again_on", "status", "look_again_on"),
    )  # fmt: skip

    status: Mapped[Status] = column(default=Status.OPEN)
    rule: Mapped[Rule] = column(default=Rule.NOTICED, derived=True, doc="What it was raised by.")
    reason: Mapped[Text | None] = column(derived=True, doc="What was noticed, by whoever raised it.")
    owner_id: Mapped[int | None] = column(
        foreign_key="ab_user.id", derived=True, doc="Who answered for the customer when it was raised."
    )
    raised_on: Mapped[date] = column(default=today, derived=True, index=True)
    look_again_on: Mapped[date | None] = column(derived=True, doc="Deferred until this day.")
    value_at_risk: Mapped[Amount] = column(
        default=NOTHING, derived=True, doc="What they bought in the year up to their last order."
    )
    silent_days: Mapped[int | None] = column(derived=True, doc="Days since the last order, when it was raised.")
    usual_days: Mapped[int | None] = column(
        derived=True, doc="The usual pause between two days with an order: the median."
    )
    evidence: Mapped[dict[str, Any]] = column(
        default=dict, derived=True, doc="The numbers that were compared, and the records behind them."
    )
    loss_reason_id: Mapped[int | None] = column(
        foreign_key="dictionary_entry.id", topic="churn_reason", derived=True, doc="Why they left."
    )
    note: Mapped[Text | None] = column(derived=True, doc="What was said when it ended.")
    left_open: Mapped[Line | None] = column(
        derived=True, doc="Opportunities that were open with them when they were lost."
    )
    order_id: Mapped[int | None] = column(foreign_key="order.id", derived=True, doc="The order that kept them.")
    saved: Mapped[Amount | None] = column(derived=True, doc="What the order that kept them came to.")
    closed_at: Mapped[datetime | None] = column(derived=True, index=True, doc="When they were kept or lost.")
    won_back_on: Mapped[date | None] = column(derived=True, doc="The day that they came back after all.")

    owner: Mapped[Employee | None] = relationship(foreign_keys=owner_id)
    loss_reason: Mapped[DictionaryEntry | None] = relationship(foreign_keys=loss_reason_id)
    order: Mapped[Order | None] = relationship(foreign_keys=order_id)
    actions: Mapped[list[RetentionAction]] = relationship(
        back_populates="alert", order_by="RetentionAction.id", cascade="all, delete-orphan"
    )

    @property
    def is_pending(self) -> bool:
        return self.status in PENDING

    # Its life ----------------------------------------------------------------------------------------------------

    @verb(begins=True, becomes=Status.OPEN)
    def open(self, *, reason: str, by: Person | None) -> None:
        """Warn that the customer may leave: say what was noticed. The nightly rules do so by themselves."""
        self._refuse_second()
        self.reason, self.owner, self.raised_on = reason, self.customer.owner, moment_of(self).date()

    @verb(when=PENDING, becomes=Status.DEFERRED)
    def defer(
        self,
        *,
        action: Action,
        until: date,
        cost: Money | None = None,
        note: str = "",
        by: Person | None,
    ) -> None:
        """Try something to keep them, and look again on a day; several things can be tried in turn."""
        day = moment_of(self).date()
        if until <= day:
            raise Refused(INVALID, "This day has passed. Choose a later one to look again.", "until")
        if cost is not None and cost < 0:
            raise Refused(INVALID, "It costs nothing at least.", "cost")
        self._end_actions(Outcome.NOT_ENOUGH)
        given = {"kind": action, "cost": cost, "taken_on": day, "until": until, "note": note or None}
        self.actions.append(RetentionAction(**given, taken_by=cast("Employee | None", by)))
        self.look_again_on = until

    @verb(when=Status.DEFERRED, becomes=Status.OPEN)
    def reopen(self, *, by: Person | None) -> None:
        """Look again: when the day has come, it is done by itself."""
        self._end_actions(Outcome.NOT_ENOUGH)
        self.look_again_on = None

    @verb(when=PENDING, becomes=Status.RETAINED)
    def retain(self, *, order: Order | None = None, note: str = "", by: Person | None) -> None:
        """They stay; an order that is confirmed after the warning says so by itself."""
        if order is not None:
            self._refuse_other(order)
            self.order, self.saved = order, order.total
        self._end(Outcome.KEPT, note)

    @verb(when=PENDING, becomes=Status.LOST)
    def confirm_loss(self, *, reason: LossReason, note: str = "", by: Person | None) -> None:
        """They have left us: say why. The customer is lost from now on, too."""
        self.loss_reason = reason
        self._end(Outcome.LOST, note)
        words = f"{reason}: {note}" if note else str(reason)
        if self.customer.status is CustomerStatus.ACTIVE:
            self.customer.lose(reason=words, by=by)
        elif self.customer.status is CustomerStatus.PROSPECT:
            self.customer.deactivate(reason=words, by=by)

    # How it ends -------------------------------------------------------------------------------------------------

    def _end(self, outcome: Outcome, note: str) -> None:
        self._end_actions(outcome)
        self.note, self.closed_at, self.look_again_on = note or None, moment_of(self), None

    def _end_actions(self, outcome: Outcome) -> None:
        """What was tried last is what kept them or did not: earlier ones were not enough."""
        for action in self.actions:
            if action.outcome is Outcome.WAITING:
                action.outcome = outcome

    def _refuse_other(self, order: Order) -> None:
        if order.customer is not self.customer:
            raise Refused(INVALID, "{order} is of another customer.", "order", order=order.number)
        if order.status not in SOLD:
            raise Refused(REFUSED, "{order} is not confirmed.", "order", order=order.number)

    def _refuse_second(self) -> None:
        session = object_session(self)
        if session is None:
            return
        others = sa.select(ChurnAlert.id).where(
            ChurnAlert.customer_id == self.customer.id, ChurnAlert.status.in_(PENDING)
        )
        if session.scalar(others.limit(1)) is not None:
            raise Refused(REFUSED, "There is an open alert of {customer} already.", "customer", customer=self.customer)

    def tell(self, action: str, about: Any, *, by: Any, details: dict[str, str]) -> None:
        self.customer.tell(action, about, by=by, details=details, at=moment_of(self))

    def refuse_change(self) -> None:
        if self.closed_at is not None:
            raise Refused(REFUSED, "This alert is closed; it stays as it was.")

    def refuse_delete(self) -> None:
        raise Refused(REFUSED, "An alert ends as retained or lost; it is not deleted.")

    def named_in(self, language_code: str) -> str:
        return language(language_code).say(str(self.rule.value))
