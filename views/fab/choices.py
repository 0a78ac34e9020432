"""What remote selects and the palette ask for: a few records by a few letters, under the reader's rule."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, jsonify, request
from sqlalchemy.orm import defer
from werkzeug.wrappers import Response

from app.core.doorman import may
from app.core.errors import NOT_FOUND, Refused
from app.core.noun import nouns, plural_label, slug
from app.core.search import found_by, searched
from app.core.shape import Field, choices_of, field, fields, of_topic, title_field
from app.core.viewer import Viewer
from app.core.words import N_
from views.fab.address import address_of, screens
from views.fab.faces import face
from views.fab.readable import readable
from views.fab.reader import name_of, say
from views.fab.session import session
from views.fab.shell import shell
from views.fab.viewer import viewer

MOST, FEW, LONGEST = 20, 5, 100
BESIDE = ("number", "city", "category", "ordered_on", "email", "customer")
pages = Blueprint("choices", __name__)


@pages.get("/choices/<name>")
def choices(name: str) -> Response:
    """The records that may be chosen: those of a noun that the reader may list or open, and with `any` retired ones."""
    noun = next((each for each in nouns() if slug(each) == name), None)
    if noun is None:
        raise Refused(NOT_FOUND, "There is no such page.")
    if not viewer().can("can_show", noun.__name__):
        may(session(), "can_list", noun)
    records = _found(noun, _query(), MOST, anew="any" not in request.args, within=request.args.get("in", ""))
    return jsonify(choices=[_choice(record) for record in records])


@pages.get("/find")
def find() -> Response:
    """The palette: screens whose names fit, and records."""
    query, looking = _query(), viewer()
    groups = [_screens(query)]
    nouns_found = (noun for noun in screens() if query and searched(noun) and looking.can("can_list", noun.__name__))
    groups += [_records(noun, query, looking) for noun in nouns_found if len(query) > 1]
    return jsonify(groups=[group for group in groups if group["items"]])


def _query() -> str:
    return request.args.get("q", "").replace("\x00", "")[:LONGEST].strip()


def _found(noun: type[Any], query: str, most: int, *, anew: bool = False, within: str = "") -> list[Any]:
    title = title_field(noun)
    statement = sa.select(noun).options(*(defer(f.attribute) for f in fields(noun) if f.kind in ("text", "json")))
    if noun.chosen_while and anew:
        statement = statement.where(getattr(noun, noun.chosen_while).is_(True))
    if topic := _topic(noun):
        statement = statement.where(of_topic(noun, topic))
    if (link := field(noun, noun.hangs_on)) is not None and within.isascii() and within.isdecimal():
        statement = statement.where(link.key_attribute == int(within[:9]))
    if query:
        statement = statement.where(_fits(noun, title, query))
    first = getattr(noun, noun.chosen_by) if noun.chosen_by else title.attribute
    order = [noun.id.desc()] if query and title.computed else [first, noun.id]
    return list(session().scalars(statement.order_by(*_exactly(noun, query), *order).limit(most)))


def _exactly(noun: type[Any], query: str) -> list[Any]:
    """Who is called by this number or short code comes before those who only begin with it."""
    codes = [f for f in searched(noun) if f.is_code] if query else []
    is_it = [sa.func.upper(f.attribute) == query.upper() for f in codes]
    return [sa.case((sa.or_(*is_it), 0), else_=1)] if is_it else []


def _topic(noun: type[Any]) -> str:
    """The topic that is asked for; a noun that has none, or not this one, is not narrowed by it."""
    topic, f = request.args.get("topic", ""), field(noun, "topic")
    return topic if f is not None and any(topic.upper() == each.name for each in choices_of(f)) else ""


def _fits(noun: type[Any], title: Field, query: str) -> sa.ColumnElement[bool]:
    """By the quick search; nouns that are not in it, by their names."""
    if searched(noun) and not title.computed:
        fits = found_by(noun, query, session().get_bind().dialect.name)
        return sa.false() if fits is None else fits
    if title.type is not str:
        return sa.false()  # what is named by a number is not found by letters
    return title.attribute.icontains(query, autoescape=True)  # type: ignore[no-any-return]


def _choice(record: Any) -> dict[str, Any]:
    text = name_of(record)
    letters, hue = face(text)
    return {"value": record.id, "text": text, "more": _beside(record), "letters": letters[:1], "hue": hue}


def _beside(record: Any) -> str:
    """What tells one from another of the same name."""
    noun = type(record)
    allowed = readable(noun, viewer())
    names = [name for name in BESIDE if name != noun.named_by and name in allowed and field(noun, name)]
    values = [getattr(record, name) for name in names if allowed[name].kind != "noun"]
    return " · ".join(str(value) for value in values if value)


def _records(noun: type[Any], query: str, looking: Viewer) -> dict[str, Any]:
    items = [{**_choice(record), "href": address_of(record, looking)} for record in _found(noun, query, FEW)]
    return {"label": say(plural_label(noun)), "items": [item for item in items if item["href"]]}


def _screens(query: str) -> dict[str, Any]:
    frame = shell()
    entries = [entry for _, group in frame.menu for entry in group] if frame else []
    fitting = [entry for entry in entries if query.casefold() in entry.label.casefold()]
    return {"label": say(N_("Go to")), "items": [{"text": e.label, "href": e.href} for e in fitting]}
