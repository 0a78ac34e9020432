"""Who customers are and how we talk with them: profiling, composition, prospecting."""

from __future__ import annotations

from tests.bench.by_hand.part import ROWS, Part, Plans, Told
from tests.bench.by_hand.words import LINES, NOW, PRODUCT, SOLD, UP_TO_NOW, month

# Profiling ------------------------------------------------------------------------------------------------------------

PAUSES = f"""SELECT customer_id, ordered_on - lag(ordered_on) OVER (PARTITION BY customer_id ORDER BY ordered_on) pause
    FROM "order" o WHERE {SOLD} AND {UP_TO_NOW}"""
MEDIAN = f"""SELECT customer_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY pause) rhythm FROM ({PAUSES}) p
    WHERE pause > 0 GROUP BY customer_id"""
RANKED = f"""SELECT customer_id, avg(pause) rhythm FROM (SELECT customer_id, pause,
    row_number() OVER (PARTITION BY customer_id ORDER BY pause) place, count(*) OVER (PARTITION BY customer_id) pauses
    FROM ({PAUSES}) p WHERE pause > 0) ranked WHERE place * 2 BETWEEN pauses AND pauses + 2 GROUP BY customer_id"""
LIKED = f"""SELECT DISTINCT ON (customer_id) customer_id, category favorite FROM (SELECT o.customer_id, p.category,
    sum(l.amount) spent FROM {LINES} {PRODUCT} WHERE {SOLD} AND {NOW} GROUP BY o.customer_id, p.category) s
    ORDER BY customer_id, spent DESC, category"""
BOUGHT = f"""SELECT customer_id, count(*) orders, sum(total) revenue, max(ordered_on) last_order_on FROM "order" o
    WHERE {SOLD} AND {NOW} GROUP BY customer_id"""


def _profiles(rhythm: str) -> str:
    return f"""SELECT c.id customer_id, c.number, c.name, c.kind, c.tier, c.value_class, c.risk, c.chance_to_leave, b.*,
        r.rhythm, f.favorite FROM ({BOUGHT}) b JOIN customer c ON c.id = b.customer_id LEFT JOIN ({rhythm}) r
        ON r.customer_id = b.customer_id LEFT JOIN ({LIKED}) f ON f.customer_id = b.customer_id ORDER BY b.revenue DESC"""


TALKED = """at >= '2024-01-01 00:00+00' AND at < '2026-01-01 00:00+00'"""
CONTACTS = f"""SELECT extract(isodow FROM at) weekday, extract(hour FROM at) AS hour, channel, way, count(*) contacts FROM
    (SELECT at AT TIME ZONE 'UTC' AS at, channel, direction AS way FROM interaction WHERE {TALKED} UNION ALL
    SELECT opened_at AT TIME ZONE 'UTC', channel, 'REQUEST' FROM service_request WHERE {
    TALKED.replace("at", "opened_at", 1).replace("AND at", "AND opened_at")
}) s GROUP BY 1, 2, 3, 4"""
PROFILE = Told("customer_id kind tier value_class risk orders revenue rhythm favorite last_order_on")
PROFILING: Plans = [
    {
        "profiles": Part({ROWS: PROFILE}, [_profiles(MEDIAN), _profiles(RANKED)]),
        "standing": Part({"classes": Told("value_class customers"), "tiers": Told("tier customers", "customers"),
                          "risks": Told("risk customers", "customers")}, [
            """SELECT CASE WHEN grouping(value_class) = 0 THEN 'classes' WHEN grouping(tier) = 0 THEN 'tiers'
            ELSE 'risks' END part, value_class, tier, risk, count(*) customers FROM customer
            GROUP BY GROUPING SETS ((value_class), (tier), (risk))""",
        ]),
        "days": Part({"weekdays": Told("weekday orders")}, [
            f"""SELECT extract(isodow FROM ordered_on) weekday, count(*) orders FROM "order" o WHERE {SOLD} AND {NOW}
            GROUP BY 1""",
        ]),
        "contacts": Part({"hours": Told("weekday hour contacts"), "channels": Told("channel contacts")}, [
            f"""SELECT CASE WHEN grouping(channel) = 0 THEN 'channels' ELSE 'hours' END part, weekday, hour, channel,
            sum(contacts) contacts FROM ({CONTACTS}) s GROUP BY GROUPING SETS ((weekday, hour), (channel))""",
        ]),
        "categories": Part({"categories": Told("category subcategory customers revenue")}, [
            f"""SELECT category, subcategory, count(*) customers, sum(spent) revenue FROM (SELECT o.customer_id, p.category,
            p.subcategory, sum(l.amount) spent FROM {LINES} {PRODUCT} WHERE {SOLD} AND {NOW} GROUP BY 1, 2, 3) each
            GROUP BY 1, 2""",
        ]),
    },
]  # fmt: skip

# Composition ----------------------------------------------------------------------------------------------------------

REVENUES = f'SELECT customer_id, sum(total) revenue FROM "order" o WHERE {SOLD} AND {NOW} GROUP BY customer_id'
THEN = """SELECT DISTINCT ON (customer_id) customer_id, value_class FROM lifecycle_entry WHERE from_on <= '2025-12-31'
    AND (until_on IS NULL OR until_on > '2025-12-31') ORDER BY customer_id, id DESC"""
GROUPS = Told("key customers buyers revenue")
COMPOSITION: Plans = [
    {
        "groups": Part({"groups": GROUPS, "crossed": GROUPS, ROWS: Told("customers buyers revenue")}, [
            f"""SELECT CASE WHEN grouping(t.value_class) + grouping(c.kind) = 0 THEN 'rows' WHEN grouping(c.kind) = 1
            THEN 'groups' ELSE 'crossed' END part, CASE WHEN grouping(c.kind) = 1 THEN t.value_class ELSE c.kind END AS key,
            t.value_class, count(*) customers, count(s.revenue) buyers, coalesce(sum(s.revenue), 0) revenue,
            coalesce(sum(c.credit_limit), 0) credit_limit FROM customer c
            LEFT JOIN ({REVENUES}) s ON s.customer_id = c.id LEFT JOIN ({THEN}) t ON t.customer_id = c.id
            GROUP BY GROUPING SETS ((t.value_class, c.kind), (t.value_class), (c.kind))""",
        ]),
    },
]  # fmt: skip

# Prospecting ----------------------------------------------------------------------------------------------------------

DAYS = f"""SELECT customer_id, ordered_on AS day, row_number() OVER w AS turn, lead(ordered_on) OVER w AS following
    FROM (SELECT DISTINCT customer_id, ordered_on FROM "order" o WHERE {SOLD} AND {UP_TO_NOW}) o
    WINDOW w AS (PARTITION BY customer_id ORDER BY ordered_on)"""
STOOD = f"""SELECT {month("day")} AS begun, {month("following")} AS ended, {month("(day + 180)")} AS silent,
    turn = 1 AS is_first, count(*) days FROM ({DAYS}) d GROUP BY 1, 2, 3, 4"""
HERE = "begun <= m.month AND (ended IS NULL OR ended > m.month)"
TREND = f"""SELECT m.month first_day, coalesce(sum(days) FILTER (WHERE is_first AND begun = m.month), 0) joined,
    coalesce(sum(days) FILTER (WHERE {HERE}), 0) customers,
    coalesce(sum(days) FILTER (WHERE {HERE} AND is_first AND silent > m.month), 0) AS new,
    coalesce(sum(days) FILTER (WHERE {HERE} AND NOT is_first AND silent > m.month), 0) AS returning,
    coalesce(sum(days) FILTER (WHERE {HERE} AND silent <= m.month), 0) dormant
    FROM ({STOOD}) s, (SELECT generate_series(DATE '2024-01-01', DATE '2025-12-01', INTERVAL '1 month')::date AS month) m
    GROUP BY m.month"""
"""A month's last day is in that month, so a silence that ends in it has ended by then."""
PLACED = f"""SELECT c.id, c.status, s.ever, s.revenue, row_number() OVER (ORDER BY s.revenue DESC NULLS LAST, c.id) place,
    count(s.revenue) OVER () AS number FROM customer c LEFT JOIN (SELECT customer_id, true AS ever,
    sum(total) FILTER (WHERE {NOW}) revenue FROM "order" o WHERE {SOLD} AND {UP_TO_NOW} GROUP BY customer_id) s
    ON s.customer_id = c.id"""
LEVEL = """CASE WHEN revenue IS NULL THEN CASE WHEN ever THEN 'INACTIVE' WHEN status = 'PROSPECT' THEN 'PROSPECT' END
    WHEN place * 100 < number + 100 THEN 'TOP' WHEN place * 100 < number * 5 + 100 THEN 'LARGE'
    WHEN place * 100 < number * 20 + 100 THEN 'MEDIUM' ELSE 'SMALL' END"""
DECIDED = "closed_on BETWEEN '2024-01-01' AND '2025-12-31'"
PROSPECTING: Plans = [
    {
        "trend": Part({ROWS: Told("first_day joined customers new returning dormant")}, [TREND]),
        "history": Part({}, [
            f"""SELECT {month("ordered_on")}, sum(total) FROM "order" o WHERE {SOLD} AND ordered_on BETWEEN '2023-01-01'
            AND '2025-12-31' GROUP BY 1""",
        ]),
        "pyramid": Part({"pyramid": Told("level people revenue least")}, [
            f"""SELECT level, count(*) people, coalesce(sum(revenue), 0) revenue, coalesce(min(revenue), 0) least
            FROM (SELECT {LEVEL} AS level, revenue FROM ({PLACED}) p) s WHERE level IS NOT NULL GROUP BY level""",
        ]),
        "employees": Part({"employees": Told("employee_id people revenue")}, [
            f"""SELECT u.id employee_id, u.first_name, u.last_name, s.people, s.revenue FROM (SELECT c.owner_id,
            count(*) people, sum(s.revenue) revenue FROM ({REVENUES}) s JOIN customer c ON c.id = s.customer_id
            GROUP BY c.owner_id) s JOIN ab_user u ON u.id = s.owner_id""",
        ]),
        "sources": Part({"sources": Told("source_id won lost value")}, [
            f"""SELECT d.name_en, s.* FROM (SELECT source_id, count(*) FILTER (WHERE status = 'WON') won,
            count(*) FILTER (WHERE status = 'LOST') lost, sum(closed_on - created_at::date) FILTER (WHERE status = 'WON'),
            coalesce(sum(expected_value) FILTER (WHERE status = 'WON'), 0) AS value FROM opportunity
            WHERE status IN ('WON', 'LOST') AND {DECIDED} GROUP BY 1) s LEFT JOIN dictionary_entry d ON d.id = s.source_id""",
        ]),
        "pipeline": Part({"pipeline": Told("first_day opportunities value weighted")}, [
            f"""SELECT {month("expected_close_on")} first_day, count(*) opportunities, sum(expected_value) AS value,
            sum(round(expected_value * probability, 2)) weighted FROM opportunity WHERE status IN ('OPEN', 'ASSIGNED')
            GROUP BY 1""",
        ]),
    },
]  # fmt: skip
