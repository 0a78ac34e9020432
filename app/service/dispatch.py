"""That an employee was sent to take care of a request. One that is sent again does not erase the first."""

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


class Dispatch(Noun):
    """Who was sent to take care of a request, by whom, and why somebody else this time."""

    hangs_on = "request"
    name: Mapped[Line] = column(default="", derived=True, doc="Who was sent, as they were called then.")
    request_id: Mapped[int] = column(foreign_key="service_request.id")
    at: Mapped[datetime] = column(default=now, derived=True)
    assignee_id: Mapped[int] = column(foreign_key="ab_user.id", derived=True, doc="Who was sent.")
    dispatcher_id: Mapped[int | None] = column(foreign_key="ab_user.id", derived=True, doc="By whom.")
    note: Mapped[Text | None] = column(derived=True, doc="What the assignee was told.")
    reason: Mapped[Text | None] = column(derived=True, doc="Why it went to somebody else than before.")
    accepted_at: Mapped[datetime | None] = column(derived=True)

    request: Mapped[ServiceRequest] = relationship(back_populates="dispatches")
    assignee: Mapped[Employee] = relationship(foreign_keys=assignee_id)
    dispatcher: Mapped[Employee | None] = relationship(foreign_keys=dispatcher_id)

    def refuse_change(self) -> None:
        raise Refused(REFUSED, "What was done with a request is recorded by its steps and not edited.")
