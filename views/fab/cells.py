"""Cells of a list: which class and which words, settled once a column, so that a row costs next to nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from flask import request
from markupsafe import Markup, escape

from app.core.language import Language
from app.core.shape import Field, field
from app.core.words import N_
from views.fab.faces import face, mark, tone
from views.fab.format import NUMBERS, RIGHT, text_of
from views.fab.page import icon
from views.fab.paging import HEAVY
from views.fab.readable import titled
from views.fab.reader import Reader

Cell = Callable[[Any], str]
LONGEST = 60
NAME = N_("Name")
DRAWN = '<span class="{}" aria-hidden="true"><i></i><i></i><i></i></span>'
BARS = "risk "
"""Marks that are drawn as three bars, more of them filled the more there is."""
MONEY = ("money", "amount")
PLACES = ("city", "title", "category", "username")


@dataclass(frozen=True)
class Column:
    """A column of a list: its head and what it writes into a row."""

    field: Field
    label: str
    css: str
    cell: Cell
    sortable: bool


def columns(chosen: Sequence[Field], read: Reader, link: Callable[[Any], str], lead: str) -> list[Column]:
    """The first column names the record and leads to it; on a phone the others take the places of a card."""
    places = _places(chosen, lead)
    return [_column(f, read, link if f.name == lead else None, places.get(f.name, "")) for f in chosen]


def brief_columns(chosen: Sequence[Field], read: Reader, link: Callable[[Any], str]) -> list[Column]:
    """For a narrow list: the day stands under the name."""
    lead, *others = columns(chosen, read, link, chosen[0].name)
    day = next((each for each in others if each.field.kind == "day"), None)
    if day is None:
        return [lead, *others]
    text, name = text_of(day.field, read), day.field.name

    def with_day(record: Any) -> str:
        under = f'<br><span class="xs dim tab">{text(getattr(record, name))}</span></td>'
        return lead.cell(record).removesuffix("</td>") + under

    return [replace(lead, cell=with_day), *(each for each in others if each is not day)]


def _places(chosen: Sequence[Field], lead: str) -> dict[str, str]:
    """Who stands where on a card: each place is taken once; the last money, else the first number."""
    wanted = (("c-status", lambda f: f.name == "status"), ("c-fact", lambda f: f.kind == "choice"))
    more = (("c-who", lambda f: f.kind == "noun"), ("c-day", lambda f: f.kind in ("day", "moment")))
    last = (("c-amount", lambda f: f.kind in NUMBERS), ("c-place", lambda f: f.name in PLACES))
    by_worth = [*(f for f in reversed(chosen) if f.kind in MONEY), *chosen]
    places = {lead: "c-title"}
    for css, fits in (*wanted, *more, *last):
        order = by_worth if css == "c-amount" else chosen
        found = next((f.name for f in order if f.name not in places and fits(f)), None)  # type: ignore[no-untyped-call]
        if found:
            places[found] = css
    return places


def _column(f: Field, read: Reader, link: Callable[[Any], str] | None, place: str) -> Column:
    number = "num" if f.kind in RIGHT else ""
    tint = "" if link or f.kind in NUMBERS or f.name == "status" else "mut"
    css = " ".join(filter(None, (place, number, tint)))
    cell = _lead(f, read, link, css) if link else _plain(f, read, css)
    sortable = f.kind not in HEAVY and (f.target is None or titled(f) is not None)
    return Column(f, read.language.say(_head(f)), number, cell, sortable)


def _head(f: Field) -> str:
    """Where a record has a name in each language, the column shows the reader's."""
    return NAME if f.noun.names and f.name == f.noun.named_by else f.label


def _lead(f: Field, read: Reader, link: Callable[[Any], str], css: str) -> Cell:
    """The name, with the number beside it where the noun has both."""
    language, numbered = read.language.code, f.name != "number" and field(f.noun, "number") is not None

    spoken = text_of(f, read) if f.kind in NUMBERS else None

    def named(record: Any) -> str:
        """A list that hangs on one record is led by the other: of stock in a warehouse, by the product."""
        if spoken is not None:
            return spoken(getattr(record, f.name))
        return str((getattr(record, f.name) if f.kind == "noun" else record).named_in(language))

    def write(record: Any) -> str:
        text = named(record)
        letters, hue = face(text)
        number = f'<span class="dim xs tab no">{escape(record.number)}</span>' if numbered else ""
        return (
            f'<td class="{css}"><span class="av av-sq hue-{hue}" aria-hidden="true">{escape(letters)}</span>'
            f'<a class="name" href="{link(record)}">{escape(text)}</a>{number}</td>'
        )

    return write


def _plain(f: Field, read: Reader, css: str) -> Cell:
    inside = _INSIDE.get("status" if f.name == "status" else f.kind, _words)(f, read)
    start, name = f'<td class="{css}">', f.name

    nobody = _nobody(f, read) if f.kind == "noun" else ""

    def write(record: Any) -> str:
        value = getattr(record, name)
        return f"{start}{inside(value)}</td>" if value is not None else f"{start}{nobody}</td>"

    return write


def _nobody(f: Field, read: Reader) -> str:
    """That somebody is missing is worth seeing; that a department is, is not."""
    if f.target is None or f.target.__name__ != "Employee":
        return ""
    words = read.language.say(N_("No {field}"), field=read.language.say(f.label).lower())
    drawn = Markup('<span class="av none" aria-hidden="true"></span>')
    return Markup('<span class="fact">{}<span class="dim">{}</span></span>').format(drawn, words)


def _words(f: Field, read: Reader) -> Cell:
    text = text_of(f, read)

    def write(value: Any) -> str:
        words = text(value)
        return escape(words) if len(words) <= LONGEST else Markup('<span class="cut">{}</span>').format(words)

    return write


def _number(f: Field, read: Reader) -> Cell:
    text = text_of(f, read)
    return lambda value: text(value) if value >= 0 else f'<span class="neg">{text(value)}</span>'


def pill(f: Field, read: Reader) -> Cell:
    """A status: the only tinted thing in a row."""
    kind: Any = f.type
    return _pills(kind, read.language).__getitem__


@lru_cache(maxsize=512)
def _pills(kind: Any, language: Language) -> dict[Any, str]:
    return {member: _pill(member, escape(language.say(str(member.value)))) for member in kind}


def _pill(member: Any, text: str) -> str:
    return Markup('<span class="pill {}">{}</span>').format(tone(member), text)


def fact(f: Field, read: Reader) -> Cell:
    kind: Any = f.type
    return _facts(kind, read.language, request.script_root).__getitem__


@lru_cache(maxsize=512)
def _facts(kind: Any, language: Language, root: str) -> dict[Any, str]:
    """Their icons stand under this root of addresses."""
    return {member: _fact(member, escape(language.say(str(member.value)))) for member in kind}


def _fact(member: Any, text: str) -> str:
    drawn = mark(member)
    if drawn.startswith(BARS):
        bars = Markup(DRAWN).format(drawn)  # noqa: S704 - the text is ours
        return Markup('<span class="fact">{}{}</span>').format(bars, text)
    return Markup('<span class="fact">{}{}</span>').format(icon(drawn), text) if drawn else text


def person(record: Any) -> str:
    return _person(str(record))


@lru_cache(maxsize=4096)
def _person(text: str) -> str:
    """A page has the same few again and again."""
    letters, hue = face(text)
    drawn = f'<span class="av hue-{hue}" aria-hidden="true">{escape(letters)}</span>'
    return Markup(f'<span class="fact">{drawn}{escape(text)}</span>')  # noqa: S704 - made of escaped parts


def _relation(f: Field, read: Reader) -> Cell:
    if f.target is not None and f.target.__name__ == "Employee":
        return person
    language = read.language.code
    return lambda record: escape(record.named_in(language))


_INSIDE: dict[str, Callable[[Field, Reader], Cell]] = {
    "status": pill,
    "choice": fact,
    "noun": _relation,
    **dict.fromkeys(NUMBERS, _number),
}
