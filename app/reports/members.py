"""Which customers and products the figures of reports count, as filters of their lists.

Each says again, for one record, the rule by which the report counts: a test compares the two.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa

from app.catalog.product import Product
from app.core.counted import counts
from app.core.period import Period
from app.core.sql import days_between
from app.core.words import N_
from app.customers.customer import Customer, Status
from app.organization.setting import Setting
from app.reports.persistency_figures import OFTEN, Movement
from app.reports.product import A_YEAR, HALF_A_YEAR, Phase
from app.reports.pyramid import REACH, Level
from app.reports.sold import total, within
from app.sales.order import SOLD, Order
from app.sales.order_line import OrderLine


class Stage(StrEnum):
    """How far the business with a customer has come, told by the orders alone."""

    NEW = "New"
    RETURNING = "Returning"
    DORMANT = "Dormant"
    ANY = "Customers"


IS_SOLD: Final = Order.status.in_(SOLD)
FOUR: Final[Any] = sa.literal_column("4")
FIVE: Final[Any] = sa.literal_column("5")
THREE: Final[Any] = sa.literal_column("3")
"""Amounts are multiplied by whole numbers, which is exact on both engines."""


def _buyers(*said: Any) -> sa.Select[Any]:
    return sa.select(Order.customer_id).where(IS_SOLD, *said)


def _by_customer(last: date) -> sa.Select[Any]:
    return _buyers(Order.ordered_on <= last).group_by(Order.customer_id)


@counts(Customer, "bought", N_("bought from {first} to {last}"), asks=Order)
def bought(period: Period, _: str) -> sa.Select[Any]:
    return _buyers(within(period))


@counts(Customer, "movement", N_("{kind}, {first} to {last} against before"), asks=Order, kinds=Movement)
def who_moved(period: Period, key: str) -> sa.Select[Any]:
    """As persistency tells who came, stayed and went."""
    now, then = (sa.func.count(sa.case((within(each), 1))) for each in (period, period.before))
    is_new = sa.func.min(Order.ordered_on) >= period.first
    rules = {
        Movement.GONE: (now == 0) & (then > 0),
        Movement.NEW: (now > 0) & is_new,
        Movement.KEPT: (now > 0) & ~is_new & (then > 0),
        Movement.BACK: (now > 0) & ~is_new & (then == 0),
    }
    return _by_customer(period.last).having(rules[Movement[key]])


@counts(Customer, "joined", N_("first order from {first} to {last}"), asks=Order)
def joined(period: Period, _: str) -> sa.Select[Any]:
    return _by_customer(period.last).having(sa.func.min(Order.ordered_on) >= period.first)


@counts(Customer, "orders", N_("{kind} orders from {first} to {last}"), asks=Order)
def ordered(period: Period, key: str) -> sa.Select[Any]:
    """So many orders; from the most that are told apart on, as many or more."""
    often, number = int(key), sa.func.count(Order.id)
    is_so = number >= often if often >= OFTEN else number == often
    return _buyers(within(period)).group_by(Order.customer_id).having(is_so)


@counts(Customer, "repeated", N_("several orders from {first} to {last}"), asks=Order)
def repeated(period: Period, _: str) -> sa.Select[Any]:
    return _buyers(within(period)).group_by(Order.customer_id).having(sa.func.count(Order.id) > 1)


@counts(Customer, "stage", N_("{kind} at the end of {last}"), asks=Order, kinds=Stage)
def at_stage(period: Period, key: str) -> sa.Select[Any]:
    """As the trend counts them, on the last day."""
    days, latest = sa.func.count(sa.distinct(Order.ordered_on)), sa.func.max(Order.ordered_on)
    silence = sa.select(Setting.churn_floor_days).scalar_subquery()
    awake = days_between(sa.literal(period.last, sa.Date), latest) < silence
    rules = {Stage.NEW: awake & (days == 1), Stage.RETURNING: awake & (days > 1), Stage.DORMANT: ~awake,
             Stage.ANY: sa.true()}  # fmt: skip
    return _by_customer(period.last).having(rules[Stage[key]])


@counts(Customer, "tier", N_("{kind} of the value pyramid, {first} to {last}"), asks=Order, kinds=Level)
def of_tier(period: Period, key: str) -> sa.Select[Any]:
    """As the value pyramid counts them."""
    level, ever = Level[key], _buyers(Order.ordered_on <= period.last)
    if level is Level.INACTIVE:
        return sa.select(Customer.id).where(Customer.id.in_(ever), ~Customer.id.in_(_buyers(within(period))))
    if level is Level.PROSPECT:
        return sa.select(Customer.id).where(Customer.status == Status.PROSPECT, ~Customer.id.in_(ever))
    place = sa.func.row_number().over(order_by=(total(Order.total).desc(), Order.customer_id))
    each = sa.select(Order.customer_id, place.label("place"), sa.func.count().over().label("number"))
    placed = each.where(IS_SOLD, within(period)).group_by(Order.customer_id).subquery()
    upto = [placed.c.place * 100 < placed.c.number * most + 100 for each, most in REACH if each is not Level.SMALL]
    here = [one is level for one, _ in REACH].index(True)
    inside = [*upto[here : here + 1], *(~each for each in upto[:here])]
    return sa.select(placed.c.customer_id).where(*inside)


# Products -------------------------------------------------------------------------------------------------------------


def _goods(*said: Any) -> sa.Select[Any]:
    return sa.select(OrderLine.product_id).join(OrderLine.order).where(IS_SOLD, *said)


@counts(Product, "bought", N_("sold from {first} to {last}"), asks=OrderLine)
def sold(period: Period, _: str) -> sa.Select[Any]:
    return _goods(within(period))


@counts(Product, "phase", N_("{kind} at the end of {last}"), asks=OrderLine, kinds=Phase)
def at_phase(period: Period, key: str) -> sa.Select[Any]:
    """By the rule that stands below the table of the product analysis."""
    last, asked = period.last, Phase[key]
    first_on, last_on = sa.func.min(Order.ordered_on), sa.func.max(Order.ordered_on)
    half = Order.ordered_on > last - HALF_A_YEAR
    recent = total(OrderLine.amount, half)
    earlier = total(OrderLine.amount, (Order.ordered_on > last - 2 * HALF_A_YEAR) & ~half)
    rules = {
        Phase.GONE: last_on <= last - A_YEAR,
        Phase.NEW: first_on > last - HALF_A_YEAR,
        Phase.GROWING: (FOUR * recent >= FIVE * earlier) & (recent > 0),
        Phase.DECLINING: FOUR * recent <= THREE * earlier,
        Phase.MATURE: sa.true(),
    }
    order = list(rules)
    not_before = [~rules[each] for each in order[: order.index(asked)]]
    return _goods(Order.ordered_on <= last).group_by(OrderLine.product_id).having(rules[asked], *not_before)
