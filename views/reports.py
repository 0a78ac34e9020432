"""Reports: the list of those one may read, each as a page, and each as a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Response, request, url_for
from flask_appbuilder import BaseView, expose

from app.core.errors import INVALID, Refused
from app.core.noun import noun_named, now
from app.core.report import Answer, Report
from app.core.viewer import Reach
from app.core.words import N_
from app.customers.customer import Customer
from app.press.chart import on_screen
from app.press.export import TYPES, export, file_name
from app.press.paper import warm
from app.press.story import Reader
from app.press.table import broken_down, table
from app.reports import REPORTS, report_named
from views.fab.address import list_address, screen_of
from views.fab.page import page
from views.fab.reader import reader
from views.fab.session import session
from views.fab.viewer import viewer

GROUP = N_("Insight")
SIZE = 25


class ReportsView(BaseView):
    """Whoever may read the contribution report finds the reports in the menu; each asks for itself again."""

    route_base = "/reports"
    class_permission_name = "ContributionReport"
    base_permissions = ["can_read"]
    menu_permission, menu_path = "can_read", ""
    default_view = "index"

    @expose("/")
    def index(self) -> Any:
        """Whoever looks for a report is going to open one."""
        warm()
        return page("reports/index.html", reports=[each for each in REPORTS.values() if each.may_read(session())])

    @expose("/<name>")
    def show(self, name: str) -> Any:
        """Days that cannot be read stay in the form, under the reason; any other refusal is a page of its own."""
        report = report_named(name)
        try:
            answer = report.answer(session(), request.args, today=_today())
        except Refused as why:
            if why.code != INVALID:
                raise
            return _asked_again(report, why)
        return _page(report, answer)

    @expose("/<name>.<any(pdf, xlsx, csv):ending>")
    def file(self, name: str, ending: str) -> Any:
        answer = report_named(name).answer(session(), request.args, today=_today())
        out = BytesIO()
        export(answer, _reader(linked=False), ending, out, at=now())
        headers = {"Content-Disposition": f'attachment; filename="{file_name(answer, ending)}"'}
        return Response(out.getvalue(), headers=headers, content_type=TYPES[ending])


def _page(report: Report, answer: Answer) -> str:
    """Key figures, findings and the rows, a page of them at a time."""
    read = _reader(linked=True)
    story = report.story(answer, read)
    first = _first(len(answer.rows))
    rows = table(answer, read, story, first=first, size=SIZE)
    smaller = [(each, broken_down(each, read, story)) for each in story.breakdowns] if first == 0 else []
    return page(
        "reports/report.html", report=report, answer=answer, read=read, story=story, rows=rows, first=first,
        breakdowns=smaller, charts=on_screen([finding.chart for finding in story.findings], read.language),
        files=[(ending, _address(report, answer, ending)) for ending in ("csv", "xlsx", "pdf")],
        given={"from": answer.period.first.isoformat(), "to": answer.period.last.isoformat()},
        previous=_turn(report, answer, first - SIZE), following=_turn(report, answer, first + SIZE),
    )  # fmt: skip


def _asked_again(report: Report, why: Refused) -> Any:
    given = {each.name: request.args.get(each.name, "")[:40] for each in report.parameters}
    words = reader().language.refusal(why)
    return page("reports/refused.html", report=report, wrong=words, field=why.field, given=given), 400


def _reader(*, linked: bool) -> Reader:
    read, looks = reader(), viewer()
    return Reader(
        read.language, read.currency, read.zone, name=str(looks.person), company=read.settings.company_name,
        decimals=read.settings.order_decimals, path=_path if linked else None,
        listing=_listing if linked else None, sees_all=looks.reach_of("Customer") is Reach.ALL,
    )  # fmt: skip


def _path(noun: str, record_id: int) -> str:
    """The page of a customer, for who may open it."""
    screen = screen_of(Customer)
    return f"{screen.route_base}/show/{record_id}" if screen and viewer().can("can_show", noun) else ""


def _listing(noun: str, filters: Sequence[str]) -> str:
    """The list of what a figure counts, for who may open it."""
    found = noun_named(noun)
    address = list_address(found, viewer()) if found else ""
    return f"{address}?{urlencode([('f', each) for each in filters])}" if address else ""


def _first(count: int) -> int:
    """Where the page begins; nonsense begins at the top."""
    asked = request.args.get("at", "")
    at = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    return at - at % SIZE if at < count else 0


def _turn(report: Report, answer: Answer, first: int) -> str:
    return _address(report, answer, at=first) if 0 <= first < len(answer.rows) else ""


def _address(report: Report, answer: Answer, ending: str = "", at: int | None = None) -> str:
    """This report of this period, so that what is sent to somebody shows them the same days."""
    named: dict[str, Any] = {"name": report.name, "from": answer.period.first, "to": answer.period.last, "at": at}
    return url_for("ReportsView.file", ending=ending, **named) if ending else url_for("ReportsView.show", **named)


def _today() -> Any:
    return datetime.now(ZoneInfo(reader().zone)).date()
