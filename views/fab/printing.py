"""A record's page on paper: its facts and the lists that hang on it, as the reader may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from flask import Response, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.core.language import LANGUAGES, language
from app.core.noun import now, plural_label, singular_label, slug
from app.core.shape import Field, field, lists
from app.core.viewer import viewer_of
from app.core.words import N_
from app.press.paper import Paper
from app.press.record import Group, Rows, Sheet, on_sheet
from app.press.story import Reader
from views.fab.address import screen_of
from views.fab.facts import sections_of
from views.fab.format import NUMBERS, text_of
from views.fab.listing import Listing
from views.fab.readable import readable
from views.fab.reader import Reader as PageReader
from views.fab.reader import reader
from views.fab.related import link_of, sort_of
from views.fab.session import session
from views.fab.viewer import viewer

if TYPE_CHECKING:
    from views.fab.screen import Screen

MOST, COLUMNS = 100, 6
LEFT_OUT = N_("The first {n} are printed; there are more.")
Printing = Callable[[Session, Any, Reader], Paper]


def printed(screen: Screen, record: Any) -> Response:
    """The noun's own paper where it has one; in another language if the address asks for it."""
    reads = _reader()
    own: Printing | None = type(screen).paper
    paper = own(session(), record, reads) if own else on_sheet(sheet(screen, record, reads), reads, at=now())
    name = "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in str(record))[:60]
    headers = {"Content-Disposition": f'inline; filename="{slug(screen.noun)}-{name.strip("-") or record.id}.pdf"'}
    return Response(paper.pdf, headers=headers, content_type="application/pdf")


def _reader() -> Reader:
    read, settings = reader(), reader().settings
    asked = request.args.get("language", "")
    speaks = language(asked, settings.day_format.name) if asked in LANGUAGES else read.language
    return Reader(
        speaks, read.currency, read.zone, name=str(viewer().person), company=settings.company_name,
        decimals=settings.order_decimals, paper=settings.paper.value,
    )  # fmt: skip


def sheet(screen: Screen, record: Any, reads: Reader) -> Sheet:
    """What the page says, without what only a page can do."""
    say, noun, page = reads.language.say, screen.noun, _as_page(reads)
    allowed = readable(noun, viewer_of(session()))
    beside = {noun.named_by, noun.hangs_on, "status", "number"}
    said = sections_of(noun, screen.sections, lambda f: f.name in allowed and f.name not in beside and f.kind != "json")
    groups = ((say(heading), [f for f in group if f.kind != "text"]) for heading, group in said)
    texts = [(say(f.label), str(getattr(record, f.name))) for _, group in said for f in group if f.kind == "text"
             and getattr(record, f.name)]  # fmt: skip
    told = (Group(heading, list(_facts(group, record, page))) for heading, group in groups)
    return Sheet(
        say(singular_label(noun)), str(record), _subtitle(record, page), [group for group in told if group.facts],
        texts, list(_lists(screen, record, page)),
    )  # fmt: skip


def _as_page(reads: Reader) -> PageReader:
    """The reader as pages know them, who may want the paper in another language."""
    read = reader()
    return PageReader(reads.language, read.zone, read.currency, read.theme, read.density, read.settings)


def fact(f: Field, record: Any, read: PageReader) -> str:
    value = getattr(record, f.name)
    if value in (None, ""):
        return "–"
    return str(value) if f.kind == "noun" else text_of(f, read)(value)


def _facts(group: list[Field], record: Any, read: PageReader) -> Iterator[tuple[str, str]]:
    """What nobody has said is not printed."""
    for f in group:
        if getattr(record, f.name) not in (None, ""):
            yield read.language.say(f.label), fact(f, record, read)


def _subtitle(record: Any, read: PageReader) -> str:
    """Its number, its status, and what it hangs on."""
    noun = type(record)
    named = (noun.hangs_on, "" if noun.named_by == "number" else "number", "status")
    said = (f for name in named if (f := field(noun, name)) and getattr(record, name) is not None)
    return " · ".join(fact(f, record, read) for f in said)


def _lists(screen: Screen, record: Any, read: PageReader) -> Iterator[Rows]:
    looks = viewer()
    for name in screen.related:
        noun = lists(type(record))[name]
        link = link_of(noun, type(record), name)
        if not looks.can("can_list", noun.__name__):
            continue
        shown = _shown(noun, link)
        found = Listing(
            noun, MultiDict({"size": str(MOST)}), session=session(), viewer=looks, zone=read.zone, shown=shown,
            sort=sort_of(noun), only=link.key_attribute == record.id,
        )  # fmt: skip
        if found.rows:
            yield _rows(noun, shown, found, read)


def _rows(noun: type[Any], shown: list[Field], found: Listing, read: PageReader) -> Rows:
    say = read.language.say
    return Rows(
        say(plural_label(noun)), [say(f.label) for f in shown],
        [[fact(f, each, read) for f in shown] for each in found.rows],
        frozenset(place for place, f in enumerate(shown) if f.kind in NUMBERS),
        say(LEFT_OUT, n=len(found.rows)) if found.has_more else "",
    )  # fmt: skip


def _shown(noun: type[Any], link: Field) -> list[Field]:
    """The columns of the noun's own list, as many as the width takes, without what they hang on."""
    made, allowed = screen_of(noun), readable(noun, viewer())
    names = dict.fromkeys([noun.named_by, *(made.columns if made else ())])
    found = (allowed.get(name) or (field(noun, name) if name == noun.named_by else None) for name in names)
    return [f for f in found if f is not None and f.name != link.name][:COLUMNS]
