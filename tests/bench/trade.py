"""A company that has sold for four years, made by the database itself: what the reports are measured over.

To one order line there are as many orders, customers and so on as in the example company; for ten of them there is a
request for help, and five of ten customers were warned of. What is bought, when and by whom looks random and is always
the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from app.core.noun import table_of
from app.customers.customer import Customer
from app.sales.order import Order
from app.sales.order_line import OrderLine
from app.service.request import ServiceRequest
from tests.bench.bulk import nought
from tests.databases import command

FIRST = 1000
PRODUCTS = 2000
FOUR_YEARS = "((n * {0} % 2147483647) % 1461)::int"
"""So many days after the first one, by a prime."""
ANA = "(SELECT id FROM ab_user WHERE username = 'ana')"
SOMEBODY = "(ARRAY(SELECT id FROM ab_user ORDER BY id))[1 + n % 6]"


def populate(engine: sa.Engine, lines: int) -> None:
    """Two lines an order, six orders a customer."""
    with engine.begin() as connection, _without_indexes(connection):
        _goods(connection, lines)
        _orders(connection, lines // 2, lines * 8 // 100, lines)
        _requests(connection, lines // 10, lines * 8 // 100)
        _warnings(connection, lines * 4 // 100)
        _prospects(connection, lines * 8 // 100)
        connection.execute(sa.text(f'ALTER DATABASE "{engine.url.database}" SET max_parallel_workers_per_gather = 0'))
    engine.dispose()
    command(engine.url.render_as_string(hide_password=False), "VACUUM ANALYZE")


def _goods(connection: sa.Connection, lines: int) -> None:
    _insert(connection, "product", PRODUCTS, {
        "number": f"'P-' || ({FIRST} + n)", "name": "'Product ' || n", "price": "10 + n % 90",
        "category": "'Category ' || n % 3", "subcategory": "'Subcategory ' || n % 17", "cost": "5 + n % 60",
        "kind": "'BOUGHT'", "is_active": "true",
    })  # fmt: skip
    _insert(connection, "warehouse", 2, {"code": "'W-' || n", "name": "'Warehouse ' || n", "is_active": "true"})
    _insert(connection, "stock_level", PRODUCTS, {
        "product_id": f"{FIRST} + n", "warehouse_id": f"{FIRST} + 1 + n % 2", "quantity": "n % 300",
    })  # fmt: skip
    _insert(connection, "customer", lines * 8 // 100, {
        "number": f"'C-' || ({FIRST} + n)", "name": "'Customer ' || n", "owner_id": SOMEBODY,
        "status": "CASE WHEN n % 50 = 1 THEN 'PROSPECT' ELSE 'ACTIVE' END",
        "tier": "(ARRAY['A', 'B', 'C'])[1 + n % 3]", "risk": "(ARRAY['LOW', 'HIGH', NULL])[1 + n % 3]",
        "kind": "(ARRAY['CONSUMER', 'CORPORATE', 'HOME_OFFICE'])[1 + n % 3]",
        "value_class": "(ARRAY['VALUABLE', 'POTENTIAL', 'ORDINARY', 'LOST'])[1 + n % 4]",
    })  # fmt: skip


def _orders(connection: sa.Connection, orders: int, customers: int, lines: int) -> None:
    """Every fiftieth customer never bought."""
    _insert(connection, '"order"', orders, {
        "number": f"'O-' || ({FIRST} + n)",
        "customer_id": f"{FIRST} + 1 + (n * 48271 % 2147483647) % {customers} / 50 * 50 + 1 + n % 49",
        "status": "CASE WHEN n % 20 = 0 THEN 'CANCELLED' ELSE 'PAID' END",
        "ordered_on": f"DATE '2022-01-01' + {FOUR_YEARS.format(16807)}",
        "region": "(ARRAY['East', 'West', 'South', 'Central'])[1 + n % 4]", "city": "'City ' || n % 500",
        "country": "'United States'", "owner_id": ANA,
    })  # fmt: skip
    _insert(connection, "order_line", lines, {
        "order_id": f"{FIRST} + 1 + n / 2 % {orders}",
        "product_id": f"{FIRST} + 1 + (n * 69621 % 2147483647) % {PRODUCTS}", "product_name": "'Product'",
        "quantity": "1 + n % 5", "price": "10 + n % 90", "discount": "(ARRAY[0, 0, 0.1, 0.2, 0.25, 0.4])[1 + n % 6]",
        "amount": "(1 + n % 5) * (10 + n % 90) * (1 - (ARRAY[0, 0, 0.1, 0.2, 0.25, 0.4])[1 + n % 6])",
        "cost": "(1 + n % 5) * (5 + n % 60)",
    })  # fmt: skip
    connection.execute(sa.text(
        'UPDATE "order" SET total = s.total, gross = s.total FROM (SELECT order_id, sum(amount) AS total '
        'FROM order_line GROUP BY order_id) s WHERE s.order_id = "order".id'
    ))  # fmt: skip


def _requests(connection: sa.Connection, requests: int, customers: int) -> None:
    """Nine of ten are resolved, by the first or by the second who was sent."""
    opened = f"TIMESTAMPTZ '2022-01-01 08:00+00' + {FOUR_YEARS.format(16807)} * INTERVAL '1 day' + n % 599 * INTERVAL '1 minute'"
    hours = f"{opened} + (1 + n % 71) * INTERVAL '1 hour'"
    resolved = f"CASE WHEN n % 10 > 0 THEN {hours} + n % 53 * INTERVAL '1 hour' END"
    _insert(connection, "service_request", requests, {
        "number": f"'SR-' || ({FIRST} + n)", "customer_id": f"{FIRST} + 1 + (n * 48271 % 2147483647) % {customers}",
        "status": "CASE WHEN n % 10 > 0 THEN 'RESOLVED' ELSE 'DISPATCHED' END", "summary": "'It squeaks'",
        "kind": "(ARRAY['INQUIRY', 'COMPLAINT', 'SUGGESTION', 'REPAIR'])[1 + n % 4]",
        "priority": "(ARRAY['URGENT', 'HIGH', 'NORMAL', 'LOW'])[1 + n % 4]",
        "channel": "(ARRAY['CALL', 'MAIL', 'CHAT'])[1 + n % 3]", "assignee_id": SOMEBODY,
        "opened_at": opened, "queued_at": opened, "due_at": f"{opened} + INTERVAL '60 hours'", "resolved_at": resolved,
        "rating": "CASE WHEN n % 10 > 4 THEN 1 + n % 5 END",
    })  # fmt: skip
    _insert(connection, "dispatch", requests * 6 // 5, {
        "name": "'D-' || n", "request_id": f"{FIRST} + 1 + n % {requests}", "assignee_id": SOMEBODY,
        "at": "TIMESTAMPTZ '2022-01-01 08:00+00'",
        "accepted_at": f"(SELECT opened_at + (1 + n % 71) * INTERVAL '1 hour' FROM service_request WHERE id = {FIRST} + 1 + n % {requests})",
    })  # fmt: skip
    _insert(connection, "resolution", requests, {
        "request_id": f"{FIRST} + n", "what": "'Oiled it'", "how": "'PHONE'", "minutes_spent": "5 + n % 90",
        "at": f"coalesce((SELECT resolved_at FROM service_request WHERE id = {FIRST} + n), now())",
    })  # fmt: skip
    _insert(
        connection,
        "feedback",
        requests // 2,
        {
            "request_id": f"{FIRST} + n * 2",
            "score": "1 + n % 5",
            "at": "TIMESTAMPTZ '2022-01-01 08:00+00'",
        },
    )
    _insert(connection, "interaction", requests * 2, {
        "customer_id": f"{FIRST} + 1 + (n * 48271 % 2147483647) % {customers}", "at": opened, "summary": "'Talked'",
        "channel": "(ARRAY['CALL', 'MAIL', 'VISIT'])[1 + n % 3]", "direction": "(ARRAY['IN', 'OUT'])[1 + n % 2]",
    })  # fmt: skip


def _warnings(connection: sa.Connection, alerts: int) -> None:
    reasons, tried = (_words(topic) for topic in ("CHURN_REASON", "RETENTION_ACTION"))
    _insert(connection, "churn_alert", alerts, {
        "customer_id": f"{FIRST} + n", "owner_id": SOMEBODY, "raised_on": f"DATE '2022-01-01' + {FOUR_YEARS.format(31)}",
        "status": "(ARRAY['OPEN', 'DEFERRED', 'RETAINED', 'LOST', 'LOST'])[1 + n % 5]", "evidence": "'{}'",
        "rule": "(ARRAY['SILENT', 'FALLING', 'FLOOR'])[1 + n % 3]", "value_at_risk": "n % 5000",
        "loss_reason_id": f"CASE WHEN n % 5 > 2 THEN {reasons} END", "saved": "CASE WHEN n % 5 = 2 THEN n % 700 END",
    })  # fmt: skip
    _insert(connection, "retention_action", alerts * 3 // 2, {
        "alert_id": f"{FIRST} + 1 + n % {alerts}", "taken_on": f"DATE '2022-01-01' + {FOUR_YEARS.format(37)}",
        "until": "DATE '2026-01-01'", "kind_id": tried, "cost": "CASE WHEN n % 3 > 0 THEN n % 200 END",
        "outcome": "(ARRAY['WAITING', 'NOT_ENOUGH', 'KEPT', 'LOST'])[1 + n % 4]",
    })  # fmt: skip


def _prospects(connection: sa.Connection, opportunities: int) -> None:
    """Opportunities, most of them decided; and what customers were before, for half of them."""
    _insert(connection, "opportunity", opportunities, {
        "number": f"'OPP-' || ({FIRST} + n)", "customer_id": f"{FIRST} + n", "summary": "'A printer'", "horizon": "'SHORT'",
        "status": "(ARRAY['ASSIGNED', 'WON', 'WON', 'LOST'])[1 + n % 4]", "stage": "'PROPOSAL'",
        "source_id": _words("OPPORTUNITY_SOURCE"), "expected_value": "n % 9000", "probability": "0.4",
        "expected_close_on": "DATE '2026-01-01' + (n % 300)::int", "value_class": "'ORDINARY'",
        "closed_on": f"CASE WHEN n % 4 > 0 THEN DATE '2022-01-01' + {FOUR_YEARS.format(16807)} END",
        "created_at": "TIMESTAMPTZ '2021-11-01 09:00+00'",
    })  # fmt: skip
    _insert(connection, "lifecycle_entry", opportunities * 3 // 2, {
        "customer_id": f"{FIRST} + 1 + n % {opportunities}", "value_class": "(ARRAY['VALUABLE', 'ORDINARY'])[1 + n % 2]",
        "from_on": f"CASE WHEN n > {opportunities} THEN DATE '2025-12-01' + (n % 62)::int ELSE DATE '2022-01-01' END",
        "until_on": f"CASE WHEN n <= {opportunities} / 2 THEN DATE '2025-12-01' + ((n + {opportunities}) % 62)::int END",
    })  # fmt: skip


def _words(topic: str) -> str:
    return f"(ARRAY(SELECT id FROM dictionary_entry WHERE topic = '{topic}' ORDER BY id))[1 + n % 5]"


def _insert(connection: sa.Connection, table: str, count: int, said: dict[str, str]) -> None:
    """So many, by number `n`; with a nought for each other column that must not be empty."""
    known = sa.inspect(connection).get_columns(table.strip('"'))
    said = {"id": f"{FIRST} + n", **said}
    each = {c["name"]: nought(c) for c in known if not c["nullable"] and c["name"] not in said} | said
    written = f"""INSERT INTO {table} ({", ".join(each)}) SELECT {", ".join(each.values())}
        FROM generate_series(1, {count}) AS series(i), LATERAL (SELECT i::bigint AS n) AS numbers"""
    connection.execute(sa.text(written))


@contextmanager
def _without_indexes(connection: sa.Connection) -> Iterator[None]:
    """They are made anew in one go, and that keys lead somewhere is known."""
    nouns = (Customer, Order, OrderLine, ServiceRequest)
    indexes = [i for noun in nouns for i in table_of(noun).indexes if not i.unique]
    connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
    connection.execute(sa.text("SET LOCAL maintenance_work_mem = '256MB'"))
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)
