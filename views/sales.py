"""What customers buy and pay."""

from __future__ import annotations

from app.core.words import N_
from app.sales.order import Order, OrderLine, Payment, Status
from views.customers import steps_with
from views.fab.screen import screen

GROUP = N_("Sales")

OrderScreen = screen(
    Order,
    columns=["number", "customer", "status", "ordered_on", "ship_mode", "city", "total"],
    brief=["number", "status", "ordered_on", "total"],
    sort="-ordered_on",
    icon="shopping-cart",
    sections={
        N_("Order"): ["customer", "ordered_on", "total", "paid", "external_id"],
        N_("Delivery"): ["ship_mode", "shipped_on", "address", "city", "state", "postal_code", "region", "country"],
    },
    related=["lines", "payments"],
    likely=["confirm", "pay"],
    story=staticmethod(steps_with),
    tones={Status.DRAFT: "info", Status.CONFIRMED: "good", Status.PAID: "good done"},
)

OrderLineScreen = screen(
    OrderLine,
    columns=["product_name", "order", "quantity", "price", "discount", "amount", "margin"],
    brief=["product_name", "quantity", "amount"],
    sort="id",
    icon="list",
    sections={
        N_("Line"): ["order", "product", "product_name", "quantity", "external_id"],
        N_("Price"): ["price", "discount", "amount", "cost", "margin"],
    },
)

PaymentScreen = screen(Payment, columns=["amount", "order", "paid_on"], brief=["amount", "paid_on"], icon="cash")

SCREENS = (OrderScreen,)
BESIDE = (OrderLineScreen, PaymentScreen)
