"""What a record says of itself: its head, and its facts in groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from app.core.shape import Field, field, fields
from app.core.viewer import Viewer
from app.core.words import N_
from views.fab.address import address_of
from views.fab.cells import fact, person, pill
from views.fab.format import text_of
from views.fab.readable import readable
from views.fab.reader import Reader, say

Sections = Mapping[str, Sequence[str]]
DETAILS = N_("Details")


def sections_of(noun: type[Any], sections: Sections, wanted: Callable[[Field], bool]) -> list[tuple[str, list[Field]]]:
    """Fields in their sections, in the order of the sections; what is in none of them comes under Details."""
    named = [(label, [f for name in names if (f := field(noun, name))]) for label, names in sections.items()]
    placed = {name for names in sections.values() for name in names}
    rest = [f for f in fields(noun) if not f.internal and f.name not in placed]
    kept = ((label, [f for f in group if wanted(f)]) for label, group in [*named, (DETAILS, rest)])
    return [(label, group) for label, group in kept if group]


def groups(
    record: Any, sections: Sections, viewer: Viewer, read: Reader
) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Label, value and class of each fact that this viewer reads; the title and the status stand in the head."""
    noun = type(record)
    allowed = readable(noun, viewer)
    beside = {noun.named_by, "status", *(("number",) if field(noun, "number") else ())}
    found = sections_of(noun, sections, lambda f: f.name in allowed and f.name not in beside and f.kind != "json")
    return [
        (say(label), [_line(f, record, viewer, read) for f in group if _is_said(f, record)]) for label, group in found
    ]


def _is_said(f: Field, record: Any) -> bool:
    """What is empty is not shown; the pencil beside the group leads to where it is filled in."""
    return getattr(record, f.name) not in (None, "")


def _line(f: Field, record: Any, viewer: Viewer, read: Reader) -> tuple[str, str, str]:
    value = getattr(record, f.name)
    css = "pre-line" if f.kind == "text" else "tab" if f.kind in ("money", "amount", "phone", "day", "moment") else ""
    return say(f.label), shown(f, value, viewer, read), css


def shown(f: Field, value: Any, viewer: Viewer, read: Reader) -> str:
    """A value as it stands on a record's page: what can be called, written to or opened is a link."""
    text = value.named_in(read.language.code) if f.kind == "noun" else text_of(f, read)(value)
    href = _href(f, value, viewer)
    if href:
        return Markup('<a href="{}">{}</a>').format(href, text)
    return fact(f, read)(value) if f.kind == "choice" else escape(text)


def _href(f: Field, value: Any, viewer: Viewer) -> str:
    if f.kind == "noun":
        return address_of(value, viewer)
    kinds = {"phone": f"tel:{''.join(c for c in str(value) if c in '+0123456789')}", "email": f"mailto:{value}"}
    return kinds.get(f.kind, str(value) if f.kind == "url" and str(value).startswith(("http://", "https://")) else "")


def status(record: Any, read: Reader) -> str:
    f = field(type(record), "status")
    return pill(f, read)(record.status) if f is not None else ""


def about(record: Any, viewer: Viewer, read: Reader, wanted: Sequence[str] = ()) -> list[str]:
    """The line under the name: number, what kind of record it is, and whose."""
    noun = type(record)
    number = [Markup('<span class="tab">{}</span>').format(record.number)] if _has_number(noun) else []
    allowed = readable(noun, viewer)
    named = [allowed[name] for name in wanted if name in allowed]
    choices = named or [f for f in allowed.values() if f.kind == "choice" and f.name != "status"][:3]
    kinds = [fact(f, read)(getattr(record, f.name)) for f in choices if getattr(record, f.name) is not None]
    parent = getattr(record, noun.hangs_on, None) if noun.hangs_on else getattr(record, "owner", None)
    whose = [_whose(parent, viewer, read)] if parent is not None else []
    return [*number, *kinds, *whose]


def _has_number(noun: type[Any]) -> bool:
    return noun.named_by != "number" and field(noun, "number") is not None


def _whose(parent: Any, viewer: Viewer, read: Reader) -> str:
    href = address_of(parent, viewer)
    drawn = person(parent)
    return Markup('<a href="{}">{}</a>').format(href, drawn) if href else drawn
