"""What was tried to keep a customer, what it cost, and what came of it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, relationship

from app.catalog.dictionary import DictionaryEntry
from app.core.errors import REFUSED, Refused
from app.core.kinds import Money, Text
from app.core.language import language
from app.core.noun import Noun, column, today
from app.organization.employee import Employee

if TYPE_CHECKING:
    from app.churn.alert import ChurnAlert


class Outcome(StrEnum):
    WAITING = "Waiting"
    NOT_ENOUGH = "Not enough"
    KEPT = "Kept"
    LOST = "Lost"


class RetentionAction(Noun):
    """Something that was tried to keep a customer; the step `defer` records it, and the end of its alert ends it."""

    hangs_on = "alert"
    named_by = "taken_on"

    alert_id: Mapped[int] = column(foreign_key="churn_alert.id", derived=True)
    taken_on: Mapped[date] = column(default=today, derived=True, index=True)
    kind_id: Mapped[int] = column(foreign_key="dictionary_entry.id", topic="retention_action", derived=True)
    cost: Mapped[Money | None] = column(derived=True, doc="What it costs us.")
    until: Mapped[date] = column(derived=True, doc="When we look again whether it helped.")
    note: Mapped[Text | None] = column(derived=True)
    taken_by_id: Mapped[int | None] = column(foreign_key="ab_user.id", derived=True, doc="Who did it.")
    outcome: Mapped[Outcome] = column(
        default=Outcome.WAITING, derived=True, doc="What was tried last before they stayed is what kept them."
    )

    alert: Mapped[ChurnAlert] = relationship(back_populates="actions")
    kind: Mapped[DictionaryEntry] = relationship(foreign_keys=kind_id)
    taken_by: Mapped[Employee | None] = relationship(foreign_keys=taken_by_id)

    def refuse_change(self) -> None:
        raise Refused(REFUSED, "A retention action is recorded by deferring an alert; it is not edited.")

    def named_in(self, language_code: str) -> str:
        return language(language_code).day(self.taken_on)
