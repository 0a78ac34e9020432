"""A confirmed order takes its goods out of stock; a cancelled one puts them back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.product import ProductKind
from app.catalog.stock_level import StockLevel
from app.catalog.stock_movement import StockMovement
from app.catalog.warehouse import Warehouse
from app.core import doorman
from app.core.errors import Refused
from app.sales.order import Order, Status
from tests.core.test_doorman import together
from tests.sales.ordering import draft, line, product

Looking = Callable[[str], Session]
D = Decimal


def shelf(session: Session, quantity: int = 5) -> StockLevel:
    """So many chairs in a warehouse of their own."""
    place = doorman.create(session, Warehouse, {"code": "NOOK", "name": "Nook"})
    level = doorman.create(session, StockLevel, {"product": product(session), "warehouse": place})
    return doorman.step(session, StockLevel, "receive", level.id, {"quantity": D(quantity)})


def test_a_confirmed_order_takes_its_goods_and_a_cancelled_one_puts_them_back(as_system: Session) -> None:
    level = shelf(as_system)
    order = draft(as_system, warehouse=level.warehouse)
    line(as_system, order)
    assert level.quantity == D(5)
    doorman.step(as_system, Order, "confirm", order.id, {})
    assert level.quantity == D(2)
    doorman.step(as_system, Order, "cancel", order.id, {"reason": "too late"})
    assert level.quantity == D(5)
    told = as_system.scalars(sa.select(StockMovement.quantity).filter_by(order_number=order.number))
    assert list(told) == [D(-3), D(3)]


def test_more_than_there_is_is_refused_and_the_order_stays_a_draft(as_system: Session) -> None:
    level = shelf(as_system)
    order = draft(as_system, warehouse=level.warehouse)
    for _ in range(2):
        line(as_system, order)
    with pytest.raises(Refused, match="Only 2 of Chair are in Nook"):
        doorman.step(as_system, Order, "confirm", order.id, {})
    assert (order.status, level.quantity) == (Status.DRAFT, D(5))


def test_a_salesperson_confirms_without_being_allowed_to_change_stock(looking: Looking, as_system: Session) -> None:
    level = shelf(as_system)
    order = draft(as_system, warehouse=level.warehouse)
    line(as_system, order)
    doorman.step(looking("ana"), Order, "confirm", order.id, {})
    as_system.rollback()
    assert level.quantity == D(2)


def test_an_order_without_a_warehouse_takes_nothing(as_system: Session) -> None:
    level, order = shelf(as_system), draft(as_system)
    line(as_system, order)
    doorman.step(as_system, Order, "confirm", order.id, {})
    assert level.quantity == D(5)


def test_a_service_lies_nowhere(as_system: Session) -> None:
    level = shelf(as_system)
    product(as_system, "Desk").kind = ProductKind.SERVICE
    order = draft(as_system, warehouse=level.warehouse)
    line(as_system, order, product=product(as_system, "Desk"))
    assert doorman.step(as_system, Order, "confirm", order.id, {}).status is Status.CONFIRMED


def test_of_two_orders_for_the_last_goods_one_is_confirmed(engine: sa.Engine, as_system: Session) -> None:
    level = shelf(as_system)
    orders = [draft(as_system, warehouse=level.warehouse) for _ in range(2)]
    for order in orders:
        line(as_system, order)
    first, second = (order.id for order in orders)
    acts = [lambda s, which=which: doorman.step(s, Order, "confirm", which, {}) for which in (first, second)]
    assert together(engine, acts) == ["Only 2 of Chair are in Nook.", "done"]
    as_system.rollback()
    assert level.quantity == D(2)
