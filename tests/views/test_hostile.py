"""What people write into records is text on every page, whatever it looks like."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import doorman
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.organization.employee import Employee
from app.sales.order import Order
from tests.views.guest import Guest

HOSTILE = "</title></script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"


@pytest.fixture
def hostile(app: Flask, as_system: Session) -> Customer:
    """A customer whose every text is an attack, with an owner of the same kind, and all that hangs on it."""
    ana = as_system.scalars(sa.select(Employee).filter_by(username="ana")).one()
    texts = ("name", "address", "city", "state", "postal_code", "region", "country", "remarks", "external_id")
    customer = doorman.create(
        as_system, Customer, {**dict.fromkeys(texts, HOSTILE[:60]), "name": HOSTILE, "owner": ana}
    )
    doorman.create(as_system, Contact, {"customer": customer, "name": HOSTILE, "title": HOSTILE})
    order = doorman.create(as_system, Order, {"customer": customer, "city": HOSTILE})
    doorman.step(as_system, Order, "cancel", order.id, {"reason": HOSTILE})
    ana.last_name = "<b>bold"
    as_system.commit()
    return customer


def test_no_page_takes_a_text_for_a_tag(app: Flask, hostile: Customer) -> None:
    guest, one = Guest(app, "max"), hostile.id
    pages = (
        "/customer/list/", "/customer/list/?q=script", f"/customer/show/{one}", f"/customer/edit/{one}",
        f"/customer/delete/{one}", f"/customer/step/deactivate/{one}", "/contact/list/", "/order/list/",
        f"/order/add?customer={one}", "/choices/customer?q=script", "/find?q=script", "/customer/list/?f=city:is:<script>",
    )  # fmt: skip
    for page in pages:
        answer = guest.get(page)
        if answer.mimetype == "application/json":
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            continue
        text = answer.text
        assert "<script>alert" not in text, page
        assert "<img src=x" not in text, page
        assert "<b>bold" not in text, page
    assert "{{7*7}}" in guest.get(f"/customer/show/{one}").text, "nor for a template"


def test_a_refused_form_shows_what_was_typed_as_text(app: Flask) -> None:
    answer = Guest(app, "ana").fill("/customer/add", name="", remarks=HOSTILE, email=HOSTILE)
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text
