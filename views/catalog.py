"""What we sell, and where it lies."""

from __future__ import annotations

from app.catalog.product import Product, ProductKind
from app.catalog.stock_level import StockLevel
from app.catalog.stock_movement import MovementKind, StockMovement
from app.catalog.warehouse import Warehouse
from app.core.words import N_
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

WarehouseScreen = screen(
    Warehouse,
    columns=["name", "code", "city", "region", "responsible", "is_active"],
    brief=["name", "code", "city"],
    sort="name",
    icon="building",
    sections={
        N_("Warehouse"): ["code", "responsible", "region", "is_active"],
        N_("Reach"): ["phone", "address", "city", "state", "postal_code", "country"],
    },
    related=["stock"],
    likely=["reinstate"],
)

StockLevelScreen = screen(
    StockLevel,
    columns=["name", "product", "warehouse", "quantity", "minimum", "is_below_minimum"],
    brief=["name", "quantity", "minimum", "is_below_minimum"],
    sort="name",
    icon="checkbox",
    sections={N_("Stock"): ["product", "warehouse", "quantity", "minimum", "is_below_minimum"]},
    likely=["receive"],
)

StockMovementScreen = screen(
    StockMovement,
    columns=["at", "kind", "product", "warehouse", "quantity", "order_number", "reason", "actor"],
    brief=["at", "kind", "warehouse", "quantity"],
    icon="arrows-sort",
    marks={
        MovementKind.RECEIVED: "download",
        MovementKind.SOLD: "shopping-cart",
        MovementKind.RETURNED: "arrow-back-up",
        MovementKind.COUNTED: "checkbox",
        MovementKind.MOVED: "route",
    },
)

SCREENS = (ProductScreen, StockLevelScreen, WarehouseScreen)
BESIDE = (StockMovementScreen,)
