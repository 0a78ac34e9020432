"""Lifecycle stage and value class, computed from the orders of all customers at once.

Stages, after Stone and Woodcock's customer life cycle as it is taught in marketing: *new* with the first day of orders,
*returning* from the second one on, *dormant* after a long silence (the floor of the churn rules, 180 days at first),
*lost* when somebody said that they are. Who never bought has none.

Value classes, after the ABC analysis (Dickie, "ABC Inventory Analysis Shoots for Dollars, Not Pennies", 1951):
*valuable* are those who, the largest first, together bring four fifths of the revenue of the last 365 days; of the
others, *potential* are those whose first order is within half a year, or whose revenue of this half year is at least
half as much again as in the half year before; *lost* whoever is; everybody else is *ordinary*.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.events import on
from app.core.noun import now, table_of
from app.customers.customer import Customer, Stage, Status, ValueClass
from app.customers.lifecycle import LifecycleEntry, enter
from app.organization.setting import settings_of
from app.sales.order import SOLD, Order

A_YEAR, HALF_A_YEAR = timedelta(days=365), timedelta(days=182)
GONE = (Status.LOST, Status.INACTIVE)


def reckon_lifecycle(session: Session, as_of: date) -> int:
    """Write down whose stage or value class is another one from this day on; says of how many.

    What somebody said holds. A second run on the same day changes nothing.
    """
    at, floor = now(), timedelta(days=settings_of(session).churn_floor_days)
    session.execute(_entries(as_of, at, as_of - floor))
    new = (LifecycleEntry.from_on == as_of, LifecycleEntry.created_at == at)
    session.execute(_follow(new))
    session.execute(_end_before(as_of, at, new))
    return session.scalar(sa.select(sa.func.count()).select_from(LifecycleEntry).where(*new)) or 0


@on("customer.lose")
@on("customer.deactivate")
def _they_are_gone(customer: Customer) -> None:
    """Not only from the next night on; what somebody said holds here, too."""
    stage = None if customer.is_stage_overridden or customer.last_order_on is None else Stage.LOST
    value_class = None if customer.is_value_class_overridden else ValueClass.LOST
    if stage or value_class:
        enter(customer, stage=stage, value_class=value_class)


@on("customer.win_back")
def _they_are_back(customer: Customer) -> None:
    """The next night looks closer."""
    stage = Stage.DORMANT if customer.stage is Stage.LOST and not customer.is_stage_overridden else None
    is_lost = customer.value_class is ValueClass.LOST and not customer.is_value_class_overridden
    if stage or is_lost:
        enter(customer, stage=stage, value_class=ValueClass.ORDINARY if is_lost else None)


def _entries(as_of: date, at: datetime, dormant_on: date) -> Any:
    """A row for each customer who is not what they were."""
    table = table_of(LifecycleEntry)
    bought = _bought(as_of)
    stage = _or_said(Customer.is_stage_overridden, Customer.stage, _stage(bought, dormant_on))
    value_class = _or_said(Customer.is_value_class_overridden, Customer.value_class, _value_class(bought, as_of))
    said = {"from_on": as_of, "is_override": False, "version": 1, "created_at": at, "changed_at": at}
    literals = [sa.literal(value, table.c[name].type) for name, value in said.items()]
    rows = sa.select(Customer.id, stage, value_class, *literals)
    changed = sa.or_(stage.is_distinct_from(Customer.stage), value_class.is_distinct_from(Customer.value_class))
    found = rows.select_from(Customer).outerjoin(bought, bought.c.customer_id == Customer.id).where(changed)
    return sa.insert(table).from_select(["customer_id", "stage", "value_class", *said], found)


def _or_said(overridden: Any, said: Any, computed: Any) -> Any:
    return sa.case((overridden, said), else_=computed)


def _bought(as_of: date) -> Any:
    """First and last day, and the revenue of the year, of the half year and of the one before, of each customer."""
    year, half = as_of - A_YEAR, as_of - HALF_A_YEAR
    begin = half - HALF_A_YEAR

    def within(*when: Any) -> Any:
        return sa.type_coerce(sa.func.coalesce(sa.func.sum(Order.total).filter(*when), NONE), sa.Integer)

    columns = {
        "first_on": sa.func.min(Order.ordered_on),
        "last_on": sa.func.max(Order.ordered_on),
        "year": within(Order.ordered_on > year),
        "half": within(Order.ordered_on > half),
        "before": within(Order.ordered_on > begin, Order.ordered_on <= half),
    }
    labels = [column.label(name) for name, column in columns.items()]
    sums = sa.select(Order.customer_id, *labels).where(Order.status.in_(SOLD), Order.ordered_on <= as_of)
    each = sums.group_by(Order.customer_id).subquery()
    largest_first = (each.c.year.desc(), each.c.customer_id)
    above = sa.func.sum(each.c.year).over(order_by=largest_first, rows=(None, 0)) - each.c.year
    # Whole numbers on both sides: above is less than four fifths of all.
    is_in_front = above * 5 < sa.func.sum(each.c.year).over() * 4
    return sa.select(each, sa.and_(each.c.year > 0, is_in_front).label("leads")).subquery()


NONE: Any = sa.literal_column("0")


def _stage(bought: Any, dormant_on: date) -> Any:
    kind = table_of(Customer).c.stage.type
    return sa.case(
        (bought.c.customer_id.is_(None), sa.cast(sa.null(), kind)),
        (Customer.status.in_(GONE), sa.literal(Stage.LOST, kind)),
        (bought.c.last_on <= dormant_on, sa.literal(Stage.DORMANT, kind)),
        (bought.c.first_on == bought.c.last_on, sa.literal(Stage.NEW, kind)),
        else_=sa.literal(Stage.RETURNING, kind),
    )


def _value_class(bought: Any, as_of: date) -> Any:
    kind = table_of(Customer).c.value_class.type
    rises = sa.and_(bought.c.half > 0, bought.c.half * 2 >= bought.c.before * 3)
    return sa.case(
        (Customer.status.in_(GONE), sa.literal(ValueClass.LOST, kind)),
        (bought.c.leads, sa.literal(ValueClass.VALUABLE, kind)),
        (sa.or_(bought.c.first_on > as_of - HALF_A_YEAR, rises), sa.literal(ValueClass.POTENTIAL, kind)),
        else_=sa.literal(ValueClass.ORDINARY, kind),
    )


def _follow(new: tuple[Any, ...]) -> Any:
    """The customers themselves say what they are now."""
    customer, entry = table_of(Customer), table_of(LifecycleEntry)
    now_on = sa.update(customer).values(stage=entry.c.stage, value_class=entry.c.value_class)
    return now_on.where(customer.c.id == entry.c.customer_id, *new)


def _end_before(as_of: date, at: datetime, new: tuple[Any, ...]) -> Any:
    ended = sa.update(LifecycleEntry).values(until_on=as_of).execution_options(synchronize_session=False)
    changed = sa.select(LifecycleEntry.customer_id).where(*new)
    return ended.where(
        LifecycleEntry.until_on.is_(None), LifecycleEntry.created_at != at, LifecycleEntry.customer_id.in_(changed)
    )
