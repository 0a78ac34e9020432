"""Settings and notifications in a browser, as an administrator and a salesperson use them."""

from __future__ import annotations

from tests.browser.conftest import Visit


def test_an_administrator_changes_the_settings(visit: Visit) -> None:
    page = visit.sign_in("admin")
    page.click("nav.side a[href='/setting/list/']")
    page.wait_for_url("**/setting/show/1")
    assert visit.faults() == []
    page.click(".acts a:has-text('Edit')")
    page.wait_for_url("**/setting/edit/1")
    assert visit.faults() == []
    page.fill("#f-company_name", "Talleres Norte")
    page.fill("#f-order_decimals", "9")
    page.click("[data-save]")
    page.wait_for_selector("#f-order_decimals-m")
    visit.wrong.clear()  # the browser notes that a page answered 422
    page.fill("#f-order_decimals", "3")
    page.click("[data-save]")
    page.wait_for_url("**/setting/show/1")
    assert "Talleres Norte" in page.title()
    visit.open("/order/list/")
    assert "$130.000" in page.inner_text("table")


def test_who_is_given_a_customer_finds_it_in_the_bell(visit: Visit) -> None:
    page = visit.let_in("max")
    visit.open("/customer/list/")
    page.click("a.name:has-text('Zeta')")
    page.click(".acts a:has-text('Edit')")
    page.wait_for_selector("#f-owner", state="attached")
    page.locator("label[for^='f-owner']").click()
    page.keyboard.type("Ana")
    page.click(".ts-dropdown .option:has-text('Ana Torres')")
    page.click("[data-save]")
    page.wait_for_url("**/customer/show/**")
    visit.context.clear_cookies()
    page = visit.sign_in("ana")
    assert page.locator(".bell .news").count() == 1
    page.click(".bell summary")
    page.click("#news a:has-text('Max Keller gave you customer Zeta.')")
    page.wait_for_url("**/customer/show/**")
    assert page.locator(".bell .news").count() == 0
    visit.open("/notifications/")
    assert visit.faults() == []
    page.uncheck("input[name=mail]")
    page.click(".by-mail button")
    page.wait_for_selector(".toast-t")
    assert not page.is_checked("input[name=mail]")
