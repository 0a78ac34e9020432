"""Reports by e-mail in a real browser: planned from a report, given to a colleague, and readable everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from app.core.database import system_session
from app.reports.rhythm import Rhythm
from app.reports.schedule import Format, ReportRecipient, ReportSchedule
from tests.browser.conftest import Visit
from tests.browser.test_rooms import chosen
from tests.reports.test_schedule import PERIOD, also_to, scheduled

pytestmark = pytest.mark.slow
Looking = Callable[[str], Session]
CODES = ("en", "es", "zh")


@pytest.fixture
def several(looking: Looking) -> list[str]:
    """The pages of Eva's schedules, one of them with colleagues."""
    eva = looking("eva")
    first = scheduled(eva)
    also_to(eva, first, "ana", "max")
    scheduled(eva, name="Contribution for the meeting on Monday", rhythm=Rhythm.WEEKLY, format=Format.XLSX)
    recipient = eva.scalars(sa.select(ReportRecipient.id)).first()
    of_one = f"/report-schedule/show/{first.id}"
    return [
        "/report-schedule/list/", of_one, f"{of_one}?tab=recipients", f"/report-schedule/edit/{first.id}",
        f"/report-schedule/step/send_now/{first.id}", "/report-recipient/list/", f"/report-recipient/show/{recipient}",
    ]  # fmt: skip


def test_it_is_planned_from_a_report_and_given_to_a_colleague(visit: Visit, engine: sa.Engine) -> None:
    visit.let_in("eva")
    page = visit.open(f"/reports/contribution?{PERIOD}")
    page.locator("a[href^='/report-schedule/add']").click()
    expect(page.locator("[name=parameters]")).to_have_value(re.compile("from=2026-01-01"))
    page.fill("[name=name]", "Every Monday")
    page.select_option("[name=rhythm]", "WEEKLY")
    page.click(".savebar .btn-primary")
    expect(page.locator("h1")).to_contain_text("Every Monday")
    with system_session(engine) as session:
        of_one = session.scalars(sa.select(ReportSchedule.id)).one()
    page = visit.open(f"/report-recipient/add?schedule={of_one}")
    chosen(page, "person", "Max")
    page.click(".savebar .btn-primary")
    page = visit.open(f"/report-schedule/show/{of_one}?tab=recipients")
    expect(page.locator(".tbl tbody tr")).to_contain_text("Max Keller")
    expect(page.locator(".tbl thead th")).to_have_text(["Person"])
    visit.open("/report-schedule/list/")
    expect(page.locator(".tbl tbody tr")).to_contain_text("Every Monday")


@pytest.mark.parametrize("code", CODES)
def test_its_pages_have_rows_and_no_barrier(visit: Visit, several: list[str], code: str) -> None:
    visit.sign_in("eva")
    visit.context.add_cookies([{"name": "language", "value": code, "url": visit.address}])
    visit.page.emulate_media(reduced_motion="reduce")
    assert [fault for path in several for fault in visit.barriers(path)] == []
    visit.open(several[0])
    expect(visit.page.locator("html")).to_have_attribute("lang", re.compile(code))
    expect(visit.page.locator(".tbl tbody tr")).to_have_count(2)
    visit.open(several[5])
    expect(visit.page.locator(".tbl tbody tr")).to_have_count(2)
