"""Calls, as a telephone system tells of them: written down once however often told, called back where missed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.errors import DUPLICATE, INVALID, NOT_FOUND, Refused
from app.core.language import Language, language
from app.core.viewer import as_system, viewer_of
from app.core.words import N_
from app.customers.caller import Caller, callers
from app.customers.channel import Channel, Way
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.customers.interaction import Interaction
from app.organization.employee import Employee
from app.organization.setting import settings_of
from app.planning.task import Task, TaskKind, about, open_tasks
from app.service.clock import due, hours_of

SOON: Final = timedelta(hours=1)
"""Of working time, within which a missed call is answered."""
LONGEST_NAME: Final = 120
CALL_BACK: Final = N_("Call back: {number}")
REACHED: Final = N_("Reached by telephone")
SUMMARIES: Final = {
    (Way.IN, True): N_("Call from {number}"),
    (Way.IN, False): N_("Missed call from {number}"),
    (Way.OUT, True): N_("Call to {number}"),
    (Way.OUT, False): N_("Call to {number}, not answered"),
}


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call, told by its telephone system: `provider` and `call_id` together are its name."""

    provider: str
    call_id: str
    number: str
    """Of the other one, in any writing."""
    way: Way
    at: datetime
    seconds: int = 0
    was_answered: bool = True
    extension: str = ""
    """Of the one of us who talked, or who was called."""
    summary: str = ""
    detail: str = ""
    contact: Any = None
    """The id of the contact, where the telephone system knows it."""

    @property
    def is_missed(self) -> bool:
        return self.way is Way.IN and not self.was_answered


def seconds_of(duration: str) -> int:
    """Of hours, minutes and seconds, as 01:02:03; nothing said is no time."""
    if not duration.strip():
        return 0
    if not re.fullmatch(r"\d{1,3}:[0-5]?\d:[0-5]?\d(\.\d+)?", duration.strip(), re.ASCII):
        raise Refused(INVALID, "Say how long it took as hh:mm:ss. Example: 00:04:30", "duration")
    hours, minutes, seconds = duration.strip().split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(float(seconds))


@dataclass(frozen=True)
class Logged:
    """What was written down; of somebody unknown only that they are to be called back."""

    interaction: Interaction | None
    task: Task | None


def log_call(session: Session, call: Call) -> Logged:
    """Write the call down with the customer whose number it is, whoever was active last of several.

    Told again under the same name, the line is changed and no second one is written. A missed call becomes a task to
    call back, within an hour of working time; it is done when somebody talks to the customer. Refused as NOT_FOUND
    where nobody has the number, unless it was missed: whoever it was is called back.
    """
    doorman.may(session, "can_log", Interaction)
    _check(call)
    try:
        return doorman.once(session, lambda: _logged(session, call))
    except Refused as why:
        if why.code != DUPLICATE:
            raise
    return doorman.once(session, lambda: _logged(session, call))  # somebody told of it in the same moment


def _check(call: Call) -> None:
    for name in ("provider", "call_id"):
        if not 0 < len(getattr(call, name).strip()) <= LONGEST_NAME:
            raise Refused(INVALID, "Say {field} in 1 to {most} characters.", name, field_name=name, most=LONGEST_NAME)
    if call.seconds < 0:
        raise Refused(INVALID, "A call cannot take less than no time.", "seconds")


def _logged(session: Session, call: Call) -> Logged:
    said, by = _written(session, call), viewer_of(session).person
    session.flush()
    with as_system(session):
        task = _call_back(session, call, said, by) if call.is_missed else None
        if said is not None and call.was_answered:
            _reached(session, said.customer, by)
        session.flush()
    return Logged(said, task)


def _written(session: Session, call: Call) -> Interaction | None:
    known = _told_before(session, call)
    if known is not None:
        return _change(session, known, call)
    who = _other(session, call)
    return _begin(session, call, who) if who is not None else None


def _told_before(session: Session, call: Call) -> Interaction | None:
    same = sa.select(Interaction).where(Interaction.provider == call.provider, Interaction.call_id == call.call_id)
    return session.scalar(same)


def _other(session: Session, call: Call) -> Caller | None:
    """Who it was; nobody is an answer only where somebody is to be called back."""
    if call.contact not in (None, ""):
        contact = doorman.found(session, Contact, call.contact, "contact")
        return Caller(contact.customer, contact)
    known = callers(session, call.number)
    if not known and not call.is_missed:
        raise Refused(NOT_FOUND, "Nobody has the number {number}.", "number", number=call.number)
    return known[0] if known else None


def _values(session: Session, call: Call) -> dict[str, Any]:
    words = call.summary or _language(session).say(SUMMARIES[call.way, call.was_answered], number=call.number)
    return {
        "channel": Channel.CALL,
        "direction": call.way,
        "at": call.at,
        "minutes": -(-call.seconds // 60),
        "employee": _colleague(session, call),
        "summary": words,
        **({"detail": call.detail} if call.detail else {}),
    }


def _begin(session: Session, call: Call, who: Caller) -> Interaction:
    asked = {**_values(session, call), "customer": who.customer, "contact": who.contact}
    given = doorman.written_values(session, Interaction, asked)
    said = Interaction(**given, provider=call.provider, call_id=call.call_id, is_missed=call.is_missed)
    session.add(said)
    said.log(by=viewer_of(session).person)
    return said


def _change(session: Session, said: Interaction, call: Call) -> Interaction:
    doorman.changed(session, said, _values(session, call))
    said.is_missed = call.is_missed
    return said


def _colleague(session: Session, call: Call) -> Employee | None:
    if not call.extension:
        return None
    theirs = sa.select(Employee).where(Employee.extension == call.extension, Employee.active.is_(True))
    return session.scalars(theirs.order_by(Employee.id)).first()


def _call_back(session: Session, call: Call, said: Interaction | None, by: Any) -> Task:
    """The task, written once: whoever was called does it, else whoever has the customer, else who leads the line."""
    known = _waiting(session, call, said)
    if known is not None:
        return known
    customer = said.customer if said is not None else None
    lead = by.department.manager if by.department else None
    task = Task(
        subject=_language(session).say(CALL_BACK, number=call.number)[:200],
        kind=TaskKind.CALL,
        customer=customer,
        assignee=_colleague(session, call) or (customer.owner if customer else None) or lead,
        due_at=due(call.at, SOON, hours_of(settings_of(session))),
        **(about(said) if said is not None else _of_nobody(call)),
    )
    session.add(task)
    task.open(by=by)
    return task


def _of_nobody(call: Call) -> dict[str, str]:
    """By which a task is known whose call is written down nowhere else."""
    return {"noun": Call.__name__, "detail": f"{call.provider}: {call.call_id}"}


def _waiting(session: Session, call: Call, said: Interaction | None) -> Task | None:
    """The task that an earlier telling of the same call has left."""
    if said is not None:
        its = sa.and_(Task.noun == Interaction.__name__, Task.record_id == said.id)
    else:
        its = sa.and_(*(getattr(Task, name) == value for name, value in _of_nobody(call).items()))
    return session.scalars(sa.select(Task).where(its, Task.kind == TaskKind.CALL)).first()


def _reached(session: Session, customer: Customer, by: Any) -> None:
    """Somebody talked to them: nobody need call back."""
    missed = sa.select(Interaction.id).where(Interaction.customer_id == customer.id, Interaction.is_missed)
    back = (Task.kind == TaskKind.CALL, Task.noun == Interaction.__name__, Task.record_id.in_(missed))
    for task in session.scalars(open_tasks().where(*back)):
        task.complete(outcome=_language(session).say(REACHED), by=by)


def _language(session: Session) -> Language:
    return language(settings_of(session).language)
