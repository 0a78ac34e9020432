"""Every report, as one question each."""

from __future__ import annotations

from typing import Any

from app.reports import REPORTS
from schema.engine.home import Home
from schema.engine.reports import report_question


def questions(home: Home) -> dict[str, Any]:
    return {name: asked for report in REPORTS.values() for name, asked in report_question(home, report).items()}
