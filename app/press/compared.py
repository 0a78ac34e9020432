"""Three shapes that compare: columns with lines over them, columns of parts, and lines with a band around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from app.press.axes import FEW, FRAME, LINKED, pointed
from app.press.theme import Spec

PADDING: Final = {**FRAME, "right": 8}
STYLES: Final = ("first", "second", "third", "fourth")
DASHES: Final = ([1, 0], [4, 3], [1, 2], [6, 2])
NARROW: Final = 0.72
LEGEND: Final = {"orient": "top", "title": None, "symbolType": "square", "disable": False, "offset": 20}


@dataclass(frozen=True)
class Point:
    """One value: where it stands, of which series, what it says when pointed at, and where its rows are."""

    at: str
    value: Decimal | float | int
    series: int = 0
    told: str = ""
    path: str = ""
    low: float | None = None
    high: float | None = None
    """The band within which it may lie."""

    @property
    def drawn(self) -> dict[str, Any]:
        band = {"low": self.low, "high": self.high} if self.low is not None else {}
        return {"at": self.at, "value": float(self.value), **pointed(self.told, self.path), **band}


def columns(
    points: Sequence[Point], titles: Mapping[str, str], *, form: str = ",~f", every: int = 1, height: float = 1
) -> Spec:
    """A column for each point of the first series; points of others as a line with dots over them."""
    order = list(dict.fromkeys(point.at for point in points))
    x, y = _names(order, titles.get("x", ""), every), _values(titles.get("y", ""), form)
    bars = _layer(points, 0, {"type": "bar", "style": "first", "width": {"band": NARROW}}, x, y)
    others = sorted({point.series for point in points} - {0})
    return {
        "padding": PADDING,
        "usermeta": {"height": height},
        "layer": [bars, *(each for n in others for each in _line(points, n, x, y))],
    }


def stacked(points: Sequence[Point], series: Sequence[str], title: str = "") -> Spec:
    """A column for each time of what `series` come to together, each in its colour and named above."""
    order = list(dict.fromkeys(point.at for point in points))
    shown = order[:: max(1, -(-len(order) // FEW))]
    axis = {"title": None, "values": shown, "labelAngle": 0, "grid": False}
    x = {"field": "at", "type": "ordinal", "sort": None, "scale": {"type": "band", "paddingInner": 0.25}, "axis": axis}
    y = _values(title, ",~f") | {"stack": "zero", "scale": {}}
    colour = {"field": "series", "type": "nominal", "scale": {"domain": list(series)}, "sort": None, "legend": LEGEND}
    return {
        "padding": FRAME,
        "usermeta": {"height": 1},
        "data": {"values": [point.drawn | {"series": series[point.series]} for point in points]},
        "layer": [{"mark": "bar", "encoding": {"x": x, "y": y, "color": colour, **LINKED}}],
    }


def lines(
    points: Sequence[Point],
    titles: Mapping[str, str],
    *,
    form: str = ",~f",
    every: int = 1,
    zero: bool = False,
    height: float = 1,
) -> Spec:
    """A line for each series, the second dashed; a band around those points that have one."""
    order = list(dict.fromkeys(point.at for point in points))
    x, y = _names(order, titles.get("x", ""), every), _values(titles.get("y", ""), form, zero=zero)
    band = [point for point in points if point.low is not None]
    area = {"data": {"values": [point.drawn for point in band]},
            "mark": {"type": "area", "style": "third", "opacity": 0.25},
            "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}}}  # fmt: skip
    each = [one for n in sorted({point.series for point in points}) for one in _line(points, n, x, y)]
    return {"padding": PADDING, "usermeta": {"height": height}, "layer": [*([area] if band else []), *each]}


_AXIS: Final[Spec] = {"title": None, "ticks": False, "labelPadding": 8}


def _line(points: Sequence[Point], series: int, x: Spec, y: Spec) -> list[Spec]:
    style = STYLES[series % len(STYLES)]
    mark = {"type": "line", "style": style, "strokeDash": DASHES[series % len(DASHES)]}
    return [_layer(points, series, mark, x, y, is_line=True),
            _layer(points, series, {"type": "point", "style": style}, x, y)]  # fmt: skip


def _layer(points: Sequence[Point], series: int, mark: Spec, x: Spec, y: Spec, *, is_line: bool = False) -> Spec:
    mine = [point for point in points if point.series == series]
    along = {} if is_line else LINKED
    return {"data": {"values": [point.drawn for point in mine]}, "mark": mark, "encoding": {"x": x, "y": y, **along}}


def _names(order: Sequence[str], title: str, every: int) -> dict[str, Any]:
    shown = [at for n, at in enumerate(order) if n % every == 0]
    axis = {**_AXIS, "title": title or None, "labelAngle": 0, "values": shown}
    return {"field": "at", "type": "ordinal", "sort": list(order), "axis": axis, "scale": {"domain": list(order)}}


def _values(title: str, form: str, *, zero: bool = True) -> dict[str, Any]:
    axis = {"title": title or None, "format": form, "tickCount": 5, "grid": True}
    return {"field": "value", "type": "quantitative", "axis": axis, "scale": {"zero": zero, "nice": True}}
