"""Order, and the cursors that go on where a page ended: by the values of the order, not by counting rows."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import orjson
import sqlalchemy as sa
import strawberry
from strawberry import UNSET

from app.core.errors import INVALID, Refused
from app.core.shape import Field, fields
from app.core.viewer import Viewer
from app.core.words import N_
from schema.engine.filters import is_comparable, usable
from schema.engine.home import Home
from schema.engine.naming import told_of
from schema.engine.types import Direction

MOST_KEYS = 5


def build_order(home: Home, noun: type[Any]) -> None:
    """`XOrderBy`"""
    by = [f for f in home.fields(noun) if is_comparable(f) and f.target is None]
    members = {f.name: strawberry.field(default=UNSET, **told_of(f)) for f in by}
    doc = "One field and its direction; several stand in a list, the first one counting most."
    home.made(f"{noun.__name__}OrderBy", members, dict.fromkeys(members, "Direction | None"), doc, is_input=True)


@dataclass(frozen=True)
class Key:
    """One field that a list is in order of."""

    field: Field
    down: bool

    @property
    def label(self) -> str:
        return f"_by_{self.field.name}"

    @property
    def may_be_empty(self) -> bool:
        return self.field.computed or bool(self.field.column.nullable)

    def sorted(self, rows: Any) -> Any:
        """Empty comes last; said only where something can be empty, for the sake of indexes."""
        return self.placed(getattr(rows, self.field.name))

    def placed(self, attribute: Any) -> Any:
        """The same of a column that holds the values."""
        way = attribute.desc() if self.down else attribute.asc()
        return way.nulls_last() if self.may_be_empty else way


def key_by(noun: type[Any], *names: str) -> list[Key]:
    """An order of our own: fields by name, with a minus before what goes down."""
    return [Key(_field(noun, name.removeprefix("-")), down=name.startswith("-")) for name in names]


def keys(noun: type[Any], given: list[Any] | None, viewer: Viewer) -> list[Key]:
    """What was asked for, and the id, so that no two rows stand in the same place."""
    if len(given or ()) > MOST_KEYS:
        raise Refused(INVALID, N_("A list is in order of {most} fields at most."), most=MOST_KEYS)
    found = [_key(noun, each, viewer) for each in given or ()]
    if any(key.field.column_is_key for key in found):
        return found
    return [*found, Key(_field(noun, "id"), down=False)]


def _key(noun: type[Any], given: Any, viewer: Viewer) -> Key:
    said = [(name, way) for name, way in vars(given).items() if way not in (UNSET, None)]
    if len(said) != 1:
        raise Refused(INVALID, N_("Each element of an order names one field."))
    [(name, way)] = said
    return Key(usable(_field(noun, name), viewer), way is Direction.DESC)


def _field(noun: type[Any], name: str) -> Field:
    return next(f for f in fields(noun) if f.name == name)


def cursor_of(by: list[Key], row: Any) -> str:
    """Where a row stands."""
    values = [_plain(getattr(row, key.label)) for key in by]
    return urlsafe_b64encode(orjson.dumps(values)).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name
    return str(value) if isinstance(value, Decimal) else value


def behind(by: list[Key], rows: Any, values: list[Any]) -> sa.ColumnElement[bool]:
    """The rows after the one whose cursor had these values, each key in its own direction, the empty ones last."""
    ways: list[sa.ColumnElement[bool]] = []
    same: list[sa.ColumnElement[bool]] = []
    for key, each in zip(by, values, strict=True):
        # A truth is compared as a value: written out, it would be neither more nor less than another.
        value = sa.literal(each) if isinstance(each, bool) else each
        attribute = getattr(rows, key.field.name)
        if value is not None:
            ways.append(sa.and_(*same, _further(key, attribute, value)))
        same.append(attribute.is_(None) if value is None else attribute == value)
    return sa.and_(_from_here(by[0], rows, values[0]), sa.or_(*ways))


def _further(key: Key, attribute: Any, value: Any) -> sa.ColumnElement[bool]:
    further: sa.ColumnElement[bool] = attribute < value if key.down else attribute > value
    return sa.or_(further, attribute.is_(None)) if key.may_be_empty else further


def _from_here(first: Key, rows: Any, value: Any) -> sa.ColumnElement[bool]:
    """What follows from the rest, said apart: the one condition that an index can be entered by."""
    if first.may_be_empty or value is None:
        return sa.true()
    attribute = getattr(rows, first.field.name)
    value = sa.literal(value) if isinstance(value, bool) else value
    return attribute <= value if first.down else attribute >= value


def read(by: list[Key], cursor: str) -> list[Any]:
    """The values that a cursor was made of."""
    try:
        values = orjson.loads(urlsafe_b64decode(cursor))
        return [_of_key(key, value) for key, value in zip(by, values, strict=True)]
    except (ValueError, TypeError, KeyError, ArithmeticError):
        raise Refused(INVALID, N_("This cursor is not of this list in this order."), "after") from None


def _of_key(key: Key, value: Any) -> Any:
    if value is not None:
        return _of_kind(key.field.type, value)
    if not key.may_be_empty:
        raise ValueError
    return None


def _of_kind(kind: type[Any], value: Any) -> Any:
    if isinstance(value, bool) is not (kind is bool) or isinstance(value, int) is not issubclass(kind, (bool, int)):
        raise ValueError
    if issubclass(kind, Enum):
        return kind[value]
    return _exact(kind, value) if kind in (Decimal, date, datetime) else kind(value)


def _exact(kind: type[Any], value: str) -> Any:
    if kind is not Decimal:
        return kind.fromisoformat(value)
    number = Decimal(value)
    if not number.is_finite() or abs(number.adjusted()) > 20:
        raise ValueError
    return number
