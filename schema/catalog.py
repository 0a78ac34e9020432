"""What is sold, and the lists that people choose from, over the API."""

from __future__ import annotations

from typing import Any

from app.catalog.dictionary import DictionaryEntry
from app.catalog.product import Product
from app.catalog.stock_level import StockLevel
from app.catalog.stock_movement import StockMovement
from app.catalog.warehouse import Warehouse

NOUNS: dict[type[Any], bool] = {
    Product: True,
    Warehouse: True,
    StockLevel: True,
    StockMovement: False,
    DictionaryEntry: True,
}
