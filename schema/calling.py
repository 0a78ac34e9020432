"""For the call center: who calls, all about them in one answer, and calls written down as they are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
import strawberry
from strawberry import UNSET, Info

from app.core.errors import Refused
from app.customers.caller import callers
from app.customers.channel import Way
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.customers.interaction import Interaction
from app.planning.calling import Call, log_call, seconds_of
from app.planning.task import Task
from schema.caller_found import BY_HAND, LATEST
from schema.engine.asked import asked
from schema.engine.context import context_of
from schema.engine.filters import key_of
from schema.engine.guard import may_read
from schema.engine.home import NEEDED, Home
from schema.engine.related import columns, linked, stand
from schema.engine.write import told

SHOWN = 5


@dataclass
class Found:
    """Somebody whose number it may be, by the ids that the answer is read by."""

    customer_id: int
    contact_id: int | None = None


@dataclass
class Written:
    """What a call has left, by ids, or why nothing."""

    interaction_id: int | None
    task_id: int | None
    user_errors: list[Any]


def questions(home: Home) -> dict[str, Any]:
    """`callerLookup(number)` and `customerCard(id)`"""
    _build_caller(home)
    _build_card(home)
    home.by_hand |= BY_HAND
    doc = "Whose number it is, whoever was active last first; nobody for extensions and short numbers."
    card = "A customer, and what whoever talks to them needs to know, in one answer."
    return {
        "caller_lookup": home.resolver(
            "caller_lookup", _callers, "list[Caller] | None", {"number": ("str", NEEDED)}, doc
        ),
        "customer_card": home.resolver("customer_card", _card, "CustomerCard | None", {"id": ("ID", NEEDED)}, card),
    }


def _build_caller(home: Home) -> None:
    members = {
        "customer": linked(home, "customer", Customer, "customer_id", "The customer."),
        "contact": linked(home, "contact", Contact, "contact_id", "Who of them, where it is a contact's number."),
    }
    home.made("Caller", members, {}, "Somebody whose number it may be.")


def _callers(root: Any, info: Info, number: str) -> list[Found] | None:
    context = context_of(info)
    if not (may_read(context, "can_list", Customer) and may_read(context, "can_list", Contact)):
        return None
    known = callers(context.session, number)
    found = [Found(each.customer.id, each.contact.id if each.contact else None) for each in known]
    stand(info, found)
    return found


def _build_card(home: Home) -> None:
    members = {
        "customer": linked(home, "customer", Customer, "customer_id", "The customer."),
        **{name: _latest(home, name) for name in LATEST},
    }
    home.made("CustomerCard", members, {}, "A customer, and what whoever talks to them needs to know.")


def _latest(home: Home, name: str) -> Any:
    """A short list of what hangs on the customer."""
    noun, by, which = LATEST[name]
    order = [key.sorted(noun) for key in by]

    def act(root: Found, info: Info, first: int) -> list[Any] | None:
        context = context_of(info)
        if not may_read(context, "can_list", noun):
            return None
        theirs = sa.select(*columns(home, context, noun, asked(info))).where(noun.customer_id == root.customer_id)
        rows = list(context.session.execute(theirs.where(which(noun)).order_by(*order).limit(first)))
        stand(info, rows)
        return rows

    return home.resolver(name, act, f"list[{noun.__name__}] | None", {"first": ("int", SHOWN)}, DOCS[name])


DOCS = {
    "contacts": "Their people, the main contact first.",
    "orders": "Their latest orders.",
    "requests": "What they still wait for, the most urgent first.",
    "alerts": "Warnings that they may leave, which nobody has answered yet.",
}


def _card(root: Any, info: Info, id: str) -> Found | None:
    context = context_of(info)
    if not may_read(context, "can_show", Customer):
        return None
    known = context.session.scalar(sa.select(Customer.id).where(Customer.id == key_of(id)))
    return Found(known) if known is not None else None


def steps(home: Home) -> dict[str, Any]:
    """`callLog(input)`"""
    members, kinds = {}, {}
    for name, (kind, default, doc) in _ASKED.items():
        kinds[name] = home.enum(Way) if kind == "Way" else kind
        members[name] = strawberry.field(description=doc, **({} if default is NEEDED else {"default": default}))
    home.made("CallLogInput", members, kinds, "A call, as its telephone system tells of it.", is_input=True)
    members = {
        "interaction": linked(home, "interaction", Interaction, "interaction_id", "The call, with its customer."),
        "task": linked(home, "task", Task, "task_id", "That they are to be called back, where they were missed."),
        "user_errors": strawberry.field(description="Why it was not done; empty when it was."),
    }
    home.made("CallLogPayload", members, {"user_errors": "list[UserError]"}, "What was written down, or why not.")
    doc = (
        "Write a call down. Told again by the same provider under the same id, the line is changed: one call, one line."
    )
    return {"call_log": home.resolver("call_log", _log, "CallLogPayload", {"input": ("CallLogInput", NEEDED)}, doc)}


_ASKED: dict[str, tuple[str, Any, str]] = {
    "provider": ("str", NEEDED, "The telephone system, such as 3CX."),
    "call_id": ("str", NEEDED, "Its name for the call."),
    "number": ("str", NEEDED, "The number of the other one, in any writing."),
    "direction": ("Way", NEEDED, "Who began: they or we."),
    "started_at": ("datetime | None", UNSET, "When it began; now unless told."),
    "seconds": ("int | None", UNSET, "How long they talked."),
    "duration": ("str | None", UNSET, "The same, as a telephone system writes it: hh:mm:ss."),
    "answered": ("bool", True, "Whether somebody answered."),
    "extension": ("str | None", UNSET, "The extension of the one of us who talked, or was called."),
    "contact": ("ID | None", UNSET, "The contact, where it is known who it was."),
    "summary": ("str | None", UNSET, "What it was about, in a line."),
    "detail": ("str | None", UNSET, "What was said."),
}


def _log(root: Any, info: Info, input: Any) -> Written:
    context = context_of(info)
    try:
        logged = log_call(context.session, _call(input))
    except Refused as why:
        return Written(None, None, [told(each, context) for each in why.all])
    return Written(_id(logged.interaction), _id(logged.task), [])


def _call(given: Any) -> Call:
    said = {name: value for name, value in vars(given).items() if value not in (UNSET, None)}
    at = said.pop("started_at", None) or datetime.now(UTC)
    way, answered = said.pop("direction"), said.pop("answered", True)
    said.setdefault("seconds", seconds_of(said.pop("duration", "")))
    return Call(way=way, at=at if at.tzinfo else at.replace(tzinfo=UTC), was_answered=answered, **said)


def _id(record: Any) -> int | None:
    """Known without reading the record again, which may be somebody else's."""
    return sa.inspect(record).identity[0] if record is not None else None
