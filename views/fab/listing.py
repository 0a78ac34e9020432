"""A list as one request asks for it: search, filters, order, page. Nothing of it outlives the request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.core.ground import EVERYTHING, is_widely_seen
from app.core.lowered import lowered
from app.core.plenty import FURTHEST, has_plenty, how
from app.core.search import found_by, is_common
from app.core.shape import Field, fields
from app.core.viewer import Viewer
from views.fab.counting import CAP, FEWER, counted, how_many, many
from views.fab.filters import Asker, Filter
from views.fab.loading import loading
from views.fab.operators import STARTS
from views.fab.paging import SIZES, Order, Place, order_by, read_first, read_keys, read_place, read_size
from views.fab.readable import readable
from views.fab.sieve import read_sieve

LONGEST_QUERY = 100


class Listing:
    """The rows of a noun that the reader asked for and may see."""

    def __init__(
        self,
        noun: type[Any],
        args: MultiDict[str, str],
        *,
        session: Session,
        viewer: Viewer,
        zone: str,
        shown: Sequence[Field],
        sort: str = "-id",
        only: sa.ColumnElement[bool] | None = None,
        kept: Mapping[str, Any] | None = None,
    ) -> None:
        self.noun, self.session, self.viewer, self.shown, self.only = noun, session, viewer, shown, only
        self.allowed = readable(noun, viewer)
        self.query = args.get("q", "").replace("\x00", "")[:LONGEST_QUERY].strip()
        self.asker = Asker(self.allowed, zone, viewer)
        self.sieve = read_sieve(args, self.asker)
        self.kept = dict(kept or {})
        self.ids = read_keys(args.get("ids", ""))
        self.order = (
            _order(args.get("sort", ""), self.allowed, viewer)
            or _order(sort, _all(noun), viewer)
            or Order(_all(noun)["id"])
        )
        if self._is_of_a_beginning:
            self.order = replace(self.order, is_lowered=True)
        self.size = read_size(args.get("size", ""))
        self.back = "before" in args
        self.place = read_place(args.get("before" if self.back else "after", ""), self.order.value)
        self.first = read_first(args.get("at", "")) if self.place else 1
        self.counts_all = args.get("count") == "all"
        self.has_more = False

    @cached_property
    def rows(self) -> list[Any]:
        """A page, and one row more to know whether there is another: one statement, or two where fields are empty."""
        found = self._met_soon()
        if len(found) <= self.size:
            found = self._met()
        self.has_more = len(found) > self.size
        return found[: self.size][::-1] if self.back else found[: self.size]

    def _met_soon(self) -> list[Any]:
        """Where plenty are kept and most of them fit, the page is full after a few thousand rows along the index; else
        all that is kept is gathered, as if nothing had been looked for here."""
        told = how(self.session, along=self._follows_an_index and not self._is_all_of_it)
        near = self.order.near(self.place, back=self.back, far=FURTHEST) if told["has_plenty"] else None
        if near is None:
            return []
        return [*self._read(near.of(self.found(self._selected())).limit(self.size + 1), {}, told)]

    def _met(self) -> list[Any]:
        found: list[Any] = []
        for part in self._parts():
            missing = self.size + 1 - len(found)
            if missing > 0:
                found += self._read(part, {"most": missing}, self.told)
        return found

    def _parts(self) -> Iterable[Any]:
        statement = self.found(self._selected())
        most = sa.bindparam("most", type_=sa.Integer)
        return [part.of(statement).limit(most) for part in self.order.stretches(self.place, back=self.back)]

    def _selected(self) -> Any:
        return sa.select(self.noun).options(*self._eager())

    def _read(self, statement: Any, values: dict[str, Any], told: dict[str, bool]) -> Sequence[Any]:
        return self.session.scalars(statement, values, execution_options=told).all()

    @cached_property
    def count(self) -> int:
        """How many there are; from a thousand on nobody counts, unless asked to."""
        if len(self.rows) <= self.size and self.place is None and not self.has_more:
            return len(self.rows)
        return self.counted_far

    @cached_property
    def counted_far(self) -> int:
        """How many fit, as far as is counted, without a look at the page."""
        if self._is_surely_more and not self.counts_all:
            return self.cap + 1
        is_plain = not self.is_narrowed and self.only is None and not self.counts_all
        far, keys = 0 if self.counts_all else self.cap, sa.select(self.noun.id)
        found = many(self.noun, far) if is_plain else how_many(self.found(keys), far)
        return self.session.scalar(found, execution_options=self.told) or 0

    @property
    def _is_of_a_beginning(self) -> bool:
        """Whether all that is listed begins alike in what it is in order of."""
        f, alone = self.order.field, [] if self.sieve.any_of else self.sieve.alone
        is_kept = self.order.there is None and lowered(f.key_attribute) is not None
        return is_kept and any(one.field is f and one.operator is STARTS and one.via is None for one in alone)

    @cached_property
    def told(self) -> dict[str, bool]:
        """What statements are told about the way to the rows: along the index that has them in this order."""
        return how(self.session, along=self._is_all_of_it and self._follows_an_index)

    @property
    def _is_all_of_it(self) -> bool:
        """Whether no filter leaves rows out that lie along the index."""
        return len(self.sieve) <= self._is_of_a_beginning

    @property
    def _follows_an_index(self) -> bool:
        """Whether a page may be met along an index that has the rows in this order, because plenty are kept."""
        by_more = self.query or self.ids or self.only is not None or self.counts_all
        return self.order.is_of_an_index and not by_more and self._has_plenty

    @property
    def cap(self) -> int:
        return min(CAP, FEWER) if self._has_plenty or is_widely_seen(self.noun, self.viewer) else CAP

    @cached_property
    def _has_plenty(self) -> bool:
        return has_plenty(self.session, self.noun, self.viewer)

    @property
    def is_capped(self) -> bool:
        return self.count > self.cap and not self.counts_all

    def counts_without(self, each: Sequence[Filter]) -> list[int]:
        """How many there would be without one or another of the filters."""
        here, keys = self.sieve, []
        for one in each:
            self.sieve = here.less(one)
            keys.append(self.found(sa.select(self.noun.id)))
        self.sieve = here
        return counted(self.session, self.noun, keys)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.query or len(self.sieve) or self.ids)

    @property
    def next(self) -> str:
        """The address of the next page, or nothing."""
        if not self.rows or not (self.back or self.has_more):
            return ""
        return self.link(after=self._beside(self.rows[-1]), at=self.first + len(self.rows))

    @property
    def previous(self) -> str:
        if not self.rows or self.place is None or (self.back and not self.has_more):
            return ""
        return self.link(before=self._beside(self.rows[0]), at=max(1, self.first - self.size))

    @property
    def said(self) -> dict[str, Any]:
        """What is asked for, as a view keeps it: without the page that one is at."""
        size = self.size if self.size != SIZES[0] else ""
        said = {"q": self.query, **self.sieve.said, "sort": self.order.name, "size": size}
        return {key: value for key, value in said.items() if value}

    def link(self, **other: Any) -> str:
        """The address of this list with something else; another order or filter begins at the first page."""
        said = {**self._asked, **{key: _encoded(key, value) for key, value in other.items()}}
        return "?" + "&".join([each for each in said.values() if each])

    @cached_property
    def _asked(self) -> dict[str, str]:
        """Encoded once: a page has a score of addresses that differ in one thing."""
        ticked = ",".join(map(str, self.ids or ()))
        asked = {**self.said, **self.kept, "ids": ticked, "count": "all" if self.counts_all else ""}
        return {key: _encoded(key, value) for key, value in asked.items()}

    def _beside(self, record: Any) -> str:
        return Place(self.order.value_of(record), record.id).said()

    def found(self, statement: Any) -> Any:
        """The statement, narrowed to the rows that are asked for, in no order and without pages."""
        condition = self.sieve.condition
        if condition is not None:
            statement = statement.where(condition)
        if self.only is not None:
            statement = statement.where(self.only)
        if self.ids is not None:
            statement = statement.where(self.noun.id.in_(self.ids))
        if not self.query:
            return statement
        found = found_by(self.noun, self.query, self.session.get_bind().dialect.name, common=self._is_common)
        return statement.where(sa.false() if found is None else found)

    @cached_property
    def _is_common(self) -> bool:
        return is_common(self.session, self.noun, self.query)

    @property
    def _is_surely_more(self) -> bool:
        """Whether more than are counted fit, because nothing but a common word narrows the list."""
        if not self.query or len(self.sieve) or self.only is not None or not self._is_common:
            return False
        return self.noun.visible_to(self.viewer, self.noun) is EVERYTHING

    def _eager(self) -> list[Any]:
        """What the page shows comes with the page; what it does not show and is heavy stays where it is."""
        noun: Any = self.noun
        return loading(noun, (self.order.field.name, "number", *(f.name for f in self.shown)))


def _encoded(key: str, value: Any) -> str:
    return urlencode({key: value}, doseq=True) if value else ""


def _all(noun: type[Any]) -> dict[str, Field]:
    return {f.name: f for f in fields(noun)}


def _order(said: str, allowed: dict[str, Field], viewer: Viewer) -> Order | None:
    f = allowed.get(said.removeprefix("-"))
    return order_by(f, viewer, down=said.startswith("-")) if f is not None else None
