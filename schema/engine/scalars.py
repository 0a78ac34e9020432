"""Values that can be kept: a number that is one, a moment that says its zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, DecimalException
from typing import Any

from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.types.scalar import ScalarDefinition

DIGITS = 18


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite() or abs(number.adjusted()) > DIGITS or len(number.as_tuple().digits) > 2 * DIGITS:
        raise ValueError
    return number


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)


def _parsed(parse: Callable[[str], Any], refusal: str) -> Callable[[object], Any]:
    def read(value: object) -> Any:
        try:
            return parse(str(value))
        except (ValueError, OverflowError, DecimalException):
            raise StrawberryInputCoercionError(refusal) from None

    return read


def _definition(
    name: str, doc: str, serialize: Callable[[Any], str], parse: Any, origin: type[Any]
) -> ScalarDefinition:
    return ScalarDefinition(
        name=name, description=doc, specified_by_url=None, serialize=serialize, parse_value=parse, parse_literal=None,
        origin=origin,
    )  # fmt: skip


SCALARS: dict[object, ScalarDefinition] = {
    Decimal: _definition(
        "Decimal",
        f'An exact number, written as text: "1234.50". At most {DIGITS} digits before or after the point.',
        lambda value: format(value, "f"),
        _parsed(_decimal, f"This is not a number of at most {DIGITS} digits."),
        Decimal,
    ),
    datetime: _definition(
        "DateTime",
        'A point in time with its zone: "2026-11-21T09:30:00Z". Answers are in UTC.',
        datetime.isoformat,
        _parsed(_moment, "This is not a moment with its zone, like 2026-11-21T09:30:00Z."),
        datetime,
    ),
}
