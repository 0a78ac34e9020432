"""The shapes of charts: values in, a specification of marks out. A mark says which series it is, not which colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from app.press.axes import LINKED, pointed, room_beside
from app.press.theme import Spec

POINTS: Final = 500  # of a long curve; more are not to be seen at its width
TEXT: Final = {"type": "text", "align": "left", "dx": 8, "dy": 9}
ASIDE: Final = 90  # pixels of what is written along the two axes
MOST: Final = 60  # of the largest steps have a link and a name


@dataclass(frozen=True)
class Step:
    """One of many in order of size: its rank, its value and the share that all up to it have together."""

    rank: int
    value: Decimal
    cumulative: Decimal
    path: str = ""
    told: str = ""


@dataclass(frozen=True)
class Mark:
    """A point of the curve that a label names."""

    rank: int
    share: Decimal
    label: str


def pareto(steps: Sequence[Step], marks: Sequence[Mark], titles: Mapping[str, str]) -> Spec:
    """The steps as one area, the largest on the left; their cumulative share as a line against a second axis."""
    x = _ranks(len(steps), titles["x"])
    amounts = {"title": titles["y"], "tickCount": 5, "grid": False, "format": ",.0f"}
    value = {"field": "value", "type": "quantitative", "axis": amounts}
    share = {"field": "share", "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": _shares(titles["share"])}
    encoded = {"x": x, "y": share}
    named = {"data": {"values": [{"rank": m.rank, "share": float(m.share), "label": m.label} for m in marks]}}
    return {
        "padding": {"left": 0, "right": 1, "top": 14, "bottom": 4},
        "usermeta": {"least": room_beside((titles["y"], titles["share"])) + ASIDE},
        "layer": [
            {"layer": [_area(steps, x, value), *_linked(steps, x, value)]},
            {"layer": [
                {"data": {"values": _curve(steps)}, "mark": {"type": "line", "style": "second"}, "encoding": encoded},
                named | {"mark": {"type": "rule", "strokeDash": [2, 2]}, "encoding": encoded | {"y2": {"datum": 0}}},
                named | {"mark": {"type": "point", "style": "second"}, "encoding": encoded},
                named | {"mark": TEXT, "encoding": encoded | {"text": {"field": "label"}}},
            ]},
        ],
        "resolve": {"scale": {"y": "independent"}},
    }  # fmt: skip


def _area(steps: Sequence[Step], x: Spec, y: Spec) -> Spec:
    """Hundreds of bars in one path: a fifth of the time, half of the bytes, the same picture."""
    first = {"rank": 0, "value": float(steps[0].value)}
    values = [first] + [{"rank": step.rank, "value": float(step.value)} for step in thinned(steps)]
    mark = {"type": "area", "interpolate": "step-before", "style": "first"}
    return {"data": {"values": values}, "mark": mark, "encoding": {"x": x, "y": y}}


def _linked(steps: Sequence[Step], x: Spec, y: Spec) -> list[Spec]:
    """Over the area, where there is somewhere to go: a bar each for the largest, to point at and to follow."""
    values = [{"begin": s.rank - 1, "rank": s.rank, "value": float(s.value), **pointed(s.told, s.path)}
              for s in steps[:MOST] if s.path]  # fmt: skip
    if not values:
        return []
    place = {"x": {**x, "field": "begin"}, "x2": {"field": "rank"}, "y": y, "y2": {"datum": 0}}
    encoding = {**place, **LINKED}
    return [{"data": {"values": values}, "mark": {"type": "rect", "style": "first"}, "encoding": encoding}]


def _curve(steps: Sequence[Step]) -> list[dict[str, float]]:
    return [{"rank": 0, "share": 0.0}] + [{"rank": s.rank, "share": float(s.cumulative)} for s in thinned(steps)]


def thinned(steps: Sequence[Step]) -> list[Step]:
    """At most so many, evenly, the first ones and the last always: a long tail is flat."""
    if len(steps) <= POINTS:
        return list(steps)
    stride = -(-len(steps) // (POINTS - MOST))
    return [*steps[:MOST], *steps[MOST:-1:stride], steps[-1]]


def _ranks(count: int, title: str) -> Spec:
    axis = {"title": title, "titleAlign": "left", "titleAnchor": "start", "titleX": 0, "values": ticks(count)}
    scale = {"domain": [0, count], "nice": False}
    return {
        "field": "rank",
        "type": "quantitative",
        "scale": scale,
        "axis": axis | {"format": ",.0f", "labelFlush": True},
    }


def ticks(count: int) -> list[int]:
    """The first, the last, and round numbers between that leave both room."""
    step = next(each * 10**power for power in range(9) for each in (1, 2, 5) if count / (each * 10**power) <= 6)
    between = [tick for tick in range(step, count, step) if tick > count / 16 and count - tick >= step / 4]
    return sorted({1, *between, count})


def _shares(title: str) -> dict[str, Any]:
    return {"title": title, "format": "%", "values": [0, 0.2, 0.4, 0.6, 0.8, 1], "orient": "right", "grid": False,
            "titleAlign": "right", "titleX": 0, "labelAlign": "left", "style": "second-axis"}  # fmt: skip
