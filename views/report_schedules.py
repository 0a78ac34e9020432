"""Reports by e-mail: one's schedules, and the way from a report to a new one."""

from __future__ import annotations

from urllib.parse import urlencode

from app.core.noun import slug
from app.core.report import Answer
from app.core.words import N_
from app.reports.rhythm import Rhythm, Span
from app.reports.schedule import ReportRecipient, ReportSchedule, Status
from views.fab.reader import say
from views.fab.screen import screen
from views.fab.viewer import viewer
from views.report_form import address

ReportScheduleScreen = screen(
    ReportSchedule,
    columns=["name", "status", "report", "rhythm", "format", "sent_at"],
    icon="mail-fast",
    sections={
        N_("Report"): ["name", "report", "span", "parameters", "format"],
        N_("When"): ["rhythm", "weekday", "day_of_month", "hour", "owner", "sent_at"],
    },
    related=["recipients"],
    tones={Status.ACTIVE: "good", Status.PAUSED: "dim done"},
)

ReportRecipientScreen = screen(ReportRecipient, columns=["person"], briefs={"schedule": ["person"]}, icon="users")

SCREENS = (ReportScheduleScreen,)
BESIDE = (ReportRecipientScreen,)


def schedule_address(answer: Answer) -> str:
    """The form of a new schedule, filled with what is on screen; for who may have one."""
    if not viewer().can("can_plan", "ReportSchedule"):
        return ""
    _, _, asked = address(answer).partition("?")
    start = {
        "name": say(answer.report.title), "report": answer.report.name.upper(), "span": Span.AS_SET.name,
        "rhythm": Rhythm.MONTHLY.name, "parameters": asked,
    }  # fmt: skip
    return f"/{slug(ReportSchedule)}/add?{urlencode(start)}"
