"""Values as plain text and back, for what waits in the outbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from app.core.noun import Declared
from app.core.shape import field
from app.core.verb import Verb

_READ: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(("money", "amount", "quantity", "rate"), Decimal),
    "int": int,
    "bool": "True".__eq__,
    "day": date.fromisoformat,
    "moment": datetime.fromisoformat,
}


def plain(values: Mapping[str, Any]) -> dict[str, str | None]:
    """Each value as text: a record by its key, a choice by its name."""
    return {name: _said(value) for name, value in values.items()}


def _said(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, Declared):
        return str(value.id)
    return value.name if isinstance(value, Enum) else str(value)


def restored(noun: type[Any], verb: Verb | None, said: Mapping[str, str | None]) -> dict[str, Any]:
    """The values again; records stay keys, which the doorman finds under the rule."""
    kinds = {a.name: (a.kind, a.type) for a in verb.arguments} if verb else {}
    known = {name: kinds.get(name) or _of_field(noun, name) for name in said}
    return {name: None if text is None else _read(*known[name], text) for name, text in said.items()}


def _of_field(noun: type[Any], name: str) -> tuple[str, Any]:
    f = field(noun, name)
    return (f.kind, f.type) if f is not None else ("line", str)


def _read(kind: str, plain_type: Any, text: str) -> Any:
    return plain_type[text] if kind == "choice" else _READ.get(kind, str)(text)
