"""What an order does to stock: confirmed it takes, cancelled it puts back. Sales calls this, inside its own step.

Nothing is taken of what is no good (training, services), of goods that nobody keeps stock of, or by an import, which
tells of what has left already.
"""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.product import TANGIBLE, Product
from app.catalog.stock_level import StockLevel, level_of
from app.catalog.stock_movement import MovementKind, StockMovement
from app.catalog.warehouse import Warehouse
from app.core.viewer import Person


def take(
    session: Session,
    product: Product,
    warehouse: Warehouse | None,
    quantity: Decimal,
    *,
    order_number: str,
    by: Person | None,
) -> StockMovement | None:
    """Take so much of the product out of the warehouse, or out of the one that has most of it, for this order.

    Returns the movement; nothing where no stock is kept. Raises `Refused` ("Only 3 of Chair are in East.", field
    "quantity") where there is less. Safe against others who take at the same time, if the caller's step runs under
    the doorman, which tries again.
    """
    if product.kind not in TANGIBLE or session.info.get("batch"):
        return None
    levels = _kept(session, product)
    if not levels:
        return None
    level = levels[0] if warehouse is None else next((one for one in levels if one.warehouse is warehouse), None)
    if level is None and warehouse is not None:
        level = level_of(product, warehouse)
    assert level is not None  # noqa: S101 - one of the two is said
    told = level.change(-quantity, MovementKind.SOLD, by=by)
    told.order_number = order_number
    return told


def put_back(session: Session, order_number: str, *, by: Person | None, reason: str | None = None) -> int:
    """Put back what was taken for this order and is not back yet, each piece where it came from.

    Returns how many movements that made; a second time is harmless.
    """
    made = 0
    for (product, warehouse), quantity in _still_out(session, order_number).items():
        told = level_of(product, warehouse).change(quantity, MovementKind.RETURNED, reason=reason, by=by)
        told.order_number = order_number
        made += 1
    return made


def _kept(session: Session, product: Product) -> list[StockLevel]:
    """Where the product lies, the fullest first; closed warehouses give nothing."""
    open_ones = sa.select(StockLevel).join(StockLevel.warehouse).where(Warehouse.is_active.is_(True))
    mine = open_ones.where(StockLevel.product_id == product.id)
    return list(session.scalars(mine.order_by(StockLevel.quantity.desc(), StockLevel.id)))


def _still_out(session: Session, order_number: str) -> dict[tuple[Product, Warehouse], Decimal]:
    """By product and place, what was taken for the order and did not come back."""
    out: dict[tuple[Product, Warehouse], Decimal] = {}
    mine = sa.select(StockMovement).where(StockMovement.order_number == order_number).order_by(StockMovement.id)
    for told in session.scalars(mine):
        place = (told.product, told.warehouse)
        out[place] = out.get(place, Decimal(0)) - told.quantity
    return {place: quantity for place, quantity in out.items() if quantity > 0}
