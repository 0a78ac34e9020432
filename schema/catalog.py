"""What is sold, over the API."""

from __future__ import annotations

from typing import Any

from app.catalog.product import Product

NOUNS: dict[type[Any], bool] = {Product: True}
