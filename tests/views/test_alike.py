"""Whether there is one already: told while one types, of what one sees, and never in the way."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import system_session
from app.customers.customer import Customer
from tests.views.guest import Guest


@pytest.fixture(autouse=True)
def reachable(engine: sa.Engine) -> None:
    with system_session(engine) as session:
        for number, customer in enumerate(session.scalars(sa.select(Customer).order_by(Customer.id))):
            customer.phone, customer.email = f"+1 610 555 014{number}", f"{customer.name.lower()}@example.com"
        session.commit()


def alike(app: Flask, who: str, field: str, value: str, this: str = "") -> list[str]:
    args = {"field": field, "value": value, "id": this}
    return [each["name"] for each in Guest(app, who).get("/customer/alike", query_string=args).json["found"]]


@pytest.mark.parametrize(
    ("field", "value"), [("phone", "(610) 555-0140"), ("email", "ACME@example.com"), ("name", "acme")]
)
def test_one_is_told_who_has_it_already(app: Flask, field: str, value: str) -> None:
    [found] = alike(app, "ana", field, value)
    assert found.endswith("Acme")


def test_nobody_is_told_of_what_they_do_not_see(app: Flask) -> None:
    assert alike(app, "ana", "name", "Zeta") == []
    assert len(alike(app, "luis", "name", "Zeta")) == 1


def test_a_record_is_not_like_itself(app: Flask) -> None:
    assert alike(app, "ana", "name", "Acme", this="1") == []


def test_only_what_is_compared_is_told(app: Flask) -> None:
    assert alike(app, "ana", "city", "Acme City") == []
    assert alike(app, "ana", "nothing", "Acme") == []


def test_it_does_not_hinder(app: Flask) -> None:
    ana = Guest(app, "ana")
    assert 'data-compared="name phone email"' in ana.get("/customer/add").text
    assert ana.fill("/customer/add", name="Acme", email="acme@example.com").status_code == 302
