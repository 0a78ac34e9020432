"""What became of alerts, counted in one statement, and what was tried to keep customers, in another."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa

from app.catalog.dictionary import DictionaryEntry
from app.churn.alert import PENDING, ChurnAlert, Status
from app.churn.retention_action import Outcome, RetentionAction
from app.core.period import Period
from app.organization.employee import Employee
from app.reports.groupings import at_once, in_turn
from app.reports.stretches import Stretch

REASON: Final = "reason"
DIMENSIONS: Final = ("month", "owner", "rule", REASON)
COUNTS: Final = ("raised", "open", "deferred", "retained", "lost")
AMOUNTS: Final = ("value_at_risk", "value_pending", "value_kept", "value_lost", "saved", "cost")


def alerts(period: Period, cut: Sequence[Stretch], language: str, dialect: str) -> sa.Select[Any]:
    """A row for all alerts raised in the period, one for those of the period before, and one for each group of each
    dimension: `dimension` says which, the column of that name what the group is, `owner_name` and `reason_name` what
    it is called; and the figures."""
    each = _alerts(period, cut)
    if dialect == "postgresql":
        found = at_once(each, DIMENSIONS, _sums(each)).subquery()
    else:
        found = in_turn(each, DIMENSIONS, _sums).subquery()
    told = sa.select(found, (Employee.first_name + " " + Employee.last_name).label("owner_name"),
                     named(language).label("reason_name")).select_from(found)  # fmt: skip
    told = told.outerjoin(Employee, Employee.id == found.c.owner)
    return told.outerjoin(DictionaryEntry, DictionaryEntry.id == found.c.reason)


def _alerts(period: Period, cut: Sequence[Stretch]) -> Any:
    """One row an alert of one of the two periods: its groups, its state as ones, and its amounts."""
    is_now = ChurnAlert.raised_on.between(period.first, period.last)
    is_then = ChurnAlert.raised_on.between(period.before.first, period.before.last)
    value = ChurnAlert.value_at_risk
    spent = sa.select(RetentionAction.alert_id, sa.func.sum(RetentionAction.cost).label("cost"))
    cost = spent.group_by(RetentionAction.alert_id).subquery()
    columns = {
        "is_now": is_now,
        "month": _place(cut),
        "owner": ChurnAlert.owner_id,
        "rule": ChurnAlert.rule,
        REASON: ChurnAlert.loss_reason_id,
        "raised": ChurnAlert.id,
        **{name: sa.case((ChurnAlert.status == status, 1)) for name, status in STATES.items()},
        "value_at_risk": value,
        "value_pending": sa.case((ChurnAlert.status.in_(PENDING), value)),
        "value_kept": sa.case((ChurnAlert.status == Status.RETAINED, value)),
        "value_lost": sa.case((ChurnAlert.status == Status.LOST, value)),
        "saved": ChurnAlert.saved,
        "cost": cost.c.cost,
    }
    found = sa.select(*(column.label(name) for name, column in columns.items())).select_from(ChurnAlert)
    found = found.outerjoin(cost, cost.c.alert_id == ChurnAlert.id)
    return found.where(is_now | is_then).cte("alerts")


STATES: Final = {"open": Status.OPEN, "deferred": Status.DEFERRED, "retained": Status.RETAINED, "lost": Status.LOST}


def named(language: str) -> Any:
    """What an entry of the dictionary is called in the reader's language; in English where it has no other name."""
    name = getattr(DictionaryEntry, DictionaryEntry.names.get(language, "name_en"))
    return sa.func.coalesce(sa.func.nullif(name, ""), DictionaryEntry.name_en)


def _place(cut: Sequence[Stretch]) -> Any:
    """Which of the months it was raised in."""
    ends = [(ChurnAlert.raised_on <= each.last, place) for place, each in enumerate(cut[:-1])]
    return sa.case(*ends, else_=len(cut) - 1) if ends else sa.literal(0)


def _sums(each: Any) -> list[Any]:
    counts = [sa.func.count(each.c[name]).label(name) for name in COUNTS]
    return [*counts, *(sum_of(each.c[name]).label(name) for name in AMOUNTS)]


def sum_of(amount: Any) -> sa.ColumnElement[Any]:
    """Nothing where there is none."""
    return sa.func.coalesce(sa.func.sum(amount), sa.literal(Decimal(0), amount.type))


def actions(period: Period, language: str) -> sa.Select[Any]:
    """A row for each kind of measure that was taken in the period; what an order saved counts for what came last."""
    outcome = RetentionAction.outcome
    kept = outcome == Outcome.KEPT
    figures = {
        "tried": sa.func.count(RetentionAction.id),
        "waiting": sa.func.count(RetentionAction.id).filter(outcome == Outcome.WAITING),
        "kept": sa.func.count(RetentionAction.id).filter(kept),
        "cost": sum_of(RetentionAction.cost),
        "saved": sum_of(sa.case((kept, ChurnAlert.saved))),
    }
    tried = sa.select(RetentionAction.kind_id.label("action_id"), *(c.label(name) for name, c in figures.items()))
    tried = tried.join(ChurnAlert, ChurnAlert.id == RetentionAction.alert_id)
    tried = tried.where(RetentionAction.taken_on.between(period.first, period.last)).group_by(RetentionAction.kind_id)
    each = tried.subquery()
    told = sa.select(each, named(language).label("action")).select_from(each)
    return told.join(DictionaryEntry, DictionaryEntry.id == each.c.action_id)
