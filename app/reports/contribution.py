"""Customer contribution: what each customer bought in a period, and what part of the whole that is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.parameter import Asked
from app.core.period import Period
from app.core.report import Column, Figures, Report, Row
from app.core.words import N_
from app.customers.customer import Customer, CustomerKind
from app.reports.by_time import SECTIONS, by_time
from app.reports.contribution_story import tell
from app.reports.rates import rates, share_of
from app.reports.sold import in_either, sold_by_order, total, within
from app.sales.order import SOLD, Order

MARGIN: Final = "see_margin on OrderLine"
ADDED: Final = ("orders", "revenue")
WITH_MARGIN: Final = ("margin", "costed")

COLUMNS: Final = (
    Column("rank", "int", N_("The place in order of revenue."), head=N_("No.")),
    Column("customer_id", "id", head=N_("Customer ID"), shown=False),
    Column("number", "line", N_("The customer's number."), shown=False),
    Column("customer", "line", N_("The customer's name.")),
    Column("kind", "choice", N_("The customer's kind."), of=CustomerKind, printed=False),
    Column("orders", "int", N_("Orders of the period that are confirmed or paid.")),
    Column("revenue", "amount", N_("What their lines charge, after discount, without tax.")),
    Column("margin", "amount", N_("That revenue less what the goods cost, for lines whose cost is known."), MARGIN),
    Column("margin_rate", "share", N_("Margin as a share of the revenue of lines whose cost is known."), MARGIN),
    Column("share", "share", N_("Revenue as a share of all revenue of the period."), digits=2),
    Column("cumulative_share", "share", N_("The shares of this customer and all larger ones together.")),
    Column("revenue_before", "amount", N_("Revenue in the period that is compared with.")),
)  # fmt: skip

TOTALS: Final = (
    Column("customers", "int", N_("Customers with at least one order in the period.")),
    Column("orders", "int", N_("Orders of the period that are confirmed or paid.")),
    Column("revenue", "amount", N_("The revenue of all of them.")),
    Column("margin", "amount", N_("The margin of all of them."), MARGIN),
    Column("margin_rate", "share", N_("Margin as a share of the revenue of lines whose cost is known."), MARGIN),
    Column("revenue_before", "amount", N_("Revenue in the period that is compared with, of whoever bought then.")),
    Column("customers_before", "int", N_("Customers with at least one order in that period.")),
)  # fmt: skip


def statement(period: Period, *, margin: bool) -> sa.Select[Any]:
    """One row for each customer with an order in the period or in the one before."""
    each = _by_customer(period, margin).subquery()
    figures = [column for column in each.c if column.name != "customer_id"]
    who = (Customer.id.label("customer_id"), Customer.number, Customer.name.label("customer"), Customer.kind)
    found = sa.select(*who, *figures).join(each, each.c.customer_id == Customer.id)
    return found.order_by(each.c.revenue.desc(), Customer.id)


def _by_customer(period: Period, margin: bool) -> sa.Select[Any]:
    """Of orders that are added up before: so each is counted once, without telling all of their lines apart."""
    is_now = sa.case((within(period), 1), else_=0).label("is_now")
    by_order = sold_by_order(Order.customer_id, is_now, margin=margin).where(in_either(period))
    each = by_order.subquery()
    now, then = each.c.is_now == 1, each.c.is_now == 0
    figures = [*_figures(each, now, "", margin), *_figures(each, then, "_before", margin)]
    return sa.select(each.c.customer_id, *figures).group_by(each.c.customer_id)


def _figures(each: Any, when: sa.ColumnElement[bool], suffix: str, margin: bool) -> Iterator[sa.Label[Any]]:
    """Orders, revenue; and, only for those who may see it, what is known of its cost."""
    yield sa.func.count(sa.case((when, 1))).label(f"orders{suffix}")
    yield total(each.c.revenue, when).label(f"revenue{suffix}")
    if margin:
        costed, cost = total(each.c.costed, when), total(each.c.cost, when)
        yield costed.label(f"costed{suffix}")
        yield sa.type_coerce(costed - cost, each.c.costed.type).label(f"margin{suffix}")


def compute(session: Session, asked: Asked, names: Collection[str]) -> Figures:
    """Rows for those who bought in the period; the totals of both periods also count who bought only before."""
    found = session.execute(statement(asked.period, margin="margin" in names))
    columns = tuple(found.keys())
    each = [dict(zip(columns, row, strict=True)) for row in found.all()]
    added = ADDED + (WITH_MARGIN if "margin" in names else ())
    totals, before = _totals(each, added, ""), _totals(each, added, "_before")
    totals |= {"revenue_before": before["revenue"], "customers_before": before["customers"]}
    rows = list(_ranked((row for row in each if row["orders"]), totals))
    return Figures(rows, totals, before, by_time(session, asked.period, names))


def _totals(each: list[dict[str, Any]], added: tuple[str, ...], suffix: str) -> dict[str, Any]:
    sums = {name: sum(map(itemgetter(name + suffix), each), Decimal(0)) for name in added}
    buyers = sum(1 for orders in map(itemgetter(f"orders{suffix}"), each) if orders)
    return {**sums, "orders": int(sums["orders"]), "customers": buyers, **rates(sums, sums)}


def _ranked(rows: Iterable[dict[str, Any]], totals: Row) -> Iterator[dict[str, Any]]:
    reached, whole = Decimal(0), totals["revenue"]
    for rank, row in enumerate(rows, start=1):
        reached += row["revenue"]
        row["rank"], row["cumulative_share"] = rank, share_of(reached, whole)
        row.update(rates(row, totals))
        yield row


def last_day(session: Session, today: date) -> date:
    """The latest day with revenue up to today, so that a company at rest does not open an empty page."""
    latest = sa.select(sa.func.max(Order.ordered_on)).where(Order.status.in_(SOLD), Order.ordered_on <= today)
    return session.scalar(latest) or today


CONTRIBUTION: Final = Report(
    name="contribution",
    title=N_("Customer contribution"),
    about=N_("What each customer bought in a period, and what part of all revenue that is."),
    columns=COLUMNS,
    totals=TOTALS,
    sums=(*ADDED, *WITH_MARGIN, "revenue_before"),
    rates=rates,
    compute=compute,
    last_day=last_day,
    story=tell,
    sections=SECTIONS,
)
