"""What we sell, and where it lies."""

from __future__ import annotations

from app.catalog.product import Product, ProductKind
from app.core.words import N_
from views import stock
from views.fab.screen import screen

GROUP = N_("Products")

ProductScreen = screen(
    Product,
    columns=["name", "kind", "category", "subcategory", "unit", "price", "cost", "margin", "is_active"],
    brief=["name", "category", "price"],
    sort="name",
    icon="package",
    sections={
        N_("Product"): ["kind", "category", "subcategory", "unit", "barcode", "external_id", "is_stocked", "is_active"],
        N_("Price"): ["price", "cost", "margin", "tax_rate"],
        N_("Description"): ["description"],
    },
    related=["stock", "order_lines", "movements"],
    likely=["receive", "reinstate"],
    marks={
        ProductKind.MADE: "settings",
        ProductKind.BOUGHT: "shopping-cart",
        ProductKind.CONSIGNMENT: "repeat",
        ProductKind.TRAINING: "users",
        ProductKind.SERVICE: "lifebuoy",
    },
)

SCREENS = (ProductScreen, *stock.SCREENS)
BESIDE = stock.BESIDE
