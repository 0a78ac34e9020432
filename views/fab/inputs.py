"""From what people type to values and back: a table to read by, and one to write by. Wrong input is a message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import NumberFormatError, parse_decimal

from app.core.words import N_
from views.fab.asked import Asked
from views.fab.reader import Reader

LONGEST_NUMBER = 40
NOT_A_NUMBER = N_("This is not a number. Example: {example}")
NOT_WHOLE = N_("This is not a whole number. Example: 12")
NOT_A_DAY = N_("This is not a day. Example: 2026-03-31")
NOT_A_MOMENT = N_("This is not a day and time. Example: 2026-03-31T14:30")
NOT_A_CHOICE = N_("This is not one of the choices.")


class Wrong(ValueError):
    """What was typed is not a value of its kind; the message is a literal to be translated."""

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.message, self.values = message, values


def read(asked: Asked, raw: str, reader: Reader) -> Any:
    """The value of what was typed; nothing of nothing."""
    return _READ.get(asked.kind, lambda _a, text, _r: text)(asked, raw, reader) if raw.strip() else None


def written(asked: Asked, value: Any, reader: Reader) -> str:
    """The value as it stands in the field."""
    return "" if value is None else _WRITTEN.get(asked.kind, lambda _a, each, _r: str(each))(asked, value, reader)


def _decimal(asked: Asked, raw: str, reader: Reader) -> Decimal:
    try:
        value = parse_decimal(raw.strip()[: LONGEST_NUMBER + 1], locale=reader.language.locale, strict=True)
        if len(raw.strip()) > LONGEST_NUMBER or not value.is_finite():
            raise ValueError(raw)
    except (NumberFormatError, InvalidOperation, ValueError, OverflowError):
        example = reader.language.number(Decimal("1234.5"), asked.digits or 2)
        raise Wrong(NOT_A_NUMBER, example=example) from None
    return value


def _rate(asked: Asked, raw: str, reader: Reader) -> Decimal:
    """A rate is typed in percent."""
    return _decimal(asked, raw.replace("%", ""), reader) / 100


def _int(_: Asked, raw: str, __: Reader) -> int:
    text = raw.strip()
    if not text.lstrip("+-").isdecimal() or not text.isascii() or len(text) > LONGEST_NUMBER:
        raise Wrong(NOT_WHOLE)
    return int(text)


def _day(_: Asked, raw: str, __: Reader) -> date:
    try:
        return date.fromisoformat(raw.strip())
    except ValueError:
        raise Wrong(NOT_A_DAY) from None


def _moment(_: Asked, raw: str, reader: Reader) -> datetime:
    try:
        return datetime.fromisoformat(raw.strip()).replace(tzinfo=ZoneInfo(reader.zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Wrong(NOT_A_MOMENT) from None


def _choice(asked: Asked, raw: str, _: Reader) -> Enum:
    found = next((member for member in asked.choices if member.name == raw), None)
    if found is None:
        raise Wrong(NOT_A_CHOICE)
    return found


_READ: dict[str, Callable[[Asked, str, Reader], Any]] = {
    **dict.fromkeys(("money", "amount", "quantity"), _decimal),
    "rate": _rate,
    "int": _int,
    "day": _day,
    "moment": _moment,
    "choice": _choice,
    "bool": lambda _a, raw, _r: raw == "y",
}


def _number_text(asked: Asked, value: Decimal, reader: Reader) -> str:
    used = max(0, -int(value.normalize().as_tuple().exponent))
    least = reader.settings.decimals_of(asked) if asked.kind in ("money", "amount") else 0
    return reader.language.number(value, max(least, min(used, asked.digits or 0)))


def _rate_text(asked: Asked, value: Decimal, reader: Reader) -> str:
    return _number_text(asked, value * 100, reader)


def _moment_text(_: Asked, value: datetime, reader: Reader) -> str:
    return value.astimezone(ZoneInfo(reader.zone)).strftime("%Y-%m-%dT%H:%M")


_WRITTEN: dict[str, Callable[[Asked, Any, Reader], str]] = {
    **dict.fromkeys(("money", "amount", "quantity"), _number_text),
    "rate": _rate_text,
    "day": lambda _a, value, _r: str(value.isoformat()),
    "moment": _moment_text,
    "choice": lambda _a, member, _r: str(member.name),
    "bool": lambda _a, value, _r: "y" if value else "",
    "noun": lambda _a, record, _r: str(record.id),
}
