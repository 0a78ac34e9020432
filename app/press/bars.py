"""Bars: names beside each other by length, months one after the other, and what went up against what went down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.press.axes import CLOSE, FRAME, LINKED, fit, lengths, names, pointed, room_along, room_beside
from app.press.theme import Spec

LINES: Final = "slice(split(datum.label, '|'), 1)"  # the first part tells bars of the same name apart
SIDES: Final[Sequence[tuple[str, Spec]]] = ((">= 0", {"align": "left", "dx": 6}), ("< 0", {"align": "right", "dx": -6}))


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
    """A bar for each name, in their order, its value at its end; a loss is on the other side, and looks like one."""
    values = [{**value, "style": "loss" if bar.value < 0 else bar.style}
              for value, bar in zip(_values(bars), bars, strict=True)]  # fmt: skip
    drawn = [_those(f"datum.style == '{style}'", {"type": "bar", "height": {"band": 0.66}, "style": style}, LINKED)
             for style in dict.fromkeys(value["style"] for value in values)]  # fmt: skip
    ends = [_those(f"datum.value {side}", {"type": "text", **mark}, {"text": {"field": "label"}})
            for side, mark in SIDES if side != "< 0" or any(bar.value < 0 for bar in bars)]  # fmt: skip
    labels = [bar.label for bar in bars]
    return {
        "usermeta": {"rows": len(bars), "least": room_along(labels, is_lost=len(ends) > 1)},
        "padding": CLOSE,
        "data": {"values": values},
        "encoding": {
            "y": names([value["name"] for value in values]),
            "x": lengths((value["value"] for value in values), labels),
        },
        "layer": [*drawn, *ends],
    }


def _those(test: str, mark: Spec, encoding: Spec) -> Spec:
    return {"transform": [{"filter": test}], "mark": mark, "encoding": encoding}


def standing(bars: Sequence[Bar], title: str, *, height: float = 0.7, form: str = ",.0f") -> Spec:
    """A column for each, in time. Where there is room the value stands on top, without an axis; what it is compared
    with is a dot."""
    compared = [{**each, "value": float(bar.other)} for each, bar in zip(_values(bars), bars, strict=True)
                if bar.other is not None]  # fmt: skip
    is_told = fit(bar.label for bar in bars) and not compared
    y = _upright(bars, None if is_told else {"title": title, "tickCount": 4, "format": form, "grid": True})
    dots = {"data": {"values": compared}, "mark": {"type": "point", "style": "second"}, "encoding": {"y": y}}
    told = {"data": {"values": _values(bars)}, "mark": {"type": "text", "dy": -7},
            "encoding": {"y": y, "text": {"field": "label"}}}  # fmt: skip
    columns = {"data": {"values": _values(bars)}, "mark": {"type": "bar", "width": {"band": 0.66}, "style": "first"},
               "encoding": {"y": y, **LINKED}}  # fmt: skip
    layers = [columns, *([dots] if compared else []), *([told] if is_told else [])]
    return {"usermeta": {"height": height, "least": _least(bars)}, "padding": FRAME,
            "encoding": {"x": _times(bars)}, "layer": layers}  # fmt: skip


def _least(bars: Sequence[Bar]) -> int:
    """Pixels in which values beside each other do not meet, where they are written."""
    labels = [bar.label for bar in bars]
    return room_beside(labels) if fit(labels) and all(bar.other is None for bar in bars) else 0


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
    are_told = fit(bar.label for bar in up) and fit(bar.label for bar in down)
    for values, style, dy in ((above, "first", -7), (below, "second", 9)):
        layers.append({"data": {"values": values}, "encoding": LINKED,
                       "mark": {"type": "bar", "width": {"band": 0.66}, "style": style}})  # fmt: skip
        if are_told:
            layers.append({"data": {"values": values}, "mark": {"type": "text", "dy": dy},
                           "encoding": {"text": {"field": "label"}}})  # fmt: skip
    layers.append({"data": {"values": [{}]}, "mark": "rule", "encoding": {"y": {"datum": 0}, "x": None}})
    layers.append({"data": {"values": named}, "mark": {"type": "text", "align": "left", "dx": -14, "fontWeight": 600},
                   "encoding": {"text": {"field": "label"}}})  # fmt: skip
    x = _times(up)
    return {"usermeta": {"height": height, "least": max(_least(up), _least(down))}, "padding": FRAME,
            "encoding": {"x": {**x, "axis": {**x["axis"], "domain": False}}, "y": y}, "layer": layers}  # fmt: skip


def _times(bars: Sequence[Bar]) -> Mapping[str, Any]:
    axis = {"title": None, "labelAngle": 0, "labelExpr": LINES, "orient": "bottom"}
    order = [f"{place}|{bar.name}" for place, bar in enumerate(bars)]
    return {"field": "name", "type": "ordinal", "sort": order, "scale": {"domain": order}, "axis": axis}


def _values(bars: Sequence[Bar]) -> list[dict[str, Any]]:
    return [
        {
            "name": f"{place}|{bar.name}", "value": float(bar.value), "label": bar.label,
            **pointed(bar.told or f"{bar.name.replace('|', ' ').strip()}: {bar.label}", bar.path),
        }
        for place, bar in enumerate(bars)
    ]  # fmt: skip
