"""A select asks for what was typed, and never for the whole list."""

from __future__ import annotations

from decimal import Decimal

from flask import Flask
from sqlalchemy.orm import Session

from app.catalog.product import Product
from app.core import doorman
from tests.views.guest import Guest

MANY = 60


def test_choices_are_a_few_however_many_fit(app: Flask, as_system: Session) -> None:
    for n in range(MANY):
        doorman.create(as_system, Product, {"name": f"Widget {n}", "price": Decimal(1)})
    guest = Guest(app, "ana")
    for query in ("widget", ""):
        answer = guest.get(f"/choices/product?q={query}").get_json()
        assert 0 < len(answer["choices"]) < MANY / 2
