"""The pages that are compared: what is asked of ours, and the best statement for the same rows."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa

from app.core.search import COMMON, row_of
from app.customers.customer import Customer

SIZE, CAP = 25, 1000
VIEWERS = {"admin": "all", "max": "department and below", "ana": "own, one in twenty", "luis": "own, forty"}
PART = "ber"
"""A part of many names."""

ORDERED = "c.last_order_on IS NOT NULL"
"""Enough of everybody's customers have ordered; a statement that says so is read from the index."""

SEEN = {
    "admin": "",
    "max": """(c.owner_id = :me OR c.department_id IN ({below})
        OR (SELECT department_id FROM ab_user k WHERE k.id = c.owner_id) IN ({below}))""".format(
        below="SELECT id FROM department WHERE path LIKE :path"
    ),
    "ana": "c.owner_id = :me",
    "luis": "c.owner_id = :me",
}
LAST = {"admin": "credit_limit", "max": "credit_limit"}
"""Who may not see credit has the telephone in the eighth column."""


@dataclass(frozen=True)
class Page:
    """One page of the list of customers."""

    name: str
    asked: dict[str, Any] = field(default_factory=dict)
    where: str = ""
    order: str = "c.name, c.id"
    values: dict[str, Any] = field(default_factory=dict)

    def path(self, viewer: str) -> str:
        columns = {} if viewer in LAST else {"c": ["name", "status", *_PLAIN, "phone"]}
        return f"/customer/list/?{urlencode({**self.asked, **columns}, doseq=True)}"

    def statements(self, viewer: str) -> tuple[str, str]:
        """The rows, and how many there are."""
        conditions = " AND ".join(filter(None, (SEEN[viewer], self.where))) or "true"
        last = LAST.get(viewer, "phone")
        rows = f"""SELECT c.id, c.number, c.name, c.status, c.value_class, c.tier, c.city, c.last_order_on, c.{last},
            o.first_name, o.last_name FROM customer c LEFT JOIN ab_user o ON o.id = c.owner_id
            WHERE {conditions} ORDER BY {self.order} LIMIT {SIZE + 1}"""
        return rows, f"SELECT count(*) FROM (SELECT 1 FROM customer c WHERE {conditions} LIMIT {CAP + 1}) AS found"


_PLAIN = ("value_class", "tier", "owner", "city", "last_order_on")


def pages(connection: sa.Connection) -> list[Page]:
    """Of one database; the deep page begins after nine tenths of the customers, as following "next" would."""
    name, key = _deep(connection)
    place = base64.urlsafe_b64encode(json.dumps([name, key]).encode()).decode().rstrip("=")
    city = connection.execute(sa.text("SELECT city FROM customer WHERE id = 1000")).scalar()
    beyond = Page("deep page", {"after": place, "at": 900}, "(c.name, c.id) > (:name, :key)")
    return [
        Page("first page"),
        Page("latest orders first", {"sort": "-last_order_on"}, ORDERED, "c.last_order_on DESC, c.id DESC"),
        Page("filter: lost", {"f": "status:is:LOST"}, "c.status = 'LOST'"),
        Page("filter: city", {"f": f"city:is:{city}"}, "c.city = :city", values={"city": city}),
        _search(connection, PART),
        replace(beyond, values={"name": name, "key": key}),
    ]


def _deep(connection: sa.Connection) -> tuple[str, int]:
    many = connection.execute(sa.text("SELECT count(*) FROM customer")).scalar() or 0
    nth = sa.text("SELECT name, id FROM customer ORDER BY name, id LIMIT 1 OFFSET :n")
    return tuple(connection.execute(nth, {"n": many * 9 // 10}).one())  # type: ignore[return-value]


def _search(connection: sa.Connection, word: str) -> Page:
    """What fits is gathered by the index while it is little, and looked for in the order of the list when it is much."""
    first, kept = row_of(Customer, 0), "(SELECT words FROM search WHERE rowid = {} + c.id)"
    fits, has, value = "words @@ to_tsquery('simple', :words)", f"{kept} @@ to_tsquery('simple', :words)", f"'{word}':*"
    if connection.dialect.name == "sqlite":
        fits, has, value = "search MATCH :words", f"instr(' ' || {kept}, ' {word}') > 0", f'"{word}"*'
    many = connection.execute(sa.text(f"SELECT count(*) FROM search WHERE {fits}"), {"words": value}).scalar() or 0
    gathered = (
        f"c.id IN (SELECT rowid - {first} FROM search WHERE rowid BETWEEN {first} AND {first + 2**32 - 1} AND {fits})"
    )
    where = has.format(first) if many > COMMON else gathered
    return Page("quick search", {"q": word}, where, values={"words": value})
