"""The orders of a customer as a small chart, the silence since the last one washed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.core.words import N_
from app.press.chart import Chart, on_screen
from app.press.theme import CARD
from views.desk.days import month
from views.fab.reader import Reader, say

LONGEST = timedelta(4 * 366)
"""What is older is not drawn."""
CLOSE = 150
"""A year that begins so soon has no room for its label."""
LEAST = 30
"""So many days of silence are worth a wash."""


def drawn(name: str, orders: Sequence[tuple[date, Decimal]], today: date, read: Reader) -> str:
    """SVG for light and dark; nothing where nothing was bought lately."""
    shown = [(day, total) for day, total in orders if today - LONGEST <= day <= today]
    if not shown:
        return ""
    last = shown[-1][0]
    alt = say(N_("Orders of {name}, the last one on {day}"), name=name, day=last)
    chart = Chart("orders", _spec(shown, today, read), alt)
    return on_screen([chart], read.language, CARD)[chart.name]


def _spec(orders: Sequence[tuple[date, Decimal]], today: date, read: Reader) -> dict[str, Any]:
    first, last = orders[0][0], orders[-1][0]
    begin = date(first.year, first.month, 1)
    x = {"type": "quantitative", "scale": {"domain": [_at(begin), _at(today)], "nice": False, "zero": False},
         "axis": {"title": None, "values": [_at(day) for day in _ticks(begin, today)],
                  "labelExpr": _labels(_ticks(begin, today)), "labelFlush": True, "labelOverlap": False}}  # fmt: skip
    y = {"field": "total", "type": "quantitative", "axis": {"title": None, "tickCount": 3, "format": ",.0f",
         "grid": True}, "scale": {"zero": True}}  # fmt: skip
    values = [_value(day, total, read) for day, total in orders]
    bars = {"data": {"values": values},
            "mark": {"type": "rule", "style": "first", "strokeWidth": 5, "strokeCap": "butt"},
            "encoding": {"x": {**x, "field": "day"}, "y": y, "y2": {"datum": 0},
                         "description": {"field": "told"}}}  # fmt: skip
    layers = [*_silence(last, today, x), bars]
    return {"padding": {"left": 0, "right": 2, "top": 16, "bottom": 2}, "layer": layers}


def _value(day: date, total: Decimal, read: Reader) -> dict[str, Any]:
    told = f"{read.language.day(day)}: {read.language.money(total, read.currency, 0)}"
    return {"day": _at(day), "total": float(total), "told": told}


def _silence(last: date, today: date, x: dict[str, Any]) -> list[dict[str, Any]]:
    days = (today - last).days
    if days < LEAST:
        return []
    values = [{"from": _at(last), "to": _at(today), "said": say(N_("silent for {n} days"), n=days)}]
    place = {"x": {**x, "field": "from"}, "x2": {"field": "to"}}
    wash = {"mark": {"type": "rect", "style": "loss", "opacity": 0.1}, "encoding": place}
    text = {"mark": {"type": "text", "style": "alarm", "align": "right", "baseline": "bottom", "dy": -4},
            "encoding": {"x": {**x, "field": "to"}, "y": {"value": 0}, "text": {"field": "said"}}}  # fmt: skip
    return [{"data": {"values": values}, **part} for part in (wash, text)]


def _ticks(begin: date, end: date) -> list[date]:
    """The first of January of each year, and the beginning; of a short time every third month."""
    if end.year - begin.year < 2:
        months = [date(year, month, 1) for year in range(begin.year, end.year + 1) for month in (1, 4, 7, 10)]
        return [day for day in months if begin <= day <= end] or [begin]
    years = [date(year, 1, 1) for year in range(begin.year + 1, end.year + 1)]
    return [begin, *(day for day in years if (day - begin).days > CLOSE)]


def _labels(days: Sequence[date]) -> str:
    """The month and year as the reader writes them."""
    return "".join(f"datum.value == {_at(day)} ? {json.dumps(month(day))} : " for day in days) + "''"


def _at(day: date) -> int:
    """Days are drawn as numbers, so that no time zone moves them."""
    return day.toordinal()
