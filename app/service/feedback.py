"""What the customer thought of it: a score and their words. A later one does not erase the first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, relationship

from app.core.errors import REFUSED, Refused
from app.core.kinds import Line, Text
from app.core.noun import Noun, column, now
from app.organization.employee import Employee

if TYPE_CHECKING:
    from app.service.request import ServiceRequest


class Feedback(Noun):
    """How content a customer was with what was done, from 1 to 5, and in their words."""

    hangs_on = "request"
    named_by = "score"
    plural = "feedbacks"

    request_id: Mapped[int] = column(foreign_key="service_request.id")
    at: Mapped[datetime] = column(default=now, index=True, derived=True)
    score: Mapped[int] = column(derived=True, doc="From 1, unhappy, to 5, delighted.")
    words: Mapped[Text | None] = column(derived=True, doc="What they said.")
    asked_by_id: Mapped[int | None] = column(foreign_key="ab_user.id", derived=True, doc="Who asked them on a call.")
    through_link: Mapped[bool] = column(
        default=False, derived=True, doc="Whether they said it themselves, by the link."
    )
    said_by: Mapped[Line | None] = column(derived=True, doc="Who said it, at the customer.")
    resolver_id: Mapped[int | None] = column(foreign_key="ab_user.id", derived=True, doc="Whose work it is about.")

    request: Mapped[ServiceRequest] = relationship(back_populates="feedback")
    asked_by: Mapped[Employee | None] = relationship(foreign_keys=asked_by_id)
    resolver: Mapped[Employee | None] = relationship(foreign_keys=resolver_id)

    def refuse_change(self) -> None:
        raise Refused(REFUSED, "What was done with a request is recorded by its steps and not edited.")
