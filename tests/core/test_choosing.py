"""What was deactivated is not chosen anew, and what hangs below something is never above it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.catalog.product import Product
from app.core import doorman
from app.core.errors import Refused
from app.customers.customer import Customer
from app.organization.department import Department
from app.organization.employee import Employee
from app.sales.order import Order, OrderLine
from tests.views.guest import Guest


def named(session: Session, noun: type, name: str) -> object:
    return session.scalars(sa.select(noun).filter_by(name=name)).one()


def test_a_deactivated_owner_is_refused_beside_the_field(as_system: Session) -> None:
    tom = as_system.scalars(sa.select(Employee).filter_by(username="tom")).one()
    tom.active = False
    as_system.commit()
    with pytest.raises(Refused, match="Tom Baker is not active any more") as why:
        doorman.create(as_system, Customer, {"name": "X", "owner": tom.id})
    assert why.value.field == "owner"


def test_whoever_was_chosen_before_stays(as_system: Session) -> None:
    acme = named(as_system, Customer, "Acme")
    acme.owner.active = False
    as_system.commit()
    doorman.update(as_system, Customer, acme.id, acme.version, {"city": "Lima", "owner": acme.owner_id})
    assert acme.city == "Lima"


def test_a_retired_product_is_not_sold_anew(as_system: Session) -> None:
    chair = named(as_system, Product, "Chair")
    doorman.step(as_system, Product, "retire", chair.id, {})
    order = doorman.create(as_system, Order, {"customer": named(as_system, Customer, "Beta")})
    with pytest.raises(Refused, match="Chair is not active any more") as why:
        doorman.create(as_system, OrderLine, {"order": order, "product": chair, "price": 1})
    assert why.value.field == "product"


def test_a_select_does_not_offer_what_was_deactivated_and_a_filter_does(app: Flask, as_system: Session) -> None:
    as_system.scalars(sa.select(Employee).filter_by(username="tom")).one().active = False
    as_system.commit()
    guest = Guest(app, "admin")
    assert "Tom Baker" not in guest.get("/choices/employee?q=Tom").text
    assert "Tom Baker" in guest.get("/choices/employee?q=Tom&any=1").text
    assert "Tom Baker" in guest.get("/find?q=Tom+Baker").text


def test_a_circle_is_seen_through_those_in_between(as_system: Session) -> None:
    top, team = named(as_system, Department, "Superstore"), named(as_system, Department, "Sales East")
    top.parent = team
    with pytest.raises(Refused, match="part of itself") as why:
        as_system.flush()
    assert why.value.field == "parent"


def test_two_that_change_at_once_make_no_circle(as_system: Session) -> None:
    east, service = named(as_system, Department, "Sales East"), named(as_system, Department, "Service")
    east.parent, service.parent = service, east
    with pytest.raises(Refused, match="part of itself"):
        as_system.flush()
