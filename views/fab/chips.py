"""Filters as chips, and the little form that makes or changes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import redirect, request

from app.core.shape import Field
from app.core.words import N_
from views.fab.address import remote
from views.fab.asked import Asked, of_field
from views.fab.filters import Filter
from views.fab.operators import Operator, operator, operators
from views.fab.page import page
from views.fab.readable import through
from views.fab.reader import name_of, say
from views.fab.session import session

if TYPE_CHECKING:
    from views.fab.listpage import ListPage

NOT_FOUND = N_("not found")
BEHIND = N_("{relation}: {field}")


@dataclass(frozen=True)
class Chip:
    """A filter as it is read: field, operator, value; where it is changed, and where the list is without it."""

    place: str
    label: str
    operator: str
    value: str
    without: str
    is_broken: bool


@dataclass(frozen=True)
class Group:
    """Chips of which all must fit, or any; those that stand alone have no name."""

    name: str
    chips: list[Chip]


def groups(it: ListPage) -> list[Group]:
    """Each part of the filters; the first are those that stand alone."""
    parts = it.listing.sieve.parts
    return [Group(name, [_chip(it, f"{name}.{n}", one) for n, one in enumerate(each)]) for name, each in parts.items()]


def _chip(it: ListPage, place: str, one: Filter) -> Chip:
    sign = say(one.operator.label) if one.operator else ""
    value = one.words(it.read, _named(one))
    return Chip(place, label_of(one), sign, value, it.listing.link(**it.listing.sieve.without(one)), one.is_broken)


def label_of(one: Filter) -> str:
    return one.called(say) if one.field is None else _label(one.field, one.via)


def _label(f: Field, via: Field | None) -> str:
    return say(f.label) if via is None else say(BEHIND, relation=say(via.label), field=say(f.label).lower())


def _named(one: Filter) -> str:
    """Records in a filter are shown by their names, those that the reader may see."""
    if one.field is None or one.field.kind != "noun" or not isinstance(one.value, list):
        return ""
    return say(", ").join(text for _, text in records(one.field, one.value)) or say(NOT_FOUND)


def records(f: Field, ids: list[int]) -> list[tuple[int, str]]:
    """Key and name of those that the reader sees: one statement, and none where it was asked before."""
    target: Any = f.target
    found = session().scalars(sa.select(target).where(target.id.in_(ids)).order_by(target.id))
    return [(record.id, name_of(record)) for record in found]


# The little form ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """What the form asks about one field: which operators there are, and what stands beside the chosen one."""

    name: str
    field: Field
    asked: Asked
    operators: list[tuple[str, str]]
    operator: Operator
    values: list[str]
    chosen: list[tuple[int, str]]

    @property
    def remote(self) -> str:
        return remote(self.field.target, topic=self.field.topic, every=True) if self.field.target is not None else ""


@dataclass(frozen=True)
class Asking:
    """The form: which fields there are, which one is asked about, and where the filter goes."""

    it: ListPage
    fields: list[tuple[str, list[tuple[str, str]]]]
    question: Question | None
    instead: str
    into: list[tuple[str, str]]


def filtering(it: ListPage) -> Any:
    """Opened, it asks; filled in, it leads to the list with one filter more, or with another one instead."""
    if "field" in request.args and "ask" not in request.args:
        return _made(it)
    template = "list_question.html" if "ask" in request.args else "list_filtering.html"
    return page(template, it=it, asking=_asking(it))


def _made(it: ListPage) -> Any:
    name, sign = request.args["field"][:60], request.args.get("operator", "")[:20]
    value = ",".join(each for each in request.args.getlist("value") if each)[:200]
    into, instead = request.args.get("into", "")[:5], request.args.get("instead", "")[:10]
    parts = it.listing.sieve.with_(f"{name}:{sign}:{value}", into, instead)
    return redirect(it.path + it.listing.link(**parts))


def _asking(it: ListPage) -> Asking:
    instead = request.args.get("instead", "")[:10]
    one = it.listing.sieve.at(instead)
    fields = _fields(it)
    first = fields[0][1][0][0] if fields else ""
    name = request.args.get("field", "")[:60] or (one.said.partition(":")[0] if one else first)
    return Asking(it, fields, _question(it, name, one), instead if one else "", _into(it))


def _fields(it: ListPage) -> list[tuple[str, list[tuple[str, str]]]]:
    """The noun's own fields first; then, relation by relation, those one step further."""
    own = [(f.name, say(f.label)) for f in it.allowed.values() if operators(f)]
    further = [(f, through(f, it.viewer)) for f in it.allowed.values() if f.target not in (None, it.noun)]
    behind = [(f, [each for each in found.values() if each.target is None and operators(each)]) for f, found in further]
    groups = [(say(f.label), [(f"{f.name}.{each.name}", _label(each, f)) for each in found]) for f, found in behind]
    return [("", own), *((label, each) for label, each in groups if each)]


def _question(it: ListPage, name: str, one: Filter | None) -> Question | None:
    f, _ = it.listing.asker.field(name)
    known = operators(f) if f is not None else []
    if f is None or not known:
        return None
    same = one if one is not None and one.said.partition(":")[0] == name else None
    sign = operator(f, request.args.get("operator", "")) or (same.operator if same else None) or known[0]
    raw = same.raw if same and same.operator is sign else ""
    values = raw.split(",") if f.kind in ("choice", "noun") else [raw]
    ids = [int(each) for each in values if each.isdecimal()] if f.kind == "noun" else []
    signs = [(each.name, say(each.label)) for each in known]
    return Question(name, f, of_field(f), signs, sign, values, records(f, ids) if ids else [])


def _into(it: ListPage) -> list[tuple[str, str]]:
    """Where a new filter may go, once there is one."""
    sieve = it.listing.sieve
    if not len(sieve):
        return []
    groups = [(name, say(N_("Group {n}"), n=name[1:])) for name in sieve.groups]
    return [("f", say(N_("Beside the others"))), *groups, ("new", say(N_("A group of its own")))]


# An empty list ------------------------------------------------------------------------------------------------

TRIED = 4


@dataclass(frozen=True)
class Way:
    """What would be found without one filter."""

    label: str
    count: str
    many: int
    href: str


def ways_out(it: ListPage) -> list[Way]:
    """How many fit without each of the filters, the most first: which one to drop."""
    listing = it.listing
    filters = list(listing.sieve)[:TRIED]
    each = zip(filters, listing.counts_without(filters), strict=True)
    links = ((one, many, it.path + listing.link(**listing.sieve.without(one))) for one, many in each)
    found = [Way(label_of(one), it.many(many), many, link) for one, many, link in links if many]
    return sorted(found, key=lambda way: -way.many)
