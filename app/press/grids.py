"""Two more shapes: a heat map, and what is left of an amount step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.press.axes import CLOSE, LINKED, lengths, names, pointed, room_along
from app.press.bars import Bar
from app.press.theme import Spec

PALE, FULL = 0.04, 0.5
"""How dark the least and the largest are; on the darkest what is written still reads well, also on a dark page."""
SQUARE, BESIDE = 20, 80  # pixels of the narrowest place, and of the names of rows


@dataclass(frozen=True)
class Square:
    """One place of a heat map."""

    row: str
    column: str
    value: Any
    label: str = ""
    path: str = ""
    told: str = ""
    """What it says when it is pointed at."""


def heat(squares: Sequence[Square], *, columns: Sequence[str], title: str = "", every: int = 1) -> Spec:
    """Rows below each other, columns beside each other, the darker the more; each says its value."""
    rows = list(dict.fromkeys(square.row for square in squares))
    most = max((float(square.value) for square in squares), default=0) or 1
    shown = list(columns)[::every]
    across = {"title": title or None, "titleAlign": "left", "titleAnchor": "start", "titleX": 0, "orient": "top",
              "labelAngle": 0, "domain": False, "values": shown, "grid": False, "titlePadding": 8}  # fmt: skip
    down = {"title": None, "domain": False, "grid": False, "labelPadding": 8}
    shade = {"field": "value", "type": "quantitative", "legend": None,
             "scale": {"domain": [0, most], "range": [PALE, FULL]}}  # fmt: skip
    return {
        "usermeta": {"rows": len(rows) + 2, "least": SQUARE * len(columns) + BESIDE},
        "padding": {"left": 0, "right": 2, "top": 4, "bottom": 2},
        "data": {"values": [_square(each) for each in squares]},
        "encoding": {
            "x": {"field": "column", "type": "ordinal", "sort": list(columns), "axis": across,
                  "scale": {"domain": list(columns), "paddingInner": 0.05}},
            "y": {"field": "row", "type": "ordinal", "sort": rows, "axis": down, "scale": {"paddingInner": 0.12}},
        },
        "layer": [
            {"mark": {"type": "rect", "style": "first"},
             "encoding": {"fillOpacity": shade, **LINKED}},
            {"mark": {"type": "text", "baseline": "middle"}, "encoding": {"text": {"field": "label"}}},
        ],
    }  # fmt: skip


def _square(each: Square) -> dict[str, Any]:
    return {
        "row": each.row, "column": each.column, "value": float(each.value), "label": each.label,
        **pointed(each.told or f"{each.row}, {each.column}: {each.label}", each.path),
    }  # fmt: skip


def falling(steps: Sequence[Bar]) -> Spec:
    """What is left of an amount: a bar that is a total stands on the line, any other hangs where the last one ended."""
    values: list[dict[str, Any]] = []
    at = 0.0
    for place, step in enumerate(steps):
        value = float(step.value)
        begin, end = (0.0, value) if step.style == "first" else (at, at + value)
        at = end
        values.append({
            "name": f"{place}|{step.name}", "begin": begin, "end": end, "label": step.label, "style": step.style,
            "far": max(begin, end), **pointed(step.told or f"{step.name}: {step.label}", step.path),
        })  # fmt: skip
    ends = [*(value["far"] for value in values), *(min(value["begin"], value["end"]) for value in values)]
    x = {**lengths(ends, (step.label for step in steps)), "field": "begin"}
    bars: list[Spec] = [
        {"transform": [{"filter": f"datum.style == '{style}'"}],
         "mark": {"type": "bar", "height": {"band": 0.66}, "style": style},
         "encoding": {"x2": {"field": "end"}, **LINKED}}
        for style in dict.fromkeys(step.style for step in steps)
    ]  # fmt: skip
    label = {"mark": {"type": "text", "align": "left", "dx": 6},
             "encoding": {"x": {**x, "field": "far"}, "text": {"field": "label"}}}  # fmt: skip
    return {
        "usermeta": {"rows": len(steps), "least": room_along([step.label for step in steps])},
        "padding": CLOSE,
        "data": {"values": values},
        "encoding": {"x": x, "y": names([value["name"] for value in values])},
        "layer": [*bars, label],
    }
