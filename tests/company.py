"""The cast: the people of the demo and a few customers, small enough to keep in mind.

Ana sells in the east, Luis in the west, Max leads both. Dan dispatches, Rosa and Tom help. Eva reads everything.
Acme and Beta are Ana's customers, Zeta is Luis's, and nobody has Omega.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from app.catalog.product import Product
from app.core import doorman
from app.core.database import system_session
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.demo import company
from app.organization.employee import Employee
from app.organization.viewing import look_as
from app.sales.order import Order
from app.sales.order_line import OrderLine
from config import DEMO_PASSWORD
from views.delivery import deliver_all

PASSWORD = DEMO_PASSWORD
HASH = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")  # cheap: signing in is not what is tested


def found_company(engine: sa.Engine) -> None:
    """Everything above, written as the system."""
    with system_session(engine) as session:
        deliver_all(session)
        people = company.found(session, lambda name: HASH)
        session.commit()
        _sell(session, people)


def _sell(session: Session, people: dict[str, Employee]) -> None:
    chair = doorman.create(session, Product, {"name": "Chair", "price": Decimal(10), "cost": Decimal(4)})
    desk = doorman.create(session, Product, {"name": "Desk", "price": Decimal(100), "cost": Decimal(120)})
    for name, owner, limit in (("Acme", "ana", 900), ("Beta", "ana", None), ("Zeta", "luis", 500), ("Omega", "", None)):
        given = {"name": name, "owner": people.get(owner), "city": f"{name} City", "credit_limit": limit}
        customer = doorman.create(session, Customer, given)
        doorman.create(session, Contact, {"customer": customer, "name": f"{name} Contact"})
    acme, zeta = (session.scalars(sa.select(Customer).where(Customer.name == name)).one() for name in ("Acme", "Zeta"))
    _order(session, acme, date(2026, 1, 5), [(chair, 3), (desk, 1)], confirmed=True)
    _order(session, acme, date(2026, 3, 9), [(chair, 1)], confirmed=False)
    _order(session, zeta, date(2026, 2, 2), [(desk, 2)], confirmed=True)


def _order(
    session: Session, customer: Customer, day: date, products: list[tuple[Product, int]], *, confirmed: bool
) -> None:
    order = doorman.create(session, Order, {"customer": customer, "ordered_on": day})
    for product, quantity in products:
        price, cost = product.price or Decimal(0), (product.cost or Decimal(0)) * quantity
        line = {"order": order, "product": product, "quantity": Decimal(quantity), "price": price, "cost": cost}
        doorman.create(session, OrderLine, line)
    if confirmed:
        doorman.step(session, Order, "confirm", order.id, {})


@contextmanager
def session_of(engine: sa.Engine, name: str) -> Iterator[Session]:
    """A session in which this member of the cast looks."""
    with Session(engine) as session:
        look_as(session, session.scalars(sa.select(Employee).where(Employee.username == name)).one())
        yield session
