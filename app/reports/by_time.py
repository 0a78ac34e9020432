"""Contribution by month and by year: what was sold in each, and how that compares with the same days a year before."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.language import language
from app.core.period import Period
from app.core.report import Column, Row, Section
from app.core.viewer import viewer_of
from app.core.words import N_
from app.reports.rates import SIX, rates
from app.reports.sold import NOTHING, counted, sold_by_order, total, within
from app.reports.stretches import Stretch, month_name, months, years
from app.sales.order import Order

WHOLE_YEAR: Final = 0
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
    found = {(row.year, row.month): row for row in session.execute(statement(period, margin=margin))}
    spoken = language(viewer_of(session).language)
    by_month = [{"month": month_name(each.name, spoken), **_row(each, found, each.name.month, margin=margin)}
                for each in months(period)]  # fmt: skip
    by_year = [{"year": str(each.name.year), **_row(each, found, WHOLE_YEAR, margin=margin)} for each in years(period)]
    return {"months": by_month, "years": by_year}


def statement(period: Period, *, margin: bool) -> Any:
    """One row for each month, and one for each year (month 0), with an order in the period or in the same days a year
    before. Years are counted for themselves: a customer who buys in two months is one customer of the year."""
    each = _by_order(period, margin).cte("each_order")
    year, month = each.c.year, each.c.month
    parts = sa.union_all(
        sa.select(year, month, *_figures(each, margin)).group_by(year, month),
        sa.select(year, sa.literal(WHOLE_YEAR).label("month"), *_figures(each, margin)).group_by(year),
    )
    return sa.select(parts.subquery())


def _by_order(period: Period, margin: bool) -> sa.Select[Any]:
    """Orders are added up once, for months and for years; a day may be of both the period and the one before."""
    now, then = within(period), within(period.year_earlier)
    said = [sa.case((when, 1), else_=0).label(name) for name, when in (("is_now", now), ("is_then", then))]
    said += [sa.cast(sa.extract(part, Order.ordered_on), sa.Integer).label(part) for part in ("year", "month")]
    return sold_by_order(Order.customer_id, *said, margin=margin).where(now | then)


def _figures(each: Any, margin: bool) -> Iterator[sa.Label[Any]]:
    now = each.c.is_now == 1
    yield sa.func.count(sa.case((now, 1))).label("orders")
    yield counted(each.c.customer_id, now).label("customers")
    yield total(each.c.revenue, each.c.is_then == 1).label("revenue_before")
    for name in ("revenue", *(("costed", "cost") if margin else ())):
        yield total(each.c[name], now).label(name)


def _row(stretch: Stretch, found: Mapping[tuple[int, int], Any], month: int, *, margin: bool) -> Row:
    """What was sold in it, and the change on the same days a year before."""
    now, then = found.get((stretch.name.year, month)), found.get((stretch.name.year - 1, month))
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
