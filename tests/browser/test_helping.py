"""A request is helped along on the screens, and the customer says on a phone, by the link, what they think."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.core.database import system_session
from tests.browser.conftest import Visit
from tests.browser.test_rooms import chosen
from tests.service.requesting import accepted, resolved

pytestmark = pytest.mark.slow


def test_dan_takes_a_request_down_and_sends_rosa(visit: Visit) -> None:
    page = visit.let_in("dan")
    visit.open("/service-request/add")
    chosen(page, "customer", "Acme")
    page.fill("#f-summary", "A wheel came off")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/service-request/show/1")
    expect(page.locator(".course")).to_contain_text("To be resolved by")
    assert visit.faults() == []
    page.click(".acts .btn-primary")
    chosen(page, "to", "Rosa")
    page.click(".step-box .btn-primary")
    expect(page.locator(".course .now")).to_contain_text("Dispatched")
    expect(page.locator("main")).to_contain_text("dispatched service request")


def test_who_has_it_says_what_was_done(visit: Visit, engine: sa.Engine) -> None:
    with system_session(engine) as session:
        accepted(session)
    page = visit.let_in("rosa")
    visit.open("/service-request/show/1")
    page.click(".acts .btn-primary")
    page.fill("#f-what", "Sent a new wheel.")
    page.fill("#f-minutes_spent", "20")
    page.select_option("#f-how", "PHONE")
    page.click(".step-box .btn-primary")
    expect(page.locator(".course .now")).to_contain_text("Resolved")


def test_the_customer_rates_by_the_link_that_is_shown_to_copy(visit: Visit, phone: Visit, engine: sa.Engine) -> None:
    with system_session(engine) as session:
        resolved(session)
    page = visit.let_in("dan")
    visit.open("/service-request/show/1")
    path = "/rate/" + page.input_value("#rating-link").rsplit("/", 1)[1]
    asked = phone.open(path)
    assert phone.faults() == []
    assert asked.evaluate("document.documentElement.scrollWidth <= innerWidth")
    asked.get_by_label("Very content").check()
    asked.fill("#words", "Quick!")
    asked.click("text=Send")
    expect(asked.locator("h1")).to_have_text("Thank you")
    visit.open("/service-request/show/1")
    expect(page.locator(".course .now")).to_contain_text("Archived")
    expect(page.locator(".course blockquote")).to_contain_text("Quick!")
    assert visit.faults() == []
