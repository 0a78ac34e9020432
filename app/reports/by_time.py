"""Contribution by month and by year: what was sold in each, and how that compares with the same days a year before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.language import language
from app.core.period import Period
from app.core.report import Column, Row, Section
from app.core.viewer import viewer_of
from app.core.words import N_
from app.reports.contribution_figures import Part
from app.reports.rates import SIX, left
from app.reports.sold import NOTHING
from app.reports.stretches import Stretch, month_name, months, years

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


def by_time(
    session: Session, period: Period, parts: Mapping[Part, Sequence[Any]], *, margin: bool
) -> Mapping[str, Sequence[Row]]:
    """The sections `months` and `years`."""
    by_month, by_year = ({row.day: row for row in parts[part]} for part in (Part.MONTH, Part.YEAR))
    spoken = language(viewer_of(session).language)
    return {
        "months": [
            {"month": month_name(each.name, spoken), **_row(each, by_month, margin=margin)} for each in months(period)
        ],
        "years": [{"year": str(each.name.year), **_row(each, by_year, margin=margin)} for each in years(period)],
    }


def _row(stretch: Stretch, found: Mapping[date, Any], *, margin: bool) -> Row:
    """What was sold in it, and the change on the same days a year before."""
    now, then = found.get(stretch.name), found.get(stretch.name.replace(year=stretch.name.year - 1))
    row: dict[str, Any] = {"first_day": stretch.first, "last_day": stretch.last}
    row |= {each: getattr(now, each, 0) for each in COUNTED}
    row |= {"revenue": getattr(now, "revenue", NOTHING), "revenue_before": getattr(then, "revenue_before", NOTHING)}
    if margin:
        row |= left(getattr(now, "costed", NOTHING), getattr(now, "cost", NOTHING))
    return row | {"change": change(row["revenue"], row["revenue_before"])}


def change(now: Decimal, before: Decimal) -> Decimal | None:
    """By how much of what was before; of nothing there is no change."""
    return (now / before - 1).quantize(SIX) if before > 0 else None
