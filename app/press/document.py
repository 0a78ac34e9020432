"""A report on paper: the declared rows and the told story, laid out in the house's print style."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.core.report import Answer
from app.core.words import N_
from app.press.chart import for_paper
from app.press.paper import Paper, printed
from app.press.story import Reader, Story, chosen
from app.press.table import Table, broken_down, table

TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates" / "reports"
TOP: Final = 30
WIDTHS: Final = {"rank": "9mm", "int": "13mm", "amount": "22mm", "share": "15mm", "cumulative_share": "19mm",
                 "number": "15mm", "hours": "15mm", "day": "22mm", "moment": "34mm"}  # fmt: skip
NARROWER: Final = {"line": "32mm", "choice": "19mm", "share": "13mm", "margin_rate": "15mm"}
PAGE: Final = N_("Page {page} of {pages}")


def on_paper(answer: Answer, reader: Reader, *, at: datetime) -> Paper:
    """The report as PDF: head, key figures, findings, the largest rows, and how the figures are to be read."""
    story: Story = answer.report.story(answer, reader)
    charts = [finding.chart for finding in story.findings]
    return printed(page(answer, reader, story, at=at), for_paper(charts, reader.language))


def page(answer: Answer, reader: Reader, story: Story, *, at: datetime) -> str:
    """The document before it is printed: HTML in which a place is left for each chart."""
    rows = table(answer, reader, story, size=TOP, plain=True)
    heading, explained = story.table(len(rows.rows))
    title = reader.language.say(answer.report.title)
    smaller = ((each, broken_down(each, reader, plain=True)) for each in story.breakdowns)
    return environment().get_template("paper/report.html").render(
        _=reader.language.say, reader=reader, story=story, rows=rows, heading=heading, explained=explained, title=title,
        period=reader.period(answer.period), facts=_facts(answer, reader, story, at), at=at,
        widths=_widths(rows, WIDTHS), breakdowns=[(each, small, _widths(small, NARROWER)) for each, small in smaller],
        stamp=f"{reader.company} · {title} · {reader.moment(at)}", folio=folio(reader),
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


def _widths(rows: Table, known: Mapping[str, str]) -> list[str]:
    """Millimetres for what is known to be narrow; what is not shares what is left."""
    return [known.get(column.name) or known.get(column.kind, "") for column in rows.columns]


@cache
def environment() -> Environment:
    """Where the pages of paper are made."""
    loader = FileSystemLoader(TEMPLATES)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
