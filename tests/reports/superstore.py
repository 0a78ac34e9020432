"""The orders of the example company's file in the tables as they are, and the same as plain Python knows them."""

from __future__ import annotations

import csv
import io
import lzma
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa

from app.catalog.product import Product
from app.core.noun import now, table_of
from app.customers.customer import Customer, CustomerKind
from app.demo.company import SELLERS
from app.demo.orders import FILE
from app.organization.employee import Employee
from app.sales.order import Order, Status
from app.sales.order_line import OrderLine

FOUR = Decimal("0.0001")
KINDS = {"Consumer": "CONSUMER", "Corporate": "CORPORATE", "Home Office": "HOME_OFFICE"}
FIRST_KEY = 5000
"""Keys below are the cast's."""


@dataclass(frozen=True)
class Line:
    """One row of the file."""

    order: str
    on: date
    customer: str
    name: str
    kind: str
    place: dict[str, str]
    product: str
    category: str
    subcategory: str
    ship_mode: str
    quantity: Decimal
    discount: Decimal
    price: Decimal
    amount: Decimal
    cost: Decimal

    @property
    def let_off(self) -> Decimal:
        return round(self.quantity * self.price, 4) - self.amount

    @property
    def margin(self) -> Decimal:
        return self.amount - self.cost


@cache
def lines() -> tuple[Line, ...]:
    with lzma.open(FILE, "rb") as packed:
        return tuple(_line(row) for row in csv.DictReader(io.StringIO(packed.read().decode("utf-8-sig"))))


def _line(row: dict[str, str]) -> Line:
    quantity, discount, amount = Decimal(row["Quantity"]), Decimal(row["Discount"]), Decimal(row["Sales"])
    price = (amount / quantity / (1 - discount)).quantize(FOUR)
    place = {name: row[name.capitalize()] for name in ("country", "region", "state", "city")}
    return Line(
        row["Order ID"], date.fromisoformat(row["Order Date"]), row["Customer ID"], row["Customer Name"],
        KINDS[row["Segment"]], place, row["Product ID"], row["Category"], row["Sub-Category"], row["Ship Mode"],
        quantity, discount, price, amount.quantize(FOUR), (amount - Decimal(row["Profit"])).quantize(FOUR),
    )  # fmt: skip


@cache
def owners() -> dict[str, str]:
    """Who answers for a customer: the seller of the region of the last order."""
    found: dict[str, tuple[date, str]] = {}
    for line in lines():
        if line.customer not in found or line.on >= found[line.customer][0]:
            found[line.customer] = line.on, SELLERS[line.place["region"]]
    return {customer: seller for customer, (_, seller) in found.items()}


def between(first: date, last: date, seller: str = "") -> list[Line]:
    return [x for x in lines() if first <= x.on <= last and (not seller or owners()[x.customer] == seller)]


def key_of(customer: str) -> int:
    """The id that a customer of the file has in the tables."""
    return FIRST_KEY + list(owners()).index(customer)


def write(engine: sa.Engine) -> None:
    """Into the tables as they are: what is tested is reading."""
    stamps = {"version": 1, "created_at": now(), "changed_at": now()}
    with engine.begin() as connection:
        people = dict(connection.execute(sa.select(table_of(Employee).c.username, table_of(Employee).c.id)).all())
        for noun, rows in _rows(people).items():
            connection.execute(sa.insert(table_of(noun)), [{**stamps, **row} for row in rows])


def _rows(people: dict[str, int]) -> dict[Any, Iterable[dict[str, Any]]]:
    customers = {c: FIRST_KEY + n for n, c in enumerate(owners())}
    products = {p: FIRST_KEY + n for n, p in enumerate(dict.fromkeys(x.product for x in lines()))}
    orders = {o: FIRST_KEY + n for n, o in enumerate(dict.fromkeys(x.order for x in lines()))}
    of_customer, of_product, of_order = ({getattr(x, n): x for x in lines()} for n in ("customer", "product", "order"))
    return {
        Customer: [
            {"id": key, "number": f"C-{key}", "name": of_customer[c].name, "kind": CustomerKind[of_customer[c].kind],
             "owner_id": people[owners()[c]]} for c, key in customers.items()
        ],
        Product: [
            {"id": key, "number": f"P-{key}", "name": p, "price": Decimal(1), "category": of_product[p].category,
             "subcategory": of_product[p].subcategory} for p, key in products.items()
        ],
        Order: [
            {"id": key, "number": o, "customer_id": customers[of_order[o].customer], "ordered_on": of_order[o].on,
             "status": Status.PAID, "ship_mode": of_order[o].ship_mode, **of_order[o].place,
             "total": sum(x.amount for x in by_order()[o]),
             "owner_id": people[owners()[of_order[o].customer]]} for o, key in orders.items()
        ],
        OrderLine: [
            {"order_id": orders[x.order], "product_id": products[x.product], "product_name": x.product,
             "price": x.price, "quantity": x.quantity, "discount": x.discount, "amount": x.amount, "cost": x.cost}
            for x in lines()
        ],
    }  # fmt: skip


@cache
def by_order() -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in lines():
        found.setdefault(line.order, []).append(line)
    return found
