"""Pages by keys: the next page begins after the last row of this one, so that page 40,000 costs what page 2 costs."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy as sa

from app.core.doorman import LARGEST_ID
from app.core.shape import Field, choices_of

SIZES = (25, 50, 100)
LONGEST = 600


@dataclass(frozen=True)
class Order:
    """By one field and then by the key, so that every row has one place; who has nothing there comes last."""

    field: Field
    down: bool = False

    @property
    def name(self) -> str:
        return ("-" if self.down else "") + self.field.name

    def stretches(self, place: Place | None, *, back: bool) -> list[Stretch]:
        """The rows after a place, or before it, in parts that an index reads in order: who has nothing is a part."""
        filled, empty = self._filled, self._empty
        if not self._may_be_empty:
            return [filled(place, back)]
        parts = [empty, filled] if back else [filled, empty]
        first = 0 if place is None else parts.index(empty if place.value is None else filled)
        return [parts[first](place, back), *(part(None, back) for part in parts[first + 1 :])]

    def _filled(self, place: Place | None, back: bool) -> Stretch:
        column, key = self.field.key_attribute, self.field.noun.id
        known = [column.is_not(None)] if self._may_be_empty else []
        by = [key] if self.field.name == "id" else [column, key]
        if place is None:
            return Stretch(known, [self._turned(one, back) for one in by])
        values = [sa.bindparam(None, place.value, column.type), place.key][-len(by) :]
        further = _further(sa.tuple_(*by), sa.tuple_(*values), more=self.down == back)
        return Stretch([*known, further], [self._turned(one, back) for one in by])

    def _empty(self, place: Place | None, back: bool) -> Stretch:
        column, key = self.field.key_attribute, self.field.noun.id
        further = [] if place is None else [_further(key, place.key, more=self.down == back)]
        return Stretch([column.is_(None), *further], [self._turned(key, back)])

    def _turned(self, column: Any, back: bool) -> Any:
        return column.desc() if self.down != back else column.asc()

    @property
    def _may_be_empty(self) -> bool:
        return self.field.computed or (self.field.optional and not self.field.column_is_key)


def _further(column: Any, value: Any, *, more: bool) -> Any:
    return column > value if more else column < value


@dataclass(frozen=True)
class Stretch:
    """A part of a list: which of its rows, and in which order."""

    where: list[Any]
    by: list[Any]


@dataclass(frozen=True)
class Place:
    """Where a page begins: the value and the key of the row beside it."""

    value: Any
    key: int

    def said(self) -> str:
        value = self.value.name if isinstance(self.value, Enum) else self.value
        plain = None if value is None else str(value)
        return base64.urlsafe_b64encode(json.dumps([plain, self.key]).encode()).decode().rstrip("=")


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
