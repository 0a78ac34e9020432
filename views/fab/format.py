"""Values in the reader's words: one table from kind to text, for lists, records, filters and forms."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from app.core.shape import Field
from app.core.words import N_
from views.fab.reader import Reader

Text = Callable[[Any], str]
YES, NO = N_("Yes"), N_("No")
NUMBERS = {"money", "amount", "rate", "int", "quantity"}
RIGHT = {*NUMBERS, "day", "moment"}


def text_of(f: Field, read: Reader) -> Text:
    """How values of this field are written; made once a page, called once a cell."""
    made: Callable[[Field, Reader], Text] = _offered if f.offered else _TEXTS.get(f.kind, lambda _f, _r: str)
    write = made(f, read)
    return lambda value: "" if value is None else write(value)


def _money(f: Field, read: Reader) -> Text:
    digits = read.settings.decimals_of(f)
    return lambda value: read.language.money(value, read.currency, digits)


def _number(f: Field, read: Reader) -> Text:
    """Decimals as they are, up to those that are kept."""
    most = f.digits or 0

    def write(value: Any) -> str:
        used = max(0, -int(value.normalize().as_tuple().exponent)) if hasattr(value, "normalize") else 0
        return read.language.number(value, min(used, most))

    return write


def _rate(_: Field, read: Reader) -> Text:
    return lambda value: read.language.share(value, 0 if (value * 100) % 1 == 0 else 2)


def _choice(_: Field, read: Reader) -> Text:
    return lambda member: read.language.say(str(member.value)) if isinstance(member, Enum) else str(member)


def _offered(f: Field, read: Reader) -> Text:
    words = f.offered_in(read.language)
    return lambda code: words.get(code, str(code))


def _bool(_: Field, read: Reader) -> Text:
    yes, no = read.language.say(YES), read.language.say(NO)
    return lambda value: yes if value else no


def _moment(_: Field, read: Reader) -> Text:
    zone = ZoneInfo(read.zone)
    return lambda value: read.language.moment(value, zone.key)


_TEXTS: dict[str, Callable[[Field, Reader], Text]] = {
    "money": _money,
    "amount": _money,
    "quantity": _number,
    "rate": _rate,
    "int": _number,
    "choice": _choice,
    "bool": _bool,
    "day": lambda _, read: read.language.day,
    "moment": _moment,
}
