"""The page that opens when it rings: it names who calls, to who may see them, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import doorman
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.service.request import ServiceRequest
from tests.views.guest import Guest

NUMBER = "+1 610 555 0142"
POP = "/pop?number=%2B16105550142"
Looking = Callable[[str], Session]


@pytest.fixture(autouse=True)
def acme(as_system: Session) -> Customer:
    customer = as_system.scalars(sa.select(Customer).where(Customer.name == "Acme")).one()
    doorman.update(as_system, Customer, customer.id, None, {"phone": NUMBER})
    doorman.create(as_system, ServiceRequest, {"customer": customer, "summary": "A wheel came off"})
    return customer


def test_who_calls_is_named_with_what_they_wait_for(app: Flask) -> None:
    text = Guest(app, "dan").get(POP).get_data(as_text=True)
    assert [words for words in ("Acme", "A wheel came off", "O-2026-") if words not in text] == []


def test_a_request_is_begun_with_what_is_known(app: Flask, acme: Customer) -> None:
    guest = Guest(app, "dan")
    text = guest.get(POP).get_data(as_text=True)
    begin = next(part for part in text.split('"') if part.startswith("/service-request/add?"))
    form = guest.get(begin.replace("&amp;", "&")).get_data(as_text=True)
    assert f'<option value="{acme.id}" selected>Acme' in form
    assert "+16105550142" in form


def test_somebody_elses_customer_is_not_named(app: Flask) -> None:
    text = Guest(app, "luis").get(POP).get_data(as_text=True)
    assert "Acme" not in text
    assert "Nobody has this number" in text


def test_the_others_with_the_number_are_named_beside(app: Flask, as_system: Session) -> None:
    contact = as_system.scalars(sa.select(Contact).where(Contact.name == "Zeta Contact")).one()
    doorman.update(as_system, Contact, contact.id, None, {"mobile_phone": NUMBER})
    guest = Guest(app, "dan")
    text = guest.get(POP).get_data(as_text=True)
    assert "Others with this number" in text
    other = next(part for part in text.split('"') if part.startswith("/pop?number=") and "customer=" in part)
    assert "Zeta Contact" in text.split("Others with")[0]
    assert "Acme" in guest.get(other.replace("&amp;", "&")).get_data(as_text=True).split("Others with")[0]


@pytest.mark.parametrize("number", ["", "103", "%00", "x" * 500, "%F0%9F%98%80", "'; DROP TABLE customer;--"])
def test_what_is_no_number_is_nobodys(app: Flask, number: str) -> None:
    answer = Guest(app, "dan").get(f"/pop?number={number}&customer=99999999999999999999")
    assert answer.status_code == 200
    assert "Acme" not in answer.get_data(as_text=True)


def test_it_is_not_kept_by_browsers_and_changes_nothing(app: Flask, engine: sa.Engine) -> None:
    guest, said = Guest(app, "dan"), []
    guest.get(POP)
    sa.event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    answer = guest.get(POP)
    assert "no-store" in answer.headers["Cache-Control"]
    assert [each for each in said if each.split()[0] in ("INSERT", "UPDATE", "DELETE")] == []
    assert len([each for each in said if each.startswith("SELECT")]) <= 12


def test_whoever_is_nobody_signs_in_first(app: Flask) -> None:
    answer = app.test_client().get(POP)
    assert answer.status_code == 302
    assert "/login/" in answer.headers["Location"]
