"""GraphiQL in a real browser, with the session of the browser and nothing from the network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from config import DEMO_PASSWORD

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium")
def test_a_signed_in_browser_asks_its_question(address: str) -> None:
    wrong: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else wrong.append(r.url))
        page.goto(f"{address}/login/?next=/graphql")
        page.fill("input[name=username]", "max")
        page.fill("input[name=password]", DEMO_PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(f"{address}/graphql")
        page.click(".graphiql-execute-button")
        page.wait_for_selector(".result-window >> text=Acme")
        page.click("button[aria-label='Show Documentation Explorer']")
        page.wait_for_selector("text=All Schema Types")
        browser.close()
    assert wrong == []
