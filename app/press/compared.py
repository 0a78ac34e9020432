"""Two shapes that compare: columns with lines over them, and lines with a band within which they may lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from app.press.chart import link
from app.press.theme import Spec

PADDING: Final = {"left": 0, "right": 8, "top": 14, "bottom": 4}
STYLES: Final = ("first", "second", "third", "fourth")
DASHES: Final = ([1, 0], [4, 3], [1, 2], [6, 2])
NARROW: Final = 0.72


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
        value: dict[str, Any] = {"at": self.at, "value": float(self.value), "told": self.told}
        band = {"low": self.low, "high": self.high} if self.low is not None else {}
        return value | band | ({"path": link(self.path)} if self.path else {})


def columns(
    points: Sequence[Point], titles: Mapping[str, str], *, form: str = "~s", every: int = 1, height: float = 1
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


def lines(
    points: Sequence[Point],
    titles: Mapping[str, str],
    *,
    form: str = "~s",
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
    along = {} if is_line else _followed(mine)
    return {"data": {"values": [point.drawn for point in mine]}, "mark": mark, "encoding": {"x": x, "y": y, **along}}


def _followed(points: Sequence[Point]) -> dict[str, Any]:
    """What a mark says, and where it leads, where it does."""
    said = {"description": {"field": "told"}}
    return said | ({"href": {"field": "path"}} if any(point.path for point in points) else {})


def _names(order: Sequence[str], title: str, every: int) -> dict[str, Any]:
    shown = [at for n, at in enumerate(order) if n % every == 0]
    axis = {**_AXIS, "title": title or None, "labelAngle": 0, "values": shown, "labelOverlap": False}
    return {"field": "at", "type": "ordinal", "sort": list(order), "axis": axis, "scale": {"domain": list(order)}}


def _values(title: str, form: str, *, zero: bool = True) -> dict[str, Any]:
    axis = {"title": title or None, "format": form, "tickCount": 5, "grid": True}
    return {"field": "value", "type": "quantitative", "axis": axis, "scale": {"zero": zero, "nice": True}}
