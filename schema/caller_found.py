"""How the engine finds who calls, and all about a customer: what `calling` asks in words, said in one statement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import sqlalchemy as sa

from app.churn.alert import PENDING, ChurnAlert
from app.core.search import asked_of, matching
from app.customers.caller import MOST, PHONES, end_with, has, national, whole
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.sales.order import Order
from app.service.request import ServiceRequest
from app.service.words import OPEN
from schema.engine.compiled.asking import Asking
from schema.engine.compiled.by_hand import ByHand, Teller, Way
from schema.engine.compiled.forms import lit
from schema.engine.compiled.inside import Lists
from schema.engine.compiled.members import Fixed, Joined, Place, Source
from schema.engine.compiled.record import Rows
from schema.engine.compiled.short import short
from schema.engine.compiled.tree import Nodes
from schema.engine.filters import key_of
from schema.engine.order import Key, key_by

Which = Callable[[Any], sa.ColumnElement[bool]]
NOBODYS, LONG = "-", "0000000"
"""What no number ends with, and something that is long enough to be looked for."""
BY_LAST_TALK = "last_contact_at", "last_order_on"
LATEST: Mapping[str, tuple[Any, Sequence[Key], Which]] = {
    "contacts": (Contact, key_by(Contact, "-is_main", "name", "-id"), lambda rows: sa.true()),
    "orders": (Order, key_by(Order, "-ordered_on", "-id"), lambda rows: sa.true()),
    "requests": (ServiceRequest, key_by(ServiceRequest, "due_at", "-id"), lambda rows: rows.status.in_(OPEN)),
    "alerts": (ChurnAlert, key_by(ChurnAlert, "-raised_on", "-id"), lambda rows: rows.status.in_(PENDING)),
}
"""What is told of a customer on their card, in which order, and which of it."""


def _tellers(asking: Asking, customer: Any, source: Source) -> tuple[Lists, Rows, Teller]:
    """The lists of the answer, the rows of the customer, and what tells them."""
    lists = Lists(asking)
    rows = Rows(Customer, lambda name: getattr(customer, name), Source(customer, source.joins))

    def tell(nodes: Nodes, place: Place) -> Any:
        if not asking.may_read("can_show", Customer, nodes, place):
            return Fixed(None)
        return Joined(customer.id, lists.records.members(rows, asking.tree.below(nodes), place))

    return lists, rows, tell


# Who calls -------------------------------------------------------------------------------------------------------


def _by_whole(asking: Asking, given: Mapping[str, Any]) -> Way:
    known = asking.bound(given["number"], sa.String(), whole)
    return _way(asking, lambda noun, rows: has(noun, rows, known), sa.null())


def _by_national(asking: Asking, given: Mapping[str, Any]) -> Way:
    last = asking.bound(given["number"], sa.String(), _last)
    words = asking.bound(given["number"], sa.String(), lambda number: _words(number, asking.forms.engine))

    def near(noun: Any, rows: Any) -> sa.ColumnElement[bool]:
        found: sa.ColumnElement[bool] = rows.id.in_(matching(noun, words, asking.forms.engine))
        return found

    return _way(asking, near, last)


def _last(number: str) -> str:
    return national(number) or NOBODYS


def _words(number: str, engine: str) -> str:
    """The index refuses to be asked for nothing."""
    return asked_of(national(number) or LONG, engine)


def _way(asking: Asking, which: Callable[[Any, Any], Any], last: Any) -> Way:
    found = sa.union_all(*(_these(asking, noun, which, last) for noun in (Contact, Customer))).subquery("found")
    customer, seen = asking.ruled.rows(Customer)
    source = Source(sa.join(found, customer, sa.and_(customer.id == found.c.customer_id, seen)))
    lists, _, tell = _tellers(asking, customer, source)

    def contact(nodes: Nodes, place: Place) -> Any:
        if not asking.may_read("can_show", Contact, nodes, place):
            return Fixed(None)
        return lists.records.joined(Rows(None, found.c.get, source), Contact, found.c.contact_id, nodes, place)

    activity = [getattr(customer, name).desc().nulls_last() for name in BY_LAST_TALK]
    return Way(
        source,
        {"customer": tell, "contact": contact},
        order=[*activity, found.c.contact_id.is_(None), found.c.contact_id, found.c.customer_id],
        beside=[found.c.customer_id, found.c.contact_id, found.c.typed, last],
        kept=_kept,
    )


def _these(asking: Asking, noun: Any, which: Callable[[Any, Any], Any], last: Any) -> Any:
    """The first of the noun that fit; of more nobody could choose."""
    rows, seen = asking.ruled.rows(noun)
    typed = sa.cast(last, sa.String) if isinstance(last, sa.Null) else _typed(noun, rows)
    nobody = sa.cast(sa.null(), sa.Integer)
    customer, contact = (rows.customer_id, rows.id) if noun is Contact else (rows.id, nobody)
    told = customer.label("customer_id"), contact.label("contact_id"), typed.label("typed")
    return sa.select(sa.select(*told).where(which(noun, rows), seen).order_by(rows.id).limit(lit(str(MOST))).subquery())


def _typed(noun: Any, rows: Any) -> Any:
    """The numbers as they were typed: read only where their ends are compared."""
    each: list[Any] = [sa.func.coalesce(getattr(rows, name), "") for name in PHONES[noun]]
    return reduce(lambda one, other: one.concat("\n").concat(other), each)


def _kept(rows: Sequence[Any]) -> Sequence[Any]:
    """Those whose number ends so; a customer is named alone where no contact of theirs has the number."""
    fit = [row for row in rows if row[3] is None or end_with(row[2].split("\n"), row[3])]
    known = {row[0] for row in fit if row[1] is not None}
    return [row for row in fit if row[1] is not None or row[0] not in known]


# All about them --------------------------------------------------------------------------------------------------


def _card(asking: Asking, given: Mapping[str, Any]) -> Way:
    customer, seen = asking.ruled.rows(Customer)
    source = Source(customer)
    lists, rows, tell = _tellers(asking, customer, source)
    theirs = {name: _latest(lists, rows, name) for name in LATEST}
    is_meant = customer.id == asking.bound(given["id"], sa.Integer(), key_of)
    return Way(source, {"customer": tell, **theirs}, where=[is_meant, seen])


def _latest(lists: Lists, rows: Rows, name: str) -> Teller:
    noun, by, which = LATEST[name]

    def theirs(mine: Any) -> Any:
        return sa.and_(mine.customer_id == rows.value("id"), which(mine))

    def tell(nodes: Nodes, place: Place) -> Any:
        first = lists.asking.given("CustomerCard", nodes[0])["first"]
        return short(lists, rows, noun, by, theirs, first, nodes, place)

    return tell


BY_HAND = {
    "callerLookup": ByHand(
        "Caller", (("can_list", Customer), ("can_list", Contact)), (_by_whole, _by_national), is_list=True
    ),
    "customerCard": ByHand("CustomerCard", (("can_show", Customer),), (_card,)),
}
