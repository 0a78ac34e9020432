"""Who works here, what they may do, and the lists they choose from: kept by an administrator, in a real browser."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from app.catalog.dictionary import DictionaryEntry, Topic
from app.core.database import system_session
from app.organization.employee import Employee
from app.organization.granting import roles
from tests.browser.conftest import Visit
from tests.browser.test_rooms import chosen

pytestmark = pytest.mark.slow
FIRST, OWN = "a first word for you", "my own words are better"


def key(engine: sa.Engine, name: str) -> int:
    with system_session(engine) as session:
        return session.scalars(sa.select(Employee.id).filter_by(username=name)).one()


def enter(visit: Visit, name: str, password: str) -> Page:
    """Somebody else sits down at the same browser."""
    visit.context.clear_cookies()
    page = visit.open("/login/")
    page.fill("#username", name)
    page.fill("#password", password)
    page.click(".gate .btn-primary")
    page.wait_for_url(lambda url: "/login" not in url)
    return page


def test_an_employee_is_added_with_a_role_and_signs_in(visit: Visit) -> None:
    page = visit.let_in("admin")
    visit.open("/employee/add")
    given = {"first_name": "Nora", "last_name": "Vidal", "email": "nora@superstore.example", "username": "nora"}
    for name, value in {**given, "password": FIRST}.items():
        page.fill(f"#f-{name}", value)
    page.check("#f-roles input[value='Salesperson']")
    page.click("[data-save]")
    expect(page.locator("h1")).to_have_text("Nora Vidal")
    page = enter(visit, "nora", FIRST)
    expect(page.locator("main")).to_contain_text("was given to you")
    for name, value in (("old", FIRST), ("new", OWN), ("again", OWN)):
        page.fill(f"#f-{name}", value)
    with page.expect_navigation():
        page.click(".step-box .btn-primary")
    visit.open("/customer/list/")
    expect(page.locator("h1")).to_have_text("Customers")
    assert visit.faults() == []


def test_a_leaver_hands_over_in_one_step_and_the_bell_tells_who_takes_over(visit: Visit, engine: sa.Engine) -> None:
    page = visit.let_in("admin")
    visit.open(f"/employee/step/deactivate/{key(engine, 'ana')}")
    chosen(page, "hand_over_to", "Luis")
    page.keyboard.press("Tab")
    page.click("text=Show the effect")
    expect(page.locator(".effect")).to_contain_text("All of it goes from Ana Torres to Luis Ortega.")
    page.click(".step-box .btn-primary")
    expect(page.locator("h1")).to_have_text("Ana Torres")
    expect(page.locator(".tl")).to_contain_text("lets employee Ana Torres sign in no more")
    page = enter(visit, "luis", "trato-demo-2026")
    visit.open("/customer/list/")
    expect(page.locator("main")).to_contain_text("Acme")
    page.click(".bell summary")
    expect(page.locator("#news")).to_contain_text("You take over what Ana Torres had: 2 customers")


def test_the_dictionary_is_added_to_put_in_order_and_its_protected_entries_stay(
    visit: Visit, engine: sa.Engine
) -> None:
    page = visit.let_in("admin")
    visit.open("/dictionary-entry/topics/UNIT")
    page.click("text=New entry")
    page.fill("#f-name_en", "Pallet")
    page.fill("#f-code", "PALLET")
    page.click("[data-save]")
    visit.open("/dictionary-entry/topics/UNIT")
    expect(page.locator("[data-arranged] tr").last).to_contain_text("Pallet")
    page.click("[aria-label='Move Pallet up']")
    expect(page.locator("[data-arranged] tr").last).not_to_contain_text("Pallet")
    page.click("[data-arranged] >> text=Pallet")
    expect(page.locator("h1")).to_have_text("Pallet")
    visit.open(page.url.removeprefix(visit.address).replace("show", "step/deactivate"))
    page.click(".step-box .btn-primary")
    expect(page.locator(".tl")).to_contain_text("offers dictionary entry Pallet no more")
    visit.open("/dictionary-entry/topics/UNIT")
    expect(page.locator("tr", has_text="Pallet")).to_contain_text("Not offered")
    with system_session(engine) as session:
        relied_on = sa.select(DictionaryEntry.id).filter_by(topic=Topic.UNIT, is_protected=True)
        piece = session.scalars(relied_on.filter_by(name_en="Piece")).one()
    visit.open(f"/dictionary-entry/step/deactivate/{piece}")
    page.click(".step-box .btn-primary")
    expect(page.locator("main")).to_contain_text("The system relies on Piece")
    assert "422" in visit.wrong.pop()


def test_what_is_taken_from_a_role_is_gone_for_its_people(visit: Visit, engine: sa.Engine) -> None:
    page = visit.sign_in("admin")
    with system_session(engine) as session:
        [role] = [each.id for each in roles(session) if each.name == "Salesperson"]
    visit.open(f"/role/show/{role}")
    page.uncheck("[aria-label='Customers: Edit']")
    page.click("[data-save]")
    expect(page.locator(".toasts")).to_contain_text("Saved")
    expect(page.locator("main")).to_contain_text("took from it: Edit")
    page = enter(visit, "ana", "trato-demo-2026")
    visit.open("/customer/show/1")
    expect(page.locator("h1")).to_have_text("Acme")
    expect(page.locator("a[href*='/customer/edit/']")).to_have_count(0)
