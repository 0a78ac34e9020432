"""What a customer's page says of their purchases: each figure leads to the orders that it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from app.core.words import N_
from app.sales.figures import bought
from app.sales.order import Order
from views.desk.chance import chance_of
from views.fab.address import list_address
from views.fab.figures import Figure
from views.fab.reader import Reader, say
from views.fab.viewer import viewer


def purchases(session: Session, customer: Any, read: Reader) -> Sequence[Figure]:
    """Sales, profit for who may see it, what is open, and how often they buy; nothing for who lists no orders."""
    looks = viewer()
    if not looks.can("can_list", "Order"):
        return []
    told, digits = bought(session, customer.id), read.settings.order_decimals
    money = lambda value: read.language.money(value, read.currency, digits)  # noqa: E731 - said once
    figures = [Figure(say(N_("Sales")), money(told.sales), _listed(customer, "status:in:CONFIRMED,PAID"))]
    if told.margin is not None:
        figures.append(Figure(say(N_("Profit")), money(told.margin), is_bad=told.margin < 0, is_guarded=True))
    figures.append(Figure(say(N_("To be paid")), money(told.due), _listed(customer, "status:is:CONFIRMED")))
    if told.every is not None:
        figures.append(Figure(say(N_("Buys every")), say(N_("{n} days"), n=told.every)))
    return [*figures, *chance_of(customer, read)]


def _listed(customer: Any, *filters: str) -> str:
    address = list_address(Order, viewer())
    said = [("f", each) for each in (f"customer:is:{customer.id}", *filters)]
    return f"{address}?{urlencode(said)}" if address else ""
