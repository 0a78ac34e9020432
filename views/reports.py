"""Reports: the list of those one may read, each as a page, and each as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, request
from flask_appbuilder import BaseView, expose

from app.core.errors import INVALID, Refused
from app.core.noun import now
from app.core.report import ANALYSES, SEVEN, Answer, Report
from app.core.words import N_
from app.press.chart import at_each_width
from app.press.export import TYPES, export, file_name
from app.press.paper import warm
from app.press.story import Breakdown, Finding, Reader
from app.press.table import Table, broken_down, table
from app.press.theme import HALF
from app.reports import REPORTS, report_named
from views.fab.page import page
from views.fab.reader import reader, say
from views.fab.session import session
from views.report_form import address, answered, asked_again, given
from views.report_printing import print_address, printing
from views.report_reader import report_reader
from views.report_schedules import schedule_address

GROUP = N_("Insight")
SIZE = 25


@dataclass(frozen=True)
class Drawn:
    """A finding as it stands on the page."""

    finding: Finding
    svg: str
    is_half: bool
    table: Table | None


class ReportsView(BaseView):
    """Whoever may read a report finds the reports in the menu; each asks for itself again."""

    route_base = "/reports"
    class_permission_name = "ContributionReport"
    base_permissions = ["can_read"]
    menu_permissions, menu_path = frozenset(report.permission for report in REPORTS.values()), ""
    default_view = "index"

    @expose("/")
    def index(self) -> Any:
        """Whoever looks for a report is going to open one."""
        warm()
        open_to = [each for each in REPORTS.values() if each.may_read(session())]
        groups = [(group, [each for each in open_to if each.group == group]) for group in (ANALYSES, SEVEN)]
        return page("reports/index.html", groups=[(group, reports) for group, reports in groups if reports])

    @expose("/<name>")
    def show(self, name: str) -> Any:
        """What cannot be read stays in the form, under the reason; any other refusal is a page of its own."""
        report = report_named(name)
        try:
            answer = report.answer(session(), given(), today=_today())
        except Refused as why:
            if why.code != INVALID:
                raise
            return _asked_again(report, why)
        return _page(report, answer)

    @expose("/<name>/print", methods=["POST"])
    def print(self, name: str) -> Any:
        """With every row."""
        report = report_named(name)
        return printing(report, report.answer(session(), given(), today=_today()))

    @expose("/<name>.<any(pdf, xlsx, csv):ending>")
    def file(self, name: str, ending: str) -> Any:
        """`?section=` names the table that a csv holds instead of the rows."""
        answer = report_named(name).answer(session(), given(), today=_today())
        out, section = BytesIO(), request.args.get("section", "") if ending == "csv" else ""
        export(answer, report_reader(linked=False), ending, out, at=now(), section=section)
        headers = {"Content-Disposition": f'attachment; filename="{file_name(answer, ending, section)}"'}
        return Response(out.getvalue(), headers=headers, content_type=TYPES[ending])


def _page(report: Report, answer: Answer) -> str:
    """Key figures, findings and the rows, a page of them at a time."""
    read = report_reader(linked=True)
    story = report.story(answer, read)
    first = _first(len(answer.rows))
    rows = table(answer, read, story, first=first, size=SIZE)
    return page(
        "reports/report.html", report=report, answer=answer, read=read, story=story, rows=rows, first=first,
        breakdowns=_told(story.breakdowns, read) if first == 0 else [],
        findings=_drawn(story.findings, read) if first == 0 else [], fields=answered(answer),
        print_all=print_address(answer), by_mail=schedule_address(answer),
        tables=[(say(N_("Rows")), address(answer, "csv")), *_sections(answer)] if answer.sections else [],
        files={ending: address(answer, ending) for ending in TYPES},
        widest=max((row.get("share") or Decimal(0) for row in answer.rows), default=Decimal(0)),
        heading=story.table(len(answer.rows))[0] if answer.rows else "",
        previous=_turn(answer, first - SIZE), following=_turn(answer, first + SIZE),
    )  # fmt: skip


def _told(breakdowns: tuple[Breakdown, ...], read: Reader) -> list[tuple[Breakdown, Table]]:
    return [(each, broken_down(each, read)) for each in breakdowns if each.rows]


def _drawn(findings: tuple[Finding, ...], read: Reader) -> list[Drawn]:
    """Two by two, an odd one first and across the page; each with the table that says the same."""
    across = len(findings) % 2
    wide = at_each_width([each.chart for each in findings[:across]], read.language)
    charts = wide | at_each_width([each.chart for each in findings[across:]], read.language, HALF)
    return [
        Drawn(each, charts[each.chart.name], place >= across, broken_down(each.table, read) if each.table else None)
        for place, each in enumerate(findings)
    ]


def _sections(answer: Answer) -> list[tuple[str, str]]:
    """Where each further table is had as csv."""
    return [(say(each.title), address(answer, "csv", section=each.name)) for each in answer.sections]


def _asked_again(report: Report, why: Refused) -> Any:
    words = reader().language.refusal(why)
    return page("reports/refused.html", report=report, wrong=words, fields=asked_again(report, why.field, words)), 400


def _first(count: int) -> int:
    """Where the page begins; nonsense begins at the top."""
    asked = request.args.get("at", "")
    at = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    return at - at % SIZE if at < count else 0


def _turn(answer: Answer, first: int) -> str:
    return address(answer, at=first) if 0 <= first < len(answer.rows) else ""


def _today() -> Any:
    return datetime.now(ZoneInfo(reader().zone)).date()
