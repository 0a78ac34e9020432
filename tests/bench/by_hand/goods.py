"""What was sold: performance, product, promotion."""

from __future__ import annotations

from tests.bench.by_hand.part import ROWS, TOTALS, Part, Plans, Told
from tests.bench.by_hand.words import (
    CHARGED,
    EITHER,
    LET_OFF,
    LINES,
    NOW,
    PRODUCT,
    SOLD,
    THEN,
    UP_TO_NOW,
    WITH_DISCOUNT,
    apart,
    month,
)

# Performance: category by region --------------------------------------------------------------------------------------

CELLS = f"""SELECT p.category AS key, o.region across_key, grouping(o.region) is_row, {NOW} AS is_now, {WITH_DISCOUNT},
    count(DISTINCT o.id) orders, count(DISTINCT o.customer_id) customers FROM {LINES} {PRODUCT} WHERE {SOLD} AND {EITHER}
    GROUP BY GROUPING SETS ((1, 2, 4), (1, 4))"""
SOLD_OF = Told("key orders customers revenue discount margin revenue_before orders_before customers_before")
SOLD_ACROSS = Told("key across_key orders customers revenue margin revenue_before")
PERFORMANCE: Plans = [
    {
        "sold": Part({ROWS: SOLD_OF, "crossed": SOLD_ACROSS}, [
            f"""SELECT CASE is_row WHEN 1 THEN 'rows' ELSE 'crossed' END part, key, across_key,
            {apart("orders", "customers", "revenue", "discount", "margin")} FROM (SELECT *, costed - cost margin
            FROM ({CELLS}) s) cells GROUP BY is_row, key, across_key""",
        ]),
        "buyers": Part({TOTALS: Told("orders customers orders_before customers_before")}, [
            f"""SELECT sum(orders) orders, sum(orders_before) orders_before, count(*) FILTER (WHERE orders > 0) customers,
            count(*) FILTER (WHERE orders_before > 0) customers_before, count(*) FILTER (WHERE first_on >= '2024-01-01'),
            count(*) FILTER (WHERE first_on BETWEEN '2022-01-01' AND '2023-12-31'),
            count(*) FILTER (WHERE orders_before > 0 AND orders > 0) FROM (SELECT customer_id, min(ordered_on) first_on,
            count(*) FILTER (WHERE {NOW}) orders, count(*) FILTER (WHERE {THEN}) orders_before FROM "order" o
            WHERE {SOLD} AND {UP_TO_NOW} GROUP BY customer_id) each""",
        ]),
        "pursued": Part({}, [
            """SELECT count(*) FILTER (WHERE closed_on >= '2024-01-01'), count(*) FILTER (WHERE closed_on < '2024-01-01'),
            count(*) FILTER (WHERE status = 'WON' AND closed_on >= '2024-01-01'),
            count(*) FILTER (WHERE status = 'WON' AND closed_on < '2024-01-01'),
            sum(closed_on - created_at::date) FILTER (WHERE status = 'WON' AND closed_on >= '2024-01-01'),
            sum(closed_on - created_at::date) FILTER (WHERE status = 'WON' AND closed_on < '2024-01-01')
            FROM opportunity WHERE status IN ('WON', 'LOST') AND closed_on BETWEEN '2022-01-01' AND '2025-12-31'""",
        ]),
        "served": Part({}, [
            """SELECT is_now, count(*), sum(extract(epoch FROM resolved_at - opened_at)), count(rating), sum(rating)
            FROM (SELECT resolved_at >= '2024-01-01 00:00+00' AS is_now, resolved_at, opened_at, rating
            FROM service_request WHERE resolved_at >= '2022-01-01 00:00+00' AND resolved_at < '2026-01-01 00:00+00') s
            GROUP BY is_now""",
        ]),
    },
]  # fmt: skip

# Product --------------------------------------------------------------------------------------------------------------

HALF, HALF_BEFORE, LATELY = "DATE '2025-12-31' - 182", "DATE '2025-12-31' - 364", "DATE '2025-12-31' - 90"
EVER = f"""SELECT l.product_id, count(*) FILTER (WHERE {NOW}) sales, min(o.ordered_on) first_on, max(o.ordered_on) last_on,
    coalesce(sum(l.quantity) FILTER (WHERE {NOW}), 0) quantity, coalesce(sum(l.amount) FILTER (WHERE {NOW}), 0) revenue,
    sum(l.amount) FILTER (WHERE o.ordered_on > {HALF}) recent,
    sum(l.amount) FILTER (WHERE o.ordered_on > {HALF_BEFORE} AND o.ordered_on <= {HALF}) earlier,
    sum(l.quantity) FILTER (WHERE o.ordered_on > {LATELY}) lately,
    coalesce(sum(l.amount - l.cost) FILTER (WHERE {NOW}), 0) margin,
    sum(l.amount) FILTER (WHERE {NOW} AND l.cost IS NOT NULL) costed FROM {LINES} WHERE {SOLD} AND {UP_TO_NOW}
    GROUP BY l.product_id"""
BY_MONTH = f"""SELECT l.product_id, {month("o.ordered_on")} AS month, sum(l.amount) revenue FROM {LINES}
    WHERE {SOLD} AND {UP_TO_NOW} GROUP BY 1, 2"""
PEAK = "SELECT DISTINCT ON (product_id) product_id, month peak FROM {0} s ORDER BY product_id, revenue DESC, month"
STOCK = "SELECT product_id, sum(quantity) stock FROM stock_level GROUP BY product_id"
LINE = "coalesce(p.subcategory, p.category, p.name)"
PRODUCT_ROWS = Told("product_id sales quantity revenue margin first_on last_on peak stock", "sales")
MONTHLY = f"""SELECT l.product_id, {month("o.ordered_on")} AS month, min(o.ordered_on) first_on, max(o.ordered_on) last_on,
    count(*) FILTER (WHERE {NOW}) sales, sum(l.amount) revenue, sum(l.quantity) quantity, sum(l.amount - l.cost) margin,
    sum(l.amount) FILTER (WHERE l.cost IS NOT NULL) costed, sum(l.amount) FILTER (WHERE o.ordered_on > {HALF}) recent,
    sum(l.amount) FILTER (WHERE o.ordered_on > {HALF_BEFORE} AND o.ordered_on <= {HALF}) earlier,
    sum(l.quantity) FILTER (WHERE o.ordered_on > {LATELY}) lately FROM {LINES} WHERE {SOLD} AND {UP_TO_NOW}
    GROUP BY 1, 2"""
ROLLED = """SELECT product_id, min(first_on) first_on, max(last_on) last_on, sum(sales) sales, sum(recent) recent,
    sum(earlier) earlier, sum(lately) lately, coalesce(sum(quantity) FILTER (WHERE sales > 0), 0) quantity,
    coalesce(sum(revenue) FILTER (WHERE sales > 0), 0) revenue, coalesce(sum(margin) FILTER (WHERE sales > 0), 0) margin,
    sum(costed) FILTER (WHERE sales > 0) costed FROM monthly GROUP BY product_id"""
"""The period is of whole months."""
PAIRED = """SELECT m.first, m.second, m.orders, f.orders n_first, s.orders n_second, w.whole FROM met m
    JOIN each f ON f.line = m.first JOIN each s ON s.line = m.second, (SELECT count(DISTINCT order_id) whole FROM baskets) w
    ORDER BY round(m.orders * w.whole / (f.orders * s.orders)::numeric, 2) DESC, m.orders DESC, m.first COLLATE "C" LIMIT 50"""
MET = """SELECT a.line AS first, b.line AS second, count(*) orders FROM baskets a JOIN baskets b
    ON b.order_id = a.order_id AND a.line < b.line GROUP BY 1, 2 HAVING count(*) >= 3"""
BASKETS = f"SELECT DISTINCT l.order_id, {LINE} AS line FROM {LINES} {PRODUCT} WHERE {SOLD} AND {NOW}"
PAIRS = Part({"pairs": Told("first second orders")}, [
    f"""WITH baskets AS MATERIALIZED ({BASKETS}), each AS (SELECT line, count(*) orders FROM baskets GROUP BY line),
    met AS ({MET}) {PAIRED}""",
])  # fmt: skip
PRODUCTS: Plans = [
    {
        "products": Part({ROWS: PRODUCT_ROWS}, [
            f"""SELECT p.id product_id, p.number, p.name, {LINE} AS line, s.*, m.peak, k.stock FROM ({EVER}) s
            JOIN product p ON p.id = s.product_id JOIN ({PEAK.format(f"({BY_MONTH})")}) m ON m.product_id = p.id
            LEFT JOIN ({STOCK}) k ON k.product_id = p.id""",
            f"""WITH monthly AS MATERIALIZED ({MONTHLY}) SELECT p.number, p.name, {LINE} AS line, s.*, m.peak, k.stock
            FROM ({ROLLED}) s JOIN product p ON p.id = s.product_id JOIN ({PEAK.format("monthly")}) m
            ON m.product_id = p.id LEFT JOIN ({STOCK}) k ON k.product_id = p.id""",
        ]),
        "pairs": PAIRS,
    },
]  # fmt: skip

# Promotion ------------------------------------------------------------------------------------------------------------

FIGURES = f"""count(*) sales, sum(l.quantity) quantity, {CHARGED}, sum({LET_OFF}) let_off,
    coalesce(sum(l.amount) FILTER (WHERE l.discount > 0), 0) discounted"""
ROLL_UP = """sum(sales) sales, sum(quantity) quantity, sum(revenue) revenue, sum(let_off) let_off,
    sum(costed) - sum(s.cost) margin, sum(costed) costed, sum(discounted) discounted"""
NAMES = "sales quantity revenue let_off margin"
PROMOTED = {ROWS: Told(f"up_to {NAMES}"), "months": Told(f"first_day {NAMES} discounted", "sales"),
            "lines": Told(f"line {NAMES} discounted")}  # fmt: skip
BAND = "CASE WHEN discount > 0.3 THEN 0.5 WHEN discount > 0.2 THEN 0.3 ELSE discount END"
PROMOTION: Plans = [
    {
        "promoted": Part(PROMOTED, [
            f"""SELECT CASE WHEN grouping(discount) = 0 THEN 'rows' WHEN grouping(first_day) = 0 THEN 'months'
            ELSE 'lines' END part, {BAND} up_to, first_day, coalesce(subcategory, category) line, {ROLL_UP} FROM
            (SELECT l.discount, {month("o.ordered_on")} AS first_day, l.product_id, {FIGURES} FROM {LINES}
            WHERE {SOLD} AND {NOW} GROUP BY 1, 2, 3) s JOIN product p ON p.id = s.product_id
            GROUP BY GROUPING SETS ((discount), (first_day), (subcategory, category))""",
            f"""SELECT CASE WHEN grouping(discount) = 0 THEN 'rows' WHEN grouping(first_day) = 0 THEN 'months'
            ELSE 'lines' END part, {BAND} up_to, first_day, coalesce(subcategory, category) line, {ROLL_UP} FROM
            (SELECT l.discount, {month("o.ordered_on")} AS first_day, p.category, p.subcategory, 1 AS sales, l.quantity,
            l.amount revenue, {LET_OFF} let_off, l.cost, CASE WHEN l.cost IS NOT NULL THEN l.amount END costed,
            CASE WHEN l.discount > 0 THEN l.amount ELSE 0 END discounted FROM {LINES} {PRODUCT} WHERE {SOLD} AND {NOW}) s
            GROUP BY GROUPING SETS ((discount), (first_day), (subcategory, category))""",
        ]),
    },
]  # fmt: skip
