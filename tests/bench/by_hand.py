"""The figures of each report in SQL that is written by hand for PostgreSQL, part by part, in the ways worth trying."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SOLD = "o.status IN ('CONFIRMED', 'PAID')"
NOW = "o.ordered_on BETWEEN '2024-01-01' AND '2025-12-31'"
THEN = "o.ordered_on BETWEEN '2022-01-01' AND '2023-12-31'"
EITHER = "o.ordered_on BETWEEN '2022-01-01' AND '2025-12-31'"
LINES = 'order_line l JOIN "order" o ON o.id = l.order_id'
LET_OFF = "round(l.quantity * l.price, 4) - l.amount"


def _both(value: str, name: str) -> str:
    return f"coalesce(sum({value}) FILTER (WHERE {NOW}), 0) {name}, coalesce(sum({value}) FILTER (WHERE {THEN}), 0) {name}_before"


def _counted(key: str, name: str) -> str:
    return (
        f"count(DISTINCT {key}) FILTER (WHERE {NOW}) {name}, count(DISTINCT {key}) FILTER (WHERE {THEN}) {name}_before"
    )


KNOWN = "l.cost IS NOT NULL"
SUMS = ", ".join(
    (_both("l.amount", "revenue"), _both(f"CASE WHEN {KNOWN} THEN l.amount END", "costed"), _both("l.cost", "cost"))
)
WITH_DISCOUNT = f"{SUMS}, {_both(LET_OFF, 'discount')}"
INNER = f"""sum(l.amount) revenue, sum(l.cost) cost, sum(l.amount) FILTER (WHERE {KNOWN}) costed,
    sum({LET_OFF}) discount, {NOW} AS is_now"""
OUTER = (
    ", ".join(
        f"coalesce(sum({name}) FILTER (WHERE is_now), 0) {name}, coalesce(sum({name}) FILTER (WHERE NOT is_now), 0) {name}_before"
        for name in ("revenue", "cost", "costed", "discount")
    )
    + """, count(*) FILTER (WHERE is_now) orders, count(*) FILTER (WHERE NOT is_now) orders_before"""
)
BUYERS = """count(DISTINCT customer_id) FILTER (WHERE is_now) customers,
    count(DISTINCT customer_id) FILTER (WHERE NOT is_now) customers_before"""
PRODUCT = "JOIN product p ON p.id = l.product_id"


def _grouped(keys: str, join: str) -> list[str]:
    """With each order counted once: by counting different ones, or by adding up orders first."""
    names = ", ".join(key.split(".")[1] for key in keys.split(", "))
    return [
        f"""SELECT {keys}, {_counted("o.id", "orders")}, {_counted("o.customer_id", "customers")}, {WITH_DISCOUNT}
        FROM {LINES} {join} WHERE {SOLD} AND {EITHER} GROUP BY {keys} ORDER BY revenue DESC LIMIT 1000""",
        f"""SELECT {names}, {BUYERS}, {OUTER} FROM (SELECT o.id, o.customer_id, {keys}, {INNER} FROM {LINES} {join}
        WHERE {SOLD} AND {EITHER} GROUP BY o.id, {keys}) each GROUP BY {names} ORDER BY revenue DESC LIMIT 1000""",
    ]


def _by_customer(columns: str, outer: str) -> list[str]:
    """By customer in one go, or by order first; the names last."""
    who = "c.id, c.number, c.name, c.kind"
    return [
        f"""SELECT {who}, s.* FROM (SELECT o.customer_id, {_counted("o.id", "orders")}, {columns} FROM {LINES}
        WHERE {SOLD} AND {EITHER} GROUP BY o.customer_id) s JOIN customer c ON c.id = s.customer_id""",
        f"""SELECT {who}, s.* FROM (SELECT customer_id, {outer} FROM (SELECT o.id, o.customer_id, {INNER} FROM {LINES}
        WHERE {SOLD} AND {EITHER} GROUP BY o.id) each GROUP BY customer_id) s JOIN customer c ON c.id = s.customer_id""",
    ]


FIRSTS = """SELECT customer_id, min(ordered_on) first_on FROM "order" o WHERE o.status IN ('CONFIRMED', 'PAID')
    AND ordered_on <= '2025-12-31' GROUP BY customer_id"""
EACH = f"""SELECT customer_id, min(ordered_on) first_on, count(*) FILTER (WHERE {NOW}) AS now,
    count(*) FILTER (WHERE {THEN}) AS before, sum(total) FILTER (WHERE {NOW}) revenue,
    sum(total) FILTER (WHERE {THEN}) revenue_before FROM "order" o WHERE {SOLD} AND ordered_on <= '2025-12-31'
    GROUP BY customer_id"""
QUARTER = "extract(year FROM {0})::int * 4 + (extract(month FROM {0})::int - 1) / 3"
GONE = """CASE WHEN now = 0 THEN 'GONE' WHEN first_on >= '2024-01-01' THEN 'NEW' WHEN before > 0 THEN 'KEPT' ELSE 'BACK' END"""
PAUSES = f"""SELECT customer_id, ordered_on - lag(ordered_on) OVER (PARTITION BY customer_id ORDER BY ordered_on) pause
    FROM "order" o WHERE {SOLD} AND ordered_on <= '2025-12-31'"""
MEDIAN = f"""SELECT customer_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY pause) rhythm FROM ({PAUSES}) p
    WHERE pause > 0 GROUP BY customer_id"""
RANKED = f"""SELECT customer_id, avg(pause) rhythm FROM (SELECT customer_id, pause,
    row_number() OVER (PARTITION BY customer_id ORDER BY pause) place, count(*) OVER (PARTITION BY customer_id) pauses
    FROM ({PAUSES}) p WHERE pause > 0) ranked WHERE place * 2 BETWEEN pauses AND pauses + 2 GROUP BY customer_id"""
LIKED = f"""SELECT DISTINCT ON (customer_id) customer_id, category FROM (SELECT o.customer_id, p.category,
    sum(l.amount) spent FROM {LINES} {PRODUCT} WHERE {SOLD} AND {NOW} GROUP BY o.customer_id, p.category) s
    ORDER BY customer_id, spent DESC, category"""
BOUGHT = f"""SELECT customer_id, count(*) orders, sum(total) revenue, max(ordered_on) last_on FROM "order" o
    WHERE {SOLD} AND {NOW} GROUP BY customer_id"""


def _profiles(rhythm: str) -> str:
    return f"""SELECT c.id, c.number, c.name, c.kind, c.tier, c.value_class, c.risk, c.chance_to_leave, b.*, r.rhythm,
        f.category FROM ({BOUGHT}) b JOIN customer c ON c.id = b.customer_id LEFT JOIN ({rhythm}) r
        ON r.customer_id = b.customer_id LEFT JOIN ({LIKED}) f ON f.customer_id = b.customer_id ORDER BY b.revenue DESC"""


PARTS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "contribution": {
        "customers": _by_customer(SUMS, OUTER),
        "months": [
            f"""SELECT extract(year FROM o.ordered_on) y, extract(month FROM o.ordered_on) m, count(DISTINCT o.id),
            count(DISTINCT o.customer_id), sum(l.amount), sum(l.cost) FROM {LINES} WHERE {SOLD} AND {EITHER}
            GROUP BY GROUPING SETS ((y, m), (y))""",
            f"""SELECT extract(year FROM ordered_on) y, extract(month FROM ordered_on) m, count(*),
            count(DISTINCT customer_id), sum(revenue), sum(cost) FROM (SELECT o.id, o.ordered_on, o.customer_id,
            sum(l.amount) revenue, sum(l.cost) cost FROM {LINES} WHERE {SOLD} AND {EITHER} GROUP BY o.id) each
            GROUP BY GROUPING SETS ((y, m), (y))""",
        ],
    },
    "profiling": {
        "profiles": [_profiles(MEDIAN), _profiles(RANKED)],
        "standing": ["SELECT value_class, tier, risk, count(*) FROM customer GROUP BY 1, 2, 3"],
        "days": [f"""SELECT extract(isodow FROM ordered_on), count(*) FROM "order" o WHERE {SOLD} AND {NOW} GROUP BY 1"""],
        "categories": [
            f"""SELECT p.category, p.subcategory, count(DISTINCT o.customer_id), sum(l.amount) FROM {LINES} {PRODUCT}
            WHERE {SOLD} AND {NOW} GROUP BY 1, 2""",
            f"""SELECT category, subcategory, count(*), sum(spent) FROM (SELECT o.customer_id, p.category, p.subcategory,
            sum(l.amount) spent FROM {LINES} {PRODUCT} WHERE {SOLD} AND {NOW} GROUP BY 1, 2, 3) each GROUP BY 1, 2""",
        ],
    },
    "persistency": {
        "buyers": [
            f"""SELECT {GONE} change, least(now, 10), least(floor((DATE '2025-12-31' - first_on) / 365.25), 10),
            count(*), sum(now), sum(before), sum(revenue), sum(revenue_before) FROM ({EACH}) each
            WHERE now > 0 OR before > 0 GROUP BY 1, 2, 3"""
        ],
        "cohorts": [
            f"""SELECT began, bought, count(*), sum(revenue) FROM (SELECT o.customer_id,
            {QUARTER.format("f.first_on")} began, {QUARTER.format("o.ordered_on")} bought, sum(o.total) revenue
            FROM "order" o JOIN ({FIRSTS}) f ON f.customer_id = o.customer_id WHERE {SOLD}
            AND o.ordered_on <= '2025-12-31' AND f.first_on >= '2022-01-01' GROUP BY 1, 2, 3) each GROUP BY 1, 2""",
            f"""SELECT {QUARTER.format("first_on")} began, {QUARTER.format("ordered_on")} bought,
            count(DISTINCT customer_id), sum(total) FROM (SELECT o.customer_id, o.ordered_on, o.total,
            min(o.ordered_on) OVER (PARTITION BY o.customer_id) first_on FROM "order" o WHERE {SOLD}
            AND o.ordered_on <= '2025-12-31') each WHERE first_on >= '2022-01-01' GROUP BY 1, 2""",
        ],
        "categories": [
            f"""SELECT category, sum(before), sum(now * before), sum(before * (1 - now)), sum(now * (1 - before))
            FROM (SELECT p.category, o.customer_id, max(({NOW})::int) AS now, max(({THEN})::int) AS before
            FROM {LINES} {PRODUCT} WHERE {SOLD} AND {EITHER} GROUP BY 1, 2) each GROUP BY 1"""
        ],
    },
    "profitability": {
        "customers": _by_customer(WITH_DISCOUNT, OUTER),
        "categories": [
            f"""SELECT p.category, p.subcategory, sum(l.amount), sum({LET_OFF}), sum(l.cost),
            sum(l.amount) FILTER (WHERE {KNOWN}) FROM {LINES} {PRODUCT} WHERE {SOLD} AND {NOW} GROUP BY 1, 2"""
        ],
    },
    "performance": {
        "rows": _grouped("p.category", PRODUCT),
        "crossed": _grouped("p.category, o.region", PRODUCT),
        "buyers": [
            f"""SELECT count(*) FILTER (WHERE {NOW}), count(*) FILTER (WHERE {THEN}), {_counted('o.customer_id', 'c')}
            FROM "order" o WHERE {SOLD} AND {EITHER}""",
            f"""SELECT sum(now), sum(before), count(*) FILTER (WHERE now > 0), count(*) FILTER (WHERE before > 0) FROM
            (SELECT count(*) FILTER (WHERE {NOW}) AS now, count(*) FILTER (WHERE {THEN}) AS before FROM "order" o
            WHERE {SOLD} AND {EITHER} GROUP BY o.customer_id) each""",
        ],
        "kept": [
            f"""SELECT count(*) FILTER (WHERE first_on >= '2024-01-01'), count(*) FILTER (WHERE before > 0),
            count(*) FILTER (WHERE before > 0 AND now > 0) FROM ({EACH}) each"""
        ],
    },
}  # fmt: skip
