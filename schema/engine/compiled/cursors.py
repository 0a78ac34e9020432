"""Cursors of rows whose values the database has written as text already."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from binascii import b2a_base64
from collections.abc import Hashable, Sequence
from typing import Any

import orjson

_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def cursor(values: Sequence[Any]) -> str:
    """As `order.cursor_of` writes it, only faster."""
    return b2a_base64(orjson.dumps(values), newline=False).translate(_URL_SAFE).decode()


def emptiness(text: Any) -> Hashable:
    """Which of a cursor's values are empty: what follows an empty one is asked for in other words."""
    try:
        values = orjson.loads(urlsafe_b64decode(text))
        return tuple(value is None for value in values)
    except (ValueError, TypeError):
        return None
