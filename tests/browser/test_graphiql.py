"""GraphiQL, from our own files: who has signed in asks with their session."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visit


def test_a_signed_in_browser_asks_its_question(visit: Visit) -> None:
    page = visit.let_in("max")
    visit.open("/graphql")
    page.click(".graphiql-execute-button")
    expect(page.locator(".result-window")).to_contain_text("Acme")
    page.click("button[aria-label='Show Documentation Explorer']")
    expect(page.locator("text=All Schema Types")).to_be_visible()
