"""A report on paper: the declared rows and the told story, laid out in the house's print style."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.core.report import Answer, Column
from app.core.words import N_
from app.press.ruler import width
from app.press.story import Breakdown, Reader, Story, chosen
from app.press.table import Table, broken_down, table

if TYPE_CHECKING:
    from app.press.book import Entry
    from app.press.sheets import Page

TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates" / "reports"
TOP: Final = 30
HALF: Final = 82.5  # millimetres of one of two tables beside each other
BETWEEN, BOLD, NAME = 2.6, 1.06, 30.0  # millimetres behind a text; how much wider a total is; the least room of a name
HEAD: Final = 5  # letters of a head that stay together where a language has no spaces
Small = tuple[Breakdown, Table, list[str], bool]
PAGE: Final = N_("Page {page} of {pages}")


def page(
    answer: Answer, reader: Reader, story: Story, *, at: datetime,
    sheets: Sequence[Page] = (), entries: Sequence[Entry] = (), last: str = "",
) -> str:  # fmt: skip
    """The document before it is printed: HTML in which a place is left for each chart.

    Long ones have contents and further `sheets`; what others are bound to knows the number of the `last` page.
    """
    rows = table(answer, reader, story, size=TOP, plain=True)
    heading, explained = story.table(len(rows.rows))
    smaller = ((each, broken_down(each, reader, plain=True)) for each in story.breakdowns if each.rows)
    return _rendered(
        "report", answer, reader, at, story=story, rows=rows, heading=heading, explained=explained,
        facts=_facts(answer, reader, story, at), widths=_in_css(_widths(rows, reader)), sheets=sheets, entries=entries,
        breakdowns=list(_beside(smaller, reader)), last=last,
    )  # fmt: skip


def part(answer: Answer, reader: Reader, *, at: datetime, sheets: Sequence[Page]) -> str:
    """Sheets of a report that are bound with others."""
    return _rendered("part", answer, reader, at, sheets=sheets)


def _rendered(template: str, answer: Answer, reader: Reader, at: datetime, **more: Any) -> str:
    title = reader.language.say(answer.report.title)
    return environment().get_template(f"paper/{template}.html").render(
        _=reader.language.say, reader=reader, title=title, period=reader.period(answer.period), at=at,
        stamp=f"{reader.company} · {title} · {reader.moment(at)}", folio=folio(reader), **more,
    )  # fmt: skip


def _facts(answer: Answer, reader: Reader, story: Story, at: datetime) -> list[tuple[str, str]]:
    """What the figures are of: no figure is printed without its filters."""
    say = reader.language.say
    return [
        (say(N_("Period")), reader.period(answer.period)),
        (say(N_("Prepared by")), reader.name or reader.company),
        *([(say(N_("Compared with")), reader.period(answer.period.before))] if answer.before else []),
        (say(N_("Prepared at")), reader.moment(at)),
        *chosen(answer, reader),
        *story.facts,
    ]


def folio(reader: Reader) -> tuple[str, str, str]:
    """What stands before, between and after the numbers of a page and of all pages."""
    before, _, rest = reader.language.say(PAGE).partition("{page}")
    between, _, after = rest.partition("{pages}")
    return before, between, after


def _beside(smaller: Iterable[tuple[Breakdown, Table]], reader: Reader) -> Iterator[list[Small]]:
    """Two beside each other where both are narrow; a wide one has the page for itself."""
    pair: list[Small] = []
    for each, rows in smaller:
        widths = _widths(rows, reader)
        is_wide = sum(width or NAME for width in widths) > HALF
        small = (each, rows, _in_css(widths), is_wide)
        if is_wide:
            yield from filter(None, (pair, [small]))
            pair = []
        elif len(pair) == 1:
            yield [*pair, small]
            pair = []
        else:
            pair = [small]
    if pair:
        yield pair


def _widths(rows: Table, reader: Reader) -> list[float]:
    """Millimetres that the longest text of a column takes, or the longest word over it; names share what is left."""
    lines = [*rows.rows, *filter(None, (rows.rest, rows.total))]
    return [
        0.0 if column.kind == "line" else _widest(column, reader, (line.cells[place].text for line in lines))
        for place, column in enumerate(rows.columns)
    ]


def _widest(column: Column, reader: Reader, texts: Iterable[str]) -> float:
    label = reader.language.say(column.label)
    words = [label[:HEAD]] if reader.language.code == "zh" else label.split()
    unit = [reader.unit] if column.kind == "amount" else []
    return max(map(width, (*words, *unit, *texts))) * BOLD + BETWEEN


def _in_css(widths: Iterable[float]) -> list[str]:
    return [f"{each:.2f}mm" if each else "" for each in widths]


@cache
def environment() -> Environment:
    """Where the pages of paper are made."""
    loader = FileSystemLoader(TEMPLATES)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
