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
    """A row for each tier of those who bought, and one each for who bought before and for prospects."""
    revenue, now = total(Order.total), (*bought_by(asked), within(asked.period))
    place = sa.func.row_number().over(order_by=(revenue.desc(), Order.customer_id))
    each = sa.select(revenue.label("revenue"), place.label("place"), sa.func.count().over().label("number"))
    placed = each.where(*now).group_by(Order.customer_id).subquery()
    level = sa.case(
        *((placed.c.place * 100 < placed.c.number * most + 100, each.name) for each, most in REACH[:-1]),
        else_=Level.SMALL.name,
    )
    tiers = sa.select(
        level.label("level"), sa.func.count().label("people"), sa.func.sum(placed.c.revenue).label("revenue"),
        sa.func.min(placed.c.revenue).label("least"),
    ).group_by(level)  # fmt: skip
    nothing = sa.literal(NOTHING, Order.total.type)
    ever = sa.select(Order.customer_id).where(*bought_by(asked), Order.ordered_on <= asked.period.last)
    bought = Customer.id.in_(sa.select(Order.customer_id).where(*now))
    others = (
        (Level.INACTIVE, (Customer.id.in_(ever), ~bought)),
        (Level.PROSPECT, (Customer.status == Status.PROSPECT, ~Customer.id.in_(ever))),
    )
    rest = [
        sa.select(
            sa.literal(each.name).label("level"),
            sa.func.count(Customer.id).label("people"),
            nothing.label("revenue"),
            nothing.label("least"),
        ).where(of(asked["customer"], Customer.id), *which)
        for each, which in others
    ]
    return sa.select(sa.union_all(*rest, tiers).subquery())


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
    sold = sa.select(*who, sa.func.count(sa.distinct(Customer.id)).label("people"), total(Order.total).label("revenue"))
    sold = sold.select_from(Order).join(Order.customer).join(Customer.owner)
    grouped = sold.where(*bought_by(asked), within(asked.period)).group_by(*who)
    rows = session.execute(grouped.order_by(sa.desc("revenue"), Employee.id)).mappings().all()
    whole = sum((row["revenue"] for row in rows), NOTHING)
    return [
        {"employee_id": row["employee_id"], "employee": f"{row['first_name']} {row['last_name']}",
         "people": row["people"], "revenue": row["revenue"], "share": share_of(row["revenue"], whole)}
        for row in rows
    ]  # fmt: skip
