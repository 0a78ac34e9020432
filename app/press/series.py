"""Three more shapes: bars for things beside each other, columns and lines for what changes from time to time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from app.press.chart import link
from app.press.theme import Spec

ROW: Final = 26  # pixels of one bar
SCREENFUL: Final = 320  # pixels of a chart of height 1, between paper and screen
ROOM, LETTER = 0.2, 0.028  # of the width, for the values at the ends, and for each letter of the longest
MOST_LABELS: Final = 14  # of columns that carry their value
DASHES: Final = ([1, 0], [5, 3], [2, 2], [8, 3, 2, 3])
"""A line is told from another by its dashes too."""
SIGNED: Final[Sequence[tuple[str, Spec]]] = ((">= 0", {}), ("< 0", {"style": "loss"}))
ENDS: Final[Sequence[tuple[str, Spec]]] = ((">= 0", {"align": "left", "dx": 5}), ("< 0", {"align": "right", "dx": -5}))
TEXT: Final = {"type": "text", "baseline": "middle"}
LABEL: Final = {"text": {"field": "label"}}
PLAIN: Final[Spec] = {"title": None, "domain": False, "grid": False, "labelOverlap": False}


@dataclass(frozen=True)
class Datum:
    """One mark: what it is of, how much, what stands beside it, and where it leads."""

    name: str
    value: Decimal | int
    label: str = ""
    """The value as the reader writes it; also what one reads when pointing at the mark."""
    path: str = ""
    series: str = ""
    """Which of several it belongs to, in words; at most four, in the order in which they come."""


def bars(values: Sequence[Datum]) -> Spec:
    """One below the other, in the order given; the value stands at the end, a loss is red and on the other side."""
    several = len({each.series for each in values}) > 1
    rows = len({each.name for each in values}) * (1 + 0.6 * several)
    y = {"field": "name", "type": "nominal", "sort": None, "axis": {**PLAIN, "labelLimit": 220, "labelPadding": 8}}
    x = {"field": "value", "type": "quantitative", "axis": None, "scale": {"domain": _reach(values), "nice": False}}
    place = {"x": x, "y": y} | ({"yOffset": _nominal("series", values)} if several else {})
    look = place | _linked(values) | _colour(values)
    drawn = [_side(side, {"type": "bar", **style}, look) for side, style in _sides(values, SIGNED)]
    ends = [_side(side, {**TEXT, **style}, {**place, **LABEL}) for side, style in _sides(values, ENDS)]
    return _spec(values, [*drawn, *ends], max(0.3, (rows * ROW + 30 + 20 * several) / SCREENFUL))


def _reach(values: Sequence[Datum]) -> list[float]:
    """From the largest loss to the largest gain, with room for what stands at the ends."""
    least = min(0.0, *(float(each.value) for each in values), 0.0)
    most = max(0.0, *(float(each.value) for each in values), 0.0)
    longest = max((len(each.label) for each in values), default=0)
    room = (most - least) * max(ROOM, LETTER * longest) or 1.0
    return [least - room if least else 0.0, most + room]


def _sides(values: Sequence[Datum], looks: Sequence[tuple[str, Spec]]) -> list[tuple[str, Spec]]:
    """How what is gained looks, and what is lost, as far as there is such."""
    return [(side, look) for side, look in looks if any((each.value < 0) == (side == "< 0") for each in values)]


def _side(side: str, mark: Spec, encoding: Spec) -> Spec:
    return {"transform": [{"filter": f"datum.value {side}"}], "mark": mark, "encoding": encoding}


def columns(values: Sequence[Datum], title: str = "") -> Spec:
    """Side by side in the order of time; several series stand on each other. `title` names what is measured."""
    several = len({each.series for each in values}) > 1
    x, y = _along(values), _upward(title)
    stacked = y | {"stack": "zero"}
    bar = {"mark": {"type": "bar"}, "encoding": {"x": x, "y": stacked} | _linked(values) | _colour(values)}
    labels = [] if several or len(values) > MOST_LABELS else [_over(x, y)]
    return _spec(values, [bar, *labels], 1 if title or several else 0.9)


def lines(values: Sequence[Datum], title: str = "") -> Spec:
    """What goes up and down; the second of several is dashed as well as another colour."""
    x, y = _along(values, points=True), _upward(title)
    look = _colour(values, "stroke") | _dashes(values)
    drawn = {"mark": {"type": "line", "point": False}, "encoding": {"x": x, "y": y} | look}
    points = {"mark": {"type": "point"}, "encoding": {"x": x, "y": y} | _linked(values) | _colour(values, "")}
    return _spec(values, [drawn, points], 1)


def _spec(values: Sequence[Datum], layers: Sequence[Spec], height: float) -> Spec:
    return {
        "padding": {"left": 0, "right": 2, "top": 14, "bottom": 4},
        "usermeta": {"height": round(height, 2)},
        "data": {"values": [_value(each) for each in values]},
        "layer": list(layers),
    }


def _value(each: Datum) -> dict[str, Any]:
    told = ", ".join(filter(None, (each.name, each.series)))
    return {
        "name": each.name,
        "value": float(each.value),
        "label": each.label,
        "series": each.series,
        "told": f"{told}: {each.label or each.value}",
        "path": link(each.path) if each.path else None,
    }


def _along(values: Sequence[Datum], *, points: bool = False) -> dict[str, Any]:
    names = list(dict.fromkeys(each.name for each in values))
    stride = max(1, -(-len(names) // MOST_LABELS))
    shown = {"values": names[::stride], "labelAngle": 0, "grid": False}
    scale = {"type": "point", "padding": 0.3} if points else {"type": "band", "paddingInner": 0.25}
    return {"field": "name", "type": "ordinal", "sort": None, "axis": {"title": None, **shown}, "scale": scale}


def _upward(title: str) -> dict[str, Any]:
    axis = {"title": title or None, "tickCount": 5, "grid": True, "format": ",~f"}
    return {"field": "value", "type": "quantitative", "axis": axis}


def _over(x: Spec, y: Spec) -> Spec:
    mark = {"type": "text", "baseline": "bottom", "dy": -4}
    return {"mark": mark, "encoding": {"x": x, "y": y} | LABEL}


def _linked(values: Sequence[Datum]) -> dict[str, Any]:
    """Only where there is somewhere to go."""
    href = {"href": {"field": "path"}} if any(each.path for each in values) else {}
    return {"description": {"field": "told"}, **href}


def _colour(values: Sequence[Datum], symbol: str = "square") -> dict[str, Any]:
    """Of several series each its own, named above the chart."""
    if len({each.series for each in values}) < 2:
        return {}
    legend = {"orient": "top", "title": None, "symbolType": symbol, "disable": False, "offset": 20} if symbol else None
    return {"color": _nominal("series", values) | {"legend": legend}}


def _dashes(values: Sequence[Datum]) -> dict[str, Any]:
    named = _nominal("series", values)
    domain = named["scale"]["domain"]
    scale = {"domain": domain, "range": [*DASHES[: len(domain)]]}
    return {"strokeDash": named | {"scale": scale, "legend": None}} if len(domain) > 1 else {}


def _nominal(field: str, values: Sequence[Datum]) -> dict[str, Any]:
    domain = list(dict.fromkeys(getattr(each, field) for each in values))
    return {"field": field, "type": "nominal", "scale": {"domain": domain}, "sort": None}
