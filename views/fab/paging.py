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

    def by(self, *, back: bool) -> list[Any]:
        """The order to read in; backwards, to find the rows before."""
        down = self.down != back
        column, key = (one.desc() if down else one.asc() for one in (self.field.key_attribute, self.field.noun.id))
        if self.field.name == "id":
            return [key]
        if self._may_be_empty:
            column = column.nulls_first() if back else column.nulls_last()
        return [column, key]

    def beyond(self, place: Place, *, back: bool) -> sa.ColumnElement[bool]:
        """The rows after the place in this order, or before it."""
        column, key, more = self.field.key_attribute, self.field.noun.id, self.down == back
        if self.field.name == "id":
            return _further(key, place.key, more)  # type: ignore[no-any-return]
        if not self._may_be_empty:
            return _further(
                sa.tuple_(column, key), sa.tuple_(sa.bindparam(None, place.value, column.type), place.key), more
            )  # type: ignore[no-any-return]
        return self._beyond_with_gaps(place, back, more)

    def _beyond_with_gaps(self, place: Place, back: bool, more: bool) -> sa.ColumnElement[bool]:
        column, key = self.field.key_attribute, self.field.noun.id
        same = _further(key, place.key, more)
        if place.value is None:
            mine = sa.and_(column.is_(None), same)
            return sa.or_(mine, column.is_not(None)) if back else mine
        after = sa.or_(_further(column, place.value, more), sa.and_(column == place.value, same))
        return sa.and_(column.is_not(None), after) if back else sa.or_(after, column.is_(None))

    @property
    def _may_be_empty(self) -> bool:
        return self.field.computed or (self.field.optional and not self.field.column_is_key)


def _further(column: Any, value: Any, more: bool) -> Any:
    return column > value if more else column < value


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
