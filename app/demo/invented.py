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
    on: str = ""
    bought: Decimal = Decimal(0)


def buyers(sheet: Sheet) -> dict[str, Buyer]:
    """By customer ID; the region is that of the latest order."""
    place = {column: number for number, column in enumerate(sheet.columns)}
    found: dict[str, Buyer] = {}
    for _, cells in sheet.rows():
        buyer = found.setdefault(str(cells[place["Customer ID"]]), Buyer(str(cells[place["Customer Name"]])))
        buyer.bought += Decimal(str(cells[place["Sales"]]))
        if str(cells[place["Order Date"]]) >= buyer.on:
            buyer.on, buyer.region = str(cells[place["Order Date"]]), str(cells[place["Region"]])
    return found


def ownership(known: dict[str, Buyer]) -> Sheet:
    """Owner, department, telephone and the like of every customer."""
    draw = random.Random(SEED)  # noqa: S311 - meant to be foreseeable
    columns = ("External ID", "Owner", "Department", "Phone", "E-mail", "Credit limit", "Tier", "Remarks")
    return Listed("customers", columns, [(key, *_customer(buyer, draw)) for key, buyer in known.items()])


def _customer(buyer: Buyer, draw: random.Random) -> tuple[Any, ...]:
    owner = SELLERS[buyer.region]
    limit = max(500, int(buyer.bought * draw.choice((1, 2, 3)) / 4) // 100 * 100)
    tier = "A" if buyer.bought >= IMPORTANT else "B" if buyer.bought >= GENERAL else "C"
    return owner, PEOPLE[owner][3], _phone(draw), _address(buyer.name, draw), limit, tier, SAID


def contacts(known: dict[str, Buyer]) -> Sheet:
    """One person to talk to at each customer, and two at every third."""
    draw = random.Random(SEED + 1)  # noqa: S311 - meant to be foreseeable
    columns = ("Customer", "Name", "Title", "Is main", "Office phone", "Mobile phone", "E-mail", "Remarks")
    people = ((key, main) for key in known for main in ((True, False) if draw.random() < 1 / 3 else (True,)))
    made = [(key, *_contact(draw, main=main)) for key, main in people]
    return Listed("contacts", columns, made)


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
