"""All filters of a list together: those that stand alone, and groups of them, so that A and (B or C) can be said.

In an address the first are `f=`, and the groups `g1=`, `g2=`. Filters and groups must all fit, or with `any=1` one of
them; within a group it is the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from views.fab.filters import Asker, Filter, read_filter

MOST = 20
GROUPS = ("g1", "g2", "g3", "g4")
ALONE = "f"


@dataclass(frozen=True)
class Sieve:
    """The filters by where the address says them: `f`, `g1`, `g2`."""

    parts: dict[str, list[Filter]]
    any_of: bool = False

    def __iter__(self) -> Iterator[Filter]:
        for each in self.parts.values():
            yield from each

    def __len__(self) -> int:
        return sum(map(len, self.parts.values()))

    @property
    def alone(self) -> list[Filter]:
        return self.parts.get(ALONE, [])

    @property
    def groups(self) -> dict[str, list[Filter]]:
        return {name: each for name, each in self.parts.items() if name != ALONE}

    @property
    def condition(self) -> sa.ColumnElement[bool] | None:
        """What a row must be; nothing where nobody filters."""
        groups = (_joined([one.condition for one in each], any_of=not self.any_of) for each in self.groups.values())
        conditions = [*(one.condition for one in self.alone), *groups]
        return _joined(conditions, any_of=self.any_of) if conditions else None

    @property
    def said(self) -> dict[str, Any]:
        """As it stands in an address."""
        parts = {name: [one.said for one in each] for name, each in self.parts.items()}
        return {**parts, "any": "1" if self.any_of else ""}

    def without(self, one: Filter) -> dict[str, Any]:
        """The same, with one filter less."""
        return {name: [each.said for each in part if each is not one] for name, part in self.parts.items()}

    def less(self, one: Filter) -> Sieve:
        """Without one of them."""
        parts = {name: [each for each in part if each is not one] for name, part in self.parts.items()}
        return Sieve({name: part for name, part in parts.items() if part}, self.any_of)

    def with_(self, said: str, into: str, instead: str = "") -> dict[str, Any]:
        """The same with one filter more, in a place that may be new; or `instead` of the one at a place ("f.0")."""
        parts: dict[str, list[str]] = {name: [each.said for each in part] for name, part in self.parts.items()}
        place, _, index = instead.partition(".")
        known = parts.get(place, [])
        if index.isdecimal() and index.isascii() and int(index) < len(known):
            known[int(index)] = said
            return parts
        free = next((name for name in GROUPS if name not in parts), GROUPS[-1])
        parts.setdefault(into if into in (ALONE, *GROUPS) else free if into == "new" else ALONE, []).append(said)
        return parts

    def at(self, place: str) -> Filter | None:
        """The filter at a place."""
        name, _, index = place.partition(".")
        part = self.parts.get(name, [])
        return part[int(index)] if index.isdecimal() and index.isascii() and int(index) < len(part) else None


def _joined(conditions: list[sa.ColumnElement[bool]], *, any_of: bool) -> sa.ColumnElement[bool]:
    return sa.or_(*conditions) if any_of else sa.and_(*conditions)


def read_sieve(args: MultiDict[str, str], asker: Asker) -> Sieve:
    """What an address says."""
    said = {name: args.getlist(name)[:MOST] for name in (ALONE, *GROUPS)}
    parts = {name: [read_filter(one, asker) for one in each if one] for name, each in said.items()}
    return Sieve({name: each for name, each in parts.items() if each}, args.get("any") == "1")
