"""Every report, as one question each; and those that are sent by e-mail."""

from __future__ import annotations

from typing import Any

from app.reports import REPORTS
from app.reports.schedule import ReportRecipient, ReportSchedule
from schema.engine.home import Home
from schema.engine.reports import report_question

NOUNS: dict[type[Any], bool] = {ReportSchedule: True, ReportRecipient: True}


def questions(home: Home) -> dict[str, Any]:
    return {name: asked for report in REPORTS.values() for name, asked in report_question(home, report).items()}
