"""An order that begins like another one."""

from __future__ import annotations

from sqlalchemy.orm import object_session

from app.sales.order import Order

COPIED = (
    "customer",
    "contact",
    "channel",
    "payment_method",
    "warehouse",
    "ship_mode",
    "address",
    "city",
    "state",
    "postal_code",
    "region",
    "country",
    "remarks",
)
"""What a new draft takes over, beside the lines."""


def draft_like(order: Order) -> Order:
    """Not opened yet: of the same lines, without days, payments and what came of them."""
    lines, session = [line.again() for line in order.lines], object_session(order)
    draft = Order(**{name: getattr(order, name) for name in COPIED}, lines=lines)
    if session is not None:
        session.add(draft)
    return draft
