"""What is sold, and the lists that people choose from, over the API."""

from __future__ import annotations

from typing import Any

from app.catalog.dictionary import DictionaryEntry
from app.catalog.product import Product

NOUNS: dict[type[Any], bool] = {Product: True, DictionaryEntry: True}
