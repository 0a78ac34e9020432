"""The home page in a real browser: everybody's own work, where it leads, in light and dark and on a phone."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from app.core.noun import now
from tests.browser.conftest import Visit
from tests.views.test_home import give, sell

PEOPLE = ("ana", "max", "dan", "rosa", "eva", "admin")


@pytest.fixture
def busy(app: Flask, as_system: Session) -> Flask:
    """Something was sold today, and something waits."""
    sell(as_system, "Acme", now().date(), 700)
    give(as_system, "ana", "Call Acme back")
    return app


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("name", PEOPLE)
def test_everybodys_home_is_readable_by_all(visit: Visit, name: str) -> None:
    visit.let_in(name)
    page = visit.open("/")
    page.emulate_media(reduced_motion="reduce")
    expect(page.locator(".dash .kpi").first).to_be_visible()
    expect(page.locator(".dash figure")).to_have_count(3)
    for theme in ("light", "dark"):
        page.evaluate(f"document.documentElement.dataset.bsTheme = '{theme}'")
        assert visit.faults() == []


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("name", ["ana", "rosa"])
def test_it_fits_a_phone(phone: Visit, name: str) -> None:
    phone.let_in(name)
    page = phone.open("/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.faults() == []


@pytest.mark.usefixtures("busy")
def test_what_waits_leads_to_it_and_a_figure_to_its_rows(visit: Visit) -> None:
    visit.let_in("ana")
    page = visit.open("/")
    page.click(".errands li >> text=Call Acme back")
    expect(page.locator("h1")).to_contain_text("Call Acme back")
    visit.open("/").click(".kpi >> text=Revenue this month")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("Acme")


@pytest.mark.usefixtures("busy")
def test_a_mark_of_a_chart_leads_to_its_rows_and_the_table_says_the_same(visit: Visit) -> None:
    visit.let_in("max")
    page = visit.open("/")
    revenue = page.locator("figure", has_text="Revenue by month")
    revenue.locator("summary").click()
    expect(revenue.locator("tbody tr").last).to_contain_text("$700")
    revenue.locator("svg.marks a", has=page.locator("title", has_text="$700")).first.click()
    expect(page.locator("tbody tr")).to_have_count(1)


@pytest.mark.usefixtures("busy")
def test_max_turns_from_the_team_to_his_own_work(visit: Visit) -> None:
    visit.let_in("max")
    page = visit.open("/")
    page.click(".seg >> text=My sales")
    expect(page.locator(".kpi").first).to_contain_text("$0")
    page.click(".brand")
    expect(page.locator(".kpi").first).to_contain_text("$700")
