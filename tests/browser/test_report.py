"""The contribution report in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.core.report import Report
from app.reports import REPORTS
from tests.browser.conftest import Visit
from tests.reports.world import QUERY, chosen, one_of, world

__all__ = ["world"]

PAGE = "/reports/contribution?from=2026-01-01&to=2026-03-31"


def test_eva_finds_it_in_the_menu_and_chooses_days(visit: Visit) -> None:
    page = visit.sign_in("eva")
    page.click("nav >> text=Reports")
    page.click("text=Customer contribution")
    expect(page.locator(".report .kpi")).to_have_count(5)
    page.fill("input[name=from]", "2026-01-01")
    page.fill("input[name=to]", "2026-01-31")
    page.click("text=Show")
    expect(page.locator(".kpi").first).to_contain_text("$130")


def test_a_mark_of_the_chart_names_the_customer_and_leads_there(visit: Visit) -> None:
    visit.let_in("eva")
    page = visit.open(PAGE)
    first = page.locator("svg.marks a").first
    assert first.locator("title").text_content() == "1. Zeta: $200.00"
    first.click()
    expect(page.locator("h1")).to_have_text("Zeta")


def test_a_number_of_orders_leads_to_them(visit: Visit) -> None:
    visit.let_in("eva")
    page = visit.open(PAGE)
    page.locator("tr", has_text="Acme").last.locator("td a", has_text="1").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("Acme")


def test_it_comes_as_paper(visit: Visit, tmp_path: Path) -> None:
    visit.let_in("eva")
    page = visit.open(PAGE)
    with page.expect_download() as asked:
        page.click("text=PDF")
    asked.value.save_as(tmp_path / "report.pdf")
    assert asked.value.suggested_filename == "contribution-2026-01-01-2026-03-31.pdf"
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")


def test_it_follows_the_dark_and_is_readable_by_all(visit: Visit) -> None:
    visit.let_in("eva")
    page = visit.open(PAGE)
    page.emulate_media(reduced_motion="reduce")
    fills = []
    for theme in ("light", "dark"):
        page.evaluate(f"document.documentElement.dataset.bsTheme = '{theme}'")
        assert visit.faults() == []
        fills.append(page.evaluate("getComputedStyle(document.querySelector('svg.marks a path')).fill"))
    assert fills == ["rgb(51, 80, 196)", "rgb(128, 152, 255)"]


def test_it_fits_a_phone(phone: Visit) -> None:
    phone.let_in("ana")
    page = phone.open(PAGE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.faults() == []


each_report = pytest.mark.parametrize("report", REPORTS.values(), ids=list(REPORTS))


@pytest.mark.usefixtures("world")
@each_report
def test_every_report_is_read_asked_again_and_followed(visit: Visit, report: Report) -> None:
    visit.let_in(one_of(report))
    page = visit.open(f"/reports/{report.name}{QUERY if chosen(report) else ''}")
    page.emulate_media(reduced_motion="reduce")
    assert visit.faults() == []
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    assert visit.faults("color-contrast") == []
    for finding in page.locator(".findings figure:has(.as-table)").all():
        finding.locator(".as-table > summary").focus()
        page.keyboard.press("Enter")
        expect(finding.locator("table")).to_be_visible()
        expect(finding.locator(".chart")).to_be_hidden()
    assert visit.faults() == []
    for choice in page.locator(".period select:not([data-remote])").all():
        choice.select_option(index=1)
    if "to" in chosen(report):
        page.fill("input[name=to]", "2026-03-30")
    with page.expect_navigation():
        page.click(".period button")
    expect(page.locator("h1")).to_have_text(report.title)
    expect(page.locator(".note.bad")).to_have_count(0)
    assert "to=2026-03-30" in page.url or "to" not in chosen(report)
    links = page.locator(".body a[href^='/']")
    assert links.count(), "no figure leads anywhere"
    links.first.click()
    expect(page.locator("h1")).not_to_have_text(report.title)


@pytest.mark.usefixtures("world")
@each_report
def test_every_report_fits_a_phone(phone: Visit, report: Report) -> None:
    phone.let_in(one_of(report))
    page = phone.open(f"/reports/{report.name}{QUERY if chosen(report) else ''}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.faults() == []
