"""What the churn desk asks: which alerts, how many of each kind, what else is known of the customer, what may help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.catalog.dictionary import DictionaryEntry, Topic
from app.churn.alert import PENDING, ChurnAlert, Status
from app.churn.habits import HALF_A_YEAR
from app.churn.retention_action import Outcome, RetentionAction
from app.churn.risk_model import RiskModel
from app.core.viewer import viewer_of
from app.organization.employee import Employee
from app.sales.order import NOTHING, SOLD, Order
from app.sales.pursuing import named_live_with
from app.service.feedback import Feedback
from app.service.request import ServiceRequest
from app.service.words import RequestKind

MOST_ORDERS = 400
"""So many orders are drawn."""
MOST_OWNERS = 200
MANY = 99
"""The menu counts no further."""


@dataclass(frozen=True)
class Standing:
    """How many alerts there are by status, what is at risk in a year, and how many of this quarter were kept."""

    counts: Mapping[Status, int]
    at_risk: Decimal
    kept: int
    lost: int

    @property
    def share(self) -> Decimal | None:
        """Kept of those that ended in this quarter; nothing where none has."""
        ended = self.kept + self.lost
        return Decimal(self.kept) / ended if ended else None


def standing(session: Session, owner_id: int | None, since: date) -> Standing:
    """One statement, under the viewer's rule."""
    ended = sa.func.count().filter(ChurnAlert.closed_at >= datetime.combine(since, time(), UTC))
    counted = sa.select(ChurnAlert.status, sa.func.count(), sa.func.sum(ChurnAlert.value_at_risk), ended)
    rows = session.execute(_of(counted, owner_id).group_by(ChurnAlert.status)).all()
    by_status = {row[0]: row for row in rows}
    at_risk = sum((row[2] or NOTHING for row in rows if row[0] in PENDING), NOTHING)
    ended_as = {status: by_status[status][3] if status in by_status else 0 for status in Status}
    counts = {status: by_status[status][1] if status in by_status else 0 for status in Status}
    return Standing(counts, at_risk, kept=ended_as[Status.RETAINED], lost=ended_as[Status.LOST])


def alerts(status: Status, owner_id: int | None) -> sa.Select[ChurnAlert]:
    """The alerts of one tab, most value at risk first; what has ended, the latest first."""
    order = ChurnAlert.value_at_risk.desc() if status in PENDING else ChurnAlert.closed_at.desc()
    some: sa.Select[ChurnAlert] = _of(sa.select(ChurnAlert), owner_id).where(ChurnAlert.status == status)
    return some.options(*_along()).order_by(order, ChurnAlert.id)


def open_ones(session: Session) -> int:
    """How many alerts wait for the viewer, or more than many."""
    some = sa.select(ChurnAlert.id).where(ChurnAlert.status == Status.OPEN).limit(MANY + 1).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def alert(session: Session, alert_id: int) -> ChurnAlert | None:
    """One alert, with what was tried."""
    actions = joinedload(ChurnAlert.actions)
    done = actions.joinedload(RetentionAction.kind), actions.joinedload(RetentionAction.taken_by)
    this = sa.select(ChurnAlert).where(ChurnAlert.id == alert_id).options(*_along(), *done)
    return session.scalars(this).unique().one_or_none()


def _along() -> tuple[Any, ...]:
    return (joinedload(ChurnAlert.customer), joinedload(ChurnAlert.owner), joinedload(ChurnAlert.loss_reason))


def _of(asked: Any, owner_id: int | None) -> Any:
    return asked if owner_id is None else asked.where(ChurnAlert.owner_id == owner_id)


def owners(session: Session) -> Sequence[tuple[Employee, int, Decimal]]:
    """Whose alerts they are that have not ended, with how many and how much; who has most at risk first."""
    number, value = sa.func.count(ChurnAlert.id), sa.func.sum(ChurnAlert.value_at_risk)
    pending = sa.select(ChurnAlert.owner_id, number.label("number"), value.label("value")).where(
        ChurnAlert.status.in_(PENDING), ChurnAlert.owner_id.is_not(None)
    )
    each = pending.group_by(ChurnAlert.owner_id).order_by(value.desc()).limit(MOST_OWNERS).subquery()
    found = sa.select(Employee, each.c.number, each.c.value).join(each, each.c.owner_id == Employee.id)
    return [(row[0], row[1], row[2]) for row in session.execute(found.order_by(each.c.value.desc()))]


@dataclass(frozen=True)
class Measure:
    """Something that may be tried, and how it has done so far."""

    kind: DictionaryEntry
    tried: int
    ended: int
    kept: int
    cost: Decimal | None
    """What it cost on average, where that was said."""

    @property
    def share(self) -> Decimal | None:
        return Decimal(self.kept) / self.ended if self.ended else None

    @property
    def promise(self) -> Decimal:
        """What it is put in order by: one that kept one of one has not shown as much as one that kept nine of ten.

        Laplace's rule of succession; what was never tried promises nothing yet.
        """
        return Decimal(self.kept + 1) / (self.ended + 2) if self.ended else Decimal(0)


def choices(session: Session) -> tuple[list[Measure], list[DictionaryEntry]]:
    """What may be tried, what kept most first, and the reasons that a loss may have."""
    outcome, cost = RetentionAction.outcome, RetentionAction.cost
    columns = (
        sa.func.count().label("tried"),
        sa.func.count().filter(outcome != Outcome.WAITING).label("ended"),
        sa.func.count().filter(outcome == Outcome.KEPT).label("kept"),
        sa.func.sum(cost).label("cost"),
        sa.func.count(cost).label("said"),
    )
    done = sa.select(RetentionAction.kind_id, *columns).group_by(RetentionAction.kind_id).subquery()
    offered = sa.select(DictionaryEntry, done).outerjoin(done, done.c.kind_id == DictionaryEntry.id)
    topics = DictionaryEntry.topic.in_((Topic.RETENTION_ACTION, Topic.CHURN_REASON))
    rows = session.execute(offered.where(topics, DictionaryEntry.is_active).order_by(DictionaryEntry.position)).all()
    measures = [_measure(row) for row in rows if row[0].topic is Topic.RETENTION_ACTION]
    reasons = [row[0] for row in rows if row[0].topic is Topic.CHURN_REASON]
    return sorted(measures, key=lambda each: (-each.promise, -each.tried)), reasons


def _measure(row: Any) -> Measure:
    cost = (row.cost or NOTHING) / row.said if row.said else None
    return Measure(row[0], row.tried or 0, row.ended or 0, row.kept or 0, cost)


def tried(session: Session, alert: ChurnAlert) -> Sequence[RetentionAction]:
    """What was tried so far, the latest first."""
    if "actions" not in sa.inspect(alert).unloaded:
        return alert.actions[::-1]
    theirs = sa.select(RetentionAction).where(RetentionAction.alert_id == alert.id)
    along = joinedload(RetentionAction.kind), joinedload(RetentionAction.taken_by)
    return session.scalars(theirs.options(*along).order_by(RetentionAction.id.desc()).limit(20)).all()


@dataclass(frozen=True)
class Background:
    """What else is known of a customer; nothing where the viewer may not read it."""

    orders: int | None
    first_on: date | None
    spent: Decimal | None
    complaints: int | None
    rating: int | None
    trained_on: date | None
    is_fallback: bool | None
    live: str | None
    """What may still come to something with them, a line each."""


def background(session: Session, customer_id: int, as_of: date) -> Background:
    """One statement of as many figures."""
    may = viewer_of(session).can
    nothing: Any = sa.select(sa.null())
    sold = (Order.customer_id == customer_id, Order.status.in_(SOLD))
    known: dict[str, Any] = dict.fromkeys(Background.__dataclass_fields__, nothing)
    if may("can_list", "Order"):
        known["orders"] = sa.select(sa.func.count(Order.id)).where(*sold)
        known["first_on"] = sa.select(sa.func.min(Order.ordered_on)).where(*sold)
        known["spent"] = sa.select(sa.func.sum(Order.total)).where(*sold)
    if may("can_list", "ServiceRequest"):
        known["complaints"] = _complaints(customer_id, as_of)
        known["rating"] = _rating(customer_id)
    if may("can_list", "Opportunity"):
        known["live"] = named_live_with(customer_id)
    if may("can_list", "RiskModel"):
        last = sa.select(RiskModel).order_by(RiskModel.id.desc()).limit(1)
        known["trained_on"] = last.with_only_columns(RiskModel.trained_on)
        known["is_fallback"] = last.with_only_columns(RiskModel.is_fallback)
    columns = (one.scalar_subquery().label(name) for name, one in known.items())
    return Background(*session.execute(sa.select(*columns)).one())


def _complaints(customer_id: int, as_of: date) -> sa.Select[int]:
    since = datetime.combine(as_of - HALF_A_YEAR, time(), UTC)
    theirs = ServiceRequest.customer_id == customer_id, ServiceRequest.kind == RequestKind.COMPLAINT
    return sa.select(sa.func.count(ServiceRequest.id)).where(*theirs, ServiceRequest.opened_at > since)


def _rating(customer_id: int) -> sa.Select[int]:
    theirs = sa.select(Feedback.score).join(Feedback.request).where(ServiceRequest.customer_id == customer_id)
    return theirs.order_by(Feedback.at.desc(), Feedback.id.desc()).limit(1)


def purchases(session: Session, customer_id: int) -> Sequence[tuple[date, Decimal]]:
    """Day and total of the latest orders, the first of them first."""
    sold = sa.select(Order.ordered_on, Order.total).where(Order.customer_id == customer_id, Order.status.in_(SOLD))
    rows = session.execute(sold.order_by(Order.ordered_on.desc()).limit(MOST_ORDERS)).all()
    return [(row[0], row[1]) for row in reversed(rows)]
