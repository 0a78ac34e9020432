"""What service did, and who left: service, churn."""

from __future__ import annotations

from tests.bench.by_hand.part import ROWS, TOTALS, Part, Plans, Told
from tests.bench.by_hand.words import month

NAMES = "requests open decided in_time rated score back escalated minutes answer_many answer_seconds resolve_seconds"
MEDIANS = "answer_median resolve_median"
DIMENSIONS = {ROWS: "agent_id", "kinds": "kind", "departments": "department_id", "priorities": "priority",
              "channels": "channel", "months": "first_day"}  # fmt: skip
REQUESTS = f"""SELECT q.assignee_id agent_id, q.kind, q.department_id, q.priority, q.channel, {month("opened_on")} AS
    first_day, q.is_now, q.status IN ('NEW', 'DISPATCHED', 'ACCEPTED', 'WAITING') is_open, q.rating,
    CASE WHEN q.resolved_at <= q.due_at THEN 1 WHEN q.due_at IS NOT NULL AND (q.resolved_at IS NOT NULL
    OR q.status IN ('NEW', 'DISPATCHED', 'ACCEPTED') AND q.due_at < now()) THEN 0 END in_time,
    coalesce(d.sent, 0) > 1 OR coalesce(f.score < 3, false) is_back, q.escalated_at IS NOT NULL is_escalated, r.minutes,
    floor(date_part('epoch', d.accepted_at - q.opened_at))::int answer,
    floor(date_part('epoch', q.resolved_at - q.opened_at))::int resolve
    FROM (SELECT *, (opened_at AT TIME ZONE 'UTC')::date opened_on, opened_at >= '2024-01-01 00:00+00' AS is_now
    FROM service_request WHERE opened_at >= '2022-01-01 00:00+00' AND opened_at < '2026-01-01 00:00+00') q
    LEFT JOIN (SELECT request_id, min(accepted_at) accepted_at, count(*) sent FROM dispatch GROUP BY 1) d
    ON d.request_id = q.id
    LEFT JOIN (SELECT request_id, min(score) score FROM feedback GROUP BY 1) f ON f.request_id = q.id
    LEFT JOIN (SELECT request_id, sum(minutes_spent) minutes FROM resolution GROUP BY 1) r ON r.request_id = q.id"""
SUMS = """count(*) requests, count(*) FILTER (WHERE is_open) AS open, count(in_time) decided,
    coalesce(sum(in_time), 0) in_time, count(rating) rated, coalesce(sum(rating), 0) score,
    count(*) FILTER (WHERE is_back) back, count(*) FILTER (WHERE is_escalated) escalated,
    coalesce(sum(minutes), 0) minutes, count(answer) answer_many, coalesce(sum(answer), 0) answer_seconds,
    coalesce(sum(resolve), 0) resolve_seconds,
    round((percentile_cont(0.5) WITHIN GROUP (ORDER BY answer) / 3600)::numeric, 2) answer_median,
    round((percentile_cont(0.5) WITHIN GROUP (ORDER BY resolve) / 3600)::numeric, 2) resolve_median"""
PLACES = " ".join(f"WHEN grouping({key}) = 0 THEN '{table}'" for table, key in DIMENSIONS.items())
"""What each row says is reckoned once, and not again for each grouping: so much `OFFSET 0` is for."""
SERVICE: Plans = [
    {
        "requests": Part({TOTALS: Told(f"{NAMES} {MEDIANS}"),
                          **{table: Told(f"{key} {NAMES} {MEDIANS}", "requests") for table, key in DIMENSIONS.items()}}, [
            f"""SELECT CASE WHEN NOT is_now THEN 'before' {PLACES} ELSE 'totals' END part,
            {", ".join(DIMENSIONS.values())}, {SUMS} FROM ({REQUESTS} OFFSET 0) q GROUP BY GROUPING SETS ((is_now),
            {", ".join(f"(is_now, {key})" for key in DIMENSIONS.values())})
            HAVING is_now OR {" + ".join(f"grouping({key})" for key in DIMENSIONS.values())} = {len(DIMENSIONS)}""",
        ]),
    },
]  # fmt: skip

# Churn ----------------------------------------------------------------------------------------------------------------

ALERTS = f"""SELECT {month("a.raised_on")} first_day, a.owner_id, a.rule, a.loss_reason_id reason_id, a.status,
    a.value_at_risk, a.saved, s.cost, a.raised_on >= '2024-01-01' AS is_now FROM churn_alert a LEFT JOIN
    (SELECT alert_id, sum(cost) AS cost FROM retention_action GROUP BY 1) s ON s.alert_id = a.id
    WHERE a.raised_on BETWEEN '2022-01-01' AND '2025-12-31'"""
CAME_TO = """count(*) raised, count(*) FILTER (WHERE status = 'OPEN') AS open,
    count(*) FILTER (WHERE status = 'DEFERRED') deferred, count(*) FILTER (WHERE status = 'RETAINED') retained,
    count(*) FILTER (WHERE status = 'LOST') lost, sum(value_at_risk) value_at_risk,
    coalesce(sum(value_at_risk) FILTER (WHERE status IN ('OPEN', 'DEFERRED')), 0) value_pending,
    coalesce(sum(value_at_risk) FILTER (WHERE status = 'RETAINED'), 0) value_kept,
    coalesce(sum(value_at_risk) FILTER (WHERE status = 'LOST'), 0) value_lost, coalesce(sum(saved), 0) saved,
    coalesce(sum(cost), 0) AS cost"""
COUNTED = "raised open deferred retained lost value_at_risk value_pending value_kept value_lost saved cost"
KEYS = {ROWS: "first_day", "owners": "owner_id", "rules": "rule"}
WHERE = " ".join(f"WHEN grouping({key}) = 0 THEN '{table}'" for table, key in KEYS.items())
CHURN: Plans = [
    {
        "alerts": Part({TOTALS: Told(COUNTED), **{table: Told(f"{key} {COUNTED}") for table, key in KEYS.items()},
                        "reasons": Told("reason_id lost value_lost")}, [
            f"""SELECT CASE WHEN NOT is_now THEN 'before' {WHERE} WHEN grouping(reason_id) = 0 THEN 'reasons' ELSE 'totals'
            END part, {", ".join(KEYS.values())}, reason_id, {CAME_TO} FROM ({ALERTS} OFFSET 0) a GROUP BY GROUPING SETS ((is_now),
            {", ".join(f"(is_now, {key})" for key in KEYS.values())}, (is_now, reason_id)) HAVING is_now AND
            (grouping(reason_id) = 1 OR count(*) FILTER (WHERE status = 'LOST') > 0)
            OR grouping(first_day) + grouping(owner_id) + grouping(rule) + grouping(reason_id) = 4""",
        ]),
        "actions": Part({"actions": Told("action_id tried waiting kept cost saved")}, [
            """SELECT kind_id action_id, d.name_en, s.tried, s.waiting, s.kept, s.cost, s.saved FROM (SELECT x.kind_id,
            count(*) tried, count(*) FILTER (WHERE x.outcome = 'WAITING') waiting,
            count(*) FILTER (WHERE x.outcome = 'KEPT') kept, coalesce(sum(x.cost), 0) AS cost,
            coalesce(sum(a.saved) FILTER (WHERE x.outcome = 'KEPT'), 0) saved FROM retention_action x
            JOIN churn_alert a ON a.id = x.alert_id WHERE x.taken_on BETWEEN '2024-01-01' AND '2025-12-31'
            GROUP BY x.kind_id) s JOIN dictionary_entry d ON d.id = s.kind_id""",
        ]),
    },
]  # fmt: skip
