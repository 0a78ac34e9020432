"""All rows of a list as an address asks for it: search, filters, order and rule as on the page, chunk by chunk.

Nothing here knows a request, so that a job and a command write the same file as a page does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.core.doorman import found, may
from app.core.errors import INVALID, NOT_FOUND, Refused
from app.core.language import language
from app.core.noun import noun_named, plural_label
from app.core.search import searched
from app.core.shape import Field
from app.core.viewer import viewer_of
from app.core.words import N_
from app.organization.setting import settings_of
from app.press.extract import Column, Extract, extracts
from app.press.story import Reader as PaperReader
from views.fab.address import screen_of
from views.fab.filters import Filter
from views.fab.format import text_of
from views.fab.listing import Listing
from views.fab.paging import Place
from views.fab.readable import readable
from views.fab.reader import Reader
from views.fab.sieve import ALONE

CHUNK = 1000
SEARCH, FILTER, SORTED = N_("Search"), N_("Filter"), N_("Sorted by")
BEHIND = N_("{relation}: {field}")
Given = Mapping[str, Any]


@extracts
def extract_of(session: Session, given: Given) -> Extract:
    """What somebody who may export asks for; `given` is what a job remembers of the wish."""
    noun = noun_named(given["noun"])
    if noun is None:
        raise Refused(NOT_FOUND, "There is no noun called {name}.", name=given["noun"])
    may(session, "can_list", noun)
    may(session, "export", noun)
    read = reader_of(session, given)
    shown = chosen(session, noun, given.get("columns") or ())
    listing = listing_of(session, noun, given, shown, read.zone)
    paper = PaperReader(
        read.language, read.currency, read.zone,
        name=str(viewer_of(session).person or ""), company=read.settings.company_name,
        paper=read.settings.paper.value,
    )  # fmt: skip
    return Extract(
        title=read.language.say(plural_label(noun)),
        columns=[_column(f, read) for f in shown],
        count=count(listing),
        chunks=lambda: chunks(listing),
        reader=paper,
        facts=list(_facts(session, listing, read)),
    )


def reader_of(session: Session, given: Given) -> Reader:
    """Who reads the file: as the page was written, or as the employee reads; the system reads as the company does."""
    viewer, settings = viewer_of(session), settings_of(session)
    own = (settings.language, settings.zone) if viewer.is_system else (viewer.language, viewer.zone)
    code, zone = given.get("language") or own[0], given.get("zone") or own[1]
    spoken = language(code, settings.day_format.name)
    return Reader(spoken, zone, settings.currency, theme="", density="", settings=settings)


def chosen(session: Session, noun: type[Any], names: Sequence[str]) -> list[Field]:
    """The columns by their names, in that order; all that are this reader's to read where none are named."""
    allowed = {name: f for name, f in readable(noun, viewer_of(session)).items() if f.kind != "json"}
    for name in names:
        if name not in allowed:
            raise Refused(INVALID, "There is no column called {name}.", "columns", name=name)
    return [allowed[name] for name in dict.fromkeys(names)] or list(allowed.values())


def listing_of(session: Session, noun: type[Any], given: Given, shown: Sequence[Field], zone: str) -> Listing:
    args: MultiDict[str, str] = MultiDict(
        (key, each) for key, values in given.get("asked", {}).items() for each in values
    )
    screen = screen_of(noun)
    sort = screen.sort if screen else "-id"
    return Listing(noun, args, session=session, viewer=viewer_of(session), zone=zone, shown=shown, sort=sort)


def count(listing: Listing) -> int:
    """Exactly how many."""
    keys = listing.found(sa.select(listing.noun.id))
    return listing.session.scalar(sa.select(sa.func.count()).select_from(keys.subquery())) or 0


def chunks(listing: Listing) -> Iterator[Sequence[Any]]:
    """Each begins after the last row of the one before, so that the last costs what the first costs."""
    statement = listing.found(sa.select(listing.noun)).options(*listing._eager())
    place = None
    while rows := _after(listing, statement, place):
        place = Place(listing.order.value_of(rows[-1]), rows[-1].id)
        yield rows


def _after(listing: Listing, statement: Any, place: Place | None) -> list[Any]:
    rows: list[Any] = []
    for part in listing.order.stretches(place, back=False):
        if len(rows) < CHUNK:
            rows += listing.session.scalars(part.of(statement).limit(CHUNK - len(rows)))
    return rows


def _column(f: Field, read: Reader) -> Column:
    kind, decimals = "choice" if f.offered else f.kind, read.settings.decimals_of(f)
    return Column(read.language.say(f.label), kind, f.name, text_of(f, read), decimals)


def _facts(session: Session, listing: Listing, read: Reader) -> Iterator[tuple[str, str]]:
    """What the list was narrowed to, and its order, in words."""
    say = read.language.say
    if listing.query and searched(listing.noun):
        yield say(SEARCH), f"“{listing.query}”"
    for name, part in listing.sieve.parts.items():
        is_or = listing.sieve.any_of != (name != ALONE)
        told = [_told(session, one, read) for one in part]
        joined = say(N_(" or ")) if is_or else say(N_(" and "))
        yield say(FILTER), joined.join(told)
    yield say(SORTED), say(listing.order.field.label) + (" ↓" if listing.order.down else " ↑")


def _told(session: Session, one: Filter, read: Reader) -> str:
    """A filter as its chip reads."""
    say = read.language.say
    label = one.called(say)
    label = say(BEHIND, relation=say(one.via.label), field=label) if one.via else label
    sign = say(one.operator.label) if one.operator else "?" if one.is_broken else ""
    return " ".join(filter(None, (label, sign, one.words(read, _named(session, one)))))


def _named(session: Session, one: Filter) -> str:
    """A record in a filter is told by its name, if the reader may see it."""
    if one.field is None or one.field.target is None or one.value is None:
        return ""
    try:
        return ", ".join(str(found(session, one.field.target, key)) for key in _keys(one.value))
    except Refused:
        return "?"


def _keys(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
