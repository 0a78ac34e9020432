"""Words kept for later: a message and its values as they are stored, and given back for a reader to be told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any

from app.core.errors import REFUSED, Refused
from app.core.language import Language
from app.core.noun import noun_named


def kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON keeps them: each that a reader's language writes is marked with its kind."""
    return {name: _kept(value) for name, value in values.items()}


def _kept(value: Any) -> Any:
    if isinstance(value, tuple):
        return {"each": [_kept(one) for one in value]}
    if isinstance(value, list):
        return {"all": [_kept(one) for one in value]}
    if isinstance(value, Enum):
        return {"choice": str(value.value)}
    if isinstance(value, type):
        return {"noun": value.__name__}
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    return value if isinstance(value, int | bool | dict | None) else str(value)


def told(message: str, values: Mapping[str, Any], language: Language, zone: str) -> str:
    """The message in the reader's language and zone."""
    given = {name: _given(value, language, zone) for name, value in values.items()}
    return language.refusal(Refused(REFUSED, message, **given))


def _given(value: Any, language: Language, zone: str) -> Any:
    if not isinstance(value, dict):
        return value
    [(kind, text)] = value.items()
    if kind not in ("each", "all"):
        return _one(kind, text, language, zone)
    parts = tuple(_given(one, language, zone) for one in text)
    return parts if kind == "each" else language.every(parts)


def _one(kind: str, text: Any, language: Language, zone: str) -> Any:
    if kind == "told":
        return told(text["message"], text["values"], language, zone)
    if kind == "words":
        return language.say(text).lower()
    if kind == "noun":
        return noun_named(text) or text
    return language.moment(datetime.fromisoformat(text), zone) if kind == "moment" else _BACK[kind](text)


_BACK: dict[str, Any] = {
    "day": date.fromisoformat,
    "number": Decimal,
    "choice": lambda text: next(iter(StrEnum("Choice", {"SAID": text}))),
}
