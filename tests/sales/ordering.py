"""What tests of orders begin with: the cast's customers and products, drafts, and lines."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.product import Product
from app.core import doorman
from app.customers.customer import Customer
from app.sales.order import Order
from app.sales.order_line import OrderLine


def the(session: Session, name: str) -> Customer:
    return session.scalars(sa.select(Customer).filter_by(name=name)).one()


def product(session: Session, name: str = "Chair") -> Product:
    return session.scalars(sa.select(Product).filter_by(name=name)).one()


def draft(session: Session, customer: str = "Acme", **given: Any) -> Order:
    return doorman.create(session, Order, {"customer": the(session, customer), **given})


def line(session: Session, order: Order, **given: Any) -> OrderLine:
    """Three chairs at ten, unless told otherwise."""
    known = {"product": product(session), "quantity": Decimal(3), "price": Decimal(10)}
    return doorman.create(session, OrderLine, {"order": order, **known, **given})


def confirmed(session: Session, customer: str = "Acme", **given: Any) -> Order:
    """An order of thirty, and its tax if one is given."""
    order = draft(session, customer)
    line(session, order, **given)
    return doorman.step(session, Order, "confirm", order.id, {})
