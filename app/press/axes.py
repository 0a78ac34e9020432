"""What shapes say alike: the frame, names beside bars, room for what stands at an end, and where a mark leads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from app.press.chart import link
from app.press.ruler import width
from app.press.theme import HALF, Spec

FRAME: Final = {"left": 0, "right": 2, "top": 14, "bottom": 4}
CLOSE: Final = {"left": 0, "right": 1, "top": 2, "bottom": 2}
FEW: Final = 14  # names that have room along an axis
LINE: Final = "slice(datum.label, indexof(datum.label, '|') + 1)"
"""What is read of a name: the part before the first `|` only tells two of the same name apart."""
BESIDE: Final = {"title": None, "style": "names", "labelExpr": LINE, "grid": False, "domain": False}
"""Names of bars that lie; how they stand is the theme's."""
LINKED: Final[Spec] = {"href": {"condition": {"test": "datum.path", "field": "path"}}, "description": {"field": "told"}}
"""What a mark says when it is pointed at, and where it leads, where it does."""
PIXELS: Final = 5.0  # of a millimetre of a table's text, as large as the largest look writes at a mark
NAMES, BARE = 136, 60  # pixels of names on a phone, and of bars at least


def pointed(told: str, path: str) -> dict[str, Any]:
    """Without a path nothing is said of one: the library makes an address of its own of what is missing."""
    return {"told": told, "path": link(path) if path else None}


def names(order: Sequence[str]) -> Spec:
    """Below each other, in this order."""
    return {"field": "name", "type": "nominal", "sort": list(order), "scale": {"domain": list(order)}, "axis": BESIDE}


def lengths(values: Iterable[float], labels: Iterable[str]) -> Spec:
    """From the largest loss to the largest gain, with room for what stands at the ends, however wide it is drawn."""
    values = list(values)
    least, most = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    room = _room(labels)
    unit = f"{(most - least) or 1.0} / max({BARE}, width - {room * (2 if least else 1)})"
    low = {"expr": f"{least} - {room} * {unit}"} if least else 0
    scale = {"domainMin": low, "domainMax": {"expr": f"{most} + {room} * {unit}"}, "nice": False}
    return {"field": "value", "type": "quantitative", "axis": None, "scale": scale}


def _room(labels: Iterable[str]) -> int:
    """Pixels that the widest takes, and the gap before it."""
    return round(max(map(width, labels), default=0) * PIXELS) + 10


def room_along(labels: Iterable[str], *, is_lost: bool = False) -> int:
    """Pixels for names, bars, and what stands at their ends, on both sides where something `is_lost`."""
    return NAMES + BARE + _room(labels) * (2 if is_lost else 1)


def room_beside(labels: Collection[str]) -> int:
    """Pixels in which none of these, beside each other, meets the next one."""
    return _room(labels) * len(labels)


def fit(labels: Iterable[str]) -> bool:
    """Whether they may stand beside each other in the narrower of two charts of a page."""
    return room_beside(list(labels)) <= HALF.width
