"""A company of a hundred thousand employees and up to a million customers, always the same ones."""

from __future__ import annotations

import random
from functools import cache

import sqlalchemy as sa

from app.core.search import SHORTEST, row_of, tokens
from app.customers.customer import Customer
from tests.bench.bulk import Bulk, drawn, one_of, writing

SEED = 20261122
EMPLOYEES = 100_000
BRANCHES = 45
OWNERS = 20
"""Ana answers for one customer in twenty, other employees for the others."""
FEW = 40
"""Luis has so many, however many there are."""
FIRST = 1000
"""Keys below are the cast's."""
WORDS, CITIES = 2000, 500

STATUSES = ("PROSPECT", *("ACTIVE",) * 7, "LOST", "INACTIVE")
CLASSES = ("VALUABLE", "POTENTIAL", "ORDINARY", "LOST")
FORMS = ("Ltd", "Trading", "& Sons", "Inc")
DIGITS = 7
NUMBER = f"CAST({10 ** (DIGITS - 1)} + n AS varchar(30))"
PHONE = f"CAST({10 ** (DIGITS - 1)} + {drawn('phone', 9 * 10 ** (DIGITS - 1))} AS varchar(30))"


def hire_everybody(engine: sa.Engine) -> None:
    """Half of the branches, and so half of the employees, are below Sales."""
    with writing(engine) as bulk:
        (above, path), (sales, below) = (_place(bulk, name) for name in ("Superstore", "Sales"))
        bulk.fill("department", BRANCHES, {
            "id": f"{FIRST} + n", "name": "'Branch ' || n", "kind": "'BRANCH'", "version": "1",
            "parent_id": f"CASE n % 2 WHEN 1 THEN {sales} ELSE {above} END",
            "path": f"CASE n % 2 WHEN 1 THEN '{below}' ELSE '{path}' END || ({FIRST} + n) || '/'",
        })  # fmt: skip
        bulk.fill("ab_user", EMPLOYEES, {
            "id": f"{FIRST} + n", "first_name": "one.name", "last_name": "two.name", "active": "true",
            "username": f"'e' || ({FIRST} + n)", "email": f"'e' || ({FIRST} + n) || '@superstore.example'",
            "department_id": _branch(f"{FIRST} + n"), "language": "'en'", "zone": "'UTC'",
        }, with_words(bulk, "one", "two"))  # fmt: skip


def _place(bulk: Bulk, name: str) -> tuple[int, str]:
    [(key, path)] = bulk.rows(f"SELECT id, path FROM department WHERE name = '{name}'")
    return key, path


def _branch(employee: str) -> str:
    return f"{FIRST} + ({employee}) % {BRANCHES}"


def win_customers(engine: sa.Engine, total: int) -> None:
    """So many customers, in the quick search too."""
    with writing(engine, Customer) as bulk:
        along = with_words(bulk, "one", "two", "city")
        bulk.fill("customer", total, {
            "id": f"{FIRST} + n", "number": f"'C-' || {NUMBER}", "kind": "'CORPORATE'", "version": "1",
            "name": f"one.name || ' ' || two.name || ' ' || {one_of(drawn('form', len(FORMS)), FORMS)}",
            "status": one_of(drawn("status", len(STATUSES)), STATUSES), "tier": one_of(drawn("tier", 5), "ABBBC"),
            "value_class": one_of(drawn("class", len(CLASSES)), CLASSES), **_keepers(bulk, total),
            "phone": f"'+1610' || {PHONE}", "phone_e164": f"'+1610' || {PHONE}", "city": "city.name", "country": "'US'",
            "credit_limit": bulk.cents(drawn("limit", 10_000_000)),
            "last_order_on": f"CASE WHEN {drawn('ever', 10)} < 7 THEN {bulk.day('2026-01-01', drawn('last', 300))} END",
        }, along)  # fmt: skip
        bulk.index(total, f"{row_of(Customer, FIRST)} + n", _found_by(), along)


def _keepers(bulk: Bulk, total: int) -> dict[str, str]:
    """Whose each of so many customers is, and of which department."""
    cast = dict(bulk.rows("SELECT username, id FROM ab_user WHERE username IN ('ana', 'luis')"))
    (west, _), (east, _) = _place(bulk, "Sales West"), _place(bulk, "Sales East")
    whose = f"CASE WHEN n % {max(1, total // FEW)} = 1 THEN {{}} WHEN n % {OWNERS} = 0 THEN {{}} ELSE {{}} END"
    other = f"{FIRST} + n % {OWNERS}"
    return {
        "owner_id": whose.format(cast["luis"], cast["ana"], other),
        "department_id": whose.format(west, east, _branch(other)),
    }


def _found_by() -> str:
    """What `text_of` makes of such a customer."""
    forms = one_of(drawn("form", len(FORMS)), [" ".join(tokens(form)) for form in FORMS])
    phone = f"('10' || {PHONE})"
    return " || ' ' || ".join(
        ("'c'", _tails(NUMBER, DIGITS), "one.tails", "two.tails", forms, "city.tails", _tails(phone, DIGITS + 2))
    )


def _tails(text: str, length: int) -> str:
    return " || ' ' || ".join(f"substr({text}, {first})" for first in range(1, length - SHORTEST + 2))


def with_words(bulk: Bulk, *names: str) -> str:
    """A word for each of these names beside each number, to be joined; a city is one of the first words."""
    bulk.say("CREATE TEMPORARY TABLE word (place INTEGER PRIMARY KEY, name varchar(30), tails varchar(200))")
    each = [{"place": n, "name": word, "tails": " ".join(tokens(word))} for n, word in enumerate(words())]
    bulk.connection.execute(sa.text("INSERT INTO word VALUES (:place, :name, :tails)"), each)
    return " ".join(f"JOIN word AS {name} ON {name}.place = {drawn(name, _many(name))}" for name in names)


def _many(name: str) -> int:
    return CITIES if name == "city" else WORDS


@cache
def words() -> tuple[str, ...]:
    """Two thousand names that nobody bears."""
    chance = random.Random(SEED)
    syllables = [a + b for a in "bcdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "il", "on", "ur")]
    made = {"".join(chance.choices(syllables, k=chance.randint(2, 3))).capitalize() for _ in range(2300)}
    return tuple(sorted(made)[:WORDS])
