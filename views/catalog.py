"""What we sell."""

from __future__ import annotations

from app.catalog.product import Product
from app.core.words import N_
from views.fab.screen import screen

GROUP = N_("Sales")

ProductScreen = screen(
    Product,
    columns=["name", "category", "subcategory", "price", "cost", "is_active"],
    sort="name",
    icon="package",
    sections={
        N_("Product"): ["category", "subcategory", "is_active", "external_id"],
        N_("Price"): ["price", "cost"],
    },
)

SCREENS = (ProductScreen,)
