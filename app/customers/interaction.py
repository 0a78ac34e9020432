"""What was said between a customer and us: calls, mails, visits, meetings, chats, faxes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, backref, relationship

from app.catalog.dictionary import DictionaryEntry
from app.core.errors import INVALID, REFUSED, Refused
from app.core.kinds import Line, Text
from app.core.noun import column, now, table_of
from app.core.verb import verb
from app.core.viewer import Person
from app.customers.channel import Channel, Way
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.customers.timeline import ConcernsCustomer, TimelineEntry
from app.organization.employee import Employee

AHEAD = timedelta(days=1)
"""How far ahead of our clock one may be that was written down elsewhere."""
LONGEST = 24 * 60


class Interaction(ConcernsCustomer):
    """A call, a mail, a visit, a meeting, a chat or a fax that has been."""

    customer_list = "interactions"
    named_by = "summary"
    __table_args__ = (
        sa.Index("ix_interaction_customer_id_at", "customer_id", "at"),
        sa.Index("ix_interaction_provider_call_id", "provider", "call_id", unique=True),
    )

    channel: Mapped[Channel] = column(default=Channel.CALL)
    direction: Mapped[Way] = column(default=Way.OUT, doc="Who began: they (incoming) or we.")
    at: Mapped[datetime] = column(default=now, index=True, doc="When it was.")
    minutes: Mapped[int | None] = column(doc="How long it took.")
    place: Mapped[Line | None] = column(doc="Where it was.")
    contact_id: Mapped[int | None] = column(foreign_key="contact.id", doc="With whom: a contact of this customer.")
    employee_id: Mapped[int | None] = column(foreign_key="ab_user.id", doc="Who of us. Left empty: who writes it down.")
    purpose_id: Mapped[int | None] = column(foreign_key="dictionary_entry.id", topic="interaction_purpose")
    summary: Mapped[Line] = column(search=True, doc="What it was about, in a line.")
    detail: Mapped[Text | None] = column(doc="What was said.")
    next_step: Mapped[Line | None] = column(doc="What is to be done now.")
    next_step_on: Mapped[date | None] = column(doc="By when.")
    is_missed: Mapped[bool] = column(default=False, derived=True, doc="They called, and nobody answered.")
    provider: Mapped[Line | None] = column(internal=True, doc="The telephone system that told of the call.")
    call_id: Mapped[Line | None] = column(internal=True, doc="Its name for the call.")

    purpose: Mapped[DictionaryEntry | None] = relationship(foreign_keys=purpose_id)
    contact: Mapped[Contact | None] = relationship(
        foreign_keys=contact_id, backref=backref("interactions", passive_deletes="all")
    )
    employee: Mapped[Employee | None] = relationship(
        foreign_keys=employee_id, backref=backref("interactions", passive_deletes="all")
    )

    @verb(begins=True)
    def log(self, *, by: Person | None) -> None:
        """Write down what was said, and with whom."""
        self.employee = self.employee or cast("Employee | None", by)

    def tell(self, action: str, about: Any, *, by: Any, details: dict[str, str]) -> None:
        self.customer.tell(action, about, by=by, details=details, at=self.at)


@event.listens_for(Session, "before_flush")
def _keep_rules(session: Session, *_: Any) -> None:
    with session.no_autoflush:
        for each in [*session.new, *session.dirty]:
            if isinstance(each, Interaction):
                _check(each)


def _check(each: Interaction) -> None:
    if each.at > now() + AHEAD:
        raise Refused(INVALID, "This is in the future; here stands what has been.", "at")
    if each.minutes is not None and not 0 <= each.minutes <= LONGEST:
        raise Refused(INVALID, "Between 0 and {most} minutes.", "minutes", most=LONGEST)
    if each.contact is not None and each.contact.customer is not each.customer:
        raise Refused(REFUSED, "{name} is a contact of another customer.", "contact", name=each.contact.name)


@event.listens_for(Session, "after_flush")
def _keep_last_contact(session: Session, *_: Any) -> None:
    """The customer knows when we last talked, and the line on the timeline stands at the moment it tells of."""
    written = [*session.new, *session.dirty, *session.deleted]
    changed = [each for each in written if isinstance(each, Interaction)]
    if not changed:
        return
    line, mine = table_of(TimelineEntry), table_of(Interaction)
    moved = {each.id: each.at for each in changed if each in session.dirty}
    about = sa.and_(line.c.noun == Interaction.__name__, line.c.record_id == sa.bindparam("about"))
    if moved:
        move = sa.update(line).where(about).values(at=sa.bindparam("moment"))
        session.connection().execute(move, [{"about": key, "moment": at} for key, at in moved.items()])
    customers = {each.customer_id: each.customer for each in changed}
    of = table_of(Customer)
    latest = sa.select(sa.func.max(mine.c.at)).where(mine.c.customer_id == of.c.id).scalar_subquery()
    session.connection().execute(sa.update(of).where(of.c.id.in_(customers)).values(last_contact_at=latest))
    for customer in customers.values():
        session.expire(customer, ["last_contact_at"])
