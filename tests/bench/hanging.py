"""The three largest lists: contacts, orders and order lines, which are seen with the customer that they hang on."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa

from app.core.noun import table_of
from app.customers.contact import Contact
from app.sales.order import Order
from app.sales.order_line import OrderLine
from tests.bench.bulk import drawn, one_of, writing
from tests.bench.pages import CAP, SEEN, SIZE, Page
from tests.bench.population import FIRST, NUMBER, with_words

LINES = 2
"""Of each order."""
SOLD = ("DRAFT", "CONFIRMED", "CONFIRMED", "PAID", "PAID", "PAID", "CANCELLED")


def fill(engine: sa.Engine, total: int) -> None:
    """A contact, an order and its lines for each of so many customers."""
    with writing(engine, Contact, Order, OrderLine) as bulk:
        along = with_words(bulk, "one", "two", "city")
        one, chair = _one(bulk.connection), bulk.key("SELECT min(id) FROM product")
        bulk.fill("contact", total, {
            "id": f"{FIRST} + n", "customer_id": f"{FIRST} + n", "name": "two.name || ' ' || one.name", "title": "'Buyer'",
            "is_main": "true", "office_phone": "'+1610' || (1000000 + n)", "email": "'c' || n || '@firm.example'",
            "version": "1",
        }, along)  # fmt: skip
        bulk.fill('"order"', total, {
            "id": f"{FIRST} + n", "customer_id": f"{FIRST} + n", "number": f"'O-' || {NUMBER}", "version": "1",
            "status": one_of(drawn("order", len(SOLD)), SOLD), "ordered_on": bulk.day("2025-01-01", drawn("day", 600)),
            "ship_mode": "'Second Class'", "city": "city.name", "total": str(20 * one), "gross": str(20 * one),
        }, along)  # fmt: skip
        bulk.fill("order_line", total * LINES, {
            "id": f"{FIRST} + n", "order_id": f"{FIRST} + n / {LINES}", "product_id": str(chair), "product_name": "'Chair'",
            "quantity": str(one), "price": str(10 * one), "amount": str(10 * one), "cost": str(4 * one), "version": "1",
        })  # fmt: skip


def _one(connection: sa.Connection) -> Any:
    """One piece or one of the currency, as a line keeps it: on SQLite as a whole number of the last digit."""
    return table_of(OrderLine).c.quantity.type.process_bind_param(Decimal(1), connection.dialect)


@dataclass(frozen=True)
class Hanging(Page):
    """A page of a list whose rows are seen with their customer."""

    address: str = ""
    source: str = ""
    """The table, as `h`, and the way to the customer, as `c`."""
    shown: str = ""
    """Ten values, under the names that the bare page knows."""

    def path(self, viewer: str) -> str:
        return f"{self.address}?{urlencode(self.asked)}"

    def statements(self, viewer: str) -> tuple[str, str]:
        conditions = " AND ".join(filter(None, (SEEN[viewer], self.where))) or "true"
        found = f"FROM {self.source} WHERE {conditions}"
        rows = f"SELECT {self.shown} {found} ORDER BY {self.order} LIMIT {SIZE + 1}"
        return rows, f"SELECT count(*) FROM (SELECT 1 {found} LIMIT {CAP + 1}) AS found"


@dataclass(frozen=True)
class Kind:
    """One of the lists: how it is told, sorted, and what filters it."""

    name: str
    address: str
    source: str
    shown: str
    order: str
    sort: tuple[str, str]
    """The expression that it is sorted by, and which way further pages lie."""
    filtered: tuple[str, str] = field(default=("", ""))


KINDS = (
    Kind(
        "contacts", "/contact/list/", "contact h JOIN customer c ON c.id = h.customer_id",
        "h.id, h.name, '' AS number, h.title AS status, c.name AS value_class, h.is_main AS tier, h.office_phone AS city,"
        " h.mobile_phone AS last_order_on, h.email, '' AS first_name, '' AS last_name",
        "h.name, h.id", ("h.name", ">"), ("name:starts:Be", "lower(h.name) LIKE 'be%'"),
    ),
    Kind(
        "orders", "/order/list/", '"order" h JOIN customer c ON c.id = h.customer_id',
        "h.id, h.number AS name, '' AS number, h.status, c.name AS value_class, h.ordered_on AS tier, h.ship_mode AS city,"
        " h.city AS last_order_on, h.total, '' AS first_name, '' AS last_name",
        "h.ordered_on DESC, h.id DESC", ("h.ordered_on", "<"), ("status:is:DRAFT", "h.status = 'DRAFT'"),
    ),
    Kind(
        "order lines", "/order-line/list/",
        'order_line h JOIN "order" o ON o.id = h.order_id JOIN customer c ON c.id = o.customer_id',
        "h.id, h.product_name AS name, '' AS number, o.number AS status, h.quantity AS value_class, h.price AS tier,"
        " h.discount AS city, h.amount AS last_order_on, h.amount, '' AS first_name, '' AS last_name",
        "h.id", ("h.id", ">"), ("quantity:from:1", "h.quantity >= {one}"),
    ),
)  # fmt: skip


def hanging_pages(connection: sa.Connection) -> Iterator[Page]:
    """The first page, a filter, and a page after nine tenths, of each list."""
    for kind in KINDS:
        said = {"address": kind.address, "source": kind.source, "shown": kind.shown, "order": kind.order}
        wanted, where = kind.filtered
        yield Hanging(f"{kind.name}: first page", **said)
        yield Hanging(f"{kind.name}: filter", {"f": wanted}, where.format(one=_one(connection)), **said)
        yield _deep(connection, kind, said)


def _deep(connection: sa.Connection, kind: Kind, said: dict[str, Any]) -> Page:
    many = connection.execute(sa.text(f"SELECT count(*) FROM {kind.source}")).scalar() or 0
    column, way = kind.sort
    nth = sa.text(f"SELECT {column}, h.id FROM {kind.source} ORDER BY {kind.order} LIMIT 1 OFFSET :n")
    value, key = connection.execute(nth, {"n": many * 9 // 10}).one()
    place = base64.urlsafe_b64encode(json.dumps([str(value), key]).encode()).decode().rstrip("=")
    where = f"({column}, h.id) {way} (:place, :key)"
    return Hanging(
        f"{kind.name}: deep page", {"after": place, "at": 900}, where, values={"place": value, "key": key}, **said
    )
