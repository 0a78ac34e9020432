"""Telephone numbers: kept as typed, and as E.164 beside it, for those who look a caller up."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import phonenumbers
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core.noun import Declared
from app.core.remembered import remembered
from app.core.shape import fields

SUFFIX = "_e164"
_here = {"country": "US"}
_EXTENSION = re.compile(r"(?:e?xt(?:n|ension)?\.?|extensi[oó]n|x|#|;ext=|分机|转)\s*:?\s*(?=\d)", re.IGNORECASE)


def set_country(country: str) -> None:
    """The country that numbers without a country code belong to (ISO 3166, two letters)."""
    _here["country"] = country


def digits(typed: str) -> str:
    return re.sub(r"\D", "", typed)


def parts(typed: str) -> tuple[str, str]:
    """The number, and what follows it inside the house: "ext. 12", "x12", "转 8001"."""
    number, *extension = _EXTENSION.split(typed, maxsplit=1)
    return number, "".join(extension)


def is_phone(typed: str) -> bool:
    """In any writing: as many digits as a number has, whole or an extension alone, and no words between them."""
    number, extension = parts(typed)
    says_more = re.search(r"[^\W\d_]", number + extension)
    return not says_more and 3 <= len(digits(number)) <= 15 and len(digits(extension)) <= 8


def e164(typed: str, country: str | None = None) -> str | None:
    """The number as +16105550142; `None` for what is no whole number, such as an extension."""
    return _e164(typed, country or _here["country"])


@lru_cache(maxsize=1024)
def _e164(typed: str, country: str) -> str | None:
    """Who rings is looked up by every telephone that rings, and again when the call is answered and written down."""
    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@event.listens_for(Session, "before_flush", insert=True)
def _beside(session: Session, *_: Any) -> None:
    for record in [*session.new, *session.dirty]:
        for name in _phones(type(record)) if isinstance(record, Declared) else ():
            typed = getattr(record, name)
            normal = e164(typed) if typed else None
            if getattr(record, name + SUFFIX) != normal:
                setattr(record, name + SUFFIX, normal)


@remembered
def _phones(noun: type[Any]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(noun) if f.kind == "phone" and hasattr(noun, f.name + SUFFIX))
