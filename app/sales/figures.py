"""What a customer has bought, in few numbers: sales, profit, what is open, the last order, and how often they buy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.viewer import viewer_of
from app.sales.order import NOTHING, SOLD, Order, Status
from app.sales.order_line import OrderLine

RECENT = 50
"""So many days with an order tell how often somebody buys."""


@dataclass(frozen=True)
class Bought:
    """The purchases of one customer, as far as the one who looks may see them."""

    orders: int
    sales: Decimal
    margin: Decimal | None
    """Nothing for who may not see margins, or where no cost is known."""
    due: Decimal
    last_on: date | None
    every: int | None
    """The usual pause between two days with an order, in days."""


def bought(session: Session, customer_id: int) -> Bought:
    """Four statements at most, under the viewer's rule; what is confirmed or paid counts."""
    orders, sales, last_on = session.execute(_sums(customer_id)).one()
    sees_margin = viewer_of(session).can("see_margin", "OrderLine")
    margin = session.scalar(_margin(customer_id)) if sees_margin and orders else None
    due = session.execute(_due(customer_id)).one()
    days = list(session.scalars(_days(customer_id))) if orders > 1 else []
    return Bought(orders, sales or NOTHING, margin, (due[0] or NOTHING) - (due[1] or NOTHING), last_on, pause(days))


def pause(days: Sequence[date]) -> int | None:
    """The median of the days between one purchase and the next: one long silence does not change it."""
    gaps = [(later - earlier).days for earlier, later in pairwise(sorted(set(days)))]
    return round(median(gaps)) if gaps else None


def _of(customer_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(Order.customer_id == customer_id, Order.status.in_(SOLD))


def _sums(customer_id: int) -> sa.Select[int, Decimal | None, date | None]:
    columns = sa.func.count(Order.id), sa.func.sum(Order.total), sa.func.max(Order.ordered_on)
    return sa.select(*columns).where(_of(customer_id))


def _due(customer_id: int) -> sa.Select[Decimal | None, Decimal | None]:
    """What is confirmed and not paid in full."""
    owed = sa.and_(Order.customer_id == customer_id, Order.status == Status.CONFIRMED)
    return sa.select(sa.func.sum(Order.gross), sa.func.sum(Order.paid)).where(owed)


def _margin(customer_id: int) -> sa.Select[Decimal | None]:
    """Of the lines whose cost is known."""
    return sa.select(sa.func.sum(OrderLine.amount) - sa.func.sum(OrderLine.cost)).join(OrderLine.order).where(
        _of(customer_id), OrderLine.cost.is_not(None)
    )  # fmt: skip


def _days(customer_id: int) -> sa.Select[date]:
    return (
        sa.select(Order.ordered_on).where(_of(customer_id)).distinct().order_by(Order.ordered_on.desc()).limit(RECENT)
    )
