"""What waits for somebody: of each kind how many, and the most urgent of all, in one statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.churn.alert import ChurnAlert
from app.core.kinds import Exact, Moment
from app.core.words import N_
from app.customers.customer import Customer
from app.planning.task import Task
from app.sales.opportunity import Opportunity
from app.sales.plan_step import PlanStep
from app.service.request import ServiceRequest
from views.dashboard.counted import Asking, Counted

EACH, SHOWN = 3, 6
"""So many are shown of a kind, and of all."""
MONEY, AMOUNT = Exact(14, 2), Exact(16, 4)
"""Values are kept with two decimals or with four: each kind has its column."""


@dataclass(frozen=True)
class Kind:
    """Rows that ask one thing of somebody: of whom, what stands in its line, and when it is due."""

    words: str
    rows: Counted
    may: str
    """The step that makes it one's own: who may not take it is not asked. Without one, who sees the rows is."""
    icon: str
    title: str
    due: str
    value: str = ""
    on_customer: bool = True
    """Whether the rows have a customer, who is named beside them."""
    by_value: bool = False
    """Whether what is worth most comes first, and not what is due first."""
    is_awaited: bool = True
    """Whether `due` is a time by which something is to be done, and not when it happened."""


TO_ACCEPT = Kind(
    N_("Requests to accept"), Counted(ServiceRequest, ("assignee:me:", "status:is:DISPATCHED")), "can_accept",
    "lifebuoy", "summary", "due_at",
)  # fmt: skip
TO_RESOLVE = Kind(
    N_("Requests due today"),
    Counted(ServiceRequest, ("assignee:me:", "status:is:ACCEPTED", "due_at:before:{tomorrow}")),
    "can_resolve", "hourglass", "summary", "due_at",
)  # fmt: skip
TASKS = Kind(
    N_("Tasks due"), Counted(Task, ("assignee:me:", "status:is:OPEN", "due_at:before:{tomorrow}")), "can_list",
    "checkbox", "subject", "due_at",
)  # fmt: skip
TO_DISPATCH = Kind(
    N_("Requests to dispatch"), Counted(ServiceRequest, ("status:is:NEW",)), "can_dispatch", "route", "summary",
    "due_at",
)  # fmt: skip
ESCALATED = Kind(
    N_("Late requests"), Counted(ServiceRequest, ("status:is:DISPATCHED,ACCEPTED", "is_overdue:is:yes")),
    "can_dispatch", "alert-triangle", "summary", "due_at",
)  # fmt: skip
ALERTS = Kind(
    N_("Alerts to look at"), Counted(ChurnAlert, ("status:is:OPEN",)), "can_defer", "heart-handshake", "",
    "raised_on", "value_at_risk", by_value=True,
)  # fmt: skip
MY_ALERTS = Kind(
    N_("Alerts to look at"), Counted(ChurnAlert, ("owner:me:", "status:is:OPEN")), "can_defer", "heart-handshake", "",
    "raised_on", "value_at_risk", by_value=True,
)  # fmt: skip
TO_ASSIGN = Kind(
    N_("Opportunities to assign"), Counted(Opportunity, ("status:is:OPEN",)), "can_assign", "user-plus", "summary",
    "expected_close_on", "expected_value",
)  # fmt: skip
OVERDUE = Kind(
    N_("Overdue opportunities"), Counted(Opportunity, ("status:is:ASSIGNED", "is_overdue:is:yes")), "can_advance",
    "target-arrow", "summary", "expected_close_on", "expected_value",
)  # fmt: skip
MY_OVERDUE = Kind(
    N_("Overdue opportunities"), Counted(Opportunity, ("owner:me:", "status:is:ASSIGNED", "is_overdue:is:yes")),
    "can_advance", "target-arrow", "summary", "expected_close_on", "expected_value",
)  # fmt: skip
STEPS = Kind(
    N_("Steps due"), Counted(PlanStep, ("status:is:PLANNED", "plan.status:is:RUNNING", "due_on:to:{today}")),
    "can_report", "circle-check", "action", "due_on", on_customer=False,
)  # fmt: skip
LARGE_ALERTS = Kind(
    N_("Alerts to look at"), Counted(ChurnAlert, ("status:is:OPEN",)), "can_list", "heart-handshake", "", "raised_on",
    "value_at_risk", by_value=True,
)  # fmt: skip
LATE_REQUESTS = Kind(
    N_("Late requests"), Counted(ServiceRequest, ("is_overdue:is:yes",)), "can_list", "alert-triangle", "summary",
    "due_at",
)  # fmt: skip


@dataclass(frozen=True)
class Errand:
    """One row that waits."""

    kind: Kind
    id: int
    title: str
    whom: str
    due_on: date | None
    due_at: datetime | None
    value: Decimal | None


@dataclass(frozen=True)
class Waiting:
    """How many there are of each kind, and the first of all."""

    counts: Sequence[tuple[Kind, int]]
    first: Sequence[Errand]

    @property
    def number(self) -> int:
        return sum(count for _, count in self.counts)


def waiting(session: Session, asking: Asking, kinds: Sequence[Kind]) -> Waiting:
    asked = [kind for kind in kinds if _is_asked(kind, asking)]
    if not asked:
        return Waiting((), ())
    each = [sa.select(_rows(kind, place, asking)) for place, kind in enumerate(asked)]
    rows = sorted(session.execute(sa.select(sa.union_all(*each).subquery())), key=lambda row: (row.place, row.turn))
    counts = {row.place: row.number for row in rows}
    return Waiting([(asked[place], counts[place]) for place in sorted(counts)], list(_errands(asked, rows))[:SHOWN])


def _is_asked(kind: Kind, asking: Asking) -> bool:
    is_mine = not kind.may or asking.viewer.can(kind.may, kind.rows.noun.__name__)
    return is_mine and kind.rows.is_open_to(asking.viewer)


def _errands(asked: Sequence[Kind], rows: Sequence[Any]) -> Iterator[Errand]:
    for row in rows:
        value = row.value_2 if row.value_4 is None else row.value_4
        yield Errand(asked[row.place], row.id, row.title or "", row.whom or "", row.due_on, row.due_at, value)


def _rows(kind: Kind, place: int, asking: Asking) -> sa.Subquery:
    """The most urgent rows of a kind, each with the number of all."""
    noun, due = kind.rows.noun, getattr(kind.rows.noun, kind.due) if kind.due else None
    is_day = due is not None and isinstance(due.type, sa.Date)
    turn = sa.func.row_number().over(order_by=_order(kind))
    columns = (
        turn.label("turn"),
        sa.literal(place).label("place"),
        noun.id.label("id"),
        _or_nothing(getattr(noun, kind.title) if kind.title else None, sa.String()).label("title"),
        _or_nothing(Customer.name if kind.on_customer else None, sa.String()).label("whom"),
        _or_nothing(due if is_day else None, sa.Date()).label("due_on"),
        _or_nothing(None if is_day else due, Moment()).label("due_at"),
        *(_or_nothing(_value(kind, of), of).label(f"value_{of.scale}") for of in (MONEY, AMOUNT)),
        sa.func.count().over().label("number"),
    )
    rows = sa.select(*columns).where(asking.condition(kind.rows))
    along = rows.outerjoin(noun.customer) if kind.on_customer else rows
    return along.order_by(*_order(kind)).limit(EACH).subquery()


def _order(kind: Kind) -> tuple[Any, ...]:
    noun = kind.rows.noun
    if kind.by_value:
        return getattr(noun, kind.value).desc(), noun.id
    if not kind.due:
        return (noun.id,)
    due = getattr(noun, kind.due)
    return due.is_(None), due, noun.id


def _value(kind: Kind, of: Exact) -> Any:
    column = getattr(kind.rows.noun, kind.value) if kind.value else None
    return column if column is not None and column.type.scale == of.scale else None


def _or_nothing(column: Any, type_: Any) -> Any:
    return column if column is not None else sa.cast(sa.null(), type_)
