"""How many customers there are at the end of each month, by how far the business with them has come; what comes next.

Stages are those of the customer's life (app/sales/lifecycle.py), told by the orders alone: new with the first day of
orders, returning from the second on, dormant after so many days of silence as the company has set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.language import Language
from app.core.parameter import Asked
from app.core.period import Period
from app.core.report import Row
from app.organization.setting import settings_of
from app.reports.bought import bought_by
from app.reports.outlook import AHEAD, Outlook, outlook
from app.reports.sold import NOTHING, total
from app.reports.stretches import Stretch, month_name, months
from app.sales.order import Order

STAGES: Final = ("new", "returning", "dormant")
YEARS: Final = 3
"""So many years before the last day are looked at for what comes next."""


def trend(session: Session, asked: Asked, spoken: Language) -> Sequence[Row]:
    """A row for each month of the period."""
    cut = months(asked.period)
    silence = timedelta(days=settings_of(session).churn_floor_days)
    found = session.execute(statement(asked, cut, silence)).mappings().one()
    return [_row(place, each, found, spoken) for place, each in enumerate(cut)]


def statement(asked: Asked, cut: Sequence[Stretch], silence: timedelta) -> sa.Select[Any]:
    """One row: for each month what it counts.

    A day of orders lasts until the customer's next one: at the end of a month each customer stands on exactly one.
    """
    by_customer: dict[str, Any] = {"partition_by": Order.customer_id, "order_by": Order.ordered_on}
    days = sa.select(
        Order.ordered_on.label("day"),
        sa.func.row_number().over(**by_customer).label("turn"),
        sa.func.lead(Order.ordered_on).over(**by_customer).label("following"),
    ).where(*bought_by(asked), Order.ordered_on <= asked.period.last)
    stood = days.group_by(Order.customer_id, Order.ordered_on).subquery()
    days_at_all = sa.func.count(stood.c.day).label(
        "days"
    )  # a plain column: by it the statement is known to be of orders
    return sa.select(
        days_at_all, *(part for place, month in enumerate(cut) for part in _parts(place, month, stood.c, silence))
    )


def _parts(place: int, month: Stretch, c: Any, silence: timedelta) -> list[sa.Label[Any]]:
    here = (c.day <= month.last) & (c.following.is_(None) | (c.following > month.last))
    awake = c.day > month.last - silence
    inside = c.day.between(month.first, month.last)
    return [
        sa.func.count(sa.case((inside & (c.turn == 1), 1))).label(f"joined_{place}"),
        sa.func.count(sa.case((here & awake & (c.turn == 1), 1))).label(f"new_{place}"),
        sa.func.count(sa.case((here & awake & (c.turn > 1), 1))).label(f"returning_{place}"),
        sa.func.count(sa.case((here & ~awake, 1))).label(f"dormant_{place}"),
    ]


def _row(place: int, month: Stretch, found: Mapping[Any, Any], spoken: Language) -> Row:
    stages = {name: found[f"{name}_{place}"] for name in STAGES}
    known = {"month": month_name(month.name, spoken), "first_day": month.first, "last_day": month.last}
    return {**known, "joined": found[f"joined_{place}"], **stages, "customers": sum(stages.values())}


# What comes next ------------------------------------------------------------------------------------------------------


def history(asked: Asked) -> sa.Select[Any]:
    """Revenue by month."""
    year, month = (sa.cast(sa.extract(part, Order.ordered_on), sa.Integer) for part in ("year", "month"))
    sold = sa.select(year.label("year"), month.label("month"), total(Order.total).label("revenue"))
    span = Order.ordered_on.between(_span(asked).first, _span(asked).last)
    return sold.where(*bought_by(asked), span).group_by(year, month)


def _span(asked: Asked) -> Period:
    return known_months(asked.period)


def known_months(period: Period) -> Period:
    """Whole months that a forecast is reckoned from: the last one that is over, and all of the years before it."""
    after = period.last + timedelta(days=1)
    last = after.replace(day=1) - timedelta(days=1)
    return Period(_months_on(last, 1 - 12 * YEARS), last)


def forecast(session: Session, asked: Asked, spoken: Language) -> tuple[Sequence[Row], Outlook | None]:
    """The revenue of the months to come, and how it was reckoned; nothing where too little is known."""
    found = {(row.year, row.month): row.revenue for row in session.execute(history(asked))}
    known = [found.get((each.name.year, each.name.month), NOTHING) for each in months(_span(asked))]
    begun = next((place for place, value in enumerate(known) if value), len(known))
    seen = outlook([float(value) for value in known[begun:]])
    if seen is None:
        return (), None
    return [_ahead(n, seen, _span(asked).last, spoken) for n in range(AHEAD)], seen


def _ahead(n: int, seen: Outlook, last: date, spoken: Language) -> Row:
    first = _months_on(last, n + 1)
    values = {name: Decimal(repr(round(getattr(seen, name)[n], 2))) for name in ("expected", "low", "high")}
    return {"month": month_name(first, spoken), "first_day": first, **values}


def _months_on(day: date, n: int) -> date:
    month = day.year * 12 + day.month - 1 + n
    return date(month // 12, month % 12 + 1, 1)
