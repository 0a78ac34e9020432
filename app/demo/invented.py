"""What the file of orders lacks, made by a generator that always makes the same: owners, contacts, telephones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.core.files.sheet import Row, Sheet
from app.demo.company import PEOPLE, SELLERS

SEED = 2026
SAID = "Owner, telephone, e-mail, credit limit and tier are invented for the example."
CONTACT_SAID = "Invented for the example."
AREAS = ("212", "305", "312", "404", "415", "503", "617", "702", "713", "206")
FIRST = """Alma Bruno Carla Diego Elena Felix Grace Hugo Ines Jonas Kira Leo Mara Nico Olga Pablo Quinn Rita Sven
    Tessa Uma Víctor Wei Ximena Yara Zoë"""
LAST = """Álvarez Brandt Chen Duarte Evans Fischer García Hughes Ibáñez Jansen Kowalski López Meyer Núñez Ortiz Peña
    Quiroga Rossi Silva Tanaka Ulrich Vega Wang"""
TITLES = ("Purchasing", "Office manager", "Accounts payable", "Facilities", "Director")
PORTRAIT = ("Mnemonic", "Industry", "Risk", "Credit rating", "Best time", "Habits")
INDUSTRIES = ("RETAIL", "MANUFACTURING", "EDUCATION", "TECHNOLOGY", "HEALTH", "CONSTRUCTION", "SERVICES", "FINANCE")
TIMES = ("", "", "Mornings", "Afternoons", "Before ten", "Not on Fridays")
HABITS = ("", "", "Orders at the end of a quarter.", "Asks for three offers.", "Wants everything in one delivery.")
HOBBIES = ("", "", "", "Sailing", "Chess", "Gardening", "Long-distance running", "Choir")
PLACES = ("Purchasing", "Administration", "Finance", "Facilities", "Management")
IMPORTANT, GENERAL = Decimal(5000), Decimal(800)
"""What a customer has bought in all, to be of tier A; to be of tier B."""


@dataclass(frozen=True)
class Listed:
    """A sheet that is made and not read."""

    name: str
    columns: tuple[str, ...]
    made: list[tuple[Any, ...]]

    def rows(self) -> Iterator[Row]:
        return (Row(number, cells) for number, cells in enumerate(self.made, 2))


@dataclass
class Buyer:
    """What the file says of one customer."""

    name: str = ""
    region: str = ""
    segment: str = ""
    on: str = ""
    bought: Decimal = Decimal(0)


def buyers(sheet: Sheet) -> dict[str, Buyer]:
    """By customer ID; the region is that of the latest order."""
    place = {column: number for number, column in enumerate(sheet.columns)}
    found: dict[str, Buyer] = {}
    for _, cells in sheet.rows():
        buyer = found.setdefault(str(cells[place["Customer ID"]]), Buyer(str(cells[place["Customer Name"]])))
        buyer.segment = str(cells[place["Segment"]])
        buyer.bought += Decimal(str(cells[place["Sales"]]))
        if str(cells[place["Order Date"]]) >= buyer.on:
            buyer.on, buyer.region = str(cells[place["Order Date"]]), str(cells[place["Region"]])
    return found


def ownership(known: dict[str, Buyer]) -> Sheet:
    """Owner, department, telephone and the like of every customer."""
    draw = random.Random(SEED)  # noqa: S311 - meant to be foreseeable
    portrait = random.Random(SEED + 3)  # noqa: S311 - so that what was drawn before stays as it was
    columns = ("External ID", "Owner", "Department", "Phone", "E-mail", "Credit limit", "Tier", "Remarks")
    made = [(key, *_customer(buyer, draw), *_portrait(key, buyer, portrait)) for key, buyer in known.items()]
    return Listed("customers", (*columns, *PORTRAIT), made)


def _portrait(key: str, buyer: Buyer, draw: random.Random) -> tuple[Any, ...]:
    industry = "HOUSEHOLD" if buyer.segment == "Consumer" else draw.choice(INDUSTRIES)
    if buyer.bought < IMPORTANT:
        draw.random()  # so that what is drawn below stays as it was
    risk, rating = draw.choice(("LOW", "LOW", "MEDIUM", "HIGH")), draw.choice(("AAA", "AA", "A", "A", "B", "C"))
    code = key[:2] + key[-3:] if buyer.bought >= 2 * IMPORTANT else ""
    return code, industry, risk, rating, draw.choice(TIMES), draw.choice(HABITS)


def _customer(buyer: Buyer, draw: random.Random) -> tuple[Any, ...]:
    owner = SELLERS[buyer.region]
    limit = max(500, int(buyer.bought * draw.choice((1, 2, 3)) / 4) // 100 * 100)
    tier = "A" if buyer.bought >= IMPORTANT else "B" if buyer.bought >= GENERAL else "C"
    return owner, PEOPLE[owner][3], _phone(draw), _address(buyer.name, draw), limit, tier, SAID


def contacts(known: dict[str, Buyer]) -> Sheet:
    """One person to talk to at each customer, and two at every third."""
    draw = random.Random(SEED + 1)  # noqa: S311 - meant to be foreseeable
    columns = ("Customer", "Name", "Title", "Is main", "Office phone", "Mobile phone", "E-mail", "Remarks")
    person = random.Random(SEED + 4)  # noqa: S311 - so that what was drawn before stays as it was
    people = ((key, main) for key in known for main in ((True, False) if draw.random() < 1 / 3 else (True,)))
    made = [(key, *_contact(draw, main=main), *_person(person)) for key, main in people]
    return Listed("contacts", (*columns, "Department name", "Birthday", "Hobbies"), made)


def _person(draw: random.Random) -> tuple[Any, ...]:
    return (
        draw.choice(PLACES),
        f"{draw.randrange(1958, 2001)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}",
        (draw.choice(HOBBIES)),
    )


def _contact(draw: random.Random, *, main: bool) -> tuple[Any, ...]:
    name = f"{draw.choice(FIRST.split())} {draw.choice(LAST.split())}"
    mobile = _phone(draw) if draw.random() < 0.6 else ""
    return name, draw.choice(TITLES), main, _phone(draw), mobile, _address(name, draw), CONTACT_SAID


def _phone(draw: random.Random) -> str:
    """555-0100 to 555-0199 belong to nobody."""
    return f"+1 {draw.choice(AREAS)} 555 01{draw.randrange(100):02}"


def _address(name: str, draw: random.Random) -> str:
    plain = "".join(letter if letter.isascii() and letter.isalpha() else "." for letter in name.lower())
    return f"{plain.strip('.').replace('..', '.')}{draw.randrange(10, 99)}@example.com"
