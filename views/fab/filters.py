"""Filters of a list: a field, an operator and a value, read from the address; what cannot be read finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.core.counted import Counted, read_counted
from app.core.doorman import LARGEST_ID
from app.core.shape import Field, choices_of
from app.core.viewer import SYSTEM, Viewer
from app.core.words import N_
from views.fab.format import text_of
from views.fab.operators import Operator, operator
from views.fab.readable import behind, through
from views.fab.reader import Reader

LARGEST = Decimal(10) ** 15
LONGEST, MOST_DAYS, MOST_VALUES = 200, 40_000, 50
UNKNOWN, UNREAD = N_("not there, or not yours to read"), N_("“{value}” cannot be read")
DAYS = N_("{n} days")
COUNTED = N_("Counted")


@dataclass(frozen=True)
class Asker:
    """Who filters: which fields are theirs, where their day begins, and who they are."""

    allowed: dict[str, Field]
    zone: str
    viewer: Viewer

    def field(self, name: str) -> tuple[Field | None, Field | None]:
        """The field of this name, and the relation that it is behind ("customer.city")."""
        first, _, second = name.partition(".")
        f = self.allowed.get(first)
        return (
            (through(f, self.viewer).get(second), f) if f is not None and second else (f if not second else None, None)
        )


@dataclass(frozen=True)
class Filter:
    """One chip: what the address says, and what it means."""

    said: str
    field: Field | None
    operator: Operator | None
    value: Any = None
    raw: str = ""
    via: Field | None = None
    viewer: Viewer = SYSTEM

    def called(self, say: Callable[[str], str]) -> str:
        """What is asked about, for a reader; what nobody knows, as it was written."""
        return say(self.field.label) if self.field is not None else self.said.partition(":")[0][:40]

    @property
    def is_broken(self) -> bool:
        return self.field is None or self.operator is None or (self.operator.valued and self.value is None)

    @property
    def condition(self) -> sa.ColumnElement[bool]:
        """What nobody understands, or is not for this reader, finds nothing: silence would show too much."""
        if self.is_broken or self.field is None or self.operator is None:
            return sa.false()
        if self.via is None:
            return self.operator.test(self.field.key_attribute, self.value)
        return self._behind(self.via, self.field, self.operator)

    def _behind(self, via: Field, f: Field, sign: Operator) -> sa.ColumnElement[bool]:
        """Of the records that it leads to, those that the reader may see."""
        _, columns, rule = behind(via, self.viewer)
        fitting = sa.select(columns.id).where(sign.test(getattr(columns, f.key), self.value), rule)
        found: sa.ColumnElement[bool] = via.key_attribute.in_(fitting)
        return found

    def words(self, read: Reader, named: str = "") -> str:
        """The value as a person says it; of a broken one, what is wrong with it."""
        say = read.language.say
        if self.field is None or self.operator is None:
            return say(UNKNOWN)
        if not self.operator.valued:
            return ""
        if self.value is None:
            return say(UNREAD, value=self.raw[:40])
        return say(DAYS, n=self.raw) if self.operator.asks == "days" else named or self._written(self.field, read)

    def _written(self, f: Field, read: Reader) -> str:
        text = text_of(f, read)
        each = self.value if isinstance(self.value, list) else [self.value]
        return read.language.say(", ").join(text(one) for one in each)


@dataclass(frozen=True)
class CountedFilter(Filter):
    """What a figure of a report counts, where no field of the records says it; only its figure leads here."""

    counted: Counted | None = None
    noun: Any = None

    def called(self, say: Callable[[str], str]) -> str:
        return say(COUNTED)

    @property
    def is_broken(self) -> bool:
        return self.counted is None

    @property
    def condition(self) -> sa.ColumnElement[bool]:
        found: sa.ColumnElement[bool] = sa.false() if self.counted is None else self.noun.id.in_(self.counted.keys)
        return found

    def words(self, read: Reader, named: str = "") -> str:
        return read.language.say(UNKNOWN) if self.counted is None else self.counted.words(read.language)


def read_filter(said: str, asker: Asker) -> Filter:
    """`field:operator:value`, or `counted:what:of which days`."""
    name, _, rest = said[:LONGEST].partition(":")
    sign, _, raw = rest.partition(":")
    if name == "counted":
        noun = next(iter(asker.allowed.values())).noun if asker.allowed else None
        counted = read_counted(noun, sign, raw, asker.viewer) if noun is not None else None
        return CountedFilter(said, None, None, raw=raw, viewer=asker.viewer, counted=counted, noun=noun)
    f, via = asker.field(name)
    if f is None:
        return Filter(said, None, None, raw=raw)
    found = operator(f, sign)
    value = _asked(f, found, raw, asker) if found else None
    return Filter(said, f, found, value, raw, via, asker.viewer)


def _asked(f: Field, sign: Operator, raw: str, asker: Asker) -> Any:
    """The value that the operator compares with; nothing where it cannot be read."""
    try:
        if sign.period is not None:
            return _period(f, sign, raw, asker.zone)
        if sign.name == "me":
            return asker.viewer.id or 0
        if not raw or "\x00" in raw:
            return None
        return _several(f, raw, asker.zone) if sign.asks == "list" else _one(f, raw, asker.zone)
    except (ValueError, KeyError, InvalidOperation, OverflowError):
        return None


def _one(f: Field, raw: str, zone: str) -> Any:
    return _READ.get(f.kind, _line)(f, raw, zone)


def _several(f: Field, raw: str, zone: str) -> list[Any]:
    parts = [part.strip() for part in raw.split(";") if part.strip()][:MOST_VALUES]
    return [_one(f, part, zone) for part in parts] or [""]


def _period(f: Field, sign: Operator, raw: str, zone: str) -> tuple[Any, Any] | None:
    days = int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 6 else -1
    if sign.period is None or (sign.asks == "days" and not 0 <= days <= MOST_DAYS):
        return None
    period = sign.period(datetime.now(ZoneInfo(zone)).date(), days)
    first, end = (None if day is None else (_midnight(day, zone) if f.kind == "moment" else day) for day in period)
    return first, end


def _line(_f: Field, raw: str, _zone: str) -> str:
    return raw.encode("utf-8", "ignore").decode()


def _number(_f: Field, raw: str, _zone: str) -> Decimal | None:
    value = Decimal(raw)
    return value if value.is_finite() and abs(value) < LARGEST else None


def _share(f: Field, raw: str, zone: str) -> Decimal | None:
    """A rate is spoken of in percent."""
    value = _number(f, raw, zone)
    return None if value is None else value / 100


def _int(_f: Field, raw: str, _zone: str) -> int | None:
    value = int(raw) if len(raw) < LONGEST and raw.lstrip("-").isascii() else LARGEST_ID + 1
    return value if abs(value) <= LARGEST_ID else None


def _keys(f: Field, raw: str, zone: str) -> list[int] | None:
    """One record, or some of them."""
    found = [_int(f, part, zone) if part.isdecimal() else None for part in raw.split(",")[:MOST_VALUES]]
    return None if None in found else [key for key in found if key is not None]


def _members(f: Field, raw: str, _zone: str) -> list[Any]:
    known = {member.name: member for member in choices_of(f)}
    return [known[name] for name in raw.split(",")]


def _midnight(day: date, zone: str) -> datetime:
    """The beginning of that day where the reader is."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


_READ: dict[str, Callable[[Field, str, str], Any]] = {
    "choice": _members,
    "bool": lambda _f, raw, _zone: {"yes": True, "no": False}[raw],
    "int": _int,
    "rate": _share,
    "noun": _keys,
    "day": lambda _f, raw, _zone: date.fromisoformat(raw),
    "moment": lambda _f, raw, zone: _midnight(date.fromisoformat(raw), zone),
    **dict.fromkeys(("money", "amount", "quantity"), _number),
}
