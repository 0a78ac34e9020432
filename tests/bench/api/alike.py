"""Whether two servers said the same: the same records, members and values in the same order, however they are written."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

OWN = ("cursor", "endCursor")
"""Everybody writes these in an own way."""


def difference(here: Any, there: Any, path: str = "") -> str:
    """Where they first differ, and how; nothing, where they are alike."""
    if isinstance(here, dict) and isinstance(there, dict):
        return _of_members(here, there, path)
    if isinstance(here, list) and isinstance(there, list):
        return _of_elements(here, there, path)
    return "" if _plain(here) == _plain(there) else f"{path}: {here!r} and {there!r}"


def _of_members(here: dict[str, Any], there: dict[str, Any], path: str) -> str:
    if here.keys() != there.keys():
        return f"{path}: {sorted(here)} and {sorted(there)}"
    if not all(here[name] and there[name] for name in here.keys() & set(OWN)):
        return f"{path}: a cursor is missing"
    found = (difference(here[name], there[name], f"{path}.{name}") for name in here.keys() - set(OWN))
    return next(filter(None, found), "")


def _of_elements(here: list[Any], there: list[Any], path: str) -> str:
    if len(here) != len(there):
        return f"{path}: {len(here)} and {len(there)} elements"
    found = (difference(*pair, f"{path}[{n}]") for n, pair in enumerate(zip(here, there, strict=True)))
    return next(filter(None, found), "")


def _plain(value: Any) -> Any:
    """Numbers by their worth, moments by their instant; keys are numbers, too."""
    if isinstance(value, bool) or value is None:
        return value
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return _moment(str(value))


def _moment(text: str) -> Any:
    if len(text) < len("2026-01-01T00:00"):
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
