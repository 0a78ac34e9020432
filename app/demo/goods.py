"""Where the goods of the example lie: two warehouses, what they hold by chance that is the same every time, and what
the company does beside selling goods."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.dictionary import Topic, entry
from app.catalog.product import Product, ProductKind
from app.catalog.stock_level import StockLevel
from app.catalog.stock_movement import MovementKind
from app.catalog.warehouse import Warehouse
from app.organization.employee import Employee

SEED = 42
WAREHOUSES = {
    "East": ("E", "ana", "12 Dock Street", "Philadelphia", "Pennsylvania", "19106", 0.8),
    "West": ("W", "luis", "480 Harbor Way", "Long Beach", "California", "90802", 0.6),
}
"""Code, who answers for it, address, and the share of the goods that lies there."""
SERVICES = (
    ("Assembly of furniture", ProductKind.SERVICE, "HOUR", "48.00", "31.00"),
    ("Printer set-up on site", ProductKind.SERVICE, "HOUR", "65.00", "40.00"),
    ("Spreadsheets for the office", ProductKind.TRAINING, "DAY", "720.00", "410.00"),
)
COUNTED_BEFORE = timedelta(days=3)


def stocked(session: Session, as_of: date) -> None:
    """Warehouses with goods in them, counted a few days before, and what is no goods at all."""
    for name, kind, unit, price, cost in SERVICES:
        measure = entry(session, Topic.UNIT, unit)
        session.add(
            Product(name=name, kind=kind, category="Services", unit=measure, price=Decimal(price), cost=Decimal(cost))
        )
    draw, at = random.Random(SEED), datetime.combine(as_of - COUNTED_BEFORE, time(7, 30), UTC)  # noqa: S311
    goods = session.scalars(sa.select(Product).where(Product.external_id.is_not(None)).order_by(Product.id)).all()
    for warehouse, share in _warehouses(session):
        for product in goods:
            if draw.random() < share:
                _count(session, product, warehouse, draw, at)


def _warehouses(session: Session) -> Iterator[tuple[Warehouse, float]]:
    for name, (code, who, address, city, state, postal_code, share) in WAREHOUSES.items():
        keeper = session.scalars(sa.select(Employee).where(Employee.username == who)).one_or_none()
        made = Warehouse(
            name=name, code=code, responsible=keeper, address=address, city=city, state=state,
            postal_code=postal_code, region=name, country="United States",
        )  # fmt: skip
        session.add(made)
        session.flush()
        yield made, share


def _count(session: Session, product: Product, warehouse: Warehouse, draw: random.Random, at: datetime) -> None:
    """About one in twelve is below its minimum."""
    minimum = draw.choice((5, 10, 20))
    there = draw.randrange(minimum) if draw.random() < 1 / 12 else minimum + draw.randrange(60)
    level = StockLevel(product=product, warehouse=warehouse, minimum=Decimal(minimum))
    session.add(level)
    level.change(Decimal(there), MovementKind.COUNTED, by=warehouse.responsible).at = at
