"""Everything that happens to a customer is one line on one timeline."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, backref, declared_attr, object_session, relationship

from app.core.kinds import Line
from app.core.noun import Noun, column, now, table_of
from app.customers.customer import Customer
from app.organization.employee import Employee


class TimelineEntry(Noun):
    """One line of what happened between a customer and us; verbs write it."""

    hangs_on = "customer"
    named_by = "action"
    plural = "timeline_entries"
    logged = False
    __table_args__ = (sa.Index("ix_timeline_entry_customer_id_at", "customer_id", "at"),)

    customer_id: Mapped[int] = column(foreign_key="customer.id", index=False)
    at: Mapped[datetime] = column(default=now)
    action: Mapped[Line] = column(doc="The step, as noun and verb: order.confirm.")
    noun: Mapped[Line] = column(doc="What the step was taken on.")
    record_id: Mapped[int] = column(default=0)
    summary: Mapped[Line] = column(default="", doc="The name of the record at that time.")
    actor_id: Mapped[int | None] = column(foreign_key="ab_user.id", index=False)
    details: Mapped[dict[str, str]] = column(default=dict)

    customer: Mapped[Customer] = relationship(back_populates="timeline")
    actor: Mapped[Employee | None] = relationship(foreign_keys=actor_id)


def line(action: str, about: Any, *, by: Any, details: dict[str, str], at: datetime | None = None) -> TimelineEntry:
    """The line that a step on the record `about` leaves."""
    entry = TimelineEntry(action=action, noun=type(about).__name__, actor=by, details=details)
    if at is not None:
        entry.at = at
    sa.inspect(entry).info["about"] = about
    return entry


def tell_customer(record: Any, action: str, about: Any, *, by: Any, details: dict[str, str]) -> None:
    """A line on the timeline of the record's customer, if it has one, also by who does not see that customer."""
    session = object_session(record)
    if record.customer is not None:
        record.customer.tell(action, about, by=by, details=details)
    elif record.customer_id is not None and session is not None:
        entry = line(action, about, by=by, details=details)
        entry.customer_id = record.customer_id
        session.add(entry)


def _about(record: Any) -> Any:
    """What an unwritten line is about: the record itself, until it has a key."""
    return sa.inspect(record).info.get("about") if isinstance(record, TimelineEntry) else None


@event.listens_for(Session, "before_flush")
def _name_records(session: Session, *_: Any) -> None:
    for entry in session.new:
        about = _about(entry)
        if about is not None:
            entry.summary, entry.record_id = str(about), about.id or 0


@event.listens_for(Session, "after_flush")
def _point_at_records(session: Session, *_: Any) -> None:
    """A record that was new has its key only now."""
    new = [entry for entry in session.new if _about(entry) is not None and not entry.record_id]
    if new:
        table = table_of(TimelineEntry)
        point = sa.update(table).where(table.c.id == sa.bindparam("entry")).values(record_id=sa.bindparam("record"))
        session.connection().execute(point, [{"entry": e.id, "record": _about(e).id} for e in new])


class ConcernsCustomer(Noun):
    """A noun that hangs on a customer: it shares the rule of its rows and writes on its timeline."""

    __abstract__ = True
    hangs_on = "customer"

    customer_list: ClassVar[str]
    """What the list of them is called on a customer: "orders"."""

    customer_id: Mapped[int] = column(foreign_key="customer.id")

    @declared_attr
    def customer(cls) -> Mapped[Customer]:
        # Nothing is written through the list: a customer on whom something hangs is not deleted.
        return relationship(Customer, backref=backref(cls.customer_list, passive_deletes="all"))

    def tell(self, action: str, about: Any, *, by: Any, details: dict[str, str]) -> None:
        self.customer.tell(action, about, by=by, details=details)
