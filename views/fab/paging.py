"""Pages by keys: the next page begins after the last row of this one, so that page 40,000 costs what page 2 costs."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property, lru_cache
from typing import Any

import sqlalchemy as sa

from app.core.doorman import LARGEST_ID
from app.core.ground import EVERYTHING, rows_of
from app.core.lowered import lowered
from app.core.noun import table_of
from app.core.shape import Field, choices_of
from app.core.viewer import Viewer
from views.fab.readable import behind, titled

SIZES = (25, 50, 100)
LONGEST = 600
HEAVY = ("text", "json")


@dataclass(frozen=True)
class Order:
    """By one field and then by the key, so that every row has one place; who has nothing there comes last.

    A relation is ordered by what names its record: `there`, with its `columns`, is where that is looked up, `rule` who
    the reader sees.
    """

    field: Field
    down: bool = False
    there: Any = None
    columns: Any = None
    rule: Any = EVERYTHING
    is_lowered: bool = False
    """Whether capital letters make no difference: an index has names so that begin alike."""

    @property
    def name(self) -> str:
        return ("-" if self.down else "") + self.field.name

    @property
    def value(self) -> Field:
        """The field whose values are in order."""
        return self.field if self.there is None else (titled(self.field) or self.field)

    @cached_property
    def is_of_an_index(self) -> bool:
        """Whether an index has the rows in this order."""
        if self.there is not None or self.field.computed:
            return False
        name, indexes = self.field.key, table_of(self.field.noun).indexes
        is_kept = any(index.columns.keys() in ([name], [name, "id"]) for index in indexes)
        return self.field.name == "id" or self.is_lowered or is_kept

    def value_of(self, record: Any) -> Any:
        if self.there is None:
            return getattr(record, self.field.key)
        related = getattr(record, self.field.name)
        return None if related is None else getattr(related, self.value.name)

    def stretches(self, place: Place | None, *, back: bool) -> list[Stretch]:
        """The rows after a place, or before it, in parts that an index reads in order: who has nothing is a part."""
        filled, empty = self._filled, self._empty
        if not self._may_be_empty:
            return [filled(place, back)]
        parts = [empty, filled] if back else [filled, empty]
        first = 0 if place is None else parts.index(empty if place.value is None else filled)
        return [parts[first](place, back), *(part(None, back) for part in parts[first + 1 :])]

    def near(self, place: Place | None, *, back: bool, far: int) -> Stretch | None:
        """The rows after a place as far as so many of everybody's lead along the index: who reads them turns back
        there. Nothing where some rows have nothing to be in order of.
        """
        if self._may_be_empty or self.is_lowered or self.there is not None:
            return None
        rows, whole = rows_of(self.field.noun).c, self._filled(place, back)
        end = self._after(place, back, rows[self.field.key], rows.id)
        last = sa.select(*end.columns).where(*end.where).order_by(*end.by).limit(1).offset(far).scalar_subquery()
        within = _further(sa.tuple_(*whole.columns), last, more=self.down != back)
        return replace(whole, where=[*whole.where, within])

    def _filled(self, place: Place | None, back: bool) -> Stretch:
        found = self._after(place, back, self._column, self.field.noun.id)
        return replace(found, where=[*self._known, *found.where], join=self._join)

    def _after(self, place: Place | None, back: bool, column: Any, key: Any) -> Stretch:
        by = [key] if self.field.name == "id" else [column, key]
        turned = [self._turned(one, back) for one in by]
        if place is None:
            return Stretch([], turned, columns=by)
        value = sa.bindparam(None, place.value, column.type)
        values = [sa.func.lower(value) if self.is_lowered else value, place.key][-len(by) :]
        return Stretch([_further(sa.tuple_(*by), sa.tuple_(*values), more=self.down == back)], turned, columns=by)

    def _empty(self, place: Place | None, back: bool) -> Stretch:
        key = self.field.noun.id
        further = [] if place is None else [_further(key, place.key, more=self.down == back)]
        return Stretch([self._is_empty, *further], [self._turned(key, back)])

    @property
    def _known(self) -> list[Any]:
        """That there is something. Of a relation it is said as a range of names, so that SQLite walks along them."""
        if self.there is not None and self.value.type is str:
            return [self._column >= ""]
        return [self._column.is_not(None)] if self._may_be_empty else []

    @property
    def _column(self) -> Any:
        if self.is_lowered:
            return lowered(self.field.key_attribute)
        return self.field.key_attribute if self.there is None else getattr(self.columns, self.value.key)

    @property
    def _join(self) -> tuple[Any, Any] | None:
        """Only rows that have one: the tables may then be met in the order of the names."""
        return (
            None
            if self.there is None
            else (self.there, sa.and_(self.field.key_attribute == self.columns.id, self.rule))
        )

    @property
    def _is_empty(self) -> Any:
        """Nothing there, or nothing that the reader may see: both look alike."""
        none = self.field.key_attribute.is_(None)
        if self.there is None or (self.rule is EVERYTHING and not self.value.optional):
            return none
        seen = sa.select(self.columns.id).where(self.rule, self._column.is_not(None))
        return sa.or_(none, self.field.key_attribute.not_in(seen))

    def _turned(self, column: Any, back: bool) -> Any:
        return column.desc() if self.down != back else column.asc()

    @property
    def _may_be_empty(self) -> bool:
        if self.there is not None:
            is_parent = self.field.name == self.field.noun.hangs_on
            hidden = self.rule is not EVERYTHING and not is_parent
            return self.field.optional or hidden or self.value.optional
        return self.field.computed or (self.field.optional and not self.field.column_is_key)


def order_by(f: Field, viewer: Viewer, *, down: bool) -> Order | None:
    """By a field that can be ordered by; nothing for long texts, and for relations whose records have no such name."""
    return _order_by(f, replace(viewer, person=None), down=down)


@lru_cache(maxsize=2048)
def _order_by(f: Field, viewer: Viewer, *, down: bool) -> Order | None:
    """The same one for those who see the same."""
    if f.kind in HEAVY:
        return None
    if f.target is None:
        return Order(f, down)
    if titled(f) is None:
        return None
    return Order(f, down, *behind(f, viewer))


def _further(column: Any, value: Any, *, more: bool) -> Any:
    return column > value if more else column < value


@dataclass(frozen=True)
class Stretch:
    """A part of a list: which of its rows, and in which order."""

    where: list[Any]
    by: list[Any]
    join: tuple[Any, Any] | None = None
    columns: Sequence[Any] = ()
    """What it is in order of."""

    def of(self, statement: Any) -> Any:
        """The statement, narrowed to this part and in its order."""
        joined = statement if self.join is None else statement.join(*self.join)
        return joined.where(*self.where).order_by(*self.by)


@dataclass(frozen=True)
class Place:
    """Where a page begins: the value and the key of the row beside it."""

    value: Any
    key: int

    def said(self) -> str:
        value = self.value.name if isinstance(self.value, Enum) else self.value
        plain = None if value is None else str(value)
        return base64.urlsafe_b64encode(json.dumps([plain, self.key]).encode()).decode().rstrip("=")


def read_size(said: str) -> int:
    """How many rows a page has: as many as are asked for, or the next more."""
    wish = int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else SIZES[0]
    return next((size for size in SIZES if wish <= size), SIZES[-1])


def read_keys(said: str) -> list[int] | None:
    """The rows that were ticked, where only these are meant."""
    parts = [part for part in said.split(",") if part][: SIZES[-1]]
    return [int(part) for part in parts if part.isascii() and part.isdecimal() and len(part) < 10] if parts else None


def read_first(said: str) -> int:
    """Which row of all the first of the page is."""
    return max(1, int(said)) if said.isascii() and said.isdecimal() and len(said) < 10 else 1


def read_place(said: str, f: Field) -> Place | None:
    """What cannot be read is the beginning."""
    try:
        raw, key = json.loads(base64.urlsafe_b64decode(said[:LONGEST] + "=" * (-len(said) % 4)))
        if not isinstance(key, int) or abs(key) > LARGEST_ID or not isinstance(raw, str | None):
            return None
        return Place(None if raw is None else _value(f, raw), key)
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError):
        return None


def _value(f: Field, raw: str) -> Any:
    """As it was written by `said`."""
    if "\x00" in raw:
        raise ValueError(raw)
    if choices_of(f):
        return {member.name: member for member in choices_of(f)}[raw]
    if f.type is bool:
        return raw == "True"
    if f.type is Decimal:
        return _finite(Decimal(raw))
    read: dict[type, Callable[[str], Any]] = {int: int, date: date.fromisoformat, datetime: datetime.fromisoformat}
    return read.get(f.type, str)(raw)


def _finite(value: Decimal) -> Decimal:
    if not value.is_finite() or abs(value) > 10**14:
        raise ValueError(value)
    return value
