"""A company of a hundred thousand employees and up to a million customers, always the same ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from app.core.search import row_of, tokens
from app.customers.customer import Customer
from tests.bench.bulk import Bulk, writing

SEED = 20261122
EMPLOYEES = 100_000
BRANCHES = 45
OWNERS = 20
"""Ana answers for one customer in twenty, other employees for the others."""
FEW = 40
"""Luis has so many, however many there are."""
FIRST = 1000
"""Keys below are the cast's."""

DEPARTMENT = ("id", "name", "parent_id", "path", "version", "created_at", "changed_at")
EMPLOYEE = (
    "id", "first_name", "last_name", "username", "active", "email", "department_id", "language", "zone",
)  # fmt: skip
CUSTOMER = (
    "id", "number", "name", "status", "kind", "tier", "value_class", "owner_id", "department_id", "phone", "phone_e164",
    "city", "country", "credit_limit", "last_order_on", "version", "created_at", "changed_at", "is_stage_overridden",
    "is_value_class_overridden",
)  # fmt: skip
THEN = "2026-01-01 00:00:00+00:00"


class People:
    """Who may own a customer, and where everybody works."""

    def __init__(self, bulk: Bulk) -> None:
        self.cast = dict(rows(bulk, "SELECT username, id FROM ab_user"))
        self.places = {name: (key, path) for name, key, path in rows(bulk, "SELECT name, id, path FROM department")}
        self.branches = [FIRST + n for n in range(BRANCHES)]

    def place_of(self, employee: int) -> int:
        return self.branches[employee % BRANCHES]

    def owner(self, n: int, total: int) -> tuple[int, int]:
        """Whose the n-th of so many customers is, and of which department."""
        if n % max(1, total // FEW) == 1:
            return self.cast["luis"], self.places["Sales West"][0]
        if n % OWNERS == 0:
            return self.cast["ana"], self.places["Sales East"][0]
        employee = FIRST + n % OWNERS
        return employee, self.place_of(employee)


def hire_everybody(engine: sa.Engine) -> None:
    """Half of the branches, and so half of the employees, are below Sales."""
    with writing(engine) as bulk:
        people = People(bulk)
        bulk.write("department", DEPARTMENT, _branches(people))
        bulk.write("ab_user", EMPLOYEE, (_employee(people, key) for key in range(FIRST, FIRST + EMPLOYEES)))


def _branches(people: People) -> Iterator[tuple[Any, ...]]:
    for n, key in enumerate(people.branches):
        parent, path = people.places["Sales" if n % 2 else "Superstore"]
        yield key, f"Branch {n}", parent, f"{path}{key}/", 1, THEN, THEN


def _employee(people: People, key: int) -> tuple[Any, ...]:
    chance = random.Random(key)
    first, last, name = chance.choice(words()), chance.choice(words()), f"e{key}"
    return key, first, last, name, True, f"{name}@superstore.example", people.place_of(key), "en", "UTC"


def win_customers(engine: sa.Engine, total: int) -> None:
    """So many customers, in the quick search too."""
    with writing(engine) as bulk:
        people, chance = People(bulk), random.Random(SEED)
        texts: list[tuple[int, str]] = []
        bulk.write(
            "customer", CUSTOMER, (_customer(bulk, chance, n, people.owner(n, total), texts) for n in range(total))
        )
        bulk.index(texts)


def _customer(
    bulk: Bulk, chance: random.Random, n: int, keepers: tuple[int, int], texts: list[tuple[int, str]]
) -> tuple[Any, ...]:
    key, number = FIRST + n, f"C-{FIRST + n:05}"
    name = " ".join(
        (chance.choice(words()), chance.choice(words()), chance.choice(("Ltd", "Trading", "& Sons", "Inc")))
    )
    city, phone = chance.choice(words()[:500]), f"+1610{chance.randrange(10**7):07}"
    texts.append((row_of(Customer, key), " ".join(dict.fromkeys(_text(number, name, city, phone)))))
    ordered = date(2026, 1, 1) + timedelta(days=chance.randrange(300)) if chance.random() < 0.7 else None
    return (
        key, number, name, chance.choice(STATUSES), "CORPORATE", chance.choice("ABBBC"), chance.choice(CLASSES),
        *keepers, phone, phone, city, "US", bulk.cents(chance.randrange(10**7)), ordered and ordered.isoformat(), 1,
        THEN, THEN, False, False,
    )  # fmt: skip


STATUSES = ("PROSPECT", "ACTIVE", "ACTIVE", "ACTIVE", "ACTIVE", "ACTIVE", "ACTIVE", "ACTIVE", "LOST", "INACTIVE")
CLASSES = ("VALUABLE", "POTENTIAL", "ORDINARY", "LOST")


def _text(number: str, name: str, city: str, phone: str) -> Iterator[str]:
    """What `text_of` makes of a record, with the words of the pool folded once."""
    yield from tokens(number)
    for word in (*name.split(), city):
        yield from _folded(word)
    digits = phone[-9:]
    yield from (digits[start:] for start in range(7))


@cache
def _folded(word: str) -> tuple[str, ...]:
    return tuple(tokens(word))


@cache
def words() -> tuple[str, ...]:
    """Two thousand names that nobody bears."""
    chance = random.Random(SEED)
    syllables = [a + b for a in "bcdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "il", "on", "ur")]
    made = {"".join(chance.choices(syllables, k=chance.randint(2, 3))).capitalize() for _ in range(2300)}
    return tuple(sorted(made)[:2000])


def rows(bulk: Bulk, statement: str) -> list[Any]:
    return [tuple(row) for row in bulk.connection.exec_driver_sql(statement)]
