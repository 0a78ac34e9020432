"""Lists in a real browser: views, chips, columns, and many at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

LIST = "/customer/list/"


def rows(page: Page) -> list[str]:
    return page.locator("tbody .name").all_inner_texts()


def test_max_keeps_a_view_and_finds_it_again(visit: Visit) -> None:
    page = visit.let_in("max")
    visit.open(f"{LIST}?f=status:is:ACTIVE&sort=name")
    page.click("summary:has-text('Save view')")
    page.fill(".chips .view-pop [name=name]", "Buyers")
    page.select_option(".chips .view-pop [name=shared_with]", "EVERYBODY")
    page.click(".chips .view-pop button:has-text('Save view')")
    tab = page.locator(".views a.on")
    expect(tab).to_contain_text("Buyers")
    expect(tab.locator(".count")).to_have_text("2")
    expect(page.locator(".views a").first.locator(".count")).to_have_text("3")
    page.click("th >> text=Name")
    expect(page.locator(".views .changed")).to_be_visible()
    page.click("text=Reset")
    expect(page.locator(".views .changed")).to_have_count(0)


def test_a_chip_opens_and_is_changed(visit: Visit) -> None:
    page = visit.let_in("max")
    visit.open(f"{LIST}?f=city:is:Acme City&sort=name")
    page.click(".chip summary")
    page.fill(".chip [name=value]", "Beta City")
    page.click("text=Change filter")
    expect(page.locator("tbody .name")).to_have_text(["Beta"])


def test_a_group_is_made_with_the_mouse(visit: Visit) -> None:
    page = visit.let_in("max")
    visit.open(f"{LIST}?f=status:is:PROSPECT&sort=name")
    for into, city in (("new", "Beta City"), ("g1", "Zeta City")):
        page.click(".chips > details > summary:has-text('Filter')")
        page.select_option("#filter-field", "city")
        page.wait_for_selector("#filter-o-city")
        with page.expect_response("**/customer/filter?*"):
            page.select_option("#filter-o-city", "is")
        expect(page.locator("#filter-o-city")).to_have_value("is")
        page.fill("#filter-v-city", city)
        page.select_option("#filter-into", into)
        with page.expect_navigation():
            page.click("text=Add filter")
    expect(page.locator(".chip-group .join")).to_have_text("or")
    expect(page.locator("tbody .name")).to_have_text(["Beta"])


def test_what_a_condition_asks_follows_the_condition(visit: Visit) -> None:
    page = visit.sign_in("max")
    page.click(".chips > details > summary:has-text('Filter')")
    page.select_option("#filter-field", "last_order_on")
    page.wait_for_selector("#filter-o-last_order_on")
    expect(page.locator("#filter-v-last_order_on")).to_have_attribute("type", "date")
    page.select_option("#filter-o-last_order_on", "last")
    expect(page.locator("#filter-v-last_order_on")).to_have_attribute("type", "number")
    page.select_option("#filter-o-last_order_on", "month")
    expect(page.locator("#filter-v-last_order_on")).to_have_count(0)


def test_columns_are_ordered_by_keyboard_and_by_mouse(visit: Visit) -> None:
    page = visit.sign_in("max")
    page.click("summary:has-text('Columns')")
    grip = page.locator(".columns-pop .it", has_text="City").locator("[data-grip]")
    grip.focus()
    for _ in range(8):
        page.keyboard.press("ArrowUp")
    boxes = page.locator(".columns-pop .it")
    expect(boxes.first).to_contain_text("City")
    boxes.nth(2).locator("[data-grip]").drag_to(boxes.first, target_position={"x": 20, "y": 2})
    page.fill("[data-find-column]", "stat")
    page.fill("[data-find-column]", "")
    page.click("text=Roomy")
    expect(page.locator("#list")).to_have_attribute("data-density", "comfortable")
    page.click("text=Show these")
    visit.open(LIST)
    heads = page.locator("thead th").all_inner_texts()
    assert "City" in heads[2:4]
    expect(page.locator("#list")).to_have_attribute("data-density", "comfortable")


def test_rows_are_ticked_and_the_bar_counts(visit: Visit) -> None:
    page = visit.sign_in("max")
    boxes = page.locator("tbody [data-tick]")
    boxes.nth(0).check()
    expect(page.locator(".bulk .sum")).to_have_text("1 selected")
    assert page.evaluate("document.querySelector('[data-tick-all]').indeterminate")
    boxes.nth(2).click(modifiers=["Shift"])
    expect(page.locator(".bulk .sum")).to_have_text("3 selected")
    assert visit.faults() == []
    page.click("[data-untick]")
    expect(page.locator(".bulk")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".bulk .sum")).to_have_text("1 selected")
    page.keyboard.press("Escape")
    expect(page.locator(".bulk")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customer/show/*")


def test_max_gives_two_customers_to_luis(visit: Visit) -> None:
    page = visit.sign_in("max")
    page.locator("tbody tr", has_text="Acme").locator("[data-tick]").check()
    page.locator("tbody tr", has_text="Beta").locator("[data-tick]").check()
    page.click(".bulk >> text=Assign")
    expect(page.locator("h1")).to_have_text("Edit fields: 2 customers")
    page.locator("#f-owner + .ts-wrapper .ts-control").click()
    with page.expect_response("**/choices/employee?q=lui**"):
        page.keyboard.type("lui")
    page.locator(".ts-dropdown .option", has_text="Luis Ortega").click()
    page.click("text=Continue")
    expect(page.locator("[data-foreseen]")).to_contain_text("This changes 2 of 2.")
    assert visit.faults() == []
    page.click(".step-box .btn-primary")
    expect(page.locator(".toasts")).to_contain_text("2 done")
    expect(page.locator("tbody tr", has_text="Acme")).to_contain_text("Luis Ortega")


def test_a_step_with_some_that_cannot(visit: Visit) -> None:
    page = visit.sign_in("max")
    page.check("[data-tick-all]")
    page.click(".bulk summary")
    page.click(".bulk .pop >> text=Activate")
    expect(page.locator("[data-foreseen]")).to_contain_text("cannot")
    page.click(".step-box .btn-primary")
    expect(page.locator("h1")).to_have_text("Activate")
    expect(page.locator(".note")).to_contain_text("refused, and left as they were")
    assert visit.faults() == []


def test_another_field_asks_another_question(visit: Visit) -> None:
    page = visit.sign_in("max")
    page.check("[data-tick-all]")
    page.click(".bulk >> text=Edit fields")
    page.select_option("#bulk-field", "tier")
    page.wait_for_selector("#f-tier")
    page.select_option("#f-tier", "A")
    page.click("text=Continue")
    expect(page.locator(".told")).to_contain_text("Important")


@pytest.mark.parametrize(
    "path",
    [
        LIST,
        f"{LIST}?f=status:is:ACTIVE&g1=city:is:Acme City&g1=owner:me:",
        f"{LIST}?f=x:is:y",
        "/order/list/?sort=customer",
    ],
)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_list_has_no_serious_barrier(visit: Visit, path: str, theme: str) -> None:
    visit.let_in("max")
    visit.context.add_cookies([{"name": "theme", "value": theme, "url": visit.address}])
    visit.open(path)
    visit.page.wait_for_load_state("networkidle")
    assert visit.faults() == []


@pytest.mark.parametrize("opens", ["Columns", "Filter", "Save view"])
def test_what_opens_has_no_serious_barrier(visit: Visit, opens: str) -> None:
    page = visit.let_in("max")
    visit.open(f"{LIST}?f=status:is:ACTIVE")
    page.click(f"summary:has-text('{opens}') >> nth=-1")
    page.wait_for_load_state("networkidle")
    assert visit.faults() == []


@pytest.mark.parametrize("width", [1100, 700, 390])
def test_nothing_runs_over_the_edge(visit: Visit, width: int) -> None:
    page = visit.sign_in("max")
    page.set_viewport_size({"width": width, "height": 800})
    said = "f=status:is:ACTIVE,PROSPECT,LOST&g1=city:any:Acme City;Beta City&g1=owner:me:&f=last_order_on:last:3000"
    for path in (LIST, f"{LIST}?{said}", f"{LIST}?q=zzz"):
        visit.open(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_the_name_stays_while_the_rest_scrolls(visit: Visit) -> None:
    page = visit.sign_in("max")
    page.set_viewport_size({"width": 760, "height": 800})
    body = page.locator(".list-part .body")
    body.evaluate("e => e.scrollTo(300, 0)")
    name = page.locator("tbody .name").first.bounding_box()
    assert name is not None
    assert name["x"] > 0
    expect(body).to_have_class(re.compile("scrolled"))
