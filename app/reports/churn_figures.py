"""What became of alerts, counted in one statement, and what was tried to keep customers, in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa

from app.catalog.dictionary import DictionaryEntry
from app.churn.alert import PENDING, ChurnAlert, Status
from app.churn.retention_action import Outcome, RetentionAction
from app.core.kinds import Exact
from app.core.period import Period
from app.organization.employee import Employee
from app.reports.stretches import Stretch

ALL, BEFORE, REASON = "all", "before", "reason"
DIMENSIONS: Final = ("month", "owner", "rule")
NAMED: Final = {"owner": "owner_name", REASON: "reason_name"}
COUNTS: Final = ("raised", "open", "deferred", "retained", "lost")
AMOUNTS: Final = ("value_at_risk", "value_pending", "value_kept", "value_lost", "saved", "cost")
AMOUNT: Final = Exact(20, 4)


def alerts(period: Period, cut: Sequence[Stretch], language: str) -> sa.Select[Any]:
    """A row for all alerts raised in the period, one for those of the period before, one for each group of each
    dimension, and one for each reason of a loss."""
    each = _alerts(period, cut, language)
    now = [_grouped(each, name, each.c[name], each.c.is_now) for name in DIMENSIONS]
    lost = each.c.is_now & (each.c.lost > 0)
    parts = sa.union_all(
        _grouped(each, ALL, sa.literal(""), each.c.is_now),
        _grouped(each, BEFORE, sa.literal(""), sa.not_(each.c.is_now)),
        *now,
        _grouped(each, REASON, each.c.reason, lost),
    )
    return sa.select(parts.subquery())


def _alerts(period: Period, cut: Sequence[Stretch], language: str) -> Any:
    """Alerts that every dimension has in one group, together: how many, by state, and their amounts."""
    is_now = ChurnAlert.raised_on.between(period.first, period.last)
    is_then = ChurnAlert.raised_on.between(period.before.first, period.before.last)
    value, zero = ChurnAlert.value_at_risk, sa.literal(Decimal(0), AMOUNT)
    spent = sa.select(RetentionAction.alert_id, sa.func.sum(RetentionAction.cost).label("cost"))
    cost = spent.group_by(RetentionAction.alert_id).subquery()
    groups = {
        "is_now": is_now,
        "month": _text(_place(cut)),
        "owner": _text(ChurnAlert.owner_id),
        "owner_name": Employee.first_name + " " + Employee.last_name,
        "rule": _text(ChurnAlert.rule),
        "reason": _text(ChurnAlert.loss_reason_id),
        "reason_name": named(language),
    }
    counts = {
        "raised": sa.func.count(ChurnAlert.id),
        **{name: sa.func.count(sa.case((ChurnAlert.status == status, 1))) for name, status in STATES.items()},
    }
    amounts = {
        "value_at_risk": value,
        "value_pending": sa.case((ChurnAlert.status.in_(PENDING), value), else_=zero),
        "value_kept": sa.case((ChurnAlert.status == Status.RETAINED, value), else_=zero),
        "value_lost": sa.case((ChurnAlert.status == Status.LOST, value), else_=zero),
        "saved": ChurnAlert.saved,
        "cost": cost.c.cost,
    }
    keys, figures = _labelled(groups), _labelled(counts)
    sums = (sum_of(amount).label(name) for name, amount in amounts.items())
    found = sa.select(*keys, *figures, *sums).select_from(ChurnAlert)
    found = found.outerjoin(cost, cost.c.alert_id == ChurnAlert.id)
    found = found.outerjoin(Employee, Employee.id == ChurnAlert.owner_id)
    found = found.outerjoin(DictionaryEntry, DictionaryEntry.id == ChurnAlert.loss_reason_id)
    return found.where(is_now | is_then).group_by(*keys).cte("alerts")


def _labelled(columns: Mapping[str, Any]) -> list[Any]:
    return [column.label(name) for name, column in columns.items()]


STATES: Final = {"open": Status.OPEN, "deferred": Status.DEFERRED, "retained": Status.RETAINED, "lost": Status.LOST}


def named(language: str) -> Any:
    """What an entry of the dictionary is called in the reader's language; in English where it has no other name."""
    name = getattr(DictionaryEntry, DictionaryEntry.names.get(language, "name_en"))
    return sa.func.coalesce(sa.func.nullif(name, ""), DictionaryEntry.name_en)


def _text(column: Any) -> Any:
    return sa.cast(column, sa.String)


def _place(cut: Sequence[Stretch]) -> Any:
    """Which of the months it was raised in."""
    ends = [(ChurnAlert.raised_on <= each.last, place) for place, each in enumerate(cut[:-1])]
    return sa.case(*ends, else_=len(cut) - 1) if ends else sa.literal(0)


def _grouped(each: Any, dimension: str, key: Any, which: Any) -> sa.Select[Any]:
    some = sa.select(each, key.label("key")).where(which).subquery()
    name = some.c[NAMED[dimension]] if dimension in NAMED else sa.literal("")
    told = (sa.literal(dimension).label("dimension"), some.c.key, sa.func.min(name).label("name"))
    counts = [sa.cast(sa.func.sum(some.c[count]), sa.Integer).label(count) for count in COUNTS]
    amounts = [sum_of(some.c[amount]).label(amount) for amount in AMOUNTS]
    return sa.select(*told, *counts, *amounts).group_by(some.c.key)


def sum_of(amount: Any) -> sa.ColumnElement[Any]:
    """Nothing where there is none."""
    return sa.func.coalesce(sa.func.sum(amount), sa.literal(Decimal(0), amount.type))


def actions(period: Period, language: str) -> sa.Select[Any]:
    """A row for each kind of measure that was taken in the period; what an order saved counts for what came last."""
    outcome, name = RetentionAction.outcome, named(language)
    kept = outcome == Outcome.KEPT
    figures = {
        "tried": sa.func.count(RetentionAction.id),
        "waiting": sa.func.count(RetentionAction.id).filter(outcome == Outcome.WAITING),
        "kept": sa.func.count(RetentionAction.id).filter(kept),
        "cost": sum_of(RetentionAction.cost),
        "saved": sum_of(sa.case((kept, ChurnAlert.saved))),
    }
    tried = sa.select(RetentionAction.kind_id.label("action_id"), sa.func.min(name).label("action"),
                      *(column.label(label) for label, column in figures.items()))  # fmt: skip
    tried = tried.join(ChurnAlert, ChurnAlert.id == RetentionAction.alert_id)
    tried = tried.join(DictionaryEntry, DictionaryEntry.id == RetentionAction.kind_id)
    return tried.where(RetentionAction.taken_on.between(period.first, period.last)).group_by(RetentionAction.kind_id)
