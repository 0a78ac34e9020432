"""Orders, their lines and their payments, over the API. A payment is what the verb `pay` leaves."""

from __future__ import annotations

from typing import Any

from app.sales.order import Order
from app.sales.order_line import OrderLine
from app.sales.payment import Payment

NOUNS: dict[type[Any], bool] = {Order: True, OrderLine: True, Payment: False}
