"""The churn desk in a real browser: a customer is deferred, kept or lost, by mouse, by keys, and on a phone."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from app.churn.alert import ChurnAlert, Status
from app.core.database import system_session
from app.customers.customer import Customer
from tests.browser.conftest import Visit
from tests.churn.warning import warned

pytestmark = [pytest.mark.slow, pytest.mark.browser]
WARNED = ("Acme", "Beta", "Zeta")


@pytest.fixture(autouse=True)
def _alerts(engine: sa.Engine) -> None:
    with system_session(engine) as session:
        for name in WARNED:
            warned(session, name, f"{name} has asked for the terms of notice.")


def status_of(engine: sa.Engine, name: str) -> Status:
    with system_session(engine) as session:
        theirs = sa.select(ChurnAlert.status).join(Customer, Customer.id == ChurnAlert.customer_id)
        return session.scalars(theirs.where(Customer.name == name)).one()


def desk(visit: Visit, name: str = "max") -> Page:
    visit.let_in(name)
    page = visit.open("/churn/")
    expect(page.locator("#card h2")).to_be_visible()
    return page


def refused(visit: Visit) -> None:
    """The console tells of the answer that refused, and of nothing else."""
    assert all("422" in said for said in visit.wrong), visit.wrong
    visit.wrong.clear()


def test_a_measure_is_chosen_by_mouse_and_the_next_alert_comes(visit: Visit, engine: sa.Engine) -> None:
    page = desk(visit)
    page.click(".alert-i:has-text('Beta')")
    expect(page.locator("#card h2")).to_have_text("Beta")
    expect(page).to_have_url(re.compile(r"alert=\d+"))
    page.click(".measure:has-text('Visit by the owner')")
    page.click("[data-defer]")
    expect(page.locator(".toasts")).to_contain_text("Deferred: Beta")
    expect(page.locator(".seg a", has_text="Deferred")).to_contain_text("1")
    expect(page.locator(".alert-i", has_text="Beta")).to_have_count(0)
    assert status_of(engine, "Beta") is Status.DEFERRED


def test_the_whole_way_by_keys(visit: Visit, engine: sa.Engine) -> None:
    page = desk(visit)
    names = page.locator(".alert-i .med").all_text_contents()
    page.locator(".alert-i").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#card h2")).to_have_text(names[1])
    expect(page.locator(".alert-i.on .med")).to_have_text(names[1])
    page.locator("#card .measure input").first.focus()
    page.keyboard.press("ArrowDown")
    page.locator("[data-defer]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".toasts")).to_contain_text(f"Deferred: {names[1]}")
    expect(page.locator(".alert-i.on")).to_be_focused()
    assert status_of(engine, names[1]) is Status.DEFERRED


def test_a_loss_is_confirmed_with_a_reason_only(visit: Visit, engine: sa.Engine) -> None:
    page = desk(visit, "luis")
    page.click("[data-lost]")
    page.click(".ask-loss .btn-bad")
    expect(page.locator(".ask-loss .msg")).to_have_text("This is needed.")
    refused(visit)
    page.select_option("#l-reason", label="Price")
    page.click(".ask-loss .btn-bad")
    expect(page.locator(".toasts")).to_contain_text("Lost: Zeta")
    assert status_of(engine, "Zeta") is Status.LOST
    page.click(".seg a:has-text('Lost')")
    expect(page.locator("#card")).to_contain_text("Lost: Price.")


def test_who_stays_is_kept_and_counted(visit: Visit, engine: sa.Engine) -> None:
    page = desk(visit)
    name = page.locator("#card h2").inner_text()
    page.click("[data-step=retain]")
    expect(page.locator(".toasts")).to_contain_text(f"Retained: {name}")
    expect(page.locator(".churn .head")).to_contain_text("100% kept this quarter")
    assert status_of(engine, name) is Status.RETAINED


def test_a_day_that_has_passed_is_refused_where_it_stands(visit: Visit) -> None:
    page = desk(visit)
    page.fill("[name=until]", "2020-01-01")
    page.fill("[name=note]", "Bring the catalogue")
    page.click("[data-defer]")
    expect(page.locator("#card .note.bad")).to_contain_text("This day has passed")
    expect(page.locator("[name=note]").first).to_have_value("Bring the catalogue")
    refused(visit)


def test_an_owner_is_picked(visit: Visit) -> None:
    page = desk(visit)
    page.click(".whose summary")
    page.click("#owners a:has-text('Luis')")
    expect(page.locator(".alert-i")).to_have_count(1)
    expect(page.locator("#card h2")).to_have_text("Zeta")


def test_on_a_phone_the_list_comes_first_and_leads_back(phone: Visit) -> None:
    page = phone.let_in("max") and phone.open("/churn/")
    expect(page.locator(".alerts")).to_be_visible()
    expect(page.locator("#card")).to_be_hidden()
    page.click(".alert-i:has-text('Acme')")
    expect(page.locator("#card h2")).to_have_text("Acme")
    expect(page.locator(".alerts")).to_be_hidden()
    page.click(".back")
    expect(page.locator(".alerts")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_desk_can_be_read_by_everybody(visit: Visit, theme: str) -> None:
    visit.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page = desk(visit)
    assert visit.faults() == []
    page.click("[data-lost]")
    assert visit.faults() == []
    visit.open("/churn/chance/1")
    assert visit.faults() == []
