"""How much of a product lies in a warehouse; steps change it, and each leaves a movement behind."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, column_property, object_session, relationship, undefer, validates
from sqlalchemy.orm.attributes import set_committed_value

from app.catalog.product import TANGIBLE, Product
from app.catalog.stock_movement import MovementKind, StockMovement
from app.catalog.warehouse import Warehouse
from app.core.errors import INVALID, REFUSED, Refused
from app.core.kinds import Line, Quantity
from app.core.noun import Noun, column, table_of
from app.core.search import put_again
from app.core.verb import verb
from app.core.viewer import Person


class StockLevel(Noun):
    """How much of one product lies in one warehouse, and how much should at least."""

    public = True
    __table_args__ = (sa.Index("ix_stock_level_product_id_warehouse_id", "product_id", "warehouse_id", unique=True),)

    product_id: Mapped[int] = column(foreign_key="product.id", index=False)
    warehouse_id: Mapped[int] = column(foreign_key="warehouse.id")
    quantity: Mapped[Quantity] = column(default=Decimal(0), derived=True, doc="What lies there now.")
    minimum: Mapped[Quantity | None] = column(doc="Below this, more is to be got. Left empty: nobody minds.")

    product: Mapped[Product] = relationship(back_populates="stock")
    warehouse: Mapped[Warehouse] = relationship(back_populates="stock")

    @verb()
    def receive(self, *, quantity: Quantity, reason: Line | None = None, by: Person | None) -> None:
        """Goods have come in."""
        positive(quantity)
        self.change(quantity, MovementKind.RECEIVED, reason=reason, by=by)

    @verb()
    def count(self, *, quantity: Quantity, reason: Line | None = None, by: Person | None) -> None:
        """Somebody has counted what lies there: that is what there is."""
        if quantity < 0:
            raise Refused(INVALID, "There is never less than nothing.", "quantity")
        self.change(quantity - self.quantity, MovementKind.COUNTED, reason=reason, by=by)

    @verb()
    def move(self, *, to: Warehouse, quantity: Quantity, reason: Line | None = None, by: Person | None) -> None:
        """Bring goods to another warehouse."""
        positive(quantity)
        if to is self.warehouse:
            raise Refused(REFUSED, "They are there already.", "to")
        there = level_of(self.product, to)
        self.change(-quantity, MovementKind.MOVED, reason=reason, by=by)
        there.change(quantity, MovementKind.MOVED, reason=reason, by=by)

    def change(self, quantity: Decimal, kind: MovementKind, *, reason: str | None = None, by: Any) -> StockMovement:
        """So much more or, below zero, less, with the movement that tells it; never less than nothing is left.

        Two who take the last piece meet at the version of this row: who comes second reads that it is gone.
        """
        if self.quantity + quantity < 0:
            raise Refused(
                REFUSED, "Only {there} of {product} are in {warehouse}.", "quantity",
                there=self.quantity.normalize(), product=self.product, warehouse=self.warehouse,
            )  # fmt: skip
        self.quantity += quantity
        told = StockMovement(
            product=self.product, warehouse=self.warehouse, quantity=quantity, kind=kind, reason=reason, actor=by
        )
        session = object_session(self)
        if session is not None:
            session.add(told)
        return told

    def tell(self, action: str, about: Any, *, by: Any, details: dict[str, str]) -> None:
        """The movements tell it."""

    def refuse_change(self) -> None:
        if self.product.kind not in TANGIBLE:
            raise Refused(REFUSED, "{product} does not lie in a warehouse.", "product", product=self.product)

    def refuse_delete(self) -> None:
        if self.quantity:
            raise Refused(REFUSED, "There is still something there. Move or count it first.")

    @validates("minimum")
    def _not_below_nothing(self, _: str, minimum: Decimal | None) -> Decimal | None:
        if minimum is not None and minimum < 0:
            raise Refused(INVALID, "There is never less than nothing.", "minimum")
        return minimum

    @validates("product", "warehouse")
    def _the_same(self, name: str, record: Any) -> Any:
        """What was counted here was not counted elsewhere."""
        if sa.inspect(self).persistent and getattr(self, f"{name}_id") != record.id:
            raise Refused(REFUSED, "Stock stays what and where it is. Move it, or keep another.", name)
        return record


def positive(quantity: Decimal) -> None:
    """Refuses what moves nothing."""
    if quantity <= 0:
        raise Refused(INVALID, "A quantity is more than nothing.", "quantity")


def level_of(product: Product, warehouse: Warehouse) -> StockLevel:
    """What of the product lies there; kept from now on, if it was not."""
    session = object_session(product)
    kept = sa.select(StockLevel).where(StockLevel.product_id == product.id, StockLevel.warehouse_id == warehouse.id)
    found = session.scalar(kept) if session is not None else None
    if found is None:
        found = StockLevel(product=product, warehouse=warehouse)
        if session is not None:
            session.add(found)
        found.refuse_change()
    return found


def _name_of(noun: Any, key: Any) -> Any:
    rows = table_of(noun)
    return sa.select(rows.c.name).where(rows.c.id == key).correlate_except(rows).scalar_subquery()


StockLevel.name = column_property(
    _name_of(Product, StockLevel.product_id) + ", " + _name_of(Warehouse, StockLevel.warehouse_id),
    info={"search": True},
    expire_on_flush=False,
    doc="The product and where it lies.",
)
StockLevel.is_below_minimum = column_property(
    sa.and_(StockLevel.minimum.is_not(None), StockLevel.quantity < StockLevel.minimum),
    doc="Whether more is to be got.",
)


@event.listens_for(Session, "before_flush")
def _name_new(session: Session, *_: Any) -> None:
    """Said here, so that the search, which is told of each new record, asks the database nothing."""
    for level in session.new:
        if isinstance(level, StockLevel):
            set_committed_value(level, "name", f"{level.product.name}, {level.warehouse.name}")


@event.listens_for(Session, "after_flush")
def _name_again(session: Session, *_: Any) -> None:
    """Stock is found by the new name of what it is, or where."""
    renamed = [each for each in session.dirty if isinstance(each, Product | Warehouse) and _is_renamed(each)]
    for each in renamed:
        key = StockLevel.product_id if isinstance(each, Product) else StockLevel.warehouse_id
        named: Any = StockLevel
        mine = sa.select(named).where(key == each.id).options(undefer(named.name))
        put_again(session, list(session.scalars(mine.execution_options(populate_existing=True))))


def _is_renamed(record: Any) -> bool:
    return bool(sa.inspect(record).attrs.name.history.has_changes())
