"""How many customers there are at the end of each month, by how far the business with them has come; what comes next.

Stages are those of the customer's life (app/sales/lifecycle.py), told by the orders alone: new with the first day of
orders, returning from the second on, dormant after so many days of silence as the company has set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.language import Language
from app.core.parameter import Asked
from app.core.period import Period
from app.core.report import Row
from app.core.sql import first_of_month
from app.organization.setting import settings_of
from app.reports.bought import bought_by
from app.reports.outlook import AHEAD, Outlook, outlook
from app.reports.sold import NOTHING, total
from app.reports.stretches import Stretch, month_name, months
from app.sales.order import Order

STAGES: Final = ("new", "returning", "dormant")
NOBODY: Final[Row] = dict.fromkeys((f"number_{name}" for name in (*STAGES, "joined")), 0)
YEARS: Final = 3
"""So many years before the last day are looked at for what comes next."""


def trend(session: Session, asked: Asked, spoken: Language) -> Sequence[Row]:
    """A row for each month of the period."""
    cut = months(asked.period)
    silence = timedelta(days=settings_of(session).churn_floor_days)
    found = {row["place"]: row for row in session.execute(statement(asked, cut, silence)).mappings()}
    return [_row(each, found.get(place, NOBODY), spoken) for place, each in enumerate(cut)]


def statement(asked: Asked, cut: Sequence[Stretch], silence: timedelta) -> sa.Select[Any]:
    """One row for each month: what it counts.

    A day of orders lasts until the customer's next one: at the end of a month each customer stands on exactly one. Days
    that begin, end and fall silent in the same months are counted together first, and then for each month.
    """
    by_customer: dict[str, Any] = {"partition_by": Order.customer_id, "order_by": Order.ordered_on}
    days = sa.select(
        Order.ordered_on.label("day"),
        sa.func.row_number().over(**by_customer).label("turn"),
        sa.func.lead(Order.ordered_on).over(**by_customer).label("following"),
    ).where(*bought_by(asked), Order.ordered_on <= asked.period.last)
    stood = days.group_by(Order.customer_id, Order.ordered_on).subquery()
    each = _together(stood.c, cut, silence).cte("stood")
    numbers = sa.union_all(*(sa.select(sa.literal(place).label("place")) for place in range(len(cut)))).subquery()
    counted = sa.select(numbers.c.place, *_counts(each.c, numbers.c.place))
    return counted.join_from(numbers, each, each.c.begun <= numbers.c.place).group_by(numbers.c.place)


def _together(c: Any, cut: Sequence[Stretch], silence: timedelta) -> sa.Select[Any]:
    """How many days begin, end and fall silent in the same months, told by their places; the first is 0."""
    places = {
        "begun": _place(c.day, cut), "ended": _place(c.following, cut),
        "silent": _place(c.day, _earlier(cut, silence)), "is_first": sa.case((c.turn == 1, 1), else_=0),
        "is_inside": sa.case((c.day >= cut[0].first, 1), else_=0),
    }  # fmt: skip
    groups = [value.label(name) for name, value in places.items()]
    return sa.select(*groups, sa.func.count(c.day).label("number")).group_by(*groups)


def _earlier(cut: Sequence[Stretch], silence: timedelta) -> list[Stretch]:
    """The last day that is dormant at the end of each."""
    return [Stretch(each.name, each.first, each.last - silence) for each in cut]


def _place(day: Any, cut: Sequence[Stretch]) -> sa.ColumnElement[int]:
    """The first month by whose end it has come."""
    ends = [(day <= each.last, place) for place, each in enumerate(cut)]
    return sa.case(*ends, else_=len(cut))


def _counts(c: Any, place: Any) -> Iterator[sa.Label[Any]]:
    yield sa.func.max(c.number).label("most")  # a plain column: by it the statement is known to be of orders
    here, awake, first = c.ended > place, c.silent > place, c.is_first == 1
    counts = {
        "joined": (c.begun == place) & first & (c.is_inside == 1), "new": here & awake & first,
        "returning": here & awake & ~first, "dormant": here & ~awake,
    }  # fmt: skip
    for name, when in counts.items():
        number = sa.func.coalesce(sa.func.sum(sa.case((when, c.number))), 0)
        yield sa.cast(number, sa.Integer).label(f"number_{name}")


def _row(month: Stretch, found: Mapping[Any, Any], spoken: Language) -> Row:
    stages = {name: found[f"number_{name}"] for name in STAGES}
    known = {"month": month_name(month.name, spoken), "first_day": month.first, "last_day": month.last}
    return {**known, "joined": found["number_joined"], **stages, "customers": sum(stages.values())}


# What comes next ------------------------------------------------------------------------------------------------------


def history(asked: Asked) -> sa.Select[Any]:
    """Revenue by month."""
    month = first_of_month(Order.ordered_on)
    sold = sa.select(month.label("month"), total(Order.total).label("revenue"))
    span = Order.ordered_on.between(_span(asked).first, _span(asked).last)
    return sold.where(*bought_by(asked), span).group_by(month)


def _span(asked: Asked) -> Period:
    return known_months(asked.period)


def known_months(period: Period) -> Period:
    """Whole months that a forecast is reckoned from: the last one that is over, and all of the years before it."""
    after = period.last + timedelta(days=1)
    last = after.replace(day=1) - timedelta(days=1)
    return Period(_months_on(last, 1 - 12 * YEARS), last)


def forecast(session: Session, asked: Asked, spoken: Language) -> tuple[Sequence[Row], Outlook | None]:
    """The revenue of the months to come, and how it was reckoned; nothing where too little is known."""
    found = {row.month: row.revenue for row in session.execute(history(asked))}
    known = [found.get(each.name, NOTHING) for each in months(_span(asked))]
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
