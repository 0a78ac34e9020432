"""Orders of all sorts, and what they come to, reckoned by hand: no SQL, no code of the report."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.catalog.product import Product
from app.core.noun import now
from app.customers.customer import Customer, CustomerKind
from app.organization.employee import Employee
from app.sales.order import Order, Status
from app.sales.order_line import OrderLine

FIRST = date(2014, 1, 1)
PENCE = Decimal("0.0001")


@dataclass
class Sold:
    """One order as it was written down."""

    customer: str
    owner: str
    on: date
    status: Status
    lines: list[tuple[Decimal, Decimal | None]]


@dataclass
class Reckoned:
    """What a customer comes to."""

    orders: int = 0
    revenue: Decimal = Decimal(0)
    margin: Decimal = Decimal(0)
    costed: Decimal = Decimal(0)

    def add(self, sold: Sold) -> None:
        self.orders += 1
        for amount, cost in sold.lines:
            self.revenue += amount
            if cost is not None:
                self.margin += amount - cost
                self.costed += amount


@dataclass
class Market:
    """A thousand days of orders of a few customers, whose amounts have four decimals."""

    seed: int
    sold: list[Sold] = field(default_factory=list)

    def __post_init__(self) -> None:
        dice = random.Random(self.seed)
        for _ in range(120):
            who = dice.choice(range(9))
            lines = [(_amount(dice), _amount(dice) if dice.random() < 0.9 else None) for _ in range(dice.randint(1, 4))]
            on = FIRST + timedelta(dice.randrange(1000))
            self.sold.append(Sold(f"Firm {who}", ("ana", "luis")[who % 2], on, dice.choice(list(Status)), lines))

    def reckoned(self, first: date, last: date, owners: Iterable[str] = ("ana", "luis")) -> dict[str, Reckoned]:
        found: dict[str, Reckoned] = {}
        for sold in self.sold:
            counts = sold.status in (Status.CONFIRMED, Status.PAID) and sold.owner in owners
            if counts and first <= sold.on <= last:
                found.setdefault(sold.customer, Reckoned()).add(sold)
        return found

    def write(self, engine: sa.Engine) -> None:
        """Into the tables as they are: what is tested is reading."""
        with engine.begin() as connection:
            people = dict(connection.execute(sa.select(Employee.__table__.c.username, Employee.__table__.c.id)).all())
            product = _insert(connection, Product, name="Anything", number="P-x", price=Decimal(1))
            customers: dict[str, int] = {}
            for n, sold in enumerate(self.sold):
                if sold.customer not in customers:
                    customers[sold.customer] = _insert(
                        connection, Customer, name=sold.customer, number=f"C-{n}", owner_id=people[sold.owner],
                        kind=CustomerKind.CORPORATE,
                    )  # fmt: skip
                order = _insert(
                    connection, Order, number=f"O-{n}", customer_id=customers[sold.customer], ordered_on=sold.on,
                    status=sold.status,
                )  # fmt: skip
                for amount, cost in sold.lines:
                    line = {"order_id": order, "product_id": product, "product_name": "Anything", "price": amount}
                    _insert(connection, OrderLine, **line, quantity=Decimal(1), amount=amount, cost=cost)


def _amount(dice: random.Random) -> Decimal:
    return (Decimal(dice.randrange(1, 30_000_000)) * PENCE).quantize(PENCE)


def _insert(connection: sa.Connection, noun: Any, **values: Any) -> int:
    stamps = {"version": 1, "created_at": now(), "changed_at": now()}
    done = connection.execute(sa.insert(noun.__table__).values(**stamps, **values))
    key: int = done.inserted_primary_key[0]
    return key
