"""A chart on the home page: its heading, what is drawn, and the same as a table for those who read rather than see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.press.chart import Chart, at_each_width
from app.press.compared import Point
from app.press.theme import SCREEN, Spec
from views.dashboard.counted import Asking, Counted
from views.fab.reader import Reader

WIDE, CARD = replace(SCREEN, name="wide", width=700, height=390), replace(SCREEN, name="card", width=520, height=320)


@dataclass(frozen=True)
class Line:
    """A row of the table: a name, its values as they are written, and where it leads."""

    name: str
    values: tuple[str, ...]
    path: str = ""


@dataclass(frozen=True)
class Drawn:
    """What stands in the card."""

    spec: Spec | None
    head: tuple[str, ...]
    lines: Sequence[Line]
    legend: tuple[str, ...] = ()
    """The names of the series, where there are several."""


Draw = Callable[[Session, Asking, Reader], Drawn]


@dataclass(frozen=True)
class Graph:
    """One chart: what may be read of it is asked of the rows that it counts."""

    name: str
    heading: str
    sub: str
    rows: Counted
    draw: Draw
    is_wide: bool = False


@dataclass(frozen=True)
class Card:
    """A chart as the page shows it; without a drawing, the table alone."""

    name: str
    heading: str
    sub: str
    svg: str
    drawn: Drawn
    is_wide: bool


def cards(graphs: Sequence[Graph], session: Session, asking: Asking, read: Reader) -> list[Card]:
    """Those that the reader may see: one statement each."""
    return [_card(graph, session, asking, read) for graph in graphs if graph.rows.is_open_to(asking.viewer)]


def _card(graph: Graph, session: Session, asking: Asking, read: Reader) -> Card:
    drawn, say = graph.draw(session, asking, read), read.language.say
    heading = say(graph.heading)
    svg = _svg(Chart(graph.name, drawn.spec, heading), graph, read) if drawn.spec else ""
    return Card(graph.name, heading, say(graph.sub), svg, drawn, graph.is_wide)


def _svg(chart: Chart, graph: Graph, read: Reader) -> str:
    """A press that stands still takes no page away."""
    try:
        return at_each_width([chart], read.language, WIDE if graph.is_wide else CARD)[chart.name]
    except Refused:
        return ""


def money(value: Decimal | None, read: Reader) -> str:
    return read.language.money(Decimal(value or 0), read.currency, 0)


def told(name: str, value: str, read: Reader) -> str:
    """What a mark says when it is pointed at."""
    return read.language.say("{name}: {value}", name=name, value=value)


def points(lines: Sequence[tuple[str, Decimal | int, str, str]], read: Reader, series: int = 0) -> list[Point]:
    """Of names, values, values as they are written, and ways."""
    return [Point(name, value, series, told(name, said, read), path) for name, value, said, path in lines]
