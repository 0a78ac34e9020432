"""The records that a group of rows speaks of, found together: one statement a noun, under the rule of who imports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import INVALID, NOT_FOUND, Refused
from app.core.files.entry import Entry, Link
from app.core.files.mapping import Mapping
from app.core.shape import Field, of_topic
from app.core.shape import field as field_of
from app.core.words import N_

SEVERAL = N_("Several records of {noun} are known by {text}.")
NONE = N_("There is no {noun} that is known by {text}.")

MOST_VALUES = 5_000


class Known:
    """By part and key, and by what a sheet calls them."""

    def __init__(self, session: Session, mapping: Mapping, entries: Iterable[Entry]) -> None:
        self.session = session
        self.own: dict[str, dict[Any, Any]] = {}
        self.linked: dict[Link, list[Any]] = {}
        entries = list(entries)
        for part in mapping.parts:
            keys = {e.keys.get(part.name) for e in entries} - {None}
            self.own[part.name] = self._by_key(part.key, keys) if part.key else {}
        self._find_links({link for entry in entries for link in _links(entry)})

    def _by_key(self, key: Field, keys: set[Any]) -> dict[Any, Any]:
        return {getattr(record, key.name): record for record in self._of(key.noun, key, keys)}

    def _of(self, noun: type[Any], f: Field, values: Iterable[Any]) -> Iterator[Any]:
        """The records that have one of these values; a statement takes only so many."""
        left = iter(values)
        while some := list(islice(left, MOST_VALUES)):
            yield from self.session.scalars(sa.select(noun).where(f.attribute.in_(some)))

    def _find_links(self, links: set[Link]) -> None:
        groups: dict[tuple[type[Any], str, str], set[str]] = defaultdict(set)
        for link in links:
            groups[link.target, link.by, link.topic].add(link.text)
        for (target, by, topic), texts in groups.items():
            if topic:
                self._find_in_topic(target, by, topic, texts)
                continue
            for f in _keys(target, by):
                for record in self._of(target, f, texts):
                    self._remember(Link(target, str(getattr(record, f.name)), by), f, record)

    def _find_in_topic(self, target: type[Any], by: str, topic: str, texts: set[str]) -> None:
        """A topic has few records: all of them are read, and small and capital letters are the same."""
        keys, wanted = _keys(target, by), {text.casefold(): text for text in texts}
        records = list(self.session.scalars(sa.select(target).where(of_topic(target, topic))))
        for f in keys:
            for record in records:
                text = wanted.get(str(getattr(record, f.name) or "").casefold())
                if text:
                    self._remember(Link(target, text, by, topic), f, record)

    def _remember(self, link: Link, f: Field, record: Any) -> None:
        """The surest key counts: a name does not compete with a number."""
        known = self.linked.setdefault(link, [])
        if not known or (known[0][0] == f.name and known[0][1] is not record):
            known.append((f.name, record))

    def record(self, link: Link, name: str) -> Any:
        made = self.own.get(link.target.__name__, {}).get(link.text)
        found = [made] if made is not None else [record for _, record in self.linked.get(link, ())]
        if len(found) == 1:
            return found[0]
        code, message = (INVALID, SEVERAL) if found else (NOT_FOUND, NONE)
        raise Refused(code, message, name, noun=link.target, text=link.text)  # type: ignore[arg-type]


def _links(entry: Entry) -> Iterator[Link]:
    """What an earlier part of the row makes is taken from there; these are to be looked up."""
    for values in entry.values.values():
        for value in values.values():
            if type(value) is Link and str(entry.keys.get(value.target.__name__)) != value.text:
                yield value


def _keys(target: type[Any], by: str) -> list[Field]:
    """The fields that a record may be known by, the surest first."""
    asked = (field_of(target, name) for name in ((by,) if by else target.known_by))
    return [f for f in asked if f is not None and not f.computed and not f.guard]
