"""The purchases of CDNOW's customers of early 1997 (Fader and Hardie), fetched once by pip and read out of the wheel."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core.database import system_session
from app.core.noun import table_of
from app.customers.customer import Customer, Status
from app.sales.order import Order
from app.sales.order import Status as Sold

WISH = Path(__file__).with_name("cdnow.txt")
INSIDE = "lifetimes/datasets/CDNOW_master.txt"
CUT, END = date(1997, 12, 31), date(1998, 6, 30)
FIRST_ID = 1000
"""Behind the cast."""


def wheel(cache: Path) -> Path:
    """Fetched by the machine's own pip, checked by its hash, and kept between runs."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes",
               "--dest", str(cache), "--requirement", str(WISH)]  # fmt: skip
    if not list(cache.glob("*.whl")):
        fetched = subprocess.run(command, capture_output=True, text=True, check=False)
        if fetched.returncode:
            pytest.skip(f"the purchases cannot be fetched: {fetched.stderr[-300:]}")
    return next(iter(cache.glob("*.whl")))


def purchases(path: Path) -> Iterator[tuple[str, date, Decimal]]:
    """Customer, day, and what was paid."""
    with zipfile.ZipFile(path) as inside:
        for line in inside.read(INSIDE).decode().splitlines()[1:]:
            customer, day, _, paid = line.split()
            yield customer, date(int(day[:4]), int(day[4:6]), int(day[6:])), Decimal(paid)


def sell(engine: sa.Engine, path: Path) -> tuple[int, int]:
    """Put all of them into the company's own tables; says how many orders and customers there are."""
    bought = list(purchases(path))
    ids = {name: FIRST_ID + n for n, name in enumerate(dict.fromkeys(name for name, _, _ in bought))}
    people = [{"id": id_, "number": f"N-{name}", "name": name, "status": Status.ACTIVE} for name, id_ in ids.items()]
    orders = [
        {"number": f"N-{n}", "customer_id": ids[name], "ordered_on": day, "total": paid, "status": Sold.PAID}
        for n, (name, day, paid) in enumerate(bought)
    ]
    with system_session(engine) as session:
        for noun, rows in ((Customer, people), (Order, orders)):
            session.connection().execute(sa.insert(table_of(noun)), [{"version": 1, **row} for row in rows])
        session.commit()
    return len(orders), len(people)
