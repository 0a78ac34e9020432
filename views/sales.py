"""What customers buy and pay."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core.noun import now
from app.core.words import N_
from app.press.paper import Paper
from app.press.story import Reader
from app.sales.confirmation import confirmation
from app.sales.order import Order, Status
from app.sales.order_line import OrderLine
from app.sales.payment import Payment, PaymentStatus
from views.fab.screen import screen
from views.ordering import Lines
from views.timeline import steps_with

GROUP = N_("Sales")


def on_paper(session: Session, order: Order, reads: Reader) -> Paper:
    return confirmation(session, order, reads, at=now())


def likely(order: Order) -> list[str]:
    """What was packed after all, or shipped, is not packed next: the step after the last one that was taken."""
    days = {"pack": order.packed_on, "ship": order.shipped_on, "deliver": order.delivered_on}
    taken = [place for place, day in enumerate(days.values(), 1) if day is not None]
    return ["confirm", "pay", *list(days)[max(taken, default=0) :]]


OrderScreen = screen(
    Order,
    columns=["number", "customer", "status", "ordered_on", "ship_mode", "city", "total"],
    brief=["number", "status", "ordered_on", "total"],
    sort="-ordered_on",
    icon="shopping-cart",
    sections={
        N_("Order"): ["customer", "contact", "ordered_on", "owner", "channel", "external_id"],
        N_("Payment"): ["payment_method", "due_on", "gross", "paid", "due", "total", "discount_total", "tax_total"],
        N_("Delivery"): [
            "warehouse",
            "promised_on",
            "packed_on",
            "shipped_on",
            "delivered_on",
            "ship_mode",
            "address",
            "city",
            "state",
            "postal_code",
            "region",
            "country",
        ],
        N_("Remarks"): ["remarks"],
    },
    related=["payments"],
    likely=staticmethod(likely),
    story=staticmethod(steps_with),
    paper=staticmethod(on_paper),
    part=Lines,
    tones={Status.DRAFT: "info", Status.CONFIRMED: "good", Status.PAID: "good done"},
)

OrderLineScreen = screen(
    OrderLine,
    columns=["product_name", "order", "quantity", "price", "discount", "amount", "margin"],
    brief=["product_name", "quantity", "amount"],
    briefs={"product": ["order", "quantity", "amount"]},
    sort="id",
    icon="list",
    sections={
        N_("Line"): ["order", "product", "product_name", "quantity", "external_id"],
        N_("Price"): ["price", "discount", "amount", "tax_rate", "tax", "cost", "margin"],
    },
)

PaymentScreen = screen(
    Payment,
    columns=["amount", "order", "status", "paid_on", "method", "reference", "reason"],
    brief=["amount", "status", "paid_on"],
    icon="cash",
    tones={PaymentStatus.RECEIVED: "good done"},
)

SCREENS = (OrderScreen,)
BESIDE = (OrderLineScreen, PaymentScreen)
