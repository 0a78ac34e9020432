"""Bars: names beside each other by length, months one after the other, and what went up against what went down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.press.chart import link
from app.press.theme import Spec

NAMES: Final = 160  # pixels for the names beside bars
ROOM, LETTER, SHORT = 1.3, 0.022, 10  # over the longest bar, for what stands after it, and for each letter more
FEW: Final = 14  # columns that have room for their value each
LINES: Final = "slice(split(datum.label, '|'), 1)"  # the first part tells bars of the same name apart
LINE: Final = "slice(datum.label, indexof(datum.label, '|') + 1)"
FRAME: Final = {"left": 0, "right": 1, "top": 14, "bottom": 4}


@dataclass(frozen=True)
class Bar:
    """One value, how it is written, and where it leads."""

    name: str
    """With `|` between its lines, where it has several."""
    value: Any
    label: str = ""
    path: str = ""
    told: str = ""
    """What it says when it is pointed at."""
    style: str = "first"
    other: Any = None
    """What it is compared with."""


def lying(bars: Sequence[Bar]) -> Spec:
    """A bar for each name, in their order, with its value after it."""
    names = {"title": None, "labelAlign": "left", "minExtent": NAMES, "labelPadding": NAMES, "labelLimit": NAMES + 30,
             "labelExpr": LINE, "grid": False}  # fmt: skip
    longest = max((float(bar.value) for bar in bars), default=0) or 1
    room = ROOM + LETTER * max(0, max((len(bar.label) for bar in bars), default=0) - SHORT)
    x = {"field": "value", "type": "quantitative", "axis": None, "scale": {"domain": [0, longest * room]}}
    return {
        "usermeta": {"rows": len(bars)},
        "padding": {"left": 0, "right": 1, "top": 2, "bottom": 2},
        "encoding": {"y": {"field": "name", "type": "nominal", "sort": None, "axis": names}, "x": x},
        "layer": [
            *({"data": {"values": _values(those)}, "mark": {"type": "bar", "height": {"band": 0.66}, "style": style},
               "encoding": _linked()} for style, those in _by_style(bars).items()),
            {"data": {"values": _values(bars)}, "mark": {"type": "text", "align": "left", "dx": 6},
             "encoding": {"text": {"field": "label"}}},
        ],
    }  # fmt: skip


def standing(bars: Sequence[Bar], title: str, *, height: float = 0.7, form: str = ",.0f") -> Spec:
    """A column for each, in time. Few have their value on top and no axis; what one is compared with is a dot."""
    compared = [{**each, "value": float(bar.other)} for each, bar in zip(_values(bars), bars, strict=True)
                if bar.other is not None]  # fmt: skip
    is_told = len(bars) <= FEW and not compared
    y = _upright(bars, None if is_told else {"title": title, "tickCount": 4, "format": form, "grid": True})
    dots = {"data": {"values": compared}, "mark": {"type": "point", "style": "second"}, "encoding": {"y": y}}
    told = {"data": {"values": _values(bars)}, "mark": {"type": "text", "dy": -7},
            "encoding": {"y": y, "text": {"field": "label"}}}  # fmt: skip
    columns = {"data": {"values": _values(bars)}, "mark": {"type": "bar", "width": {"band": 0.66}, "style": "first"},
               "encoding": {"y": y, **_linked()}}  # fmt: skip
    layers = [columns, *([dots] if compared else []), *([told] if is_told else [])]
    return {"usermeta": {"height": height}, "padding": FRAME, "encoding": {"x": _times(bars)}, "layer": layers}


def _upright(bars: Sequence[Bar], axis: Spec | None) -> Spec:
    highest = max((float(each) for bar in bars for each in (bar.value, bar.other or 0)), default=0) or 1
    return {"field": "value", "type": "quantitative", "axis": axis, "scale": {"domain": [0, highest * 1.08]}}


def up_and_down(up: Sequence[Bar], down: Sequence[Bar], words: tuple[str, str], *, height: float = 0.7) -> Spec:
    """One column above the line and one below it for each time: told apart by place first, by colour second."""
    above, below = _values(up), [{**each, "value": -each["value"]} for each in _values(down)]
    top, low = (max((float(bar.value) for bar in bars), default=0) for bars in (up, down))
    reach = max(top, low) or 1
    y = {"field": "value", "type": "quantitative", "axis": None,
         "scale": {"domain": [-(low * 1.15 + reach * 0.12), top * 1.15 + reach * 0.12], "nice": False}}  # fmt: skip
    first = above[0]["name"] if above else ""
    named = [{"name": first, "value": place, "label": word}
             for place, word in zip((top + reach * 0.12, -(low + reach * 0.12)), words, strict=True)]  # fmt: skip
    layers: list[Spec] = []
    for values, style, dy in ((above, "first", -7), (below, "second", 9)):
        layers.append({"data": {"values": values}, "encoding": _linked(),
                       "mark": {"type": "bar", "width": {"band": 0.66}, "style": style}})  # fmt: skip
        if len(up) <= FEW:
            layers.append({"data": {"values": values}, "mark": {"type": "text", "dy": dy},
                           "encoding": {"text": {"field": "label"}}})  # fmt: skip
    layers.append({"data": {"values": [{}]}, "mark": "rule", "encoding": {"y": {"datum": 0}, "x": None}})
    layers.append({"data": {"values": named}, "mark": {"type": "text", "align": "left", "dx": -14, "fontWeight": 600},
                   "encoding": {"text": {"field": "label"}}})  # fmt: skip
    x = _times(up)
    return {"usermeta": {"height": height}, "padding": FRAME,
            "encoding": {"x": {**x, "axis": {**x["axis"], "domain": False}}, "y": y}, "layer": layers}  # fmt: skip


def _times(bars: Sequence[Bar]) -> Mapping[str, Any]:
    axis = {"title": None, "labelAngle": 0, "labelExpr": LINES, "orient": "bottom", "labelOverlap": False}
    order = [f"{place}|{bar.name}" for place, bar in enumerate(bars)]
    return {"field": "name", "type": "ordinal", "sort": order, "scale": {"domain": order}, "axis": axis}


def _values(bars: Sequence[Bar]) -> list[dict[str, Any]]:
    return [
        {
            "name": f"{place}|{bar.name}", "value": float(bar.value), "label": bar.label,
            "told": bar.told or f"{bar.name.replace('|', ' ').strip()}: {bar.label}",
            **({"path": link(bar.path)} if bar.path else {}),
        }
        for place, bar in enumerate(bars)
    ]  # fmt: skip


def _by_style(bars: Sequence[Bar]) -> dict[str, list[Bar]]:
    return {style: [bar for bar in bars if bar.style == style] for style in dict.fromkeys(bar.style for bar in bars)}


def _linked() -> dict[str, Any]:
    return {"href": {"field": "path"}, "description": {"field": "told"}}
