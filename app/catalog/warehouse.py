"""Where goods lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, object_session, relationship

from app.catalog.dictionary import is_offered, is_withdrawn
from app.core.errors import REFUSED, Refused
from app.core.kinds import Code, Line, Phone
from app.core.noun import Noun, column
from app.core.verb import verb
from app.core.viewer import Person
from app.organization.employee import Employee

if TYPE_CHECKING:
    from app.catalog.stock_level import StockLevel


class Warehouse(Noun):
    """A place where goods lie until they are sold."""

    public = True
    chosen_while = "is_active"
    known_by = ("code", "name")

    code: Mapped[Code] = column(index=True, unique=True, search=True, doc="Short, and its own: EAST.")
    name: Mapped[Line] = column(index=True, search=True)
    responsible_id: Mapped[int | None] = column(foreign_key="ab_user.id", doc="The employee who answers for it.")
    phone: Mapped[Phone | None] = column()
    address: Mapped[Line | None] = column()
    city: Mapped[Line | None] = column(search=True)
    state: Mapped[Line | None] = column()
    postal_code: Mapped[Line | None] = column()
    region: Mapped[Line | None] = column(doc="The region whose orders are delivered from here.")
    country: Mapped[Line | None] = column()
    is_active: Mapped[bool] = column(default=True, derived=True, doc="Whether goods still come and go.")

    responsible: Mapped[Employee | None] = relationship(foreign_keys=responsible_id)
    stock: Mapped[list[StockLevel]] = relationship(back_populates="warehouse", order_by="StockLevel.id")

    @verb(provided=is_offered)
    def deactivate(self, *, by: Person | None) -> None:
        """Close it: nothing comes and nothing goes. Only an empty one is closed."""
        session = object_session(self)
        if session is not None and session.scalar(self._lying_here().limit(1)) is not None:
            raise Refused(REFUSED, "There are still goods in {warehouse}. Move them first.", warehouse=self)
        self.is_active = False

    @verb(provided=is_withdrawn)
    def reinstate(self, *, by: Person | None) -> None:
        """Open it again."""
        self.is_active = True

    def _lying_here(self) -> sa.Select[int]:
        from app.catalog.stock_level import StockLevel

        return sa.select(StockLevel.id).where(StockLevel.warehouse_id == self.id, StockLevel.quantity > 0)
