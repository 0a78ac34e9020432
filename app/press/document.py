"""A report on paper: the declared rows and the told story, laid out in the house's print style."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.core.report import Answer
from app.core.words import N_
from app.press.story import Breakdown, Reader, Story, chosen
from app.press.table import Table, broken_down, table

if TYPE_CHECKING:
    from app.press.book import Entry
    from app.press.sheets import Page

TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates" / "reports"
TOP: Final = 30
WIDTHS: Final = {"rank": "9mm", "int": "13mm", "amount": "22mm", "share": "15mm", "cumulative_share": "19mm",
                 "number": "15mm", "hours": "15mm", "day": "22mm", "moment": "34mm"}  # fmt: skip
NARROWER: Final = {"line": "32mm", "choice": "19mm", "share": "13mm", "margin_rate": "15mm"}
NARROW: Final = 5
"""So many columns fit into half of the width."""
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
    smaller = ((each, broken_down(each, reader, plain=True)) for each in story.breakdowns)
    return _rendered(
        "report", answer, reader, at, story=story, rows=rows, heading=heading, explained=explained,
        facts=_facts(answer, reader, story, at), widths=_widths(rows, WIDTHS), sheets=sheets, entries=entries,
        breakdowns=list(_beside(smaller)), last=last,
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


def _beside(smaller: Iterable[tuple[Breakdown, Table]]) -> Iterator[list[Small]]:
    """Two beside each other where both are narrow; a wide one has the page for itself."""
    pair: list[Small] = []
    for each, rows in smaller:
        if len(rows.columns) > NARROW:
            yield from filter(None, (pair, [(each, rows, _widths(rows, WIDTHS), True)]))
            pair = []
        elif len(pair) == 1:
            yield [*pair, (each, rows, _widths(rows, NARROWER), False)]
            pair = []
        else:
            pair = [(each, rows, _widths(rows, NARROWER), False)]
    if pair:
        yield pair


def _widths(rows: Table, known: Mapping[str, str]) -> list[str]:
    """Millimetres for what is known to be narrow; what is not shares what is left."""
    return [known.get(column.name) or known.get(column.kind, "") for column in rows.columns]


@cache
def environment() -> Environment:
    """Where the pages of paper are made."""
    loader = FileSystemLoader(TEMPLATES)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
