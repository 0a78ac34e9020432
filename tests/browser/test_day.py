"""A day at the screens, in a real browser: nothing in the console, nothing leaves the machine."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

PAGES = (
    "/customer/list/", "/customer/list/?q=zzz", "/customer/show/1", "/customer/edit/1", "/order/show/1",
    "/order/add?customer=1", "/order/step/cancel/2", "/contact/delete/1", "/product/list/", "/reports/contribution",
)  # fmt: skip


def test_ana_signs_in_and_sees_her_customers(visit: Visit) -> None:
    page = visit.sign_in("ana")
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator(".me b")).to_have_text("Ana Torres")


def test_she_finds_one_by_a_few_letters(visit: Visit) -> None:
    page = visit.sign_in("ana")
    page.keyboard.press("/")
    page.keyboard.type("cme")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("#count")).to_have_text("1")
    page.click("a.name")
    expect(page.locator("h1")).to_have_text("Acme")


def test_she_finds_it_with_the_palette(visit: Visit) -> None:
    page = visit.sign_in("ana")
    page.keyboard.press("Control+k")
    page.keyboard.type("acm")
    expect(page.locator("#palette .o").first).to_contain_text("Acme")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customer/show/1")


def test_she_filters(visit: Visit) -> None:
    page = visit.sign_in("ana")
    page.click("text=Filter")
    page.select_option("#filter-field", "status")
    page.select_option("#filter-v-status", "ACTIVE")
    page.click("text=Add filter")
    expect(page.locator(".chip")).to_contain_text("Active")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.click(".chip .x")
    expect(page.locator("tbody tr")).to_have_count(2)


def test_she_chooses_columns_and_they_stay(visit: Visit) -> None:
    page = visit.sign_in("ana")
    page.click("text=Columns")
    page.locator(".columns-pop label", has_text="Country").locator("input").check()
    page.click("text=Show these")
    visit.open("/customer/list/")
    expect(page.locator("thead")).to_contain_text("Country")


def test_she_makes_a_contact(visit: Visit) -> None:
    page = visit.let_in("ana")
    visit.open("/contact/add")
    page.fill("#f-name", "Nina Nova")
    page.locator("#f-customer + .ts-wrapper .ts-control").click()
    page.keyboard.type("bet")
    page.locator(".ts-dropdown .option", has_text="Beta").click()
    expect(page.locator(".unsaved")).to_have_text("2 changes not saved")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("Nina Nova")
    expect(page.locator(".toasts")).to_contain_text("Saved.")


def test_she_corrects_a_customer(visit: Visit) -> None:
    page = visit.let_in("ana")
    visit.open("/customer/show/1")
    page.click("text=Edit")
    page.fill("#f-city", "Long Beach")
    page.click("[data-save]")
    expect(page.locator(".three .f")).to_contain_text("Long Beach")
    expect(page.locator(".tl")).to_contain_text("Ana Torres changed City from Acme City to Long Beach")


def test_she_takes_steps(visit: Visit) -> None:
    page = visit.let_in("ana")
    visit.open("/customer/show/2")
    page.click("text=Activate")
    expect(page.locator(".rec .pill")).to_have_text("Active")
    expect(page.locator(".tl")).to_contain_text("made them an active customer")
    visit.open("/order/show/2")
    page.click("[aria-label='More steps']")
    page.click(".pop >> text=Cancel")
    page.fill("#f-reason", "They changed their minds.")
    page.click(".step-box .btn-primary")
    expect(page.locator(".rec .pill")).to_have_text("Cancelled")
    expect(page.locator(".tl")).to_contain_text("They changed their minds.")


def test_related_lists_turn_over_in_place(visit: Visit) -> None:
    page = visit.let_in("ana")
    visit.open("/customer/show/1")
    page.click(".tabs >> text=Contacts")
    expect(page.locator("#related")).to_contain_text("Acme Contact")


def test_she_works_in_the_dark_and_it_stays(visit: Visit) -> None:
    page = visit.sign_in("ana")
    page.click(".me-card")
    page.click("text=Light or dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    visit.open("/customer/show/1")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert visit.faults() == []


@pytest.mark.parametrize("code", ["es", "zh"])
def test_she_changes_the_language(visit: Visit, code: str) -> None:
    page = visit.sign_in("ana")
    page.click(".me-card")
    page.click(f".me .pop [value={code}]")
    expect(page.locator("html")).to_have_attribute("lang", code)
    expect(page.locator("h1")).not_to_have_text("Customers")


def test_the_bell_rings_without_complaint(visit: Visit) -> None:
    page = visit.sign_in("ana")
    page.click(".bell summary")
    expect(page.locator("#news")).to_contain_text("No news")


def test_she_signs_out(visit: Visit) -> None:
    page = visit.sign_in("ana")
    page.click(".me-card")
    page.click("text=Sign out")
    page.wait_for_url("**/login/")
    visit.open("/customer/list/")
    expect(page).to_have_url(re.compile("/login/"))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_serious_barrier(visit: Visit, path: str) -> None:
    visit.let_in("max")
    visit.open(path)
    assert visit.faults() == []


def test_the_way_in_has_no_serious_barrier(visit: Visit) -> None:
    visit.open("/login/")
    assert visit.faults() == []


def test_on_a_phone_nothing_runs_over_the_edge(phone: Visit) -> None:
    page = phone.sign_in("ana")
    for path in ("/customer/list/", "/customer/show/1", "/customer/edit/1", "/order/list/", "/order/step/cancel/2"):
        phone.open(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert phone.faults() == [], path


def test_on_a_phone_rows_are_cards_and_the_menu_is_at_the_foot(phone: Visit) -> None:
    page = phone.sign_in("ana")
    expect(page.locator(".dock")).to_be_visible()
    expect(page.locator("thead")).to_be_hidden()
    page.click(".dock >> text=More")
    page.click(".side >> text=Orders")
    page.wait_for_url("**/order/list/")
    page.locator("tbody tr").first.click()
    page.wait_for_url("**/order/show/*")
