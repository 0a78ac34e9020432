"""What came and went: each is a fact, written by a step and never changed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from app.catalog.product import Product
from app.catalog.warehouse import Warehouse
from app.core.kinds import Line, Quantity
from app.core.noun import Noun, column, now
from app.organization.employee import Employee


class MovementKind(StrEnum):
    RECEIVED = "Received"
    SOLD = "Sold"
    RETURNED = "Returned"
    COUNTED = "Counted"
    MOVED = "Moved"


class StockMovement(Noun):
    """So much of a product came to a warehouse or left it, and why."""

    public = True
    named_by = "at"
    logged = False
    __table_args__ = (
        sa.Index("ix_stock_movement_product_id_at", "product_id", "at"),
        sa.Index("ix_stock_movement_warehouse_id_at", "warehouse_id", "at"),
    )

    at: Mapped[datetime] = column(default=now, derived=True, index=True)
    product_id: Mapped[int] = column(foreign_key="product.id", derived=True, index=False)
    warehouse_id: Mapped[int] = column(foreign_key="warehouse.id", derived=True, index=False)
    kind: Mapped[MovementKind] = column(derived=True)
    quantity: Mapped[Quantity] = column(derived=True, doc="What came; what left stands below zero.")
    order_number: Mapped[Line | None] = column(derived=True, index=True, search=True)
    reason: Mapped[Line | None] = column(derived=True, search=True)
    actor_id: Mapped[int | None] = column(foreign_key="ab_user.id", derived=True, doc="Who did it.")

    product: Mapped[Product] = relationship(back_populates="movements")
    warehouse: Mapped[Warehouse] = relationship(foreign_keys=warehouse_id)
    actor: Mapped[Employee | None] = relationship(foreign_keys=actor_id)
