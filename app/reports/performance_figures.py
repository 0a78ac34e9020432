"""Sales by one dimension, and by two crossed, in the period and in the one before, in one statement."""

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
from app.reports.dimension import Dimension, joined, key_of, named, told
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
    period: Period, dimensions: Sequence[Dimension], customer: Customer | None, code: str, dialect: str, *, margin: bool
) -> sa.Select[Any]:
    """One row for each value of the first dimension and, of two, one for each of the largest pairs of their values, the
    largest first; `known` says of how many dimensions a row is."""
    cells = _cells(period, dimensions, customer, dialect, margin=margin).subquery()
    names = KEYS[: len(dimensions)]
    known = [cells.c.known, *(cells.c[name] for name in names)]
    each = sa.select(*known, *_both(cells, margin)).group_by(*known).subquery()
    largest = (each.c.revenue.desc(), *(each.c[name] for name in names))
    place = sa.func.row_number().over(partition_by=each.c.known, order_by=largest).label("place")
    ranked = sa.select(each, place).subquery()
    told = sa.select(ranked).where((ranked.c.known == 1) | (ranked.c.place <= MOST_CELLS)).order_by(ranked.c.place)
    for name, dimension in zip(names, dimensions, strict=True):
        told = named(told, ranked.c[name], dimension, code, name.replace("key", "name"))
    return told


def _cells(
    period: Period, dimensions: Sequence[Dimension], customer: Customer | None, dialect: str, *, margin: bool
) -> Any:
    """What lines come to, and of how many orders and customers they are, in the period and in the one before.

    PostgreSQL goes over the lines once for values and for pairs of them; SQLite, which cannot, once for each."""
    keys = [key_of(each, period) for each in dimensions]
    now = sa.case((within(period), 1), else_=0)
    figures = [now.label("is_now"), *_counted(), *sums(margin=margin)]
    named_keys = [key.label(name) for name, key in zip(KEYS, keys, strict=False)]
    lines = _of_lines(period, dimensions, customer)
    if dialect != "postgresql" or len(keys) == 1:
        return sa.union_all(
            *(
                lines.add_columns(sa.literal(many).label("known"), *_only(named_keys, many), *figures).group_by(
                    *keys[:many], now
                )
                for many in range(1, len(keys) + 1)
            )
        )
    sets = (sa.tuple_(*keys[:many], now) for many in range(1, len(keys) + 1))
    known = len(keys) - sa.func.grouping(keys[-1])
    return lines.add_columns(known.label("known"), *named_keys, *figures).group_by(sa.func.grouping_sets(*sets))


def _only(keys: Sequence[sa.Label[Any]], many: int) -> Iterator[sa.Label[Any]]:
    """Only the first keys; the others empty, of the same kind."""
    for place, key in enumerate(keys):
        yield key if place < many else sa.cast(sa.null(), key.type).label(key.name)


def _counted() -> Iterator[sa.Label[int]]:
    """An order has lines of several categories, and a customer orders of several months: each is counted once."""
    yield sa.func.count(sa.distinct(Order.id)).label("orders")
    yield sa.func.count(sa.distinct(Order.customer_id)).label("customers")


def _of_lines(period: Period, dimensions: Sequence[Dimension], customer: Customer | None) -> sa.Select[Any]:
    lines = sa.select().select_from(OrderLine).join(Order, Order.id == OrderLine.order_id)
    return joined(lines, dimensions).where(Order.status.in_(SOLD), in_either(period), of(customer))


def _both(cells: Any, margin: bool) -> Iterator[sa.Label[Any]]:
    """The period and the one before beside each other."""
    now, then = cells.c.is_now == 1, cells.c.is_now == 0
    for suffix, when in (("", now), ("_before", then)):
        for name in ("orders", "customers"):
            yield sa.func.coalesce(sa.func.max(sa.case((when, cells.c[name]))), 0).label(f"{name}{suffix}")
        for name in _money(margin):
            yield total(cells.c[name], when).label(f"{name}{suffix}")


def _money(margin: bool) -> tuple[str, ...]:
    return ("revenue", "discount", *(("costed", "cost") if margin else ()))


def by_value(
    session: Session, period: Period, dimensions: Sequence[Dimension], customer: Customer | None, *, margin: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A row for each value of the first dimension with an order in the period or in the one before, and one for each
    pair of values; the same dimension twice makes none."""
    spoken, each = language(viewer_of(session).language), tuple(dict.fromkeys(dimensions))
    dialect = session.get_bind().dialect.name
    found = session.execute(statement(period, each, customer, spoken.code, dialect, margin=margin)).mappings().all()
    rows = [_row(row, {"name": _told(row, 0, each[0], spoken)}, margin=margin) for row in found if row["known"] == 1]
    return rows, [_row(row, _pair(row, each[0], each[1], spoken), margin=margin) for row in found if row["known"] > 1]


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
    """Orders and customers of the period and of the one before, each counted once; whose first order is of it, and who
    bought in both."""
    counts = zip(ORDERS, (within(period), within(period.before)), strict=True)
    ordered = (sa.func.count(sa.case((when, 1))).label(name) for name, when in counts)
    bought = sa.select(sa.func.min(Order.ordered_on).label("first_on"), *ordered).group_by(Order.customer_id)
    each = bought.where(Order.status.in_(SOLD), Order.ordered_on <= period.last, of(customer)).subquery()
    return dict(session.execute(sa.select(*_buyers(each, period))).mappings().one())


def _buyers(each: Any, period: Period) -> Iterator[sa.Label[Any]]:
    for suffix, span in (("", period), ("_before", period.before)):
        orders = each.c[f"orders{suffix}"]
        is_new = each.c.first_on.between(span.first, span.last)
        yield sa.cast(sa.func.coalesce(sa.func.sum(orders), 0), sa.Integer).label(f"orders{suffix}")
        yield sa.func.count(sa.case((orders > 0, 1))).label(f"customers{suffix}")
        yield sa.func.count(sa.case((is_new, 1))).label(f"new{suffix}")
    stayed = (each.c.orders > 0) & (each.c.orders_before > 0)
    yield sa.func.count(sa.case((stayed, 1))).label("kept")


def with_shares(rows: Sequence[dict[str, Any]], totals: Row) -> list[Row]:
    return [{**row, **rates(row, totals)} for row in rows]
