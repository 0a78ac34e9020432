"""Who is calling: the page that a telephone program opens when it rings. It reads, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Blueprint, request

from app.churn.alert import PENDING, ChurnAlert
from app.core.doorman import may
from app.core.noun import plural_label
from app.customers.caller import Caller, callers
from app.customers.channel import Channel
from app.customers.customer import Customer
from app.planning.task import Status as TaskStatus
from app.planning.task import Task
from app.sales.order import Order
from app.service.request import ServiceRequest
from app.service.words import OPEN
from views.fab.address import add_address, address_of
from views.fab.cells import Column, brief_columns
from views.fab.page import page
from views.fab.readable import readable
from views.fab.reader import reader
from views.fab.session import session
from views.fab.viewer import viewer

pages = Blueprint("calls", __name__)
LONGEST: Final = 40
SHOWN: Final = 5


@dataclass(frozen=True)
class Hanging:
    """A short list of what whoever answers wants to know."""

    title: str
    columns: list[Column]
    rows: list[str]


@pages.route("/pop")
def pop() -> Any:
    """Whoever was active last is shown; the others who have the number are named beside."""
    may(session(), "can_list", Customer)
    number = request.args.get("number", "")[:LONGEST].strip()
    known = callers(session(), number)
    chosen = next((each for each in known if str(each.customer.id) == request.args.get("customer")), None)
    shown = chosen or (known[0] if known else None)
    return page(
        "calls/pop.html", number=number, caller=shown, known=known, at=lambda each: _this(number, each),
        hanging=_hanging(shown.customer) if shown else [], address=_address,
        begins=list(_beginnings(shown, number)),
    )  # fmt: skip


def _this(number: str, caller: Caller) -> str:
    return f"/pop?{urlencode({'number': number, 'customer': caller.customer.id})}"


def _beginnings(caller: Caller | None, number: str) -> Iterator[tuple[type[Any], str]]:
    """What may be begun from here, each form filled with what is known."""
    for noun, given in _known_of(caller, number):
        address = add_address(noun, viewer())
        if address:
            yield noun, f"{address}?{urlencode({name: value for name, value in given.items() if value})}"


def _known_of(caller: Caller | None, number: str) -> list[tuple[type[Any], dict[str, Any]]]:
    if caller is None:
        return [(Customer, {"phone": number})]
    who = {"customer": caller.customer.id, "contact": caller.contact.id if caller.contact else ""}
    return [
        (ServiceRequest, {**who, "phone": number, "channel": Channel.CALL.name}),
        (Task, {"customer": who["customer"]}),
    ]


def _hanging(customer: Customer) -> list[Hanging]:
    """Those of their lists that the reader may list."""
    return [
        _list(noun, names, which, order, customer)
        for noun, names, which, order in _LISTS
        if viewer().can("can_list", noun.__name__)
    ]


_LISTS: Final[Sequence[tuple[Any, tuple[str, ...], Any, Any]]] = (
    (ServiceRequest, ("number", "summary", "status", "due_at"), ServiceRequest.status.in_(OPEN), ServiceRequest.due_at),
    (ChurnAlert, ("rule", "status", "value_at_risk"), ChurnAlert.status.in_(PENDING), ChurnAlert.raised_on.desc()),
    (Task, ("subject", "status", "due_at"), Task.status == TaskStatus.OPEN, Task.due_at),
    (Order, ("number", "status", "ordered_on", "total"), sa.true(), Order.ordered_on.desc()),
)


def _list(noun: Any, names: tuple[str, ...], which: Any, order: Any, customer: Customer) -> Hanging:
    theirs = sa.select(noun).where(noun.customer_id == customer.id, which).order_by(order, noun.id.desc()).limit(SHOWN)
    allowed = readable(noun, viewer())
    columns = brief_columns([allowed[name] for name in names if name in allowed], reader(), _address)
    rows = ["".join(column.cell(each) for column in columns) for each in session().scalars(theirs)]
    return Hanging(plural_label(noun), columns, rows)


def _address(record: Any) -> str:
    return address_of(record, viewer())
