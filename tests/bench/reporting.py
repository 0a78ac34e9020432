"""What reports cost over a million order lines on PostgreSQL, beside the best SQL that is written by hand for the same.

Eighty thousand customers with half a million orders of four years are made by the database itself; the reports are asked
for two years, so that with the two before each of them goes over every line. By hand, each part of a report is written
in one or more ways, and the quickest counts. Processor time is compared, on one core, of this process and the database.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_migrate import upgrade

from app.core.noun import table_of
from app.core.report import Answer
from app.customers.customer import Customer
from app.reports import report_named
from app.sales.order import Order
from app.sales.order_line import OrderLine
from run import create_app, db
from tests.bench.by_hand import PARTS
from tests.bench.churning import _nought
from tests.bench.table import Claim
from tests.company import found_company, session_of
from tests.conftest import settings_for
from tests.databases import Database, command, postgresql_server

FULL, QUICK = 1_000_000, 50_000
MOST_TIMES, MOST_ROWS = 1.5, 1.2
PERIOD = {"from": "2024-01-01", "to": "2025-12-31"}
MORE: Mapping[str, Mapping[str, str]] = {"performance": {"by": "CATEGORY", "across": "REGION"}}
TODAY = date(2025, 12, 31)
READER = "eva"
"""Who sees everything, so that nothing is left out on either side."""
TRIES = 2
"""Each is tried so often, and its best time counts."""
FIRST = 1000


def claims(size: int) -> list[Claim]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory, postgresql_server() as server:
        url = Database.made("postgresql", Path(directory), server).url
        asked = [sys.executable, "-m", "tests.bench.reporting", url, directory, str(size)]
        said = subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True).stdout
        return [claim for cost in json.loads(said.splitlines()[-1]) for claim in _claimed(size, cost)]


def _claimed(size: int, cost: Mapping[str, Any]) -> Iterator[Claim]:
    name = f"{cost['report']} over {size:,} lines"
    told = f"{cost['report_s']:.2f} s of {cost['by_hand_s']:.2f} s, by part {cost['parts']}"
    yield Claim(f"{name}, times the best SQL by hand", cost["report_s"] / cost["by_hand_s"], MOST_TIMES, told)
    fetched = f"{cost['fetched']:,} rows fetched, {cost['told']:,} told"
    yield Claim(
        f"{name}, rows fetched for each that is told", cost["fetched"] / max(cost["told"], 1), MOST_ROWS, fetched
    )
    yield Claim(f"{name}, amount that the two differ by", float(cost["differs"]), 0, "revenue of the period")


def measured(url: str, directory: str, size: int) -> list[dict[str, Any]]:
    with create_app(settings_for(url, Path(directory))).app_context():
        upgrade(directory="migrations")
        found_company(db.engine)
        populate(db.engine, size)
        return [_measured(db.engine, name) for name in PARTS]


def _measured(engine: sa.Engine, name: str) -> dict[str, Any]:
    tries = [_asked(engine, name) for _ in range(TRIES)]
    seconds, fetched, answer = min(tries, key=lambda each: each[0])
    parts = {part: min(_timed(engine, way) for way in ways for _ in range(TRIES)) for part, ways in PARTS[name].items()}
    with engine.connect() as connection:
        revenue = connection.execute(sa.text(REVENUE)).scalar_one()
    tables = [answer.rows, *answer.figures.sections.values()]
    return {
        "report": name, "report_s": seconds, "by_hand_s": sum(parts.values()),
        "parts": {part: round(each, 2) for part, each in parts.items()}, "fetched": fetched,
        "told": sum(len(rows) for rows in tables), "differs": str(abs(answer.totals["revenue"] - revenue)),
    }  # fmt: skip


def _asked(engine: sa.Engine, name: str) -> tuple[float, int, Answer]:
    with session_of(engine, READER) as session, _counting(engine) as fetched:
        spent = _processor(session.connection())
        begun = spent()
        answer = report_named(name).answer(session, {**PERIOD, **MORE.get(name, {})}, today=TODAY)
        return spent() - begun, sum(fetched), answer


def _processor(connection: sa.Connection) -> Callable[[], float]:
    """The processor time that this process and the database have spent for it: what else the machine does is not in it."""
    pid = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
    file = Path(f"/proc/{pid}/schedstat")
    return lambda: time.process_time() + int(file.read_text().split()[0]) / 1e9


@contextmanager
def _counting(engine: sa.Engine) -> Iterator[list[int]]:
    """How many rows came back of each statement."""
    fetched: list[int] = []

    def note(_: Any, cursor: Any, *__: Any) -> None:
        fetched.append(max(cursor.rowcount, 0))

    sa.event.listen(engine, "after_cursor_execute", note)
    yield fetched
    sa.event.remove(engine, "after_cursor_execute", note)


def _timed(engine: sa.Engine, statement: str) -> float:
    """With all that comes back, as plain rows."""
    with engine.connect() as connection:
        spent = _processor(connection)
        begun = spent()
        connection.execute(sa.text(statement)).fetchall()
        return spent() - begun


REVENUE = f"""SELECT sum(l.amount) FROM order_line l JOIN "order" o ON o.id = l.order_id
    WHERE o.status IN ('CONFIRMED', 'PAID') AND o.ordered_on BETWEEN '{PERIOD["from"]}' AND '{PERIOD["to"]}'"""


# The company ----------------------------------------------------------------------------------------------------------


def populate(engine: sa.Engine, lines: int) -> None:
    """Two lines an order, six orders a customer; what is bought and when looks random and is always the same."""
    orders, customers, products = lines // 2, lines * 8 // 100, 2000
    with engine.begin() as connection, _without_indexes(connection):
        _insert(connection, "product", _numbers(products), {
            "id": f"{FIRST} + n", "number": f"'P-' || ({FIRST} + n)", "name": "'Product ' || n", "price": "10 + n % 90",
            "category": "'Category ' || n % 3", "subcategory": "'Subcategory ' || n % 17", "cost": "5 + n % 60",
            "kind": "'BOUGHT'", "is_active": "true",
        })  # fmt: skip
        _insert(connection, "customer", _numbers(customers), {
            "id": f"{FIRST} + n", "number": f"'C-' || ({FIRST} + n)", "name": "'Customer ' || n",
            "status": "'ACTIVE'", "tier": "(ARRAY['A', 'B', 'C'])[1 + n % 3]",
            "kind": "(ARRAY['CONSUMER', 'CORPORATE', 'HOME_OFFICE'])[1 + n % 3]",
            "value_class": "(ARRAY['VALUABLE', 'POTENTIAL', 'ORDINARY', 'LOST'])[1 + n % 4]",
            "owner_id": "(SELECT id FROM ab_user WHERE username = 'ana')",
        })  # fmt: skip
        _insert(connection, '"order"', _numbers(orders), {
            "id": f"{FIRST} + n", "number": f"'O-' || ({FIRST} + n)",
            "customer_id": f"{FIRST} + 1 + (n * 48271 % 2147483647) % {customers}",
            "status": "CASE WHEN n % 20 = 0 THEN 'CANCELLED' ELSE 'PAID' END",
            "ordered_on": "DATE '2022-01-01' + ((n * 16807 % 2147483647) % 1461)::int",
            "region": "(ARRAY['East', 'West', 'South', 'Central'])[1 + n % 4]", "city": "'City ' || n % 500",
            "country": "'United States'", "owner_id": "(SELECT id FROM ab_user WHERE username = 'ana')",
        })  # fmt: skip
        _insert(connection, "order_line", _numbers(lines), {
            "id": f"{FIRST} + n", "order_id": f"{FIRST} + 1 + n / 2 % {orders}",
            "product_id": f"{FIRST} + 1 + (n * 69621 % 2147483647) % {products}", "product_name": "'Product'",
            "quantity": "1 + n % 5", "price": "10 + n % 90", "discount": "CASE WHEN n % 4 = 0 THEN 0.2 ELSE 0 END",
            "amount": "(1 + n % 5) * (10 + n % 90) * CASE WHEN n % 4 = 0 THEN 0.8 ELSE 1 END",
            "cost": "(1 + n % 5) * (5 + n % 60)",
        })  # fmt: skip
        connection.execute(sa.text(
            'UPDATE "order" SET total = s.total, gross = s.total FROM (SELECT order_id, sum(amount) AS total '
            'FROM order_line GROUP BY order_id) s WHERE s.order_id = "order".id'
        ))  # fmt: skip
        connection.execute(sa.text(f'ALTER DATABASE "{engine.url.database}" SET max_parallel_workers_per_gather = 0'))
    engine.dispose()
    command(engine.url.render_as_string(hide_password=False), "VACUUM ANALYZE")


def _numbers(count: int) -> str:
    return f"generate_series(1, {count}) AS series(i), LATERAL (SELECT i::bigint AS n) AS numbers"


def _insert(connection: sa.Connection, table: str, source: str, said: dict[str, str]) -> None:
    """With a nought for each other column that must not be empty."""
    known = sa.inspect(connection).get_columns(table.strip('"'))
    each = {c["name"]: _nought(c) for c in known if not c["nullable"] and c["name"] not in said} | said
    written = f"INSERT INTO {table} ({', '.join(each)}) SELECT {', '.join(each.values())} FROM {source}"
    connection.execute(sa.text(written))


@contextmanager
def _without_indexes(connection: sa.Connection) -> Iterator[None]:
    """They are made anew in one go, and that keys lead somewhere is known."""
    indexes = [i for noun in (Customer, Order, OrderLine) for i in table_of(noun).indexes if not i.unique]
    connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
    connection.execute(sa.text("SET LOCAL maintenance_work_mem = '256MB'"))
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
