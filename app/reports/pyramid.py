"""The value pyramid of customers: how few bring how much, and how many bring nothing.

Tiers are those of Curry's customer pyramid ("The Customer Marketing Method", 2000): of those who bought, in order of
revenue, the first hundredth, the next four, the next fifteen, and the other eighty. Below them stand those who bought
only before, and prospects. Employees stand by what the customers bring for whom they answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.parameter import Asked
from app.core.report import Column, Row, Section
from app.core.words import N_
from app.customers.customer import Customer, Status
from app.organization.employee import Employee
from app.reports.bought import bought_by
from app.reports.rates import share_of
from app.reports.sold import NOTHING, of, total, within
from app.sales.order import Order


class Level(StrEnum):
    TOP = "Top"
    LARGE = "Large"
    MEDIUM = "Medium"
    SMALL = "Small"
    INACTIVE = "Inactive"
    PROSPECT = "Prospects"


REACH: Final = ((Level.TOP, 1), (Level.LARGE, 5), (Level.MEDIUM, 20), (Level.SMALL, 100))
"""Up to which percent of those who bought, from the largest down, each tier reaches."""
FIGURES: Final = (
    Column("revenue", "amount", N_("Their revenue of the period, without tax.")),
    Column("share", "share", N_("That revenue as a share of all of the period.")),
)  # fmt: skip
PYRAMID: Final = Section(
    "pyramid", N_("Value pyramid"),
    (
        Column("level", "choice", N_("The first hundredth of buyers, the next 4, 15 and 80 percent, and the others."),
               of=Level),
        Column("people", "int", N_("Customers of this tier."), head=N_("Customers")),
        Column("of_all", "share", N_("They as a share of all customers that the reader sees."), head=N_("Of all")),
        *FIGURES,
        Column("average", "amount", N_("Revenue of one of them on average.")),
        Column("least", "amount", N_("What the smallest of them brings.")),
    ),
    N_("Customers by what they brought in the period, after Curry's customer pyramid."),
)  # fmt: skip
SELLERS: Final = Section(
    "employees", N_("Employees"),
    (
        Column("employee_id", "id", head=N_("Employee ID"), shown=False),
        Column("employee", "line", N_("Who answers for the customers.")),
        Column("people", "int", N_("Customers of theirs that bought in the period."), head=N_("Customers")),
        *FIGURES,
    ),
    N_("Employees by what the customers bring for whom they answer."),
)  # fmt: skip


def statement(asked: Asked) -> sa.Select[Any]:
    """A row for each tier of those who bought, and one each for who bought before and for prospects; orders are gone
    over once."""
    bought = _bought(asked).cte("bought")
    return sa.select(sa.union_all(_tiers(bought), _others(bought, asked)).subquery())


def _bought(asked: Asked) -> sa.Select[Any]:
    """For each customer who ever bought: how often in the period, and for how much."""
    now = within(asked.period)
    times, revenue = sa.func.count(sa.case((now, 1))).label("times"), total(Order.total, now).label("revenue")
    ever = sa.select(Order.customer_id, times, revenue).where(*bought_by(asked), Order.ordered_on <= asked.period.last)
    return ever.group_by(Order.customer_id)


def _tiers(bought: Any) -> sa.Select[Any]:
    place = sa.func.row_number().over(order_by=(bought.c.revenue.desc(), bought.c.customer_id))
    each = sa.select(bought.c.revenue, place.label("place"), sa.func.count().over().label("number"))
    placed = each.where(bought.c.times > 0).subquery()
    level = sa.case(
        *((placed.c.place * 100 < placed.c.number * most + 100, each.name) for each, most in REACH[:-1]),
        else_=Level.SMALL.name,
    )
    return sa.select(
        level.label("level"), sa.func.count().label("people"), sa.func.sum(placed.c.revenue).label("revenue"),
        sa.func.min(placed.c.revenue).label("least"),
    ).group_by(level)  # fmt: skip


def _others(bought: Any, asked: Asked) -> sa.Select[Any]:
    nothing = sa.literal(NOTHING, Order.total.type)
    level = sa.case((bought.c.times == 0, Level.INACTIVE.name), else_=Level.PROSPECT.name).label("level")
    found = sa.select(level, sa.func.count(Customer.id), nothing, nothing).select_from(Customer)
    found = found.outerjoin(bought, bought.c.customer_id == Customer.id).where(of(asked["customer"], Customer.id))
    never = bought.c.times.is_(None) & (Customer.status == Status.PROSPECT)
    return found.where((bought.c.times == 0) | never).group_by(level)


def pyramid(session: Session, asked: Asked) -> Sequence[Row]:
    """The tiers from the top down; those that nobody is in are left out."""
    found = {row["level"]: row for row in session.execute(statement(asked)).mappings() if row["people"]}
    people = Decimal(sum(row["people"] for row in found.values()))
    revenue = sum((row["revenue"] for row in found.values()), NOTHING)
    return [_told(level, found[level.name], people, revenue) for level in Level if level.name in found]


def _told(level: Level, row: Any, people: Decimal, revenue: Decimal) -> Row:
    return {
        "level": level, "people": row["people"], "of_all": share_of(Decimal(row["people"]), people),
        "revenue": row["revenue"], "share": share_of(row["revenue"], revenue),
        "average": row["revenue"] / row["people"], "least": row["least"],
    }  # fmt: skip


def employees(session: Session, asked: Asked) -> Sequence[Row]:
    """Who answers for those who bought, the largest revenue first."""
    who = (Employee.id.label("employee_id"), Employee.first_name, Employee.last_name)
    bought = sa.select(Order.customer_id, total(Order.total).label("revenue"))
    each = bought.where(*bought_by(asked), within(asked.period)).group_by(Order.customer_id).subquery()
    sold = sa.select(*who, sa.func.count().label("people"), total(each.c.revenue).label("revenue"))
    grouped = sold.join_from(each, Customer, Customer.id == each.c.customer_id).join(Customer.owner).group_by(*who)
    rows = session.execute(grouped.order_by(sa.desc("revenue"), Employee.id)).mappings().all()
    whole = sum((row["revenue"] for row in rows), NOTHING)
    return [
        {"employee_id": row["employee_id"], "employee": f"{row['first_name']} {row['last_name']}",
         "people": row["people"], "revenue": row["revenue"], "share": share_of(row["revenue"], whole)}
        for row in rows
    ]  # fmt: skip
