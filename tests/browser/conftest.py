"""A real browser at a real server: the distribution's Chromium, nothing from the network."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from tests.company import PASSWORD
from tests.views.guest import Guest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))), "")
"""The shell first: the same pages without the window that the whole browser draws around each visit, in half the time."""
AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text()
PATIENCE = 60_000
"""Milliseconds: nothing is waited for that does not come, so a busy machine may take its time."""
expect.set_options(timeout=PATIENCE)
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def engine_name() -> str:
    """One engine is enough for what happens in a browser."""
    return "sqlite"


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = False  # type: ignore[attr-defined]  # so that closing waits for what is being answered
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    serving.join()  # it closes the server itself; who closed it besides would find nobody left to wait for


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: apt-get install chromium-headless-shell")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """One person at one browser; what the console complains of and what leaves the machine is noted."""

    def __init__(self, app: Flask, context: BrowserContext, address: str) -> None:
        self.app, self.context, self.address, self.wrong = app, context, address, list[str]()
        self.page: Page = context.new_page()
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda why: self.wrong.append(str(why)))
        self.page.on("request", lambda asked: self._note(asked.url))
        self.page.set_default_timeout(PATIENCE)

    def _note(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.wrong.append(f"left the machine: {url}")

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def sign_in(self, name: str) -> Page:
        page = self.open("/login/?next=/customer/list/")
        page.fill("#username", name)
        page.fill("#password", PASSWORD)
        page.click(".gate .btn-primary")
        page.wait_for_url("**/customer/list/")
        return page

    def let_in(self, name: str) -> Page:
        """As who has signed in already, where signing in is not what is looked at; no page is open yet."""
        cookie = Guest(self.app, name).client.get_cookie("trato")
        assert cookie is not None
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])
        return self.page

    def faults(self, *only: str) -> list[str]:
        """What axe finds serious (WCAG 2.1 A and AA), of these rules or of all."""
        if not self.page.evaluate("'axe' in window"):  # once a page, which may be looked at in both themes
            self.page.evaluate(AXE)
        tags = list(only) or ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
        rules = f"{{runOnly: {tags}, resultTypes: ['violations']}}"
        found = self.page.evaluate(f"axe.run(document, {rules}).then(r => r.violations)")
        serious = (each for each in found if each["impact"] in ("serious", "critical"))
        return [f"{each['id']}: {[node['html'][:160] for node in each['nodes'][:3]]}" for each in serious]

    def barriers(self, path: str) -> Iterator[str]:
        """What is serious of a page: in the light, its colours in the dark, and what a phone does not hold."""
        page = self.page
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        self.open(path)
        yield from (f"{path}: {fault}" for fault in self.faults())
        page.evaluate("document.documentElement.setAttribute('data-bs-theme', 'dark')")
        yield from (f"{path} in the dark: {fault}" for fault in self.faults("color-contrast"))
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            yield f"{path}: runs over the edge of a phone"


@pytest.fixture
def visit(app: Flask, chromium: Browser, address: str) -> Iterator[Visit]:
    yield from _visit(app, chromium, address, DESK, touch=False)


@pytest.fixture
def phone(app: Flask, chromium: Browser, address: str) -> Iterator[Visit]:
    yield from _visit(app, chromium, address, PHONE, touch=True)


def _visit(app: Flask, chromium: Browser, address: str, size: dict[str, int], *, touch: bool) -> Iterator[Visit]:
    context = chromium.new_context(viewport=size, has_touch=touch, is_mobile=touch, locale="en-US")  # type: ignore[arg-type]
    visit = Visit(app, context, address)
    yield visit
    context.close()
    assert visit.wrong == []
