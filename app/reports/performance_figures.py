"""Sales by one dimension, and by two crossed, in the period and in the one before; a statement each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.language import Language, language
from app.core.period import Period
from app.core.report import Row
from app.core.viewer import viewer_of
from app.customers.customer import Customer
from app.reports.dimension import CUTS, Dimension, joined, key_of, named, told
from app.reports.rates import rates
from app.reports.sold import NOTHING, change, in_either, of, sums, total, within
from app.sales.order import SOLD, Order
from app.sales.order_line import OrderLine

MOST_CELLS: Final = 1000
"""The largest of what two dimensions make; nobody reads more of it, and each row has its own total."""
ORDERS: Final = ("orders", "orders_before")
COUNTED: Final = ("orders", "customers", "orders_before", "customers_before")
ADDED: Final = ("revenue", "discount", "revenue_before", "discount_before")
WITH_MARGIN: Final = ("margin", "costed")


def statement(
    period: Period, dimensions: Sequence[Dimension], customer: Customer | None, code: str, *, margin: bool
) -> sa.Select[Any]:
    """One row for each value, or each pair of values, the largest first.

    An order has lines of several categories: it is added up for each value first, and so is a customer after it: each
    of them is then counted once, without telling them apart again."""
    order = _by_order(period, dimensions, customer, margin).subquery()
    names = [f"key_{place}" for place in range(len(dimensions))]
    now, then = order.c.is_now == 1, order.c.is_now == 0
    bought = sa.select(*(order.c[name] for name in names), *_orders(now, then), *_sums(order, now, then, margin))
    each = bought.group_by(order.c.customer_id, *(order.c[name] for name in names)).subquery()
    keys = [each.c[name] for name in names]
    sums = (total(column).label(column.name) for column in each.c if column.name not in (*names, *ORDERS))
    known = sa.select(*keys, *_counts(each), *sums).group_by(*keys).subquery()
    found = sa.select(known).order_by(known.c.revenue.desc(), *(known.c[key.name] for key in keys))
    for place, (key, dimension) in enumerate(zip(keys, dimensions, strict=True)):
        found = named(found, known.c[key.name], dimension, code, f"name_{place}")
    return found.limit(MOST_CELLS) if len(dimensions) > 1 else found


def _by_order(
    period: Period, dimensions: Sequence[Dimension], customer: Customer | None, margin: bool
) -> sa.Select[Any]:
    cuts = [key_of(each, period) for each in dimensions]
    keys = [cut.label(f"key_{place}") for place, cut in enumerate(cuts)]
    is_now = sa.case((within(period), 1), else_=0).label("is_now")
    columns = (Order.id, Order.customer_id, is_now, *keys, *sums(margin=margin))
    sold = sa.select(*columns).select_from(OrderLine).join(Order, Order.id == OrderLine.order_id)
    chosen = joined(sold, dimensions).where(Order.status.in_(SOLD), in_either(period), of(customer))
    apart = (cut for cut, dimension in zip(cuts, dimensions, strict=True) if CUTS[dimension].of is not Order)
    return chosen.group_by(Order.id, *apart)  # what an order says itself follows from its key


def _orders(now: Any, then: Any) -> Iterator[sa.Label[Any]]:
    for name, when in zip(ORDERS, (now, then), strict=True):
        yield sa.func.count(sa.case((when, 1))).label(name)


def _counts(each: Any) -> Iterator[sa.Label[Any]]:
    """Orders, and customers with one."""
    for name in ORDERS:
        yield sa.cast(sa.func.coalesce(sa.func.sum(each.c[name]), 0), sa.Integer).label(name)
        yield sa.func.count(sa.case((each.c[name] > 0, 1))).label(name.replace("orders", "customers"))


def _sums(each: Any, now: Any, then: Any, margin: bool) -> Iterator[sa.Label[Any]]:
    for name in ("revenue", "discount", *(("costed", "cost") if margin else ())):
        yield total(each.c[name], now).label(name)
        yield total(each.c[name], then).label(f"{name}_before")


def by_one(
    session: Session, period: Period, dimension: Dimension, customer: Customer | None, *, margin: bool
) -> list[dict[str, Any]]:
    """A row for each value with an order in the period or in the one before."""
    spoken = language(viewer_of(session).language)
    found = session.execute(statement(period, (dimension,), customer, spoken.code, margin=margin)).mappings()
    return [_row(each, {"name": _told(each, 0, dimension, spoken)}, margin=margin) for each in found]


def by_two(
    session: Session, period: Period, by: Dimension, across: Dimension, customer: Customer | None, *, margin: bool
) -> list[dict[str, Any]]:
    """A row for each pair of values; the same dimension twice makes none."""
    if by is across:
        return []
    spoken = language(viewer_of(session).language)
    found = session.execute(statement(period, (by, across), customer, spoken.code, margin=margin)).mappings()
    return [_row(each, _pair(each, by, across, spoken), margin=margin) for each in found]


def _pair(each: Mapping[Any, Any], by: Dimension, across: Dimension, spoken: Language) -> dict[str, Any]:
    return {
        "name": _told(each, 0, by, spoken), "across": _told(each, 1, across, spoken),
        "across_key": written(each["key_1"]),
    }  # fmt: skip


def _told(each: Mapping[Any, Any], place: int, dimension: Dimension, spoken: Language) -> str:
    return told(dimension, each[f"key_{place}"], each[f"name_{place}"], spoken)


def _row(each: Mapping[Any, Any], names: Row, *, margin: bool) -> dict[str, Any]:
    row = {**names, "key": written(each["key_0"]), **{name: each[name] for name in (*COUNTED, *ADDED)}}
    if margin:
        row |= {"costed": each["costed"], "margin": each["costed"] - each["cost"]}
        row |= {"costed_before": each["costed_before"], "margin_before": each["costed_before"] - each["cost_before"]}
    return row | {"change": change(row["revenue"], row["revenue_before"])}


def written(key: Any) -> str:
    """A key as lists are narrowed by it."""
    return "" if key is None else str(getattr(key, "name", key))


def added(rows: Sequence[Row], *, margin: bool) -> dict[str, Any]:
    """What all rows come to, and their counts before being told apart are not known here."""
    names = (*ADDED, *((*WITH_MARGIN, "margin_before", "costed_before") if margin else ()))
    return {name: sum((row[name] for row in rows), NOTHING) for name in names}


def buyers(session: Session, period: Period, customer: Customer | None) -> dict[str, Any]:
    """Orders and customers of the period and of the one before, each counted once."""
    bought = sa.select(*_orders(within(period), within(period.before))).select_from(Order)
    chosen = bought.where(Order.status.in_(SOLD), in_either(period), of(customer))
    each = chosen.group_by(Order.customer_id).subquery()
    return dict(session.execute(sa.select(*_counts(each))).mappings().one())


def with_shares(rows: Sequence[dict[str, Any]], totals: Row) -> list[Row]:
    return [{**row, **rates(row, totals)} for row in rows]
