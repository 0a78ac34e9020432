"""What several reports ask for."""

from __future__ import annotations

from typing import Final

from app.core.parameter import FROM, TO, Parameter
from app.core.words import N_
from app.customers.customer import Customer

CUSTOMER: Final = Parameter("customer", Customer, N_("One customer; the whole company unless told."))

__all__ = ["CUSTOMER", "FROM", "TO"]
