"""The three largest lists: contacts, orders and order lines, which are seen with the customer that they hang on."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa

from app.core.noun import table_of
from app.sales.order_line import OrderLine
from tests.bench.bulk import Bulk, writing
from tests.bench.pages import CAP, SEEN, SIZE, Page
from tests.bench.population import FIRST, SEED, THEN, words

LINES = 2
"""Of each order."""
STAMPS = ("version", "created_at", "changed_at")
STAMPED = (1, THEN, THEN)
CONTACT = ("id", "customer_id", "name", "title", "is_main", "office_phone", "email", *STAMPS)
ORDER = ("id", "customer_id", "number", "status", "ordered_on", "ship_mode", "city", "total", "paid", *STAMPS)
LINE = ("id", "order_id", "product_id", "product_name", "quantity", "price", "discount", "amount", "cost", *STAMPS)


def fill(engine: sa.Engine, total: int) -> None:
    """A contact, an order and its lines for each of so many customers."""
    with writing(engine) as bulk:
        product = bulk.connection.exec_driver_sql("SELECT min(id) FROM product").scalar()
        bulk.write("contact", *_padded(bulk, "contact", CONTACT, (_contact(n) for n in range(total))))
        bulk.write('"order"', *_padded(bulk, "order", ORDER, (_order(n) for n in range(total))))
        one = _one(bulk.connection)
        lines = (_line(n, part, product, one) for n in range(total) for part in range(LINES))
        bulk.write("order_line", *_padded(bulk, "order_line", LINE, lines))


def _padded(
    bulk: Bulk, table: str, names: tuple[str, ...], rows: Iterator[tuple[Any, ...]]
) -> tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]:
    """With a nought for each other column that must not be empty."""
    known = sa.inspect(bulk.connection).get_columns(table)
    more = {c["name"]: c["type"] for c in known if not c["nullable"] and c["name"] not in names}
    zeros = tuple("" if isinstance(kind, sa.String) else 0 for kind in more.values())
    return (*names, *more), ((*row, *zeros) for row in rows)


def _contact(n: int) -> tuple[Any, ...]:
    chance = random.Random(SEED + n)
    name = f"{chance.choice(words())} {chance.choice(words())}"
    return FIRST + n, FIRST + n, name, "Buyer", True, f"+1610{n:07}", f"c{n}@firm.example", *STAMPED


def _order(n: int) -> tuple[Any, ...]:
    chance = random.Random(SEED - n)
    day = date(2025, 1, 1) + timedelta(days=chance.randrange(600))
    status = chance.choice(("DRAFT", "CONFIRMED", "CONFIRMED", "PAID", "PAID", "PAID", "CANCELLED"))
    city = chance.choice(words()[:500])
    return FIRST + n, FIRST + n, f"O-{FIRST + n:07}", status, day.isoformat(), "Second Class", city, 20, 0, *STAMPED


def _one(connection: sa.Connection) -> Any:
    """One piece or one of the currency, as a line keeps it: on SQLite as a whole number of the last digit."""
    return table_of(OrderLine).c.quantity.type.process_bind_param(Decimal(1), connection.dialect)


def _line(n: int, part: int, product: int, one: Any) -> tuple[Any, ...]:
    key = FIRST + n * LINES + part
    return key, FIRST + n, product, "Chair", one, 10 * one, 0, 10 * one, 4 * one, *STAMPED


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
