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
from app.reports.stretches import Stretch, month_name, months, years
from app.sales.order import SOLD, Order
from app.sales.order_line import OrderLine

WHOLE_YEAR: Final = 0
NOTHING: Final = Decimal(0)
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
    year, month = (sa.extract(part, Order.ordered_on) for part in ("year", "month"))
    parts = sa.union_all(
        _grouped(period, (year.label("year"), month.label("month")), (year, month), margin),
        _grouped(period, (year.label("year"), sa.literal(WHOLE_YEAR).label("month")), (year,), margin),
    )
    return sa.select(parts.subquery())


def _grouped(period: Period, named: Sequence[Any], by: Sequence[Any], margin: bool) -> sa.Select[Any]:
    now, then = _within(period), _within(period.year_earlier)
    figures = [*_figures(now, "", margin), *_figures(then, "_before", margin)]
    sold = sa.select(*named, *figures).select_from(Order).join(OrderLine, OrderLine.order_id == Order.id)
    return sold.where(Order.status.in_(SOLD), now | then).group_by(*by)


def _within(period: Period) -> sa.ColumnElement[bool]:
    return Order.ordered_on.between(period.first, period.last)


def _figures(when: sa.ColumnElement[bool], suffix: str, margin: bool) -> Iterator[sa.Label[Any]]:
    yield sa.func.count(sa.distinct(sa.case((when, Order.id)))).label(f"orders{suffix}")
    yield sa.func.count(sa.distinct(sa.case((when, Order.customer_id)))).label(f"customers{suffix}")
    yield _sum(OrderLine.amount, when).label(f"revenue{suffix}")
    if margin:
        known = when & OrderLine.cost.is_not(None)
        yield _sum(OrderLine.amount, known).label(f"costed{suffix}")
        yield _sum(OrderLine.cost, known).label(f"cost{suffix}")


def _sum(of: Any, when: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(sa.func.sum(sa.case((when, of))), sa.literal(NOTHING, of.type))


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
