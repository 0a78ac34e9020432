"""What the statements have in common."""

from __future__ import annotations

SOLD = "o.status IN ('CONFIRMED', 'PAID')"
NOW = "o.ordered_on BETWEEN '2024-01-01' AND '2025-12-31'"
THEN = "o.ordered_on BETWEEN '2022-01-01' AND '2023-12-31'"
EITHER = "o.ordered_on BETWEEN '2022-01-01' AND '2025-12-31'"
UP_TO_NOW = "o.ordered_on <= '2025-12-31'"
LINES = 'order_line l JOIN "order" o ON o.id = l.order_id'
PRODUCT = "JOIN product p ON p.id = l.product_id"
LET_OFF = "round(l.quantity * l.price, 4) - l.amount"
CHARGED = "sum(l.amount) revenue, sum(l.cost) cost, sum(l.amount) FILTER (WHERE l.cost IS NOT NULL) costed"
WITH_DISCOUNT = f"{CHARGED}, sum({LET_OFF}) discount"


def month(day: str) -> str:
    """Its first day."""
    return f"({day} - (date_part('day', {day})::int - 1))"


def year(day: str) -> str:
    return f"({day} - (date_part('doy', {day})::int - 1))"


def by_order(sums: str, *, days: str = EITHER) -> str:
    """One row an order."""
    return f"""SELECT o.customer_id, o.ordered_on, {NOW} AS is_now, {sums} FROM {LINES} WHERE {SOLD} AND {days}
        GROUP BY o.id"""


def by_customer(sums: str) -> str:
    """One row for each customer of either period."""
    return f"""SELECT o.customer_id, {NOW} AS is_now, count(DISTINCT o.id) orders, {sums} FROM {LINES}
        WHERE {SOLD} AND {EITHER} GROUP BY 1, 2"""


def apart(*names: str) -> str:
    """Sums of the period, and of the one before."""
    return ", ".join(
        f"coalesce(sum({name}) FILTER (WHERE {where}), 0) {name}{end}"
        for name in names
        for where, end in (("is_now", ""), ("NOT is_now", "_before"))
    )


COUNTS = "count(*) FILTER (WHERE is_now) orders, count(*) FILTER (WHERE NOT is_now) orders_before"
