"""Something that is sold."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.core.kinds import ExternalId, Line, Money, Number
from app.core.noun import Noun, column
from app.core.verb import verb


class Product(Noun):
    """Something that is sold."""

    public = True
    chosen_while = "is_active"

    number: Mapped[Number] = column(
        numbered="P-{n:05}", search=True, doc="Running number, given when it is left empty."
    )
    external_id: Mapped[ExternalId | None] = column(search=True, doc="Its key in the system that it came from.")
    name: Mapped[Line] = column(index=True, search=True)
    category: Mapped[Line | None] = column(index=True)
    subcategory: Mapped[Line | None] = column()
    price: Mapped[Money | None] = column(doc="List price of one unit, without tax.")
    cost: Mapped[Money | None] = column(guard="see_margin", doc="What one unit costs us.")
    is_active: Mapped[bool] = column(default=True, derived=True, doc="Whether it is still sold.")

    @verb()
    def retire(self, *, by: object) -> None:
        """Stop selling it; what was sold stays readable."""
        self.is_active = False

    @verb()
    def reinstate(self, *, by: object) -> None:
        """Sell it again."""
        self.is_active = True
