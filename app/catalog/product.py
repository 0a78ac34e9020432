"""Something that is sold."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, column_property, object_session, relationship, validates

from app.catalog.dictionary import DictionaryEntry, is_offered, is_withdrawn
from app.catalog.warehouse import Warehouse
from app.core.errors import INVALID, REFUSED, Refused
from app.core.kinds import Amount, Exact, ExternalId, Line, Number, Quantity, Rate, Text
from app.core.noun import Noun, column
from app.core.verb import verb
from app.core.viewer import Person

if TYPE_CHECKING:
    from app.catalog.stock_level import StockLevel
    from app.catalog.stock_movement import StockMovement

DECIMALS = "product_decimals"
"""The setting of how many decimals of prices are shown."""


class ProductKind(StrEnum):
    MADE = "Made by us"
    BOUGHT = "Bought"
    CONSIGNMENT = "On consignment"
    TRAINING = "Training"
    SERVICE = "Service"


TANGIBLE = (ProductKind.MADE, ProductKind.BOUGHT, ProductKind.CONSIGNMENT)
"""What lies in a warehouse; training and services do not."""


def _is_tangible(product: Product) -> bool:
    return product.kind in TANGIBLE


class Product(Noun):
    """Something that is sold."""

    public = True
    chosen_while = "is_active"

    number: Mapped[Number] = column(
        numbered="P-{n:05}", search=True, doc="Running number, given when it is left empty."
    )
    external_id: Mapped[ExternalId | None] = column(search=True, doc="Its key in the system that it came from.")
    name: Mapped[Line] = column(index=True, search=True, begins=True)
    kind: Mapped[ProductKind] = column(
        default=ProductKind.BOUGHT, index=True, doc="Where it comes from, or what is done."
    )
    category: Mapped[Line | None] = column(index=True)
    subcategory: Mapped[Line | None] = column()
    unit_id: Mapped[int | None] = column(
        foreign_key="dictionary_entry.id", topic="unit", doc="What its price and its stock are counted in."
    )
    barcode: Mapped[Line | None] = column(index=True, search=True, doc="As scanners read it: 4006381333931.")
    price: Mapped[Amount | None] = column(decimals=DECIMALS, doc="List price of one unit, without tax.")
    cost: Mapped[Amount | None] = column(guard="see_margin", decimals=DECIMALS, doc="What one unit costs us.")
    tax_rate: Mapped[Rate | None] = column(doc="The tax that new lines of orders begin with.")
    description: Mapped[Text | None] = column()
    is_active: Mapped[bool] = column(default=True, derived=True, doc="Whether it is still sold.")

    unit: Mapped[DictionaryEntry | None] = relationship(foreign_keys=unit_id)
    stock: Mapped[list[StockLevel]] = relationship(back_populates="product", order_by="StockLevel.id")
    movements: Mapped[list[StockMovement]] = relationship(back_populates="product", order_by="StockMovement.id")

    @verb(provided=_is_tangible)
    def receive(
        self, *, warehouse: Warehouse, quantity: Quantity, reason: Line | None = None, by: Person | None
    ) -> None:
        """Goods have come into a warehouse; from now on stock is kept of them there."""
        from app.catalog.stock_level import level_of

        level_of(self, warehouse).receive(quantity=quantity, reason=reason, by=by)

    @verb(provided=is_offered)
    def retire(self, *, by: Person | None) -> None:
        """Stop selling it; what was sold stays readable."""
        self.is_active = False

    @verb(provided=is_withdrawn)
    def reinstate(self, *, by: Person | None) -> None:
        """Sell it again."""
        self.is_active = True

    @validates("kind")
    def _goods_stay_goods(self, _: str, kind: ProductKind) -> ProductKind:
        session = object_session(self)
        if kind not in TANGIBLE and session is not None and sa.inspect(self).persistent and self.stock:
            raise Refused(REFUSED, "Stock is kept of it. Delete that first.", "kind")
        return kind

    @validates("price", "cost")
    def _no_less_than_nothing(self, name: str, value: Decimal | None) -> Decimal | None:
        if value is not None and value < 0:
            raise Refused(INVALID, "This is not less than nothing.", name)
        return value

    @validates("tax_rate")
    def _a_share(self, _: str, rate: Decimal | None) -> Decimal | None:
        if rate is not None and not 0 <= rate <= 1:
            raise Refused(INVALID, "A tax is between 0 and 100 percent.", "tax_rate")
        return rate


Product.margin = column_property(
    sa.type_coerce(Product.price - Product.cost, Exact(16, 4)),
    info={"kind": "amount", "guard": "see_margin", "decimals": DECIMALS},
    doc="What is left of the list price when the cost is paid.",
)
Product.is_stocked = column_property(Product.kind.in_(TANGIBLE), doc="Whether it lies in a warehouse.")
