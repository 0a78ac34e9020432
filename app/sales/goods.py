"""What an order does to stock.

The goods are taken when the order is confirmed, not when it is shipped: what is promised to one customer is not
promised to the next, and whoever confirms learns at once that there is not enough. A cancelled order puts them back,
shipped or not, for goods that come back lie where they lay. An order that names no warehouse takes nothing: imported
ones tell of what has left already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import object_session

from app.catalog import stock
from app.core.viewer import Person

if TYPE_CHECKING:
    from app.sales.order import Order


def take(order: Order, *, by: Person | None) -> None:
    """All of it or nothing: what is not there is refused in words, and the order stays a draft."""
    session = object_session(order)
    if session is None or order.warehouse is None:
        return
    for line in order.lines:
        stock.take(session, line.product, order.warehouse, line.quantity, order_number=order.number, by=by)


def put_back(order: Order, *, reason: str, by: Person | None) -> None:
    session = object_session(order)
    if session is not None and order.warehouse is not None:
        stock.put_back(session, order.number, reason=reason, by=by)
