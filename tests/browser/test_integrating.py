"""The page for people who integrate, and GraphiQL beside it, in a real browser."""

from __future__ import annotations

import pytest

from app.core.language import language
from tests.browser.conftest import Visit

PATH = "/integrating/"
SCROLLED = """element => Promise.race([
    new Promise(done => element.scrollTop ? done(true) : element.addEventListener("scroll", () => done(true))),
    new Promise(done => setTimeout(done, 5000, false)),
])"""
"""Whether an element is scrolled, by now or soon: the page's own policy lets nobody wait for a text that is code."""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_read_by_everybody_in_both_themes(visit: Visit, theme: str) -> None:
    visit.let_in("admin")
    visit.context.add_cookies([{"name": "theme", "value": theme, "url": visit.address}])
    visit.open(PATH)
    assert visit.faults() == []
    assert visit.page.locator("pre[data-example]").count() == 8


def test_a_telephone_shows_it_without_scrolling_sideways(phone: Visit) -> None:
    phone.let_in("admin")
    page = phone.open(PATH)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert (
        page.evaluate("Math.max(...[...document.querySelectorAll('pre')].map(e => e.scrollWidth - e.clientWidth))") <= 0
    )
    assert phone.faults() == []


def test_an_example_is_reached_and_read_by_keyboard(visit: Visit) -> None:
    visit.let_in("admin")
    page = visit.open(PATH)
    board = page.get_by_role("region", name="grafana-dashboard.json")
    board.focus()
    page.keyboard.press("End")
    assert board.evaluate(SCROLLED), "the end of the example did not come into sight"


def test_a_file_is_taken_and_graphiql_is_near(visit: Visit) -> None:
    visit.let_in("admin")
    page = visit.open(PATH)
    with page.expect_download() as taken:
        page.get_by_role("link", name="orders.py").click()
    assert "urlopen" in taken.value.path().read_text()
    page.get_by_role("link", name="GraphiQL").click()
    page.click(".graphiql-execute-button")
    page.wait_for_selector(".result-window >> text=Acme")


@pytest.mark.parametrize("code", ["es", "zh"])
def test_it_is_told_in_every_language(visit: Visit, code: str) -> None:
    visit.let_in("admin")
    visit.page.set_extra_http_headers({"Accept-Language": code})
    page = visit.open(PATH)
    assert page.locator("h1").inner_text() == language(page.locator("html").get_attribute("lang")).say(
        "API and examples"
    )
