"""Rows and steps that are not the reader's: no page shows them, no button reaches them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import scope
from app.core.viewer import Viewer
from app.customers.contact import Contact
from app.customers.customer import Customer, Status
from tests.views.guest import Guest, names_in, take_away
from views.fab.glance import view_of

ACME, ZETA, BETA = 1, 3, 2
PAGES = ("/customer/show/1", "/customer/edit/1", "/customer/step/lose/1", "/order/show/1", "/contact/show/1")
WITH_A_LIMIT = ("/customer/list/", "/customer/show/1", "/customer/edit/1")
LIMIT = ("900.00", "Credit limit")
"""As pages and forms have Acme's: neither a time nor a token nor the number of a record has these letters."""


@pytest.fixture
def open_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cure taken out: no rule is put under the reads, nor kept with a list, nor asked of the writes."""
    view_of.cache_clear()
    monkeypatch.setattr(scope, "_rules_for", lambda viewer: ())
    monkeypatch.setattr(scope, "_check", lambda session, records: None)


def test_a_list_shows_own_rows_only(app: Flask) -> None:
    assert names_in(Guest(app, "ana").get("/customer/list/").text) == ["Acme", "Beta"]
    assert names_in(Guest(app, "luis").get("/customer/list/").text) == ["Zeta"]


def test_without_the_rule_a_list_shows_all(app: Flask, open_rows: None) -> None:
    assert names_in(Guest(app, "luis").get("/customer/list/").text) == ["Acme", "Beta", "Omega", "Zeta"]


@pytest.mark.parametrize("address", PAGES)
def test_a_hidden_record_is_not_there(app: Flask, address: str) -> None:
    answer = Guest(app, "luis").get(address)
    assert answer.status_code == 404
    assert "Acme" not in answer.text


def test_a_step_on_a_hidden_record_is_not_taken(app: Flask, as_system: Session) -> None:
    luis = Guest(app, "luis")
    answer = luis.post("/customer/step/activate/2", page="/customer/show/3")
    assert answer.status_code == 404
    assert as_system.get(Customer, BETA).status is Status.PROSPECT


def test_without_the_rule_the_step_is_taken(app: Flask, as_system: Session, open_rows: None) -> None:
    Guest(app, "luis").post("/customer/step/activate/2", page="/customer/show/3")
    assert as_system.get(Customer, BETA).status is Status.ACTIVE


def test_a_step_that_is_not_permitted_is_not_taken(app: Flask, as_system: Session) -> None:
    answer = Guest(app, "ana").post("/customer/step/deactivate/2", {"reason": "x"}, page="/customer/show/2")
    assert answer.status_code == 403
    assert as_system.get(Customer, BETA).status is Status.PROSPECT


def test_a_hidden_record_is_neither_changed_nor_deleted(app: Flask, as_system: Session) -> None:
    luis = Guest(app, "luis")
    assert luis.post("/customer/edit/1", {"name": "Mine"}, page="/customer/show/3").status_code == 404
    assert luis.post("/contact/delete/1", page="/customer/show/3").status_code == 404
    assert as_system.get(Customer, ACME).name == "Acme"
    assert as_system.get(Contact, 1) is not None


def test_a_record_cannot_be_hung_on_a_hidden_one(app: Flask, as_system: Session) -> None:
    answer = Guest(app, "luis").post("/contact/add", {"name": "Spy", "customer": "1"})
    assert answer.status_code == 422
    assert "There is no such customer." in answer.text
    assert as_system.scalar(sa.select(sa.func.count()).select_from(Contact)) == 4


def test_a_related_list_asks_for_its_own_permission(app: Flask, engine: sa.Engine) -> None:
    take_away(engine, "Salesperson", "can_list", "Contact")
    page = Guest(app, "ana").get("/customer/show/1?tab=contacts").text
    assert "Acme Contact" not in page
    assert "?tab=contacts" not in page


def test_without_that_question_a_related_list_is_seen(
    app: Flask, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_away(engine, "Salesperson", "can_list", "Contact")
    monkeypatch.setattr(Viewer, "can", lambda self, permission, noun: True)
    assert "Acme Contact" in Guest(app, "ana").get("/customer/show/1?tab=contacts").text


def test_a_screen_asks_for_its_permission(app: Flask, engine: sa.Engine) -> None:
    take_away(engine, "Salesperson", "can_list", "Product")
    ana = Guest(app, "ana")
    assert ana.get("/product/list/").status_code == 403
    assert "/product/list/" not in ana.get("/customer/list/").text


@pytest.mark.parametrize("address", WITH_A_LIMIT)
def test_a_guarded_value_is_on_no_page(app: Flask, address: str) -> None:
    page = Guest(app, "ana").get(address).text
    assert "Acme" in page
    assert [word for word in LIMIT if word in page] == []


@pytest.mark.parametrize("address", WITH_A_LIMIT)
def test_without_the_guard_the_value_is_on_each_page(app: Flask, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(Viewer, "can", lambda self, permission, noun: True)
    page = Guest(app, "ana").get(address).text
    assert [word for word in LIMIT if word in page] == list(LIMIT)


def test_a_guarded_value_is_not_told_by_filters_or_order(app: Flask) -> None:
    ana = Guest(app, "ana")
    assert names_in(ana.get("/customer/list/?f=credit_limit:from:1").text) == []
    assert names_in(ana.get("/customer/list/?sort=-credit_limit").text) == ["Acme", "Beta"]


@pytest.mark.parametrize(
    "path", ["/customer/list/", "/customer/show/1", "/choices/customer", "/find?q=ac", "/reports/"]
)
def test_nobody_comes_in_without_signing_in(app: Flask, path: str) -> None:
    answer = Guest(app).get(path)
    assert answer.status_code == 302
    assert answer.location.startswith("/login/")


def test_the_menu_shows_what_may_be_opened(app: Flask, looking: Callable[[str], Session]) -> None:
    page = Guest(app, "rosa").get("/customer/list/").text
    assert "/order/list/" in page
    assert "/customer/add" not in page


@pytest.mark.parametrize("path", ["/customer/list/", "/customer/show/1", "/reports/contribution", "/find?q=ac"])
def test_a_key_opens_no_screen(app: Flask, path: str) -> None:
    answer = Guest(app).get(path, headers={"Authorization": "Bearer trato_whatever"})
    assert (answer.status_code, "/login/" in answer.location) == (302, True)
