"""Product analysis: what each product brought, where it is in its life, and for how many days it is in stock."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.product import Product
from app.catalog.stock_level import StockLevel
from app.core.parameter import Asked, Parameter
from app.core.report import SEVEN, Column, Figures, Report, Row, Section
from app.core.sql import first_of_month
from app.core.words import N_
from app.reports.basket import PAIRS, Together, pairs
from app.reports.bought import bought_by
from app.reports.contribution import last_day
from app.reports.parameters import CUSTOMER, FROM, TO
from app.reports.product_story import tell
from app.reports.rates import rates, share_of
from app.reports.sold import MARGIN, NOTHING, total, within
from app.sales.order import Order
from app.sales.order_line import OrderLine

HALF_A_YEAR, A_YEAR, RECENT = timedelta(days=182), timedelta(days=365), timedelta(days=90)
GREW, FELL = Decimal("1.25"), Decimal("0.75")
TOGETHER: Final = Parameter("together", Together, N_("What is looked for in one order: lines of products, or each."))


class Phase(StrEnum):
    """Where a product is in its life, told by its revenue of half a year against the half year before."""

    NEW = "New"
    GROWING = "Growing"
    MATURE = "Mature"
    DECLINING = "Declining"
    GONE = "Gone"


COLUMNS: Final = (
    Column("rank", "int", N_("The place in order of revenue."), head=N_("No.")),
    Column("product_id", "id", head=N_("Product ID"), shown=False),
    Column("number", "line", N_("The product's number."), shown=False),
    Column("product", "line", N_("The product's name.")),
    Column("line", "line", N_("The product line it belongs to."), printed=False, head=N_("Product line")),
    Column("sales", "int", N_("Lines of orders of the period that sell it."), head=N_("Times sold")),
    Column("quantity", "number", N_("How many were sold in the period."), digits=0),
    Column("revenue", "amount", N_("What these lines charge, after discount, without tax.")),
    Column("margin", "amount", N_("That revenue less what the goods cost, for lines whose cost is known."), MARGIN),
    Column("margin_rate", "share", N_("Margin as a share of the revenue of lines whose cost is known."), MARGIN),
    Column("share", "share", N_("Revenue as a share of all revenue of the period."), digits=2),
    Column("phase", "choice", N_("Where it is in its life on the last day, by the rule below the table."), of=Phase),
    Column("first_on", "day", N_("The first day that it was ever sold."), head=N_("First sold"), printed=False),
    Column("peak", "day", N_("The month that brought most, by its first day."), head=N_("Best month"), printed=False),
    Column("last_on", "day", N_("The last day that it was sold."), head=N_("Last sold"), printed=False),
    Column("stock", "number", N_("What lies in all warehouses now; empty where nobody counts it."), digits=0),
    Column("cover", "int", N_("For how many days the stock lasts if it sells as in the last 90 days."),
           head=N_("Days of stock")),
)  # fmt: skip
TOTALS: Final = (
    Column("products", "int", N_("Products sold in the period.")),
    Column("sales", "int", N_("Lines of orders of the period, confirmed or paid."), head=N_("Times sold")),
    Column("quantity", "number", N_("How many pieces were sold in the period."), digits=0),
    Column("revenue", "amount", N_("The revenue of all of them.")),
    Column("margin", "amount", N_("The margin of all of them."), MARGIN),
    Column("margin_rate", "share", N_("Margin as a share of the revenue of lines whose cost is known."), MARGIN),
)  # fmt: skip
PHASES: Final = Section(
    "phases", N_("Life of the products"),
    (
        Column("phase", "choice", N_("Where products are in their life on the last day."), of=Phase),
        Column("products", "int", N_("Products that are there, sold at least once up to the last day.")),
        Column("revenue", "amount", N_("Their revenue of the period.")),
        Column("share", "share", N_("That revenue as a share of all of the period.")),
    ),
    N_("Every product that was ever sold up to the last day."),
)  # fmt: skip


def statement(asked: Asked, *, margin: bool) -> sa.Select[Any]:
    """One row for each product ever sold up to the last day: what it sold in the period and lately, its best month and
    what lies in stock. Lines are added up by product before anything else is looked up."""
    sold, best, there = _sold(asked, margin).subquery(), peaks(asked).subquery(), stock().subquery()
    what = (Product.number, Product.name.label("product"),
            sa.func.coalesce(Product.subcategory, Product.category).label("line"))  # fmt: skip
    found = sa.select(*sold.c, *what, best.c.month.label("peak"), there.c.stock).join(
        sold, sold.c.product_id == Product.id
    )
    found = found.join(best, best.c.product_id == Product.id).outerjoin(there, there.c.product_id == Product.id)
    return found.order_by(sold.c.revenue.desc(), Product.id)


def _sold(asked: Asked, margin: bool) -> sa.Select[Any]:
    last = asked.period.last
    now = within(asked.period)
    half, before = Order.ordered_on > last - HALF_A_YEAR, Order.ordered_on > last - 2 * HALF_A_YEAR
    costed = now & OrderLine.cost.is_not(None)
    figures = [
        total(OrderLine.quantity, now).label("quantity"),
        total(OrderLine.amount, now).label("revenue"),
        total(OrderLine.amount, half).label("recent"),
        total(OrderLine.amount, before & ~half).label("earlier"),
        total(OrderLine.quantity, Order.ordered_on > last - RECENT).label("lately"),
        *([total(OrderLine.amount, costed).label("costed"), total(OrderLine.cost, costed).label("cost")] * margin),
    ]
    days = sa.func.min(Order.ordered_on).label("first_on"), sa.func.max(Order.ordered_on).label("last_on")
    sales = sa.func.count(sa.case((now, OrderLine.id))).label("sales")
    sold = sa.select(OrderLine.product_id, sales, *days, *figures).join(OrderLine.order)
    return sold.where(*bought_by(asked), Order.ordered_on <= last).group_by(OrderLine.product_id)


def peaks(asked: Asked) -> sa.Select[Any]:
    """For each product the month that brought most, the earliest of several."""
    month = first_of_month(Order.ordered_on)
    each = sa.select(OrderLine.product_id, month.label("month"), sa.func.sum(OrderLine.amount).label("revenue"))
    sold = each.join(OrderLine.order).where(*bought_by(asked), Order.ordered_on <= asked.period.last)
    known = sold.group_by(OrderLine.product_id, month).subquery()
    best = known.c.revenue.desc(), known.c.month
    place = sa.func.row_number().over(partition_by=known.c.product_id, order_by=best).label("place")
    months = sa.select(known.c.product_id, known.c.month, place).subquery()
    return sa.select(months.c.product_id, months.c.month).where(months.c.place == 1)


def stock() -> sa.Select[int, Decimal]:
    lies = sa.func.sum(StockLevel.quantity).label("stock")
    return sa.select(StockLevel.product_id, lies).group_by(StockLevel.product_id)


def compute(session: Session, asked: Asked, names: Collection[str]) -> Figures:
    """Two statements: what was sold, with the best month of each product and the stock; and what is bought together."""
    found = [dict(row) for row in session.execute(statement(asked, margin="margin" in names)).mappings()]
    each = [_told(row, asked.period.last) for row in found]
    sold = [row for row in each if row["sales"]]
    totals = _totals(sold, with_margin="margin" in names)
    sections = {"pairs": pairs(session, asked), "phases": list(_phases(each, totals["revenue"]))}
    return Figures(list(_ranked(sold, totals)), totals, {}, sections)


def _told(row: dict[str, Any], last: date) -> dict[str, Any]:
    if "cost" in row:
        row["margin"] = row["costed"] - row.pop("cost")
    return row | {"phase": phase(row, last), "cover": cover(row["stock"], row["lately"])}


def phase(row: Row, last: date) -> Phase:
    """By the rule that stands below the table."""
    if row["last_on"] <= last - A_YEAR:
        return Phase.GONE
    if row["first_on"] > last - HALF_A_YEAR:
        return Phase.NEW
    if row["recent"] >= GREW * row["earlier"] and row["recent"]:
        return Phase.GROWING
    return Phase.DECLINING if row["recent"] <= FELL * row["earlier"] else Phase.MATURE


def cover(there: Decimal | None, lately: Decimal) -> int | None:
    """Whole days; nothing where no stock is kept, or nothing was sold lately."""
    return int(there * RECENT.days / lately) if there is not None and lately > 0 else None


def _totals(sold: Sequence[Row], *, with_margin: bool) -> dict[str, Any]:
    names = ("quantity", "revenue", *(("margin", "costed") if with_margin else ()))
    sums = {name: sum((row[name] for row in sold), NOTHING) for name in names}
    return {"products": len(sold), "sales": sum(row["sales"] for row in sold), **sums, **rates(sums, sums)}


def _ranked(sold: Sequence[Row], totals: Row) -> Iterator[Row]:
    for rank, row in enumerate(sold, start=1):
        yield {"rank": rank, **row, **rates(row, totals)}


def _phases(each: Sequence[Row], whole: Decimal) -> Iterator[Row]:
    for name in Phase:
        some = [row for row in each if row["phase"] is name]
        revenue = sum((row["revenue"] for row in some), NOTHING)
        yield {"phase": name, "products": len(some), "revenue": revenue, "share": share_of(revenue, whole)}


PRODUCT: Final = Report(
    name="product",
    title=N_("Product analysis"),
    about=N_("What each product brought, what is bought together, how products age, and how long the stock lasts."),
    columns=COLUMNS,
    totals=TOTALS,
    sums=("sales", "quantity", "revenue", "margin", "costed"),
    rates=rates,
    compute=compute,
    last_day=last_day,
    story=tell,
    parameters=(FROM, TO, CUSTOMER, TOGETHER),
    sections=(PAIRS, PHASES),
    group=SEVEN,
)
