"""Questions that reporting tools ask, as they are sent, and the best statement that answers each by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from schema.engine.compiled.cursors import cursor


@dataclass(frozen=True)
class Question:
    """One question, its variables, the statement by hand with its values, and the answer of its rows."""

    name: str
    goal: float
    query: str
    statement: str
    told: Callable[[Sequence[Any]], list[Any]]
    variables: dict[str, Any] = field(default_factory=dict)
    values: tuple[Any, ...] = ()


def _owned(rows: Sequence[Any]) -> list[Any]:
    return [
        {"node": {"id": a, "number": b, "name": c, "city": d, "status": e, "owner": f and {"id": f, "name": g}}}
        for a, b, c, d, e, f, g in rows
    ]


def _nested(rows: Sequence[Any]) -> list[Any]:
    return [
        {"node": {"id": a, "name": b, "contacts": orjson.Fragment(c or "[]"), "orders": orjson.Fragment(d or "[]")}}
        for a, b, c, d in rows
    ]


def _flat(rows: Sequence[Any]) -> list[Any]:
    names = ("id", "number", "orderedOn", "status", "total", "discountTotal", "gross", "country")
    return [{"node": dict(zip(names, row, strict=True))} for row in rows]


def _grouped(rows: Sequence[Any]) -> list[Any]:
    return [{"keys": {"orderedOn": a, "status": b}, "count": c, "sum": {"total": d}} for a, b, c, d in rows]


def _named(rows: Sequence[Any]) -> list[Any]:
    return [{"node": {"id": a, "name": b, "city": c}} for a, b, c in rows]


PERIOD = ("2025-03-01", "2026-03-01")
HERE = ("Name 002000", 5)
QUESTIONS = (
    Question(
        "100 customers with their owners", 1.3,
        "query($after: String) { customers(first: 100, after: $after, orderBy: [{name: ASC}]) "
        "{ edges { node { id number name city status owner { id name } } } } }",
        "SELECT c.id::text, c.number, c.name, c.city, c.status, o.id::text, o.first_name || ' ' || o.last_name "
        "FROM (SELECT * FROM customer ORDER BY name, id LIMIT 100) c LEFT JOIN ab_user o ON o.id = c.owner_id "
        "ORDER BY c.name, c.id",
        _owned,
    ),
    Question(
        "50 customers with contacts, orders, lines, products", 1.2,
        """{ customers(first: 50, orderBy: [{id: ASC}]) { edges { node { id name
            contacts(first: 5) { edges { node { id name email } } }
            orders(first: 5) { edges { node { id number orderedOn
              lines(first: 5) { edges { node { id quantity price product { id name } } } } } } } } } } }""",
        """SELECT c.id::text, c.name, (SELECT json_agg(json_build_object('node', json_build_object(
            'id', x.id::text, 'name', x.name, 'email', x.email)))
            FROM (SELECT * FROM contact WHERE customer_id = c.id ORDER BY id LIMIT 5) x)::text,
          (SELECT json_agg(json_build_object('node', json_build_object(
            'id', x.id::text, 'number', x.number, 'orderedOn', x.ordered_on, 'lines',
            (SELECT json_agg(json_build_object('node', json_build_object('id', l.id::text,
              'quantity', l.quantity::text, 'price', l.price::text,
              'product', json_build_object('id', p.id::text, 'name', p.name))))
             FROM (SELECT * FROM order_line WHERE order_id = x.id ORDER BY id LIMIT 5) l
             JOIN product p ON p.id = l.product_id))))
            FROM (SELECT * FROM "order" WHERE customer_id = c.id ORDER BY id LIMIT 5) x)::text
          FROM (SELECT * FROM customer ORDER BY id LIMIT 50) c ORDER BY c.id""",
        _nested,
    ),
    Question(
        "1,000 flat rows of eight columns", 1.1,
        "{ orders(first: 1000, orderBy: [{id: ASC}]) "
        "{ edges { node { id number orderedOn status total discountTotal gross country } cursor } } }",
        "SELECT id::text, number, ordered_on, status, total::text, discount_total::text, gross::text, country "
        'FROM "order" o ORDER BY o.id LIMIT 1000',
        _flat,
    ),
    Question(
        "revenue by month and status", 1.1,
        "query($from: Date!, $to: Date!) { ordersAggregate(filter: {orderedOn: {gte: $from, lt: $to}}, "
        "groupBy: [{orderedOn: MONTH}, {status: VALUE}]) { keys { orderedOn status } count sum { total } } }",
        "SELECT date_trunc('month', ordered_on)::date, status, count(*), sum(total)::text FROM \"order\" "
        "WHERE ordered_on >= %s AND ordered_on < %s GROUP BY 1, 2 ORDER BY 1, 2",
        _grouped, dict(zip(("from", "to"), PERIOD, strict=True)), PERIOD,
    ),
    Question(
        "a page in the middle of a list", 2.5,
        "query($after: String!) { customers(first: 50, after: $after, orderBy: [{name: ASC}]) "
        "{ edges { node { id name city } cursor } pageInfo { hasNextPage endCursor } } }",
        "SELECT id::text, name, city FROM customer c WHERE (c.name, c.id) > (%s, %s) ORDER BY c.name, c.id LIMIT 51",
        _named, {"after": cursor(HERE)}, HERE,
    ),
)  # fmt: skip
"""With the goal: at most so many times the processor time of the statement by hand."""
