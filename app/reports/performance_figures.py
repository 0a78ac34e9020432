"""Sales by one dimension, and by two crossed, in the period and in the one before, in one statement."""

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
KEYS: Final = ("key_0", "key_1")
ORDERS: Final = ("orders", "orders_before")
COUNTED: Final = (*ORDERS, "customers", "customers_before")
ADDED: Final = ("revenue", "discount", "revenue_before", "discount_before")
WITH_MARGIN: Final = ("margin", "costed")


def statement(
    period: Period, dimensions: Sequence[Dimension], customer: Customer | None, code: str, *, margin: bool
) -> sa.Select[Any]:
    """One row for each value of the first dimension and, of two, one for each pair of their values, the largest
    first; `known` says of how many dimensions a row is.

    Amounts are added up of lines as they come. An order has lines of several categories: orders and customers are told
    apart for themselves, so that no amounts have to be carried along. Both are gone over once, for pairs: the values of
    one dimension follow from these."""
    sold = _sold(period, dimensions, customer, margin).cte("sold")
    bought = _bought(period, dimensions, customer).cte("bought")
    found = [_by_one(sold, bought, margin=margin)]
    found += [_by_two(sold, bought, margin=margin)] if len(dimensions) > 1 else []
    known = sa.union_all(*found).subquery()
    told = sa.select(known).order_by(known.c.revenue.desc(), known.c.key_0, known.c.key_1)
    for place, dimension in enumerate(dimensions):
        told = named(told, known.c[f"key_{place}"], dimension, code, f"name_{place}")
    return told


def _sold(period: Period, dimensions: Sequence[Dimension], customer: Customer | None, margin: bool) -> sa.Select[Any]:
    """What lines of the period, and of the one before, come to."""
    told = _told_apart(period, dimensions)
    sums_of = {each.name: each for each in sums(margin=margin)}
    columns = (*told, *(sums_of[name] for name in _money(margin)))
    return _of_lines(columns, period, dimensions, customer).group_by(*told)


def _bought(period: Period, dimensions: Sequence[Dimension], customer: Customer | None) -> sa.Select[Any]:
    """What each customer ordered of both: each order once."""
    told = _told_apart(period, dimensions)
    apart = (CUTS[dimension].of is not Order for dimension in dimensions)
    keys = (key for key, is_apart in zip(told, apart, strict=False) if is_apart)
    orders = _of_lines((Order.customer_id, *told), period, dimensions, customer)
    each = orders.group_by(Order.id, *keys).subquery()  # what an order says itself follows from its key
    names = [each.c.customer_id, *(each.c[key.name] for key in told[:-1])]
    counts = zip(ORDERS, (each.c.is_now, 1 - each.c.is_now), strict=True)
    return sa.select(*names, *(sa.func.sum(count).label(name) for name, count in counts)).group_by(*names)


def _by_one(sold: Any, bought: Any, *, margin: bool) -> sa.Select[Any]:
    """A customer of several pairs is one customer of a value."""
    names = [bought.c.customer_id, bought.c.key_0]
    orders = (sa.func.sum(bought.c[name]).label(name) for name in ORDERS)
    return _together(sold, sa.select(*names, *orders).group_by(*names).subquery(), KEYS[:1], margin=margin)


def _by_two(sold: Any, bought: Any, *, margin: bool) -> sa.Select[Any]:
    pairs = _together(sold, bought, KEYS, margin=margin).subquery()
    largest = sa.select(pairs).order_by(pairs.c.revenue.desc(), pairs.c.key_0, pairs.c.key_1).limit(MOST_CELLS)
    return sa.select(largest.subquery())


def _together(sold: Any, bought: Any, names: Sequence[str], *, margin: bool) -> sa.Select[Any]:
    """Amounts, and orders and customers, of the same values: below each other and added up, for what is not given
    can be grouped by and not joined by."""
    money = list(_amounts(sold, margin))
    nothing = (sa.literal(NOTHING, OrderLine.amount.type) for _ in money)
    nobody = (sa.literal(0).label(name) for name in COUNTED)
    amounts = sa.select(*(sold.c[name] for name in names), *nobody, *money)
    keys = [bought.c[name] for name in names]
    both = sa.union_all(amounts, sa.select(*keys, *_counts(bought), *nothing).group_by(*keys)).subquery()
    told = (both.c[name] if name in names else _nought(sold, name) for name in KEYS)
    counts = (sa.cast(sa.func.sum(both.c[name]), sa.Integer).label(name) for name in COUNTED)
    added = (total(both.c[each.name]).label(each.name) for each in money)
    found = sa.select(sa.literal(len(names)).label("known"), *told, *counts, *added)
    return found.group_by(*(both.c[name] for name in names))


def _nought(sold: Any, name: str) -> sa.Label[Any]:
    """No value, of the same kind as the others of the column."""
    return (sa.cast(sa.null(), sold.c[name].type) if name in sold.c else sa.null()).label(name)


def _told_apart(period: Period, dimensions: Sequence[Dimension]) -> list[sa.Label[Any]]:
    """The values, and whether it is of the period."""
    keys = [key_of(each, period).label(f"key_{place}") for place, each in enumerate(dimensions)]
    return [*keys, sa.case((within(period), 1), else_=0).label("is_now")]


def _of_lines(
    columns: Iterable[Any], period: Period, dimensions: Sequence[Dimension], customer: Customer | None
) -> sa.Select[Any]:
    lines = sa.select(*columns).select_from(OrderLine).join(Order, Order.id == OrderLine.order_id)
    return joined(lines, dimensions).where(Order.status.in_(SOLD), in_either(period), of(customer))


def _counts(bought: Any) -> Iterator[sa.Label[Any]]:
    """Orders, and customers with one."""
    for name in ORDERS:
        yield sa.cast(sa.func.coalesce(sa.func.sum(bought.c[name]), 0), sa.Integer).label(name)
    for name in ORDERS:
        yield sa.func.count(sa.case((bought.c[name] > 0, 1))).label(name.replace("orders", "customers"))


def _money(margin: bool) -> tuple[str, ...]:
    return ("revenue", "discount", *(("costed", "cost") if margin else ()))


def _amounts(sold: Any, margin: bool) -> Iterator[sa.Label[Any]]:
    nothing = sa.literal(NOTHING, OrderLine.amount.type)
    for name in _money(margin):
        yield sa.case((sold.c.is_now == 1, sold.c[name]), else_=nothing).label(name)
        yield sa.case((sold.c.is_now == 0, sold.c[name]), else_=nothing).label(f"{name}_before")


def by_value(
    session: Session, period: Period, dimensions: Sequence[Dimension], customer: Customer | None, *, margin: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A row for each value of the first dimension with an order in the period or in the one before, and one for each
    pair of values; the same dimension twice makes none."""
    spoken, each = language(viewer_of(session).language), tuple(dict.fromkeys(dimensions))
    found = session.execute(statement(period, each, customer, spoken.code, margin=margin)).mappings().all()
    rows = [_row(row, {"name": _told(row, 0, each[0], spoken)}, margin=margin) for row in found if row["known"] == 1]
    return rows, [_row(row, _pair(row, *each, spoken), margin=margin) for row in found if row["known"] > 1]


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
    return dict(session.execute(sa.select(*_counts(each))).mappings().one())


def with_shares(rows: Sequence[dict[str, Any]], totals: Row) -> list[Row]:
    return [{**row, **rates(row, totals)} for row in rows]
