"""How wide a text is on paper, by the font's own numbers: what does not fit is cut before it is printed."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

FONT: Final = Path(__file__).resolve().parent / "fonts" / "SourceSans3-Regular.ttf"
POINT: Final = 25.4 / 72  # millimetres
SIZE: Final = 8.5  # of a table


@cache
def _letters() -> dict[int, float]:
    """The width of each letter that the font has, in millimetres."""
    from fontTools.ttLib import TTFont

    with TTFont(FONT, lazy=True) as face:
        scale = SIZE * POINT / face["head"].unitsPerEm
        metrics: Any = face["hmtx"].metrics
        return {code: metrics[name][0] * scale for code, name in face.getBestCmap().items()}


@lru_cache(maxsize=65_536)
def width(text: str) -> float:
    """In millimetres; what the font has not is Chinese, and as wide as it is high."""
    letters, square = _letters(), SIZE * POINT
    return sum(letters.get(ord(letter), square) for letter in text)


def cut(text: str, room: float) -> str:
    """The text, or as much of it as there is room for."""
    if width(text) <= room:
        return text
    letters, square, left = _letters(), SIZE * POINT, room - width("…")
    for place, letter in enumerate(text):
        left -= letters.get(ord(letter), square)
        if left < 0:
            return text[:place].rstrip() + "…"
    return text
