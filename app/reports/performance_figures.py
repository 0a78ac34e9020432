"""Sales by one dimension, and by two crossed, in the period and in the one before; a statement each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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

    Amounts are added up of lines as they come. An order has lines of several categories: orders and customers are told
    apart for themselves, so that no amounts have to be carried along."""
    names = [f"key_{place}" for place in range(len(dimensions))]
    parts = sa.union_all(
        _sold(period, dimensions, customer, margin), _bought(period, dimensions, customer, margin)
    ).subquery()
    keys = [parts.c[name] for name in names]
    now, then = parts.c.is_now == 1, parts.c.is_now == 0
    known = sa.select(*keys, *_counts(parts, now, then), *_sums(parts, now, then, margin)).group_by(*keys).subquery()
    found = sa.select(known).order_by(known.c.revenue.desc(), *(known.c[name] for name in names))
    for place, (key, dimension) in enumerate(zip(names, dimensions, strict=True)):
        found = named(found, known.c[key], dimension, code, f"name_{place}")
    return found.limit(MOST_CELLS) if len(dimensions) > 1 else found


def _sold(period: Period, dimensions: Sequence[Dimension], customer: Customer | None, margin: bool) -> sa.Select[Any]:
    """What lines of the period, and of the one before, come to."""
    told = _told_apart(period, dimensions)
    sums_of = {each.name: each for each in sums(margin=margin)}
    columns = (*told, *_none("orders", "customers"), *(sums_of[name] for name in _money(margin)))
    return _of_lines(columns, period, dimensions, customer).group_by(*told)


def _bought(period: Period, dimensions: Sequence[Dimension], customer: Customer | None, margin: bool) -> sa.Select[Any]:
    """Of both: orders, and customers, each once."""
    told = _told_apart(period, dimensions)
    apart = (CUTS[dimension].of is not Order for dimension in dimensions)
    keys = (key for key, is_apart in zip(told, apart, strict=False) if is_apart)
    orders = _of_lines((Order.customer_id, *told), period, dimensions, customer)
    each = orders.group_by(Order.id, *keys).subquery()  # what an order says itself follows from its key
    by_customer = sa.select(*each.c, sa.func.count().label("orders")).group_by(*each.c).subquery()
    names = [by_customer.c[key.name] for key in told]
    nothing = (sa.literal(NOTHING, OrderLine.amount.type) for _ in _money(margin))
    counts = (sa.func.sum(by_customer.c.orders), sa.func.count())
    return sa.select(*names, *counts, *nothing).group_by(*names)


def _told_apart(period: Period, dimensions: Sequence[Dimension]) -> list[sa.Label[Any]]:
    """The values, and whether it is of the period."""
    keys = [key_of(each, period).label(f"key_{place}") for place, each in enumerate(dimensions)]
    return [*keys, sa.case((within(period), 1), else_=0).label("is_now")]


def _of_lines(
    columns: Iterable[Any], period: Period, dimensions: Sequence[Dimension], customer: Customer | None
) -> sa.Select[Any]:
    lines = sa.select(*columns).select_from(OrderLine).join(Order, Order.id == OrderLine.order_id)
    return joined(lines, dimensions).where(Order.status.in_(SOLD), in_either(period), of(customer))


def _none(*names: str) -> Iterator[sa.Label[int]]:
    for name in names:
        yield sa.literal(0).label(name)


def _counts(parts: Any, now: Any, then: Any) -> Iterator[sa.Label[Any]]:
    for name in ("orders", "customers"):
        for suffix, when in (("", now), ("_before", then)):
            counted = sa.func.sum(sa.case((when, parts.c[name]), else_=0))
            yield sa.cast(counted, sa.Integer).label(f"{name}{suffix}")


def _money(margin: bool) -> tuple[str, ...]:
    return ("revenue", "discount", *(("costed", "cost") if margin else ()))


def _sums(each: Any, now: Any, then: Any, margin: bool) -> Iterator[sa.Label[Any]]:
    for name in _money(margin):
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
    counts = zip(ORDERS, (within(period), within(period.before)), strict=True)
    bought = sa.select(*(sa.func.count(sa.case((when, 1))).label(name) for name, when in counts)).select_from(Order)
    chosen = bought.where(Order.status.in_(SOLD), in_either(period), of(customer))
    each = chosen.group_by(Order.customer_id).subquery()
    return dict(session.execute(sa.select(*_buyers(each))).mappings().one())


def _buyers(each: Any) -> Iterator[sa.Label[Any]]:
    """Orders, and customers with one."""
    for name in ORDERS:
        yield sa.cast(sa.func.coalesce(sa.func.sum(each.c[name]), 0), sa.Integer).label(name)
        yield sa.func.count(sa.case((each.c[name] > 0, 1))).label(name.replace("orders", "customers"))


def with_shares(rows: Sequence[dict[str, Any]], totals: Row) -> list[Row]:
    return [{**row, **rates(row, totals)} for row in rows]
