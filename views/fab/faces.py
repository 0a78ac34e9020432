"""How records and values look beside their words: letters on a hue, icons, and the tone of a status."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any

HUES = 12
_tones: dict[tuple[type, str], str] = {}
_marks: dict[tuple[type, str], str] = {}


def show_as(*, tones: Mapping[StrEnum, str] | None = None, marks: Mapping[StrEnum, str] | None = None) -> None:
    """Declare the tone (good, warn, bad, info, done) of statuses and the icon of other choices, once for all pages."""
    _tones.update({(type(member), member.name): tone for member, tone in (tones or {}).items()})
    _marks.update({(type(member), member.name): mark for member, mark in (marks or {}).items()})


def tone(member: Any) -> str:
    return _tones.get((type(member), member.name), "")


def mark(member: Any) -> str:
    return _marks.get((type(member), member.name), "")


@lru_cache(maxsize=4096)
def face(text: str) -> tuple[str, int]:
    """One or two letters and a hue, the same for the same name everywhere."""
    words = [word for word in text.split() if word[:1].isalnum()]
    letters = "".join(word[0] for word in (words[0], words[-1])[: len(words)]) if words else text[:1]
    return letters.upper(), zlib.crc32(text.encode()) % HUES
