"""A chance to sell: to a customer, or to a prospect who is one once it is won."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, backref, column_property, object_session, relationship, validates

from app.catalog.dictionary import DictionaryEntry
from app.core.errors import INVALID, REFUSED, Refused
from app.core.history import keep_step
from app.core.kinds import Email, Line, Money, Number, Phone, Rate, Text
from app.core.noun import Noun, column, today
from app.core.verb import verb
from app.core.viewer import Person
from app.customers.contact import Contact
from app.customers.customer import Customer, Tier
from app.customers.timeline import tell_customer
from app.organization.department import Department
from app.organization.employee import Employee
from app.sales.conversion import become_customer
from app.sales.hands import refuse_changing, refuse_others
from app.sales.pipeline import LIKELY, LIVE, WEIGHED, Horizon, LossReason, Stage, Status
from app.sales.sellers import is_seller
from app.sales.weighing import weighted

if TYPE_CHECKING:
    from app.sales.development_plan import DevelopmentPlan

TOLD_BY_FIELDS = ("advance", "estimate")
"""Steps that the history tells by what they changed."""


class Opportunity(Noun):
    """A chance to sell; it holds the prospect until it is won."""

    named_by = "summary"
    keepers = ("owner", "creator", "department")
    __table_args__ = (
        sa.Index("ix_opportunity_status_stage", "status", "stage", "expected_close_on"),
        sa.Index("ix_opportunity_owner_id_status", "owner_id", "status"),
    )

    number: Mapped[Number] = column(numbered="OP-{n:05}", search=True)
    status: Mapped[Status] = column(default=Status.OPEN)
    summary: Mapped[Line] = column(
        begins=True, search=True, doc="What it is about, in a line. Example: Chairs for two floors"
    )
    stage: Mapped[Stage] = column(
        default=Stage.IDENTIFIED, derived=True, remembered=True, doc="How far it has come; steps move it on."
    )
    source_id: Mapped[int | None] = column(
        foreign_key="dictionary_entry.id", topic="opportunity_source", doc="How we came to know of it."
    )
    customer_id: Mapped[int | None] = column(foreign_key="customer.id", doc="Left empty for a prospect.")
    contact_id: Mapped[int | None] = column(foreign_key="contact.id", doc="Whom we talk to: a contact of the customer.")
    prospect_company: Mapped[Line | None] = column(search=True, doc="Who may become a customer.")
    prospect_name: Mapped[Line | None] = column(search=True, doc="Whom we talk to there; becomes the main contact.")
    prospect_phone: Mapped[Phone | None] = column(search=True)
    prospect_phone_e164: Mapped[Phone | None] = column(internal=True, index=True)
    prospect_email: Mapped[Email | None] = column(search=True)
    expected_value: Mapped[Money | None] = column(doc="What it brings if it is won.")
    probability: Mapped[Rate] = column(
        default=LIKELY[Stage.IDENTIFIED], doc="How likely it is to be won. Each stage brings its usual one."
    )
    expected_close_on: Mapped[date | None] = column(index=True, doc="The day by which it is decided.")
    horizon: Mapped[Horizon] = column(default=Horizon.SHORT, doc="How far ahead: this quarter, this year, or later.")
    value_class: Mapped[Tier] = column(
        default=Tier.B, doc="What they may be worth to us: A important, B general, C given up."
    )
    owner_id: Mapped[int | None] = column(
        foreign_key="ab_user.id",
        derived=True,
        remembered=True,
        index=False,
        doc="The salesperson that it was given to.",
    )
    creator_id: Mapped[int | None] = column(
        foreign_key="ab_user.id",
        derived=True,
        doc="Who brought it in, and may change it until it is given to somebody.",
    )
    department_id: Mapped[int | None] = column(
        foreign_key="department.id", doc="Whose managers give it to somebody. Left empty: that of who opens it."
    )
    closed_on: Mapped[date | None] = column(derived=True, doc="The day that it was won or lost.")
    loss_reason_id: Mapped[int | None] = column(foreign_key="dictionary_entry.id", topic="loss_reason", derived=True)
    description: Mapped[Text | None] = column()

    source: Mapped[DictionaryEntry | None] = relationship(foreign_keys=source_id)
    customer: Mapped[Customer | None] = relationship(
        foreign_keys=customer_id, backref=backref("opportunities", passive_deletes="all")
    )
    contact: Mapped[Contact | None] = relationship(foreign_keys=contact_id)
    owner: Mapped[Employee | None] = relationship(foreign_keys=owner_id)
    creator: Mapped[Employee | None] = relationship(foreign_keys=creator_id)
    department: Mapped[Department | None] = relationship(foreign_keys=department_id)
    loss_reason: Mapped[DictionaryEntry | None] = relationship(foreign_keys=loss_reason_id)
    plans: Mapped[list[DevelopmentPlan]] = relationship(
        back_populates="opportunity", order_by="DevelopmentPlan.id", cascade="all, delete-orphan"
    )
    if TYPE_CHECKING:
        weighted: Mapped[Decimal | None]
        is_overdue: Mapped[bool]

    # Its life ----------------------------------------------------------------------------------------------------

    @verb(begins=True, becomes=Status.OPEN)
    def open(self, *, by: Person | None) -> None:
        """Take it down; a manager gives it to a salesperson."""
        if self.customer is None and not (self.prospect_company or self.prospect_name):
            message = "Say who it is: a customer, or the name of a prospect or of their company."
            raise Refused(INVALID, message, "prospect_company")
        self.creator = cast("Employee | None", by)
        self.department = (
            self.department or getattr(by, "department", None) or getattr(self.customer, "department", None)
        )

    @verb(when=LIVE, becomes=Status.ASSIGNED)
    def assign(self, *, to: Employee, reason: str = "", by: Person | None) -> None:
        """Give it to a salesperson; to another one than before only with a reason."""
        if self.owner is to:
            raise Refused(REFUSED, "{name} has it already.", "to", name=str(to))
        if self.owner is not None and not reason:
            raise Refused(REFUSED, "{name} has it. Say why it goes to somebody else.", "reason", name=str(self.owner))
        session = object_session(self)
        if session is not None and not is_seller(session, to):
            raise Refused(REFUSED, "{name} does not pursue opportunities: choose who sells.", "to", name=str(to))
        self.owner = to
        self.department = to.department or self.department

    @verb(when=Status.ASSIGNED)
    def advance(self, *, stage: Stage, probability: Rate | None = None, by: Person | None) -> None:
        """Move it to another stage, which brings its usual probability unless another one is said."""
        self.refuse_others(by)
        if stage is self.stage:
            raise Refused(REFUSED, "It is at that stage already: {stage}.", "stage", stage=stage)
        if stage in WEIGHED and not (self.expected_value and self.expected_close_on):
            message = "From {stage} on, what it brings and by when is known. Estimate it first."
            raise Refused(REFUSED, message, "stage", stage=WEIGHED[0])
        self.stage, self.probability = stage, LIKELY[stage] if probability is None else probability

    @verb(when=Status.ASSIGNED)
    def estimate(
        self,
        *,
        expected_value: Money | None = None,
        probability: Rate | None = None,
        expected_close_on: date | None = None,
        by: Person | None,
    ) -> None:
        """Say what it may bring now, how likely that is, and by when; what is left empty stays."""
        self.refuse_others(by)
        said = {"expected_value": expected_value, "probability": probability, "expected_close_on": expected_close_on}
        known = {name: value for name, value in said.items() if value is not None}
        if not known:
            raise Refused(INVALID, "Say what has changed.", "expected_value")
        for name, value in known.items():
            setattr(self, name, value)

    @verb(when=Status.ASSIGNED, becomes=Status.WON)
    def win(
        self, *, customer: Customer | None = None, as_new_customer: bool = False, on: date | None = None,
        by: Person | None,
    ) -> None:  # fmt: skip
        """They buy: a prospect becomes a customer with a contact, unless there is one already."""
        self.refuse_others(by)
        self._refuse_while_planned()
        become_customer(self, chosen=customer, is_new=as_new_customer)
        self._close(on)

    @verb(when=LIVE, becomes=Status.LOST)
    def lose(self, *, reason: LossReason, note: str = "", on: date | None = None, by: Person | None) -> None:
        """It will not come to anything; say why."""
        self.refuse_others(by)
        self.loss_reason = reason
        self._close(on)

    @verb(when=(Status.WON, Status.LOST))
    def reopen(self, *, reason: str, by: Person | None) -> Status:
        """It is not over; say why. The customer that it brought stays."""
        self.refuse_others(by)
        self.closed_on = self.loss_reason = None
        return Status.OPEN if self.owner is None else Status.ASSIGNED

    # Its rules ---------------------------------------------------------------------------------------------------

    def refuse_change(self) -> None:
        refuse_changing(self)

    def refuse_others(self, by: Person | None) -> None:
        refuse_others(self, by)

    def _refuse_while_planned(self) -> None:
        """What is developed by a plan is won by the plan."""
        plan = next((each for each in self.plans if each.is_live and not each.is_succeeding), None)
        if plan is not None:
            raise Refused(
                REFUSED, "It is developed by the plan “{plan}”: that succeeds, or is given up.", plan=str(plan)
            )

    def _close(self, on: date | None) -> None:
        self.closed_on = on or today()

    @validates("expected_value")
    def _not_negative(self, name: str, value: Decimal | None) -> Decimal | None:
        if value is not None and value < 0:
            raise Refused(INVALID, "This is not less than nothing.", name)
        return value

    @validates("probability")
    def _a_share(self, name: str, value: Decimal) -> Decimal:
        if not 0 <= value <= 1:
            raise Refused(INVALID, "This is between 0 and 100 percent.", name)
        return value

    def check(self) -> None:
        """Whom we talk to is a contact of the customer."""
        if self.contact is not None and self.contact.customer is not self.customer:
            raise Refused(INVALID, "{contact} is not of this customer.", "contact", contact=str(self.contact))

    def tell(self, action: str, about: Any, *, by: Any, details: dict[str, str]) -> None:
        """In its own history, and on the timeline of its customer, also by one who does not see that customer."""
        step = action.partition(".")[2]
        if about is self and step not in TOLD_BY_FIELDS:
            said = (details.get(name) for name in ("to", "reason", "note"))
            keep_step(self, step, by=by, reason=", ".join(filter(None, said)) or None)
        tell_customer(self, action, about, by=by, details=details)


Opportunity.weighted = column_property(
    weighted(Opportunity.expected_value, Opportunity.probability),
    info={"kind": "money"},
    doc="What it brings, times how likely it is.",
)
Opportunity.is_overdue = column_property(
    sa.and_(Opportunity.status.in_(LIVE), Opportunity.expected_close_on < sa.func.current_date()),
    doc="Whether the day by which it was to be decided is over.",
)
