"""How a request was solved: the time, what was done, and in which way."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, relationship

from app.core.errors import REFUSED, Refused
from app.core.kinds import Text
from app.core.noun import Noun, column, now
from app.organization.employee import Employee
from app.service.words import How

if TYPE_CHECKING:
    from app.service.request import ServiceRequest


class Resolution(Noun):
    """What was done about a request, how, by whom, and how long it took."""

    hangs_on = "request"
    named_by = "what"

    request_id: Mapped[int] = column(foreign_key="service_request.id")
    at: Mapped[datetime] = column(default=now, index=True, derived=True)
    what: Mapped[Text] = column(derived=True, doc="What was done.")
    how: Mapped[How] = column(default=How.PHONE, derived=True, doc="In which way.")
    minutes_spent: Mapped[int] = column(derived=True)
    resolved_by_id: Mapped[int | None] = column(foreign_key="ab_user.id", derived=True)

    request: Mapped[ServiceRequest] = relationship(back_populates="resolutions")
    resolved_by: Mapped[Employee | None] = relationship(foreign_keys=resolved_by_id)

    def refuse_change(self) -> None:
        raise Refused(REFUSED, "What was done with a request is recorded by its steps and not edited.")
