"""Who customers are and how they buy: what we think of them, their rhythm, when and how we talk, what they like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.product import Product
from app.core.period import Period
from app.core.report import Row
from app.core.sql import days_between
from app.customers.channel import Channel, Way
from app.customers.customer import Customer
from app.customers.interaction import Interaction
from app.reports.local_time import hour_of, weekday_of
from app.reports.sold import of, ratio, total, within
from app.reports.stretches import within as between
from app.sales.order import SOLD, Order
from app.sales.order_line import OrderLine
from app.service.request import ServiceRequest

MONDAY: Final = date(2001, 1, 1)
WEEK: Final = 7
REQUEST: Final = "REQUEST"


def profiles(session: Session, period: Period, customer: Customer | None) -> list[dict[str, Any]]:
    """One row for each customer who bought in the period, the largest first: what we think of them, what they do."""
    dialect = session.get_bind().dialect.name
    bought, rhythm, liked = _bought(period, customer), _rhythm(period, customer, dialect), _liked(period, customer)
    who = (Customer.id.label("customer_id"), Customer.number, Customer.name.label("customer"))
    known = (Customer.kind, Customer.tier, Customer.value_class, Customer.risk, Customer.chance_to_leave,
             Customer.preferred_channel)  # fmt: skip
    habits = (bought.c.orders, bought.c.revenue, bought.c.last_on.label("last_order_on"),
              rhythm.c.twice.label("rhythm"), liked.c.category.label("favorite"))  # fmt: skip
    asked = (
        sa.select(*who, *known, *habits)
        .join_from(Customer, bought, bought.c.customer_id == Customer.id)
        .outerjoin(rhythm, rhythm.c.customer_id == Customer.id)
        .outerjoin(liked, liked.c.customer_id == Customer.id)
        .order_by(bought.c.revenue.desc(), Customer.id)
    )
    found = session.execute(asked)
    names = tuple(found.keys())
    rows = [dict(zip(names, row, strict=True)) for row in found.all()]
    halves = {twice: Decimal(twice) / 2 for twice in {row["rhythm"] for row in rows} - {None}}
    for row in rows:
        row["rhythm"] = halves.get(row["rhythm"])
    return rows


def _sold(period: Period, customer: Customer | None, *columns: Any) -> sa.Select[Any]:
    return sa.select(*columns).where(Order.status.in_(SOLD), within(period), of(customer))


def _bought(period: Period, customer: Customer | None) -> Any:
    sums = (sa.func.count().label("orders"), total(Order.total).label("revenue"),
            sa.func.max(Order.ordered_on).label("last_on"))  # fmt: skip
    return _sold(period, customer, Order.customer_id, *sums).group_by(Order.customer_id).subquery()


def _rhythm(period: Period, customer: Customer | None, dialect: str) -> Any:
    """Twice the median of the days between one day with an order and the next, of all orders up to the last day; twice,
    so that it is a whole number."""
    by_day: dict[str, Any] = {"partition_by": Order.customer_id, "order_by": Order.ordered_on}
    steps = days_between(Order.ordered_on, sa.func.lag(Order.ordered_on).over(**by_day)).label("pause")
    known = sa.select(Order.customer_id, steps).where(
        Order.status.in_(SOLD), Order.ordered_on <= period.last, of(customer)
    )
    pauses = known.subquery()
    return (_middle if dialect == "postgresql" else _ranked_middle)(pauses).subquery()


def _middle(pauses: Any) -> sa.Select[Any]:
    """As PostgreSQL has it ready."""
    twice = sa.cast(2 * sa.func.percentile_cont(0.5).within_group(pauses.c.pause), sa.Integer).label("twice")
    return sa.select(pauses.c.customer_id, twice).where(pauses.c.pause > 0).group_by(pauses.c.customer_id)


def _ranked_middle(pauses: Any) -> sa.Select[Any]:
    """Of an even number of pauses the two in the middle, else that one twice."""
    each: dict[str, Any] = {"partition_by": pauses.c.customer_id}
    place = sa.func.row_number().over(**each, order_by=pauses.c.pause).label("place")
    ranked = (
        sa.select(pauses.c.customer_id, pauses.c.pause, place, sa.func.count().over(**each).label("pauses"))
        .where(pauses.c.pause > 0)
        .subquery()
    )
    middle = (ranked.c.place * 2).between(ranked.c.pauses, ranked.c.pauses + 2)
    twice = (sa.func.sum(ranked.c.pause) * 2 // sa.func.count()).label("twice")
    return sa.select(ranked.c.customer_id, twice).where(middle).group_by(ranked.c.customer_id)


def _liked(period: Period, customer: Customer | None) -> Any:
    """The category that each customer spent most on."""
    spent = total(OrderLine.amount)
    by_most: dict[str, Any] = {"partition_by": Order.customer_id, "order_by": (spent.desc(), Product.category)}
    each = (
        _sold(
            period, customer, Order.customer_id, Product.category, sa.func.row_number().over(**by_most).label("place")
        )
        .select_from(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Product, Product.id == OrderLine.product_id)
        .group_by(Order.customer_id, Product.category)
        .subquery()
    )
    return sa.select(each.c.customer_id, each.c.category).where(each.c.place == 1).subquery()


# All customers, by what we think of them -----------------------------------------------------------------------------


def standing(session: Session, customer: Customer | None) -> list[Mapping[Any, Any]]:
    """How many customers there are of each value class, tier and risk together; a few rows however many they are."""
    groups = (Customer.value_class, Customer.tier, Customer.risk)
    asked = sa.select(*groups, sa.func.count().label("customers")).where(of(customer, Customer.id)).group_by(*groups)
    return list(session.execute(asked).mappings())


def shares(found: Sequence[Mapping[Any, Any]], name: str, members: Sequence[Any]) -> list[Row]:
    """By one of the three."""
    everybody = sum(row["customers"] for row in found)
    numbers = {each: sum(row["customers"] for row in found if row[name] is each) for each in members}
    return [{name: each, "customers": n, "customer_share": ratio(n, everybody)} for each, n in numbers.items()]


# When ----------------------------------------------------------------------------------------------------


def order_days(session: Session, period: Period, customer: Customer | None) -> Mapping[int, int]:
    """How many orders were made on each day of the week."""
    weekday = (days_between(Order.ordered_on, sa.literal(MONDAY, sa.Date)) % WEEK + 1).label("weekday")
    asked = _sold(period, customer, weekday, sa.func.count()).group_by(weekday)
    return {int(day): count for day, count in session.execute(asked)}


def contacts(session: Session, period: Period, customer: Customer | None, zone: str) -> list[Mapping[Any, Any]]:
    """What was said with customers and what they asked for help with: by day of the week, hour, channel and way."""
    talked = _contact(Interaction, Interaction.at, Interaction.direction, period, customer, zone)
    asked = _contact(ServiceRequest, ServiceRequest.opened_at, sa.literal(REQUEST), period, customer, zone)
    return list(session.execute(sa.union_all(talked, asked)).mappings())


def _contact(noun: Any, at: Any, way: Any, period: Period, customer: Customer | None, zone: str) -> Any:
    groups = (weekday_of(at, period, zone).label("weekday"), hour_of(at, period, zone).label("hour"),
              sa.cast(noun.channel, sa.String).label("channel"), sa.cast(way, sa.String).label("way"))  # fmt: skip
    asked = sa.select(*groups, sa.func.count().label("contacts")).select_from(noun)
    return asked.where(between(at, period, zone), of(customer, noun.customer_id)).group_by(*groups)


def by_hour(found: Sequence[Mapping[Any, Any]]) -> list[Row]:
    """Each hour of each day of the week in which somebody was in contact."""
    known: dict[tuple[int, int], int] = {}
    for row in found:
        place = row["weekday"], row["hour"]
        known[place] = known.get(place, 0) + row["contacts"]
    return [{"weekday": day, "hour": hour, "contacts": n} for (day, hour), n in sorted(known.items())]


def by_channel(found: Sequence[Mapping[Any, Any]]) -> Iterator[Row]:
    """Each channel that was used: who began, and requests for help."""
    everything = sum(row["contacts"] for row in found)
    for channel in Channel:
        rows = [row for row in found if row["channel"] == channel.name]
        each = {
            way: sum(row["contacts"] for row in rows if row["way"] == way)
            for way in (Way.IN.name, Way.OUT.name, REQUEST)
        }
        contacts = sum(each.values())
        if contacts:
            yield {
                "channel": channel, "contacts": contacts, "incoming": each[Way.IN.name],
                "outgoing": each[Way.OUT.name], "requests": each[REQUEST], "contact_share": ratio(contacts, everything),
            }  # fmt: skip


# What they like ------------------------------------------------------------------------------------------


def categories(session: Session, period: Period, customer: Customer | None) -> list[dict[str, Any]]:
    """Each category, who bought of it and for how much, the largest first."""
    each = (
        _sold(
            period,
            customer,
            Product.category,
            Product.subcategory,
            Order.customer_id,
            total(OrderLine.amount).label("revenue"),
        )
        .select_from(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Product, Product.id == OrderLine.product_id)
        .group_by(Product.category, Product.subcategory, Order.customer_id)
        .subquery()
    )
    sums = (sa.func.count().label("customers"), total(each.c.revenue).label("revenue"))
    asked = sa.select(each.c.category, each.c.subcategory, *sums).group_by(each.c.category, each.c.subcategory)
    found = session.execute(asked.order_by(sa.desc("revenue"), each.c.category, each.c.subcategory)).mappings()
    return [dict(row) for row in found]
