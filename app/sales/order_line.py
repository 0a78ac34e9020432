"""The lines of an order: what is left empty is filled in, and what was reckoned is reckoned again."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, backref, column_property, relationship, validates

from app.catalog.product import Product
from app.core.errors import INVALID, REFUSED, Refused
from app.core.kinds import Amount, Exact, ExternalId, Line, Quantity, Rate
from app.core.noun import Noun, column

if TYPE_CHECKING:
    from app.sales.order import Order

DECIMALS = "order_decimals"
"""The setting of how many decimals of an order's amounts are shown."""


class OrderLine(Noun):
    """One product of an order."""

    hangs_on = "order"
    named_by = "product_name"

    order_id: Mapped[int] = column(foreign_key="order.id")
    external_id: Mapped[ExternalId | None] = column(doc="Its key in the system that it came from.")
    product_id: Mapped[int] = column(foreign_key="product.id")
    product_name: Mapped[Line | None] = column(
        doc="As it was called when it was sold. Left empty: as it is called now."
    )
    quantity: Mapped[Quantity] = column(default=Decimal(1))
    price: Mapped[Amount] = column(decimals=DECIMALS, doc="Of one unit, before discount and tax.")
    discount: Mapped[Rate] = column(default=Decimal(0), doc="Share of the price that is let off: 0.2 is a fifth.")
    amount: Mapped[Amount | None] = column(
        decimals=DECIMALS, doc="What is charged, without tax. Left empty: quantity times price less discount."
    )
    tax_rate: Mapped[Rate | None] = column(doc="Share of the amount. Left empty: the product's.")
    tax: Mapped[Amount | None] = column(derived=True, decimals=DECIMALS)
    cost: Mapped[Amount | None] = column(
        guard="see_margin",
        decimals=DECIMALS,
        doc="What the goods of this line cost us. Left empty: as the product says.",
    )

    order: Mapped[Order] = relationship(back_populates="lines", active_history=True)
    product: Mapped[Product] = relationship(
        active_history=True, backref=backref("order_lines", viewonly=True, sync_backref=False)
    )

    def refuse_change(self) -> None:
        self.order.refuse_change()

    def complete(self) -> None:
        """Fill in what was left empty, and reckon again what was not said otherwise."""
        if self.was("order") not in (None, self.order):
            raise Refused(REFUSED, "A line stays with its order.", "order")
        for name, reckoned in RECKONED.items():
            if self._is_open(name, reckoned):
                setattr(self, name, reckoned(self.product, self._now))

    def was(self, name: str) -> Any:
        """What it was before this change; nothing of what is new."""
        gone = sa.inspect(self).attrs[name].history.deleted
        return gone[0] if gone else None

    def _is_open(self, name: str, reckoned: Any) -> bool:
        """Whether nobody has said this value: it is empty, or still what followed from the others."""
        if getattr(self, name) is None:
            return True
        if self.id is None or sa.inspect(self).attrs[name].history.has_changes():
            return False
        return bool(getattr(self, name) == reckoned(self._before("product"), self._before))

    def _now(self, name: str) -> Any:
        return getattr(self, name)

    def _before(self, name: str) -> Any:
        found = self.was(name)
        return getattr(self, name) if found is None else found

    def again(self) -> OrderLine:
        """The same line, for another order."""
        said = ("product", "product_name", "quantity", "price", "discount", "amount", "tax_rate", "cost")
        return OrderLine(**{name: getattr(self, name) for name in said})

    @validates("quantity")
    def _more_than_nothing(self, _: str, quantity: Decimal) -> Decimal:
        if quantity <= 0:
            raise Refused(INVALID, "A quantity is more than nothing.", "quantity")
        return quantity

    @validates("discount")
    def _a_share(self, _: str, discount: Decimal) -> Decimal:
        if not 0 <= discount <= 1:
            raise Refused(INVALID, "A discount is between 0 and 1.", "discount")
        return discount

    @validates("tax_rate")
    def _a_tax(self, _: str, rate: Decimal | None) -> Decimal | None:
        if rate is not None and not 0 <= rate <= 1:
            raise Refused(INVALID, "A tax is between 0 and 1.", "tax_rate")
        return rate


def _amount(_: Product, line: Any) -> Decimal:
    return Decimal(round(line("quantity") * line("price") * (1 - line("discount")), 4))


def _tax(_: Product, line: Any) -> Decimal:
    return Decimal(round((line("amount") or Decimal(0)) * (line("tax_rate") or 0), 4))


def _cost(product: Product, line: Any) -> Decimal | None:
    return None if product.cost is None else round(product.cost * line("quantity"), 4)


RECKONED: dict[str, Any] = {
    "product_name": lambda product, _: product.name,
    "tax_rate": lambda product, _: getattr(product, "tax_rate", None) or Decimal(0),
    "amount": _amount,
    "tax": _tax,
    "cost": _cost,
}
"""How what was not said follows from the product and the rest of the line; each may rest on those before it."""

OrderLine.margin = column_property(
    sa.type_coerce(OrderLine.amount - OrderLine.cost, Exact(16, 4)),
    info={"kind": "amount", "guard": "see_margin", "decimals": DECIMALS},
    doc="What is charged less what the goods cost us.",
)
