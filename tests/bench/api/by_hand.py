"""The same answers by the best statements we know, in a WSGI program that does nothing else: the measure of the API.

It reads the values from the body, asks once, and writes the answer. It knows no callers, no rules and no limits.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import orjson
import psycopg

from schema.engine.compiled.cursors import cursor

Rows = Sequence[Any]
Q1 = """WITH found AS (
    SELECT customer_id AS id FROM contact WHERE %(n)s IN (office_phone_e164, mobile_phone_e164, home_phone_e164)
    UNION SELECT id FROM customer WHERE %(n)s IN (phone_e164, finance_phone_e164))
  SELECT c.id::text, c.number, c.name, c.status,
    (SELECT json_agg(json_build_object('node', x)) FROM (SELECT id::text, name, title,
      office_phone AS "officePhone", mobile_phone AS "mobilePhone", email FROM contact
      WHERE customer_id = c.id ORDER BY contact.id LIMIT 10) x)::text,
    (SELECT json_agg(json_build_object('node', x)) FROM (SELECT id::text, number, ordered_on AS "orderedOn", status,
      total::text FROM "order" WHERE customer_id = c.id ORDER BY ordered_on DESC, "order".id LIMIT 5) x)::text,
    (SELECT json_agg(json_build_object('node', x)) FROM (SELECT id::text, number, summary, status,
      opened_at AS "openedAt" FROM service_request WHERE customer_id = c.id
      AND status IN ('NEW', 'DISPATCHED', 'ACCEPTED', 'WAITING') ORDER BY service_request.id LIMIT 10) x)::text
  FROM found JOIN customer c USING (id)"""
Q2 = """SELECT c.id::text, c.number, c.name, c.city, c.status, o.id::text, o.first_name || ' ' || o.last_name
  FROM (SELECT * FROM customer WHERE (name, id) > (%s, %s) ORDER BY name, id LIMIT 100) c
  LEFT JOIN ab_user o ON o.id = c.owner_id ORDER BY c.name, c.id"""
Q3 = """SELECT c.id::text, c.name,
    (SELECT json_agg(json_build_object('node', x)) FROM (SELECT id::text, name, email FROM contact
      WHERE customer_id = c.id ORDER BY contact.id LIMIT 5) x)::text,
    (SELECT json_agg(json_build_object('node', x)) FROM (SELECT o.id::text, o.number, o.ordered_on AS "orderedOn",
      json_build_object('edges', (SELECT json_agg(json_build_object('node', y)) FROM (SELECT l.id::text,
        l.quantity::text, l.price::text, json_build_object('id', p.id::text, 'name', p.name) AS product
        FROM (SELECT * FROM order_line WHERE order_id = o.id ORDER BY id LIMIT 5) l
        JOIN product p ON p.id = l.product_id) y)) AS lines
      FROM (SELECT * FROM "order" WHERE customer_id = c.id ORDER BY id LIMIT 5) o) x)::text
  FROM (SELECT * FROM customer ORDER BY id LIMIT 50) c ORDER BY c.id"""
Q4 = """SELECT id::text, number, ordered_on, status, total::text, discount_total::text, city, country
  FROM "order" o WHERE o.id > %s ORDER BY o.id LIMIT 1000"""
Q5 = """SELECT date_trunc('month', ordered_on)::date, status, count(*), sum(total)::text FROM "order"
  WHERE ordered_on >= %s AND ordered_on < %s GROUP BY 1, 2 ORDER BY 1, 2"""
Q6 = """SELECT id::text, name, city FROM customer c WHERE (c.name, c.id) > (%s, %s) ORDER BY c.name, c.id LIMIT 51"""


def _edges(written: str | None) -> Any:
    return {"edges": orjson.Fragment(written or "[]")}


def _callers(rows: Rows) -> Any:
    names = ("id", "number", "name", "status")
    lists = ("contacts", "orders", "serviceRequests")
    return [
        {"customer": dict(zip(names, row[:4], strict=True)) | dict(zip(lists, map(_edges, row[4:]), strict=True))}
        for row in rows
    ]


def _owned(rows: Rows) -> Any:
    return _listed(
        {"id": a, "number": b, "name": c, "city": d, "status": e, "owner": f and {"id": f, "name": g}}
        for a, b, c, d, e, f, g in rows
    )


def _nested(rows: Rows) -> Any:
    return _listed({"id": a, "name": b, "contacts": _edges(c), "orders": _edges(d)} for a, b, c, d in rows)


def _flat(rows: Rows) -> Any:
    names = ("id", "number", "orderedOn", "status", "total", "discountTotal", "city", "country")
    return {"edges": [{"node": dict(zip(names, row, strict=True)), "cursor": cursor([int(row[0])])} for row in rows]}


def _grouped(rows: Rows) -> Any:
    return [{"keys": {"orderedOn": a, "status": b}, "count": c, "sum": {"total": d}} for a, b, c, d in rows]


def _named(rows: Rows) -> Any:
    edges = [{"node": {"id": a, "name": b, "city": c}, "cursor": cursor([b, int(a)])} for a, b, c in rows[:50]]
    return {"edges": edges, "pageInfo": {"hasNextPage": len(rows) > 50, "endCursor": edges[-1]["cursor"]}}


def _listed(nodes: Iterable[Any]) -> Any:
    return {"edges": [{"node": node} for node in nodes]}


QUESTIONS: dict[str, tuple[str, str, Callable[[Rows], Any]]] = {
    "/Q1": ("callerLookup", Q1, _callers),
    "/Q2": ("customers", Q2, _owned),
    "/Q3": ("customers", Q3, _nested),
    "/Q4": ("orders", Q4, _flat),
    "/Q5": ("ordersAggregate", Q5, _grouped),
    "/Q6": ("customers", Q6, _named),
}
_of_thread = threading.local()


def application(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    """WSGI: the path names the question, the body is the list of its values."""
    name, statement, told = QUESTIONS[environ["PATH_INFO"]]
    values = orjson.loads(environ["wsgi.input"].read())
    rows = _connection().execute(statement, {"n": values[0]} if name == "callerLookup" else values or None).fetchall()
    body = orjson.dumps({"data": {name: told(rows)}})
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def _connection() -> psycopg.Connection:
    if not hasattr(_of_thread, "connection"):
        url = os.environ["BENCH_DATABASE"]
        _of_thread.connection = psycopg.connect(url, autocommit=True, prepare_threshold=0)
    return _of_thread.connection  # type: ignore[no-any-return]
