"""Finding and choosing in a real browser: filters that keep what is typed, choices that close, the way along a list."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from itertools import pairwise

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Visit

LIST = "/customer/list/"


def ask_for(page: Page, name: str) -> None:
    page.click(".chips > details > summary:has-text('Filter')")
    page.select_option("#filter-field", name)
    page.wait_for_selector(f"#filter-o-{name}")


def kept(page: Page, waiting: list[Route]) -> Route:
    """The first request that was kept waiting, as soon as there is one."""
    while not waiting:
        page.wait_for_timeout(20)
    return waiting[0]


def test_what_is_typed_while_the_condition_is_asked_anew_is_kept(visit: Visit) -> None:
    page = visit.sign_in("max")
    ask_for(page, "city")
    waiting: list[Route] = []
    page.route("**/customer/filter?*", lambda route: route.continue_() if waiting else waiting.append(route))
    page.select_option("#filter-o-city", "is")
    page.fill("#filter-v-city", "Beta City")
    expect(page.locator("#filter-v-city")).to_be_focused()
    asked = kept(page, waiting)
    with page.expect_response("**/customer/filter?*"):
        asked.continue_()
    expect(page.locator(".htmx-request")).to_have_count(0)
    expect(page.locator("#filter-v-city")).to_have_value("Beta City")
    expect(page.locator("#filter-v-city")).to_be_focused()
    page.click("text=Add filter")
    expect(page.locator("tbody .name")).to_have_text(["Beta"])


def test_a_list_of_records_closes_when_one_is_chosen(visit: Visit) -> None:
    page = visit.sign_in("max")
    ask_for(page, "owner")
    page.click(".filter-pop .ts-control")
    page.keyboard.type("luis")
    page.locator(".ts-dropdown .option", has_text="Luis").click()
    page.wait_for_load_state("networkidle")
    expect(page.locator(".ts-dropdown")).to_be_hidden()
    page.wait_for_timeout(600)  # what was typed before is looked for once more
    expect(page.locator(".ts-dropdown")).to_be_hidden()
    page.click("text=Add filter")
    expect(page.locator("tbody .name")).to_have_text(["Zeta"])


def test_a_list_of_records_stays_closed_when_its_field_is_left(visit: Visit) -> None:
    page = visit.sign_in("max")
    ask_for(page, "owner")
    page.click(".filter-pop .ts-control")
    page.locator(".ts-dropdown .option", has_text="Luis").wait_for()
    waiting: list[Route] = []
    page.route("**/choices/**q=l", lambda route: waiting.append(route))
    page.keyboard.press("l")
    page.keyboard.press("Tab")
    page.wait_for_timeout(700)  # what was typed is looked for when she has gone on already
    for late in waiting:
        late.continue_()
    page.wait_for_load_state("networkidle")
    expect(page.locator(".ts-dropdown")).to_be_hidden()
    assert not page.evaluate("document.activeElement.matches('.ts-control input')"), "the focus stays where she went"


def test_a_late_answer_to_what_was_typed_before_is_not_offered(visit: Visit) -> None:
    page = visit.sign_in("max")
    ask_for(page, "owner")
    waiting: list[Route] = []
    page.route(re.compile(r"/choices/.*q=$"), lambda route: waiting.append(route))
    page.click(".filter-pop .ts-control")
    late = kept(page, waiting)
    page.keyboard.type("luis")
    options = page.locator(".ts-dropdown .option")
    expect(options).to_have_count(1)
    with page.expect_response(re.compile(r"/choices/.*q=$")):
        late.continue_()
    page.wait_for_timeout(300)
    expect(options).to_have_count(1)


def test_she_goes_along_the_list_by_keyboard_and_back_to_it(visit: Visit) -> None:
    page = visit.let_in("max")
    visit.open(f"{LIST}?sort=name")
    names = page.locator("tbody .name").all_inner_texts()
    page.click("tbody .name >> nth=0")
    expect(page.locator("#beside")).to_contain_text(f"1 of {len(names)}")
    for key, name in (("j", names[1]), ("Control+ArrowDown", names[2]), ("k", names[1])):
        page.keyboard.press(key)
        expect(page.locator("h1")).to_have_text(name)
        page.wait_for_selector("#beside a[rel]")
    page.click(".crumb a")
    expect(page).to_have_url(re.compile(r"sort=name"))


def test_after_an_edit_the_list_is_known_still(visit: Visit) -> None:
    page = visit.let_in("ana")
    visit.open(f"{LIST}?sort=name")
    page.click("tbody .name >> nth=0")
    page.click(".acts >> text=Edit")
    page.fill("[name=city]", "Elsewhere")
    page.click(".savebar .btn-primary")
    page.wait_for_url("**/customer/show/*")
    page.wait_for_selector("#beside a[rel=next]")
    page.keyboard.press("j")
    expect(page.locator("h1")).to_have_text("Beta")


def test_she_follows_a_customer_and_reads_what_others_do(visit: Visit) -> None:
    page = visit.let_in("ana")
    visit.open("/customer/show/1")
    page.click(".following")
    expect(page.locator(".following")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.locator(".following")).to_have_text("Following")
    page.click(".following")
    expect(page.locator(".following")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize(("label", "start"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("PDF", b"%PDF")])
def test_what_is_filtered_is_downloaded(visit: Visit, label: str, start: bytes) -> None:
    page = visit.let_in("max")
    visit.open(f"{LIST}?f=city:is:Beta City")
    page.click("header summary[aria-label=Export]")
    expect(page.locator("header .export-pop h4")).to_have_text("Export 1 customer")
    page.locator("header .export-pop label", has_text=label).click()
    with page.expect_download() as waiting:
        page.click("header .export-pop .btn-primary")
    written = waiting.value.path().read_bytes()
    assert written.startswith(start)
    text = read(written).decode("utf-8", "replace")
    if start != b"%PDF":
        assert "Beta" in text
        assert "Zeta" not in text


def read(written: bytes) -> bytes:
    if not written.startswith(b"PK"):
        return written
    with zipfile.ZipFile(BytesIO(written)) as sheet:
        return b"".join(sheet.read(name) for name in sheet.namelist())


def test_on_a_phone_cards_are_ticked_and_exported(phone: Visit) -> None:
    page = phone.sign_in("max")
    page.tap("tbody tr >> nth=1 >> .cb input")
    expect(page.locator("[data-bulk] .sum")).to_have_text("1 selected")
    assert page.url.endswith(LIST), "a card is not opened by ticking it"
    assert phone.faults() == []
    page.tap("[data-bulk] summary:has-text('Export')")
    pop = page.locator("[data-bulk] .export-pop")
    expect(pop.locator("h4")).to_have_text("Export 1 customer")
    box = pop.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    with page.expect_download():
        pop.locator(".btn-primary").tap()
    page.tap("[data-untick]")
    page.tap("header summary[aria-label=Export]")
    expect(page.locator("header .export-pop h4")).to_contain_text("Export 3")


def test_key_figures_have_room_in_every_language(visit: Visit) -> None:
    page = visit.let_in("max")
    visit.context.add_cookies([{"name": "language", "value": "es", "url": visit.address}])
    visit.open("/customer/show/1?tab=orders")
    page.wait_for_selector(".kpis.strip .v")
    room = "each => each.map(v => v.getBoundingClientRect()).map(v => [v.left, v.right, v.top])"
    page.evaluate("document.querySelectorAll('.kpis.strip .v').forEach(v => { v.textContent = '126.255,35 US$' })")
    places = page.locator(".kpis.strip .kpi").evaluate_all(room)
    for (_, right, top), (left, _, below) in pairwise(places):
        assert below > top or left >= right - 2
    inside = "each => each.every(v => v.scrollWidth <= v.clientWidth + 1)"
    assert page.locator(".kpis.strip .kpi").evaluate_all(inside)
