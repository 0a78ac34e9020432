"""A cell becomes a value of its field's kind, or a reason why it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Final

from app.core.errors import INVALID, Refused
from app.core.files import dates, numbers
from app.core.files.sheet import Cell
from app.core.shape import Field, choices_of
from app.core.validation import checked
from app.core.words import N_

NUMBERS = frozenset({"money", "amount", "rate"})
YES = frozenset({"yes", "true", "1", "y", "x", "sí", "si", "是", "wahr"})
NO = frozenset({"no", "false", "0", "n", "否", "falso"})

NOT_OF_ITS_KIND = {
    "day": N_("{text} is not a day."),
    "moment": N_("{text} is not a day and time."),
    "int": N_("{text} is not a whole number."),
    "bool": N_("{text} is neither yes nor no."),
    "choice": N_("{text} is none of the choices."),
}
UNSAID: Final = object()
"""An empty cell of a field that is never empty: what is there stays, a new record gets the default."""
NO_NUMBER = N_("{text} is not a number.")


@dataclass(frozen=True)
class Reading:
    """How the cells of one column are to be read."""

    days: dates.Style = "iso"
    mark: numbers.Mark = "."
    zone: tzinfo = UTC


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text_of(cell: Cell) -> str:
    """A number that a spreadsheet keeps as 42420.0 was written 42420."""
    if isinstance(cell, float):
        return format(cell, ".15g")
    return cell.strip(" \t\r\n") if isinstance(cell, str) else "" if cell is None else str(cell)


def value_of(field: Field, cell: Cell, how: Reading) -> Any:
    """The value in a cell; an empty cell takes a value away where that may be, and says nothing where it may not."""
    if is_empty(cell):
        return _nothing(field)
    try:
        value = _converted(field, cell, how)
    except (ValueError, ArithmeticError):
        message = NOT_OF_ITS_KIND.get(field.kind, NO_NUMBER)
        raise Refused(INVALID, message, field.name, text=shortened(cell)) from None
    return checked(field, value)


def _nothing(field: Field) -> Any:
    if field.required:
        raise Refused(INVALID, "This is needed.", field.name)
    return None if field.optional else UNSAID


def _converted(field: Field, cell: Cell, how: Reading) -> Any:
    kind = field.kind
    if kind in NUMBERS or field.type is Decimal:
        return numbers.number(cell, how.mark)
    if kind == "day":
        return dates.day(cell, how.days)
    if kind == "moment":
        return _placed(dates.moment(cell, how.days), how.zone)
    if kind == "choice":
        return chosen(field, text_of(cell))
    convert = {"int": _whole, "bool": _truth}.get(kind)
    return convert(cell, how) if convert else text_of(cell)


def _placed(at: datetime, zone: tzinfo) -> datetime:
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _whole(cell: Cell, how: Reading) -> int:
    value = numbers.number(cell, how.mark)
    if value != value.to_integral_value() or abs(value) >= 2**31:
        raise ValueError(cell)
    return int(value)


def _truth(cell: Cell, how: Reading) -> bool:
    text = text_of(cell).casefold()
    if isinstance(cell, bool) or text in YES | NO:
        return cell if isinstance(cell, bool) else text in YES
    raise ValueError(cell)


def chosen(field: Field, text: str) -> Enum:
    """A choice by its code or its words, whatever the case, spaces and hyphens."""
    try:
        return _choices(field)[_folded(text)]
    except KeyError:
        raise ValueError(text) from None


@cache
def _choices(field: Field) -> dict[str, Enum]:
    return {_folded(name): each for each in choices_of(field) for name in (each.name, str(each.value))}


def _folded(text: str) -> str:
    return text.casefold().replace("-", "").replace("_", "").replace(" ", "")


def shortened(cell: Cell) -> str:
    text = text_of(cell)
    return text if len(text) <= 60 else text[:60] + "…"
