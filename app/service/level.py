"""How soon we promise to help: working hours by kind and priority, one table that an administrator changes."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, validates

from app.core.errors import INVALID, REFUSED, Refused
from app.core.noun import Noun, column
from app.service.words import Priority, RequestKind

PROMISED: dict[Priority, int] = {Priority.URGENT: 4, Priority.HIGH: 9, Priority.NORMAL: 18, Priority.LOW: 45}
"""Working hours to begin with, nine to a day."""
SLOWER = {RequestKind.REPAIR: 2, RequestKind.SUGGESTION: 5}
"""By how much more we take of these."""
MOST = 1000


class ServiceLevel(Noun):
    """Within how many working hours a request of a kind and a priority is to be resolved."""

    public = True
    named_by = "kind"
    __table_args__ = (sa.Index("ix_service_level_kind_priority", "kind", "priority", unique=True),)

    kind: Mapped[RequestKind] = column(default=RequestKind.INQUIRY, fixed=True)
    priority: Mapped[Priority] = column(default=Priority.NORMAL, fixed=True)
    hours: Mapped[int] = column(default=PROMISED[Priority.NORMAL], doc="Working hours until it is resolved, 1 to 1000.")

    @validates("hours")
    def _some(self, name: str, hours: int) -> int:
        if not 1 <= hours <= MOST:
            raise Refused(INVALID, "This is between {least} and {most}.", name, least=1, most=MOST)
        return hours

    def refuse_delete(self) -> None:
        raise Refused(REFUSED, "There is one for each kind and priority; change its hours.")


def promised(kind: RequestKind, priority: Priority) -> int:
    """The hours that a new database begins with."""
    return PROMISED[priority] * SLOWER.get(kind, 1)


def promised_to(session: Session | None, kind: RequestKind, priority: Priority) -> timedelta:
    """The work within which it is to be resolved, as the table says."""
    if session is None:
        return timedelta(hours=promised(kind, priority))
    meant = sa.select(ServiceLevel.hours).where(ServiceLevel.kind == kind, ServiceLevel.priority == priority)
    return timedelta(hours=session.scalar(meant) or promised(kind, priority))


def deliver_levels(session: Session) -> None:
    """What is missing of the table; what somebody changed stays."""
    known = {(each.kind, each.priority) for each in session.scalars(sa.select(ServiceLevel))}
    for kind in RequestKind:
        for priority in Priority:
            if (kind, priority) not in known:
                session.add(ServiceLevel(kind=kind, priority=priority, hours=promised(kind, priority)))
    session.flush()
