from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Mapped

from app.core.errors import REFUSED, Refused
from app.core.kinds import Line, Money
from app.core.noun import column
from app.core.verb import verb
from app.core.viewer import Person
from app.customers.customer import Customer
from app.customers.timeline import ConcernsCustomer


class Drive(StrEnum):
    PETROL = "Petrol"
    ELECTRIC = "Electric"


class Vehicle(ConcernsCustomer):
    """What a customer drives, and we repair."""

    customer_list = "vehicles"
    named_by = "plate"

    plate: Mapped[Line] = column(unique=True, search=True, doc="As it stands on the plate.")
    drive: Mapped[Drive] = column(default=Drive.PETROL)
    bought_on: Mapped[date | None] = column()
    worth: Mapped[Money | None] = column(guard="see_worth")

    @verb()
    def sell(self, *, to: Customer, by: Person | None) -> None:
        """It drives on, under another owner."""
        if to is self.customer:
            raise Refused(REFUSED, "It is theirs already.", "to")
        self.customer = to
