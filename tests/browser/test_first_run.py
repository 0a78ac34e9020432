"""The first day in a browser: an empty database, one page, and on from there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from run import create_app, db
from tests.browser.conftest import Visit
from tests.conftest import settings_for
from tests.databases import Database

PASSWORD = "correct horse battery"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """Nobody works here yet."""
    database = Database.made("sqlite", tmp_path, "")
    app = create_app(settings_for(database.url, tmp_path), TESTING=True)
    with app.app_context():
        upgrade(directory="migrations")
        db.session.remove()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_a_company_begins(visit: Visit) -> None:
    page = visit.open("/")
    page.wait_for_url("**/welcome/")
    assert visit.faults() == []
    page.click("button[lang=es]")
    page.wait_for_selector("html[lang=es]")
    page.click("button[lang=en]")
    page.wait_for_selector("html[lang=en]")
    page.fill("#f-company_name", "Talleres Norte")
    page.select_option("#f-country", "ES", force=True)
    page.select_option("#f-currency", "EUR", force=True)
    page.fill("#f-first_name", "Nora")
    page.fill("#f-last_name", "Vidal")
    page.fill("#f-username", "nora")
    page.fill("#f-email", "nora@talleres.example")
    page.fill("#password", PASSWORD)
    page.fill("#again", "something else entirely")
    visit.wrong.clear()
    page.click("text=Begin")
    page.wait_for_selector("#again-m")
    assert page.input_value("#f-company_name") == "Talleres Norte"
    visit.wrong.clear()  # the browser notes that a page answered 422
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.click("text=Begin")
    page.wait_for_url("**/welcome/next")
    assert visit.faults() == []
    page.click("text=Look over the settings")
    page.wait_for_url("**/setting/show/1")
    assert "Talleres Norte" in page.title()
    assert visit.faults() == []


def test_on_a_phone_it_fits(phone: Visit) -> None:
    page = phone.open("/welcome/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert phone.faults() == []
