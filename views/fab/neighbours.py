"""The records beside this one in the list that the reader came from: as its filter and its order say, by keys.

The address of a record says the list (`from`); nothing is kept between two requests, and no more than one key on
either side is read.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

import sqlalchemy as sa
from flask import request
from werkzeug.datastructures import MultiDict

from app.core.noun import singular_label
from views.fab.listing import Listing
from views.fab.page import page
from views.fab.paging import Place
from views.fab.reader import reader, say
from views.fab.session import session
from views.fab.standing import standing
from views.fab.viewer import viewer

if TYPE_CHECKING:
    from views.fab.screen import Screen

FROM = "from"
LONGEST = 4000


def coming_from(said: str) -> str:
    """What an address within a list adds to that of a record, so that the record knows the list."""
    return "?" + urlencode({FROM: said.removeprefix("?")}) if said else ""


def came_from() -> str:
    """The list that the reader came from, as its address says it; nothing where there is none."""
    return request.args.get(FROM, "")[:LONGEST]


def shown(screen: Screen, record: Any) -> str:
    return page("record_neighbours.html", beside=Neighbours(screen, record))


class Neighbours:
    """Which records stand before and after one, and the how manieth it is."""

    def __init__(self, screen: Screen, record: Any) -> None:
        self.screen, self.record, self.noun, self.read = screen, record, screen.noun, reader()
        args: MultiDict[str, str] = MultiDict(parse_qsl(came_from()))
        asked = standing(session(), viewer(), self.noun, args)
        self.listing = Listing(
            self.noun, asked.args, session=session(), viewer=viewer(), zone=self.read.zone, shown=(), sort=screen.sort
        )

    @property
    def singular(self) -> str:
        return say(singular_label(self.noun)).lower()

    @property
    def previous(self) -> str:
        return self._address(self._found[0])

    @property
    def next(self) -> str:
        return self._address(self._found[1])

    @property
    def position(self) -> str:
        """The how manieth it is, as far as is counted."""
        before = self._found[2]
        return self.read.language.number(before + 1) if before < self.listing.cap else ""

    @property
    def counted(self) -> str:
        number, cap = self.read.language.number, self.listing.cap
        many = self.listing.counted_far
        return f"{number(cap)}+" if many > cap else number(many)

    def _address(self, key: int | None) -> str:
        return self.screen.address(f"show/{key}") + coming_from(came_from()) if key else ""

    @cached_property
    def _found(self) -> tuple[int | None, int | None, int]:
        """The key before, the key after, and how many stand before: one statement."""
        before, after = self._stretches(back=True), self._stretches(back=False)
        counts = [_count(each.limit(self.listing.cap)) for each in before]
        each = [_first(keys) for keys in (*before, *after)] + counts
        # It stands on a row of the noun, so that the rule of rows is put under all of it.
        mine = sa.select(self.noun.id).where(self.noun.id == self.record.id).subquery()
        found = list(session().execute(sa.select(*each).select_from(mine)).one())
        sides = found[: len(before)], found[len(before) : len(before) + len(after)]
        first, second = (next((key for key in side if key), None) for side in sides)
        return first, second, sum(found[len(before) + len(after) :])

    def _stretches(self, *, back: bool) -> list[Any]:
        """The keys on one side, nearest first."""
        order = self.listing.order
        keys = self.listing.found(sa.select(self.noun.id))
        place = Place(order.value_of(self.record), self.record.id)
        return [part.of(keys) for part in order.stretches(place, back=back)]


def _first(keys: Any) -> Any:
    return sa.select(keys.limit(1).subquery().c.id).scalar_subquery()


def _count(keys: Any) -> Any:
    return sa.select(sa.func.count()).select_from(keys.subquery()).scalar_subquery()
