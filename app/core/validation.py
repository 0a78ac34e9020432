"""Values of their kind: what is too long, too precise, out of range or not what it says is refused beside its field."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from app.core.errors import INVALID, REFUSED, Refused
from app.core.phone import is_phone
from app.core.shape import Field, topic_named
from app.core.verb import Argument

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
LARGEST = {
    "money": Decimal(10) ** 12,
    "amount": Decimal(10) ** 12,
    "quantity": Decimal(10) ** 10,
    "rate": Decimal(1000),
}
LARGEST_INT = 2**31 - 1
_EMAIL = re.compile(r"[^@\s<>\"]{1,64}@[^@\s<>\"]+\.[^@\s<>\".]{2,}")
_URL = re.compile(r"https?://[^\s\"<>]+", re.IGNORECASE)


def checked(f: Field, value: Any, record: Any = None) -> Any:
    """The value, ready to be kept; an empty text of an optional field is nothing."""
    if value == "" and f.optional:
        value = None
    if value is None:
        return _missing(f, record)
    if f.target is not None:
        refuse_choice(f.name, value, f.topic, getattr(record, f.name, None))
    if f.offered and value not in f.offered:
        raise Refused(INVALID, "This is not one of the choices.", f.name)
    return _of_kind(f.name, f.kind, f.length, f.digits, value)


def _missing(f: Field, record: Any) -> Any:
    if f.optional or (f.numbered and record is None):
        return None
    if f.default is not None and record is None:
        return f.default
    raise Refused(INVALID, "This is needed.", f.name)


def refuse_choice(name: str, chosen: Any, topic: str = "", before: Any = None) -> None:
    """What is of another topic is not chosen, and not anew what was deactivated; what was chosen before stays."""
    if chosen is before:
        return
    if topic and chosen.topic is not topic_named(type(chosen), topic):
        meant = topic_named(type(chosen), topic)
        raise Refused(INVALID, "{chosen} does not belong to: {topic}.", name, chosen=chosen, topic=meant)
    active = getattr(chosen, "chosen_while", "")
    if active and not getattr(chosen, active):
        raise Refused(REFUSED, "{chosen} is not active any more. Choose another.", name, chosen=chosen)


def checked_argument(a: Argument, value: Any) -> Any:
    """The same for what a verb asks."""
    if value in (None, ""):
        if a.required and not a.optional:
            raise Refused(INVALID, "This is needed.", a.name)
        return None
    if a.kind == "noun":
        refuse_choice(a.name, value, a.topic)
    return _of_kind(a.name, a.kind, a.length, a.digits, value)


def refuse_malformed(asked: Any, value: Any) -> None:
    """Refuses what a form has read and cannot be kept, so that it is told beside what is missing."""
    _of_kind(asked.name, asked.kind, asked.length, asked.digits, value)


def _of_kind(name: str, kind: str, length: int | None, digits: int | None, value: Any) -> Any:
    if isinstance(value, str) and not isinstance(value, Enum) and kind != "secret":
        value = _text(name, length, value)
    check = _CHECKS.get(kind)
    if check is not None:
        check(name, digits, value)
    return value


def _text(name: str, length: int | None, value: str) -> str:
    if "\x00" in value:
        raise Refused(INVALID, "This contains a character that cannot be kept.", name)
    value = value.strip()
    if length is not None and len(value) > length:
        raise Refused(
            INVALID, "This is too long: {given} characters, {most} at most.", name, given=len(value), most=length
        )
    if not value:
        raise Refused(INVALID, "This is needed.", name)
    return value


def _exact(largest: Decimal) -> Callable[[str, int | None, Any], None]:
    def check(name: str, digits: int | None, value: Any) -> None:
        number = Decimal(value)
        if not number.is_finite() or abs(number) >= largest:
            raise Refused(INVALID, "This number is too large.", name)
        if digits is not None and -int(number.normalize().as_tuple().exponent) > digits:
            raise Refused(INVALID, "This has more than {digits} decimals.", name, digits=digits)

    return check


def _whole(name: str, _: int | None, value: Any) -> None:
    if abs(value) > LARGEST_INT:
        raise Refused(INVALID, "This number is too large.", name)


def _day(name: str, _: int | None, value: Any) -> None:
    day = value.date() if hasattr(value, "date") else value
    if not EARLIEST <= day <= LATEST:
        raise Refused(
            INVALID, "This day is not between {earliest} and {latest}.", name, earliest=EARLIEST, latest=LATEST
        )


def _email(name: str, _: int | None, value: Any) -> None:
    if not _EMAIL.fullmatch(value):
        raise Refused(INVALID, "This is not an e-mail address. Example: ana@example.com", name)


def _url(name: str, _: int | None, value: Any) -> None:
    if not _URL.fullmatch(value):
        raise Refused(INVALID, "This is not an address of a page. Example: https://example.com", name)


def _phone(name: str, _: int | None, value: Any) -> None:
    if not is_phone(value):
        raise Refused(INVALID, "This is not a telephone number. Example: +1 610 555 0142", name)


_CHECKS: dict[str, Callable[[str, int | None, Any], None]] = {
    **{kind: _exact(largest) for kind, largest in LARGEST.items()},
    "int": _whole,
    "day": _day,
    "moment": _day,
    "email": _email,
    "url": _url,
    "phone": _phone,
}
