"""Warehouses with something in them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.product import Product
from app.catalog.stock_level import StockLevel
from app.catalog.stock_movement import StockMovement
from app.catalog.warehouse import Warehouse
from app.core import doorman
from app.core.errors import Refused
from app.core.language import language


def the(session: Session, noun: Any, name: str) -> Any:
    return session.scalars(sa.select(noun).where(noun.name == name)).one()


def chairs(session: Session, quantity: int = 3) -> StockLevel:
    """Two warehouses, East and West; so many chairs are in East, and five there should be."""
    east = doorman.create(session, Warehouse, {"name": "East", "code": "E"})
    doorman.create(session, Warehouse, {"name": "West", "code": "W"})
    level = doorman.create(
        session, StockLevel, {"product": the(session, Product, "Chair"), "warehouse": east, "minimum": Decimal(5)}
    )
    return doorman.step(session, StockLevel, "receive", level.id, {"quantity": Decimal(quantity)})


def step(session: Session, record: Any, name: str, **given: Any) -> Any:
    return doorman.step(session, type(record), name, record.id, given)


def movements(session: Session) -> list[tuple[str, str, int]]:
    found = session.scalars(sa.select(StockMovement).order_by(StockMovement.id))
    return [(told.kind.name, told.warehouse.name, int(told.quantity)) for told in found]


def words(act: Callable[[], Any]) -> tuple[str | None, str]:
    """The field and the words of a refusal."""
    with pytest.raises(Refused) as why:
        act()
    return why.value.field, language("en").refusal(why.value)
