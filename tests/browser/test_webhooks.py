"""Webhooks in a browser, against a real receiver: added, tried, and what failed delivered again."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from standardwebhooks import Webhook

from app.core import world
from tests.browser.conftest import Visit
from tests.core.receiver import LOOPBACK, Answering, receiving
from tests.organization.hooks import Post

pytestmark = pytest.mark.slow


def test_an_administrator_adds_a_webhook_and_delivers_again(visit: Visit, engine: sa.Engine) -> None:
    world.allow(LOOPBACK)
    with receiving() as receiver:
        receiver.answers = [Answering(410, text=b"not any more")]
        page = visit.sign_in("admin")
        page.click("nav.side a[href='/webhook-endpoint/list/']")
        page.wait_for_url("**/webhook-endpoint/list/")
        visit.open("/webhook-endpoint/add")
        assert visit.faults() == []
        page.fill("#f-name", "Robot")
        page.fill("#f-url", receiver.url)
        page.check("input[value='order.confirm']")
        page.click("[data-save]")
        page.wait_for_url("**/webhook-endpoint/show/*")
        here = page.url
        page.click(".next a")
        page.click("button:has-text('Show the secret')")
        secret = page.inner_text("#secret")
        assert visit.faults() == []
        page.goto(here)
        assert page.locator(".next").count() == 0
        page.click(".acts button:has-text('Send test')")
        page.wait_for_selector(".toast-t")
        assert Post(engine).go() == 1
        page.goto(here)
        page.click(".acts button:has-text('Switch on')")
        page.wait_for_selector("#related a:has-text('webhook_endpoint.send_test')")
        page.click("#related a:has-text('webhook_endpoint.send_test')")
        page.wait_for_url("**/webhook-delivery/show/*")
        assert "not any more" in page.inner_text("main")
        assert visit.faults() == []
        page.click(".acts button:has-text('Redeliver')")
        page.wait_for_selector(".toast-t")
        assert Post(engine).go() == 1
        page.reload()
        assert "Delivered" in page.inner_text("section.f")
        for told in receiver.told:
            assert Webhook(secret).verify(told.body, told.headers)["type"] == "webhook_endpoint.send_test"
