"""What a night of the churn rules costs, beside the best single statement that finds the same customers.

A million customers with five orders each are made by the database itself. Four of a hundred are silent beyond their
habit, one has been silent for long, one buys less often, one of two hundred never bought, and one of five hundred
complains more often; the others come and go as they always did.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_migrate import upgrade

from app.churn.raising import raise_alerts
from app.core.database import system_session
from app.core.noun import table_of
from app.customers.customer import Customer
from app.sales.order import Order
from run import create_app, db
from tests.bench.bulk import nought
from tests.bench.importing import peak_megabytes
from tests.bench.table import Claim
from tests.company import found_company
from tests.conftest import settings_for
from tests.databases import ENGINES, Database, command, postgresql_server

DAY = date(2026, 6, 30)
FULL, QUICK = {"postgresql": 1_000_000, "sqlite": 100_000}, {"postgresql": 50_000, "sqlite": 20_000}
MOST_TIMES, MOST_MEGABYTES = 2, 20
ORDERS, FIRST = 5, 1000
TRIES = 2
"""The statement is tried so often, and its best time counts."""


def claims(sizes: Mapping[str, int]) -> list[Claim]:
    found = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory, postgresql_server() as server:
        for engine in ENGINES:
            place = Path(directory) / engine
            place.mkdir()
            url = Database.made(engine, place, "" if engine == "sqlite" else server).url
            asked = [sys.executable, "-m", "tests.bench.churning", url, str(place), str(sizes[engine])]
            said = subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True).stdout
            found += _claimed(engine, sizes[engine], json.loads(said.splitlines()[-1]))
    return found


def _claimed(engine: str, size: int, cost: Mapping[str, Any]) -> list[Claim]:
    times = cost["job"] / cost["single"]
    told = f"{cost['job']:.1f} s of {cost['single']:.1f} s, the next night {cost['again']:.1f} s, {cost['by_rule']}"
    name = f"churn of {size:,} ({engine})"
    return [
        Claim(f"{name}, times the best statement", times, MOST_TIMES, told),
        Claim(f"{name}, customers that only one of them found", cost["different"], 0, f"{cost['found']:,} by both"),
        Claim(f"{name}, megabytes more than before", cost["grown"], MOST_MEGABYTES, f"{cost['peak']:.0f} in all"),
    ]


def measured(url: str, directory: str, size: int) -> dict[str, Any]:
    with create_app(settings_for(url, Path(directory))).app_context():
        upgrade(directory="migrations")
        found_company(db.engine)
        _populate(db.engine, size)
        single, expected = _single(db.engine)
        before = peak_megabytes()
        job, counts = _night(db.engine)
        grown = peak_megabytes() - before
        again, _ = _night(db.engine)
        with db.engine.connect() as connection:
            warned = set(connection.scalars(sa.text("SELECT customer_id FROM churn_alert")))
    reopened = {"reopened", "told"}
    return {
        "single": single, "job": job, "again": again, "grown": grown, "peak": before + grown,
        "found": len(warned & expected), "different": len(warned ^ expected),
        "by_rule": {rule: n for rule, n in counts.items() if rule not in reopened},
    }  # fmt: skip


def _night(engine: sa.Engine) -> tuple[float, dict[str, int]]:
    begun = time.perf_counter()
    with system_session(engine) as session:
        counts = raise_alerts(session, DAY)
    return time.perf_counter() - begun, counts


def _single(engine: sa.Engine) -> tuple[float, set[int]]:
    """The best time of the best statement, and whom it finds; all must find as many."""
    statements = _statements(engine.dialect.name)
    with engine.connect() as connection:
        told = [_timed(connection, statement) for statement in statements for _ in range(TRIES)]
        found = set(connection.scalars(sa.text(statements[-1])))
    if {n for _, n in told} != {len(found)}:
        raise RuntimeError("the statements do not find the same customers")
    return min(seconds for seconds, _ in told), found


def _timed(connection: sa.Connection, statement: str) -> tuple[float, int]:
    begun = time.perf_counter()
    n = connection.execute(sa.text(f"SELECT count(*) FROM ({statement}) AS found")).scalar_one()
    return time.perf_counter() - begun, n


# The customers ------------------------------------------------------------------------------------------------------


def _populate(engine: sa.Engine, size: int) -> None:
    is_sqlite = engine.dialect.name == "sqlite"
    hundred = "1000000" if is_sqlite else "100"
    with engine.begin() as connection, _without_indexes(connection):
        counted = f"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {size}) SELECT n FROM c"
        connection.execute(sa.text(f"CREATE TABLE counted AS {counted}"))
        connection.execute(sa.text(f"CREATE TABLE bought AS {_bought(is_sqlite)}"))
        _insert(connection, "customer", "counted LEFT JOIN bought USING (n)", {
            "id": f"{FIRST} + n", "number": f"'C-' || ({FIRST} + n)", "name": "'Customer ' || n",
            "status": "CASE WHEN last_on IS NULL THEN 'PROSPECT' ELSE 'ACTIVE' END", "kind": "'CORPORATE'",
            "tier": "'B'", "value_class": "'ORDINARY'", "last_order_on": "last_on",
            "owner_id": "(SELECT id FROM ab_user WHERE username = 'ana')",
        })  # fmt: skip
        places = " UNION ALL ".join(f"SELECT {k} AS k" for k in range(ORDERS))
        _insert(connection, '"order"', f"bought CROSS JOIN ({places}) AS places", {
            "id": f"{FIRST} + n * {ORDERS} + k", "number": f"'O-' || ({FIRST} + n * {ORDERS} + k)",
            "customer_id": f"{FIRST} + n", "status": "CASE WHEN k = 0 THEN 'CONFIRMED' ELSE 'PAID' END",
            "ordered_on": _day(is_sqlite, "ago + k * gap + CASE WHEN k = 0 THEN 0 ELSE shift + (n + k) % 3 END"),
            "total": hundred, "gross": hundred,
        })  # fmt: skip
        then = f"'{DAY} 08:00:00+00:00'" if not is_sqlite else f"'{DAY} 08:00:00.000000'"
        _insert(connection, "service_request", "bought CROSS JOIN (SELECT 1 AS k UNION ALL SELECT 2) AS places", {
            "id": f"{FIRST} + n * 2 + k", "number": f"'SR-' || ({FIRST} + n * 2 + k)", "customer_id": f"{FIRST} + n",
            "status": "'NEW'", "kind": "'COMPLAINT'", "priority": "'NORMAL'", "channel": "'CALL'",
            "opened_at": then, "queued_at": then, "summary": "'It squeaks'",
        }, "n % 500 = 4")  # fmt: skip
    engine.dispose()
    command(engine.url.render_as_string(hide_password=False), "ANALYZE")


@contextmanager
def _without_indexes(connection: sa.Connection) -> Iterator[None]:
    """They are made anew in one go, and that keys lead somewhere is known."""
    tables = [table_of(noun) for noun in (Customer, Order)]
    indexes = [index for table in tables for index in table.indexes if not index.unique]
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        connection.execute(sa.text("SET LOCAL maintenance_work_mem = '256MB'"))
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)


def _bought(is_sqlite: bool) -> str:
    """When each customer bought last, and how long their pauses are; every two hundredth never bought."""
    gap = "CASE WHEN n % 100 = 1 THEN 150 WHEN n % 100 = 2 THEN 10 ELSE 20 + (n % 9973) * 7919 % 71 END"
    habit = f"SELECT n, {gap} AS gap FROM counted WHERE n % 200 <> 3"
    ago = "CASE WHEN n % 100 = 1 THEN 200 WHEN n % 100 = 2 THEN 10 WHEN n % 25 = 0 THEN gap * 3 ELSE (n % 9973) * 1049 % gap END"
    shift = "CASE WHEN n % 100 = 2 THEN 190 ELSE 0 END"
    known = f"SELECT n, gap, {ago} AS ago, {shift} AS shift FROM ({habit}) AS habits"
    return f"SELECT n, gap, ago, shift, {_day(is_sqlite, 'ago')} AS last_on FROM ({known}) AS known"


def _day(is_sqlite: bool, ago: str) -> str:
    return f"date('{DAY}', -({ago}) || ' days')" if is_sqlite else f"(DATE '{DAY}' - ({ago})::int)"


def _insert(connection: sa.Connection, table: str, source: str, said: dict[str, str], where: str = "true") -> None:
    """With a nought for each other column that must not be empty."""
    known = sa.inspect(connection).get_columns(table.strip('"'))
    more = {c["name"]: nought(c) for c in known if not c["nullable"] and c["name"] not in said}
    each = {**more, **said}
    written = f"INSERT INTO {table} ({', '.join(each)}) SELECT {', '.join(each.values())} FROM {source} WHERE {where}"
    connection.execute(sa.text(written))


# The statements -----------------------------------------------------------------------------------------------------

SOLD = "status IN ('CONFIRMED', 'PAID')"
BEYOND = {"postgresql": f"DATE '{DAY}' - last_order_on", "sqlite": f"julianday('{DAY}') - julianday(last_order_on)"}
PAUSE = {
    "postgresql": "ordered_on - lag(ordered_on) OVER (PARTITION BY customer_id ORDER BY ordered_on)",
    "sqlite": "julianday(ordered_on) - julianday(lag(ordered_on) OVER (PARTITION BY customer_id ORDER BY ordered_on))",
}
FALLING = f"""SELECT customer_id FROM "order" WHERE {SOLD} AND ordered_on > '2025-07-01' AND ordered_on <= '{DAY}'
    GROUP BY customer_id HAVING count(DISTINCT CASE WHEN ordered_on <= '2025-12-30' THEN ordered_on END) >= 4
    AND count(DISTINCT CASE WHEN ordered_on > '2025-12-30' THEN ordered_on END) * 2
    <= count(DISTINCT CASE WHEN ordered_on <= '2025-12-30' THEN ordered_on END)"""
COMPLAINING = """SELECT customer_id FROM service_request WHERE kind = 'COMPLAINT' AND opened_at >= '2026-01-02'
    GROUP BY customer_id HAVING sum(CASE WHEN opened_at >= '2026-04-02' THEN 1 ELSE 0 END) >= 2
    AND sum(CASE WHEN opened_at >= '2026-04-02' THEN 1 ELSE 0 END) * 2 > count(*)"""
RANKED = """SELECT customer_id, avg(pause) AS usual FROM (
    SELECT customer_id, pause, row_number() OVER (PARTITION BY customer_id ORDER BY pause) AS place,
    count(*) OVER (PARTITION BY customer_id) AS pauses FROM pauses WHERE pause > 0) AS ranked
    WHERE place * 2 BETWEEN pauses AND pauses + 2 AND pauses >= 2 GROUP BY customer_id"""
MEDIAN = """SELECT customer_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY pause) AS usual
    FROM pauses WHERE pause > 0 GROUP BY customer_id HAVING count(*) >= 2"""


def _statements(engine: str) -> list[str]:
    """By the ranks of pauses and, where the engine has one, by its own median."""
    return [_statement(engine, usual) for usual in ((RANKED, MEDIAN) if engine == "postgresql" else (RANKED,))]


def _statement(engine: str, usual: str) -> str:
    beyond = BEYOND[engine]
    return f"""WITH pauses AS (SELECT customer_id, {PAUSE[engine]} AS pause FROM "order" WHERE {SOLD}),
    rhythm AS ({usual}), falling AS ({FALLING}), complaining AS ({COMPLAINING})
    SELECT c.id FROM customer c LEFT JOIN rhythm r ON r.customer_id = c.id
    LEFT JOIN falling f ON f.customer_id = c.id LEFT JOIN complaining k ON k.customer_id = c.id
    WHERE (c.status = 'ACTIVE' AND (last_order_on <= '2026-06-16' AND {beyond} > 2 * r.usual
    OR f.customer_id IS NOT NULL OR k.customer_id IS NOT NULL OR last_order_on <= '2026-01-01'))
    OR (c.status IN ('PROSPECT', 'ACTIVE') AND last_order_on IS NULL AND c.created_at < '2026-04-01')"""


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
