"""A customer is copied: a form that starts like another one, without what only one can have."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from app.core.database import system_session
from app.customers.customer import Customer
from tests.views.guest import Guest, fields_of


def test_a_copy_starts_like_the_other_one(app: Flask, engine: sa.Engine) -> None:
    with system_session(engine) as session:
        acme = session.scalars(sa.select(Customer).where(Customer.name == "Acme")).one()
        acme.mnemonic, key = "ACM", acme.id
        session.commit()
    ana = Guest(app, "ana")
    address = f"/customer/add?copy={key}"
    assert address in ana.get(f"/customer/show/{key}").text
    form = fields_of(ana.get(address).text)
    assert (form["name"], form["city"], form["mnemonic"]) == ("Acme", "Acme City", "")
    assert ana.fill(address, name="Acme Two").status_code == 302
    with system_session(engine) as session:
        made = session.scalars(sa.select(Customer).where(Customer.name == "Acme Two")).one()
        assert (made.city, made.mnemonic, made.owner.username) == ("Acme City", None, "ana")  # type: ignore[union-attr]
        assert made.credit_limit is None, "Ana does not see the limit, so she does not copy it"


def test_what_one_does_not_see_is_not_copied(app: Flask, engine: sa.Engine) -> None:
    with system_session(engine) as session:
        zeta = session.scalars(sa.select(Customer.id).where(Customer.name == "Zeta")).one()
    assert Guest(app, "ana").get(f"/customer/add?copy={zeta}").status_code == 404
