"""Contribution by month and by year: what was sold in each, and how that compares with the same days a year before."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.language import language
from app.core.period import Period
from app.core.report import Column, Row, Section
from app.core.sql import first_of_month, first_of_year
from app.core.viewer import viewer_of
from app.core.words import N_
from app.reports.rates import SIX, rates
from app.reports.sold import NOTHING, sold_by_order, total, within
from app.reports.stretches import Stretch, month_name, months, years
from app.sales.order import Order

CUTS: Final[Mapping[str, Any]] = {"months": first_of_month, "years": first_of_year}
COUNTED: Final = ("orders", "customers")
MARGIN: Final = "see_margin on OrderLine"
FIGURES: Final = (
    Column("first_day", "day", N_("The first day of the period in it."), shown=False),
    Column("last_day", "day", N_("The last day of the period in it."), shown=False),
    Column("orders", "int", N_("Orders that are confirmed or paid.")),
    Column("customers", "int", N_("Customers with at least one of these orders.")),
    Column("revenue", "amount", N_("What their lines charge, after discount, without tax.")),
    Column("margin", "amount", N_("That revenue less what the goods cost, for lines whose cost is known."), MARGIN),
    Column("margin_rate", "share", N_("Margin as a share of the revenue of lines whose cost is known."), MARGIN),
    Column("revenue_before", "amount", N_("Revenue of the same days a year before."), head=N_("A year before")),
    Column("change", "share", N_("By how much of that the revenue grew or fell.")),
)  # fmt: skip
SECTIONS: Final = (
    Section("months", N_("By month"), (Column("month", "line", N_("The month.")), *FIGURES),
            N_("What each month brought, and the same days a year before.")),
    Section("years", N_("By year"), (Column("year", "line", N_("The year.")), *FIGURES),
            N_("What each year brought, as far as the period reaches, and the same days a year before.")),
)  # fmt: skip


def by_time(session: Session, period: Period, names: Collection[str]) -> Mapping[str, Sequence[Row]]:
    """The sections `months` and `years`, of one statement."""
    margin = "margin" in names
    found = {(row.part, row.first_day): row for row in session.execute(statement(period, margin=margin))}
    by_month, by_year = ({day: row for (part, day), row in found.items() if part == name} for name in CUTS)
    spoken = language(viewer_of(session).language)
    return {
        "months": [
            {"month": month_name(each.name, spoken), **_row(each, by_month, margin=margin)} for each in months(period)
        ],
        "years": [{"year": str(each.name.year), **_row(each, by_year, margin=margin)} for each in years(period)],
    }


def statement(period: Period, *, margin: bool) -> Any:
    """One row for each month, and one for each year, with an order in the period or in the same days a year before.
    Years are counted for themselves: a customer who buys in two months is one customer of the year."""
    each = _by_order(period, margin).cte("each_order")
    return sa.select(sa.union_all(*(_cut(each, name, margin) for name in CUTS)).subquery())


def _by_order(period: Period, margin: bool) -> sa.Select[Any]:
    """Orders are added up once, for months and for years; a day may be of both the period and the one before."""
    now, then = within(period), within(period.year_earlier)
    said = [sa.case((when, 1), else_=0).label(name) for name, when in (("is_now", now), ("is_then", then))]
    return sold_by_order(Order.customer_id, Order.ordered_on, *said, margin=margin).where(now | then)


def _cut(each: Any, name: str, margin: bool) -> sa.Select[Any]:
    """By customer first: so who bought is counted without telling customers apart again."""
    day, is_now = CUTS[name](each.c.ordered_on).label("first_day"), each.c.is_now == 1
    sums = [sa.func.sum(each.c.is_now).label("orders"), *_sums(each, is_now, margin)]
    known = sa.select(day, *sums).group_by(each.c.customer_id, day).subquery()
    counts = (
        sa.cast(sa.func.sum(known.c.orders), sa.Integer).label("orders"),
        sa.func.count(sa.case((known.c.orders > 0, 1))).label("customers"),
    )
    money = (total(column).label(column.name) for column in known.c if column.name not in ("first_day", "orders"))
    told = sa.select(sa.literal(name).label("part"), known.c.first_day, *counts, *money)
    return told.group_by(known.c.first_day)


def _sums(each: Any, is_now: Any, margin: bool) -> Iterator[sa.Label[Any]]:
    yield total(each.c.revenue, each.c.is_then == 1).label("revenue_before")
    for name in ("revenue", *(("costed", "cost") if margin else ())):
        yield total(each.c[name], is_now).label(name)


def _row(stretch: Stretch, found: Mapping[date, Any], *, margin: bool) -> Row:
    """What was sold in it, and the change on the same days a year before."""
    now, then = found.get(stretch.name), found.get(stretch.name.replace(year=stretch.name.year - 1))
    row: dict[str, Any] = {"first_day": stretch.first, "last_day": stretch.last}
    row |= {each: getattr(now, each, 0) for each in COUNTED}
    row |= {"revenue": getattr(now, "revenue", NOTHING), "revenue_before": getattr(then, "revenue_before", NOTHING)}
    if margin:
        row["costed"] = getattr(now, "costed", NOTHING)
        row["margin"] = row["costed"] - getattr(now, "cost", NOTHING)
        row["margin_rate"] = rates(row, row)["margin_rate"]
    return row | {"change": change(row["revenue"], row["revenue_before"])}


def change(now: Decimal, before: Decimal) -> Decimal | None:
    """By how much of what was before; of nothing there is no change."""
    return (now / before - 1).quantize(SIX) if before > 0 else None
