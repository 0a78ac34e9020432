"""Customers and what they bought: contribution, profitability, persistency."""

from __future__ import annotations

from tests.bench.by_hand.part import ROWS, Part, Plans, Told
from tests.bench.by_hand.words import (
    CHARGED,
    COUNTS,
    EITHER,
    LINES,
    NOW,
    PRODUCT,
    SOLD,
    THEN,
    UP_TO_NOW,
    WITH_DISCOUNT,
    apart,
    by_customer,
    by_order,
    month,
    year,
)

WHO = "c.id customer_id, c.number, c.name customer, c.kind"

# Contribution ---------------------------------------------------------------------------------------------------------

GOODS = ("revenue", "cost", "costed")
EACH = f"SELECT customer_id, {COUNTS}, {apart(*GOODS)} FROM"
MONTHLY = f"""SELECT day, count(*) customers, sum(orders) orders, sum(revenue) revenue, sum(cost) cost,
    sum(costed) costed FROM (SELECT customer_id, {month("ordered_on")} AS day, count(*) orders, sum(revenue) revenue,
    sum(cost) cost, sum(costed) costed FROM each WHERE ordered_on >= '2023-01-01' GROUP BY 1, 2) s GROUP BY day"""
YEARLY = f"""SELECT day, count(*) customers FROM (SELECT DISTINCT customer_id, {year("ordered_on")} AS day FROM each
    WHERE is_now) s GROUP BY day"""
MONTHS = """SELECT 'months' part, m.day first_day, m.orders, m.customers, m.revenue, m.costed - m.cost margin,
    b.revenue revenue_before FROM monthly m JOIN monthly b ON b.day = (m.day - INTERVAL '1 year')::date
    WHERE m.day >= '2024-01-01' """
YEARS = f"""SELECT 'years', y.day, sum(m.orders), y.customers, sum(m.revenue), sum(m.costed - m.cost), sum(m.before)
    FROM (SELECT {year("m.day")} AS year, m.*, b.revenue AS before FROM monthly m JOIN monthly b
    ON b.day = (m.day - INTERVAL '1 year')::date) m JOIN ({YEARLY}) y ON y.day = m.year GROUP BY y.day, y.customers"""
TIMES = Told("first_day orders customers revenue margin revenue_before")
CUSTOMERS = Told("customer_id orders revenue margin revenue_before", "orders")
BY_TIME = {"months": TIMES, "years": TIMES}
_FOUND = f"""SELECT {WHO}, orders, revenue, costed - cost margin, costed, revenue_before, orders_before,
    costed_before - cost_before margin_before, costed_before FROM customer c JOIN"""

CONTRIBUTION: Plans = [
    {
        "customers": Part({ROWS: CUSTOMERS}, [
            f"{_FOUND} ({EACH} ({by_order(CHARGED)}) each GROUP BY customer_id) s ON s.customer_id = c.id "
            "ORDER BY revenue DESC",
            f"{_FOUND} (SELECT customer_id, {apart('orders', *GOODS)} FROM ({by_customer(CHARGED)}) each "
            "GROUP BY customer_id) s ON s.customer_id = c.id ORDER BY revenue DESC",
        ]),
        "months": Part(BY_TIME, [
            f"""WITH each AS ({by_order(CHARGED, days="o.ordered_on BETWEEN '2023-01-01' AND '2025-12-31'")}),
            monthly AS ({MONTHLY}) {MONTHS} UNION ALL {YEARS}""",
        ]),
    },
    {
        "both": Part({ROWS: CUSTOMERS, **BY_TIME}, [
            f"""WITH each AS MATERIALIZED ({by_order(CHARGED)}), monthly AS ({MONTHLY}), s AS ({EACH} each
            GROUP BY customer_id) SELECT 'rows' part, NULL::date first_day, orders, NULL::bigint customers, revenue,
            costed - cost margin, revenue_before, {WHO}, costed, orders_before, costed_before - cost_before
            margin_before, costed_before FROM customer c JOIN s ON s.customer_id = c.id UNION ALL
            SELECT m.*, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM ({MONTHS} UNION ALL {YEARS}) m
            ORDER BY part, revenue DESC""",
        ]),
    },
]  # fmt: skip

# Profitability --------------------------------------------------------------------------------------------------------

HELPED = """SELECT q.customer_id, sum(r.minutes_spent) FILTER (WHERE r.at >= '2024-01-01 00:00+00') minutes,
    sum(r.minutes_spent) FILTER (WHERE r.at < '2024-01-01 00:00+00') minutes_before FROM resolution r
    JOIN service_request q ON q.id = r.request_id WHERE r.at >= '2022-01-01 00:00+00'
    AND r.at < '2026-01-01 00:00+00' GROUP BY q.customer_id"""
KEPT = """SELECT a.customer_id, sum(x.cost) FILTER (WHERE x.taken_on >= '2024-01-01') retention_cost,
    sum(x.cost) FILTER (WHERE x.taken_on < '2024-01-01') retention_cost_before FROM retention_action x
    JOIN churn_alert a ON a.id = x.alert_id WHERE x.taken_on BETWEEN '2022-01-01' AND '2025-12-31'
    GROUP BY a.customer_id"""
WHOLE = ("revenue", "discount", "costed", "cost")
_SUMS = "sum(revenue) revenue, sum(discount) discount, sum(costed) - sum(s.cost) margin FROM"


def _profits(bought: str) -> str:
    return f"""SELECT {WHO}, coalesce(orders, 0) orders, coalesce(orders_before, 0) orders_before,
        {
        ", ".join(
            f"coalesce({name}{end}, 0) {name}{end}"
            for name in (*WHOLE, "minutes", "retention_cost")
            for end in ("", "_before")
        )
    }, coalesce(costed - cost, 0) margin,
        (orders > 0 OR minutes > 0 OR retention_cost > 0) touched
        FROM customer c LEFT JOIN (SELECT customer_id, {bought} each
        GROUP BY customer_id) s ON s.customer_id = c.id LEFT JOIN ({HELPED}) h ON h.customer_id = c.id
        LEFT JOIN ({KEPT}) k ON k.customer_id = c.id WHERE s.customer_id IS NOT NULL OR h.customer_id IS NOT NULL
        OR k.customer_id IS NOT NULL"""


PROFITABILITY: Plans = [
    {
        "customers": Part({ROWS: Told("customer_id orders revenue discount margin minutes retention_cost", "touched")}, [
            _profits(f"{COUNTS}, {apart(*WHOLE)} FROM ({by_order(WITH_DISCOUNT)})"),
            _profits(f"{apart('orders', *WHOLE)} FROM ({by_customer(WITH_DISCOUNT)})"),
        ]),
        "categories": Part({"categories": Told("category subcategory revenue discount margin")}, [
            f"""SELECT p.category, p.subcategory, {_SUMS} (SELECT l.product_id, {WITH_DISCOUNT} FROM {LINES}
            WHERE {SOLD} AND {NOW} GROUP BY l.product_id) s JOIN product p ON p.id = s.product_id GROUP BY 1, 2""",
            f"""SELECT category, subcategory, {_SUMS} (SELECT p.category, p.subcategory, {WITH_DISCOUNT}
            FROM {LINES} {PRODUCT} WHERE {SOLD} AND {NOW} GROUP BY 1, 2) s GROUP BY 1, 2""",
        ]),
    },
]  # fmt: skip

# Persistency ----------------------------------------------------------------------------------------------------------

BUYERS = f"""SELECT customer_id, min(ordered_on) first_on, count(*) FILTER (WHERE {NOW}) AS now,
    count(*) FILTER (WHERE {THEN}) AS before, sum(total) FILTER (WHERE {NOW}) revenue,
    sum(total) FILTER (WHERE {THEN}) revenue_before FROM "order" o WHERE {SOLD} AND {UP_TO_NOW} GROUP BY customer_id"""
MOVED = """CASE WHEN now = 0 THEN 'GONE' WHEN first_on >= '2024-01-01' THEN 'NEW' WHEN before > 0 THEN 'KEPT'
    ELSE 'BACK' END"""
QUARTER = "(date_part('year', {0}) * 4 + date_part('quarter', {0}))::int"
COHORTS = """SELECT make_date((began - 1) / 4, (began - 1) % 4 * 3 + 1, 1) cohort, bought - began AS later,
    count(*) customers, sum(revenue) revenue FROM"""

PERSISTENCY: Plans = [
    {
        "buyers": Part({ROWS: Told("kind customers revenue revenue_before"), "loyalty": Told("orders customers revenue", "customers"),
                        "tenure": Told("years customers revenue", "customers")}, [
            f"""SELECT CASE WHEN grouping(kind) = 0 THEN 'rows' WHEN grouping(orders) = 0 THEN 'loyalty' ELSE 'tenure' END
            part, kind, orders, years, count(*) customers, coalesce(sum(revenue), 0) revenue,
            coalesce(sum(revenue_before), 0) revenue_before FROM (SELECT {MOVED} kind,
            CASE WHEN now > 0 THEN least(now, 10) END orders, CASE WHEN now > 0 THEN
            least(floor((DATE '2025-12-31' - first_on) / 365.25), 10) END years, revenue, revenue_before
            FROM ({BUYERS}) each WHERE now > 0 OR before > 0) s GROUP BY GROUPING SETS ((kind), (orders), (years))
            HAVING coalesce(kind, orders::text, years::text) IS NOT NULL""",
        ]),
        "cohorts": Part({"retention": Told("cohort later customers revenue", "customers")}, [
            f"""{COHORTS} (SELECT o.customer_id, {QUARTER.format("f.first_on")} began,
            {QUARTER.format("o.ordered_on")} bought, sum(o.total) revenue FROM "order" o JOIN (SELECT customer_id,
            min(ordered_on) first_on FROM "order" o WHERE {SOLD} AND {UP_TO_NOW} GROUP BY customer_id) f
            ON f.customer_id = o.customer_id WHERE {SOLD} AND {UP_TO_NOW} AND f.first_on >= '2022-01-01'
            GROUP BY 1, 2, 3) each GROUP BY began, bought""",
            f"""{COHORTS} (SELECT customer_id, bought, revenue, min(bought) OVER (PARTITION BY customer_id) began
            FROM (SELECT o.customer_id, {QUARTER.format("o.ordered_on")} bought, sum(o.total) revenue FROM "order" o
            WHERE {SOLD} AND {UP_TO_NOW} GROUP BY 1, 2) s) each GROUP BY began, bought""",
        ]),
        "categories": Part({"categories": Told("category before kept left won")}, [
            f"""SELECT category, sum(before) AS before, sum(now * before) kept, sum(before * (1 - now)) AS left,
            sum(now * (1 - before)) won FROM (SELECT p.category, o.customer_id, max(({NOW})::int) AS now,
            max(({THEN})::int) AS before FROM {LINES} {PRODUCT} WHERE {SOLD} AND {EITHER} GROUP BY 1, 2) each
            GROUP BY 1""",
        ]),
    },
]  # fmt: skip
