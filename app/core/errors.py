"""The one way the business says no."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

Code = Literal["REFUSED", "FORBIDDEN", "NOT_FOUND", "INVALID", "CONFLICT", "DUPLICATE"]

REFUSED: Final = "REFUSED"
"""A rule of the business declined."""
FORBIDDEN: Final = "FORBIDDEN"
"""This person may not."""
NOT_FOUND: Final = "NOT_FOUND"
"""No such record, or none that this person may see: the same answer."""
INVALID: Final = "INVALID"
"""What was given is not a value of its kind."""
CONFLICT: Final = "CONFLICT"
"""Somebody else was faster."""
DUPLICATE: Final = "DUPLICATE"
"""There is one already."""


class Refused(Exception):
    """No, in words meant for the reader.

    `message` is a literal with named places that the doors translate before they fill it from `values`;
    `field` is the name of the field to show it beside, `also` what is wrong with other fields besides.
    """

    also: tuple[Refused, ...] = ()

    def __init__(self, code: Code, message: str, field: str | None = None, **values: Any) -> None:
        super().__init__(message)
        self.code, self.message, self.field, self.values = code, message, field, values

    @property
    def all(self) -> tuple[Refused, ...]:
        return (self, *self.also)

    def __str__(self) -> str:
        from app.core.language import language

        return language("en").refusal(self)


def at_once(checks: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """What each check gives; whatever is wrong with the fields is told together. What nobody may is told alone."""
    values, wrong = {}, []
    for name, check in checks.items():
        try:
            values[name] = check()
        except Refused as why:
            if why.code == FORBIDDEN or why.field is None:
                raise
            wrong.append(why)
    if wrong:
        wrong[0].also = tuple(wrong[1:])
        raise wrong[0]
    return values
