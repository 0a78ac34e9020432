"""What hangs on a record: one list at a time, each asked for its own permission and rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.core.doorman import beginning
from app.core.errors import Refused
from app.core.noun import plural_label
from app.core.shape import Field, field, fields, lists
from app.core.viewer import Viewer
from app.core.words import label
from views.fab.address import add_address, address_of, list_address, screen_of
from views.fab.cells import Column, brief_columns
from views.fab.listing import Listing
from views.fab.readable import readable
from views.fab.reader import Reader, say

BRIEF = 4
SOME = 10
MANY = 100


@dataclass(frozen=True)
class Tab:
    name: str
    label: str
    noun: type[Any]
    on: bool
    count: str


@dataclass(frozen=True)
class Related:
    """The list of the open tab."""

    columns: list[Column]
    rows: list[Any]
    all_href: str
    add_href: str
    noun: type[Any]
    is_all: bool
    attach_href: str = ""
    """Where files are dropped, in a list of files."""


def names_of_tabs(noun: type[Any], wanted: Sequence[str], viewer: Viewer) -> list[str]:
    """Only lists that the viewer may list: what may not be opened is not peeped into."""
    hanging = lists(noun)
    return [name for name in wanted if viewer.can("can_list", hanging[name].__name__)]


def tabs(session: Session, record: Any, wanted: Sequence[str], viewer: Viewer, chosen: str) -> list[Tab]:
    noun = type(record)
    hanging, allowed = lists(noun), names_of_tabs(noun, wanted, viewer)
    on = chosen if chosen in allowed else next(iter(allowed), "")
    counts = _counts(session, record, {name: hanging[name] for name in allowed})
    return [Tab(each, _label(noun, each, hanging[each]), hanging[each], each == on, counts[each]) for each in allowed]


def _label(noun: type[Any], name: str, target: type[Any]) -> str:
    """Others by what they are; those of the same noun by what they are to this one."""
    return say(label(name) if target is noun else plural_label(target))


def _counts(session: Session, record: Any, hanging: Mapping[str, type[Any]]) -> dict[str, str]:
    """Up to a hundred each, of those that the reader sees; asked in one statement."""
    if not hanging:
        return {}
    asked = [_count(record, name, target).label(name) for name, target in hanging.items()]
    found = session.execute(sa.select(*asked)).one()
    return {name: f"{MANY}+" if n > MANY else str(n) for name, n in zip(hanging, found, strict=True)}


def _count(record: Any, name: str, target: type[Any]) -> sa.ScalarSelect[int]:
    mine = sa.select(target.id).where(link_of(target, type(record), name).key_attribute == record.id).limit(MANY + 1)
    return sa.select(sa.func.count()).select_from(mine.subquery()).scalar_subquery()


def related(session: Session, record: Any, tab: Tab, viewer: Viewer, read: Reader) -> Related:
    link = link_of(tab.noun, type(record), tab.name)
    brief = _brief(tab.noun, viewer, link)
    found = Listing(
        tab.noun,
        MultiDict(),
        session=session,
        viewer=viewer,
        zone=read.zone,
        shown=brief,
        sort=sort_of(tab.noun),
        only=link.key_attribute == record.id,
    )
    rows = found.rows[:SOME]
    made = brief_columns(brief, read, lambda each: address_of(each, viewer) or "#")
    all_href, add_href = list_address(tab.noun, viewer), add_address(tab.noun, viewer)
    return Related(
        columns=made,
        rows=[["".join(column.cell(each) for column in made)] for each in rows],
        all_href=f"{all_href}?f={link.name}:is:{record.id}" if all_href else "",
        add_href=f"{add_href}?{link.name}={record.id}" if add_href and is_open(record) else "",
        noun=tab.noun,
        is_all=not found.has_more and len(found.rows) <= SOME,
        attach_href=_attach_address(tab.noun, record, add_href),
    )


def link_of(target: type[Any], noun: type[Any], name: str) -> Field:
    """The field of the other noun by which it hangs on this one."""
    relation = sa.inspect(noun).relationships[name]
    keys = {column for pair in relation.local_remote_pairs for column in pair[1:]}
    return next(f for f in fields(target) if f.target is noun and f.column in keys)


def _brief(noun: type[Any], viewer: Viewer, link: Field) -> list[Field]:
    """The columns of a narrow list: those of the noun's own list, without the record that it hangs on."""
    made = screen_of(noun)
    allowed = readable(noun, viewer)
    wanted = (made.brief or made.columns) if made else [noun.named_by]
    own = made.briefs.get(link.name) if made else None
    names = dict.fromkeys(own or [noun.named_by, *wanted])
    return [f for name in names if (f := allowed.get(name) or _title(noun, name)) and f.name != link.name][:BRIEF]


def sort_of(noun: type[Any]) -> str:
    made = screen_of(noun)
    return made.sort if made else "-id"


def _title(noun: type[Any], name: str) -> Field | None:
    return field(noun, name) if name == noun.named_by else None


def _attach_address(noun: type[Any], record: Any, add_href: str) -> str:
    """Where files are dropped: beside the form of one, for who may open that."""
    made, begin = screen_of(noun), beginning(noun)
    brings_a_file = begin and any(each.kind == "file" for each in begin.arguments)
    return f"{made.route_base}/{begin.name}/{record.id}" if made and begin and brings_a_file and add_href else ""


def is_open(record: Any) -> bool:
    """Whether something may still be added to it, as far as the record itself says."""
    try:
        getattr(record, "refuse_change", lambda: None)()
    except Refused:
        return False
    return True
