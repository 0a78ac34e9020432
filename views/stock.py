"""Where goods lie, and what came and went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.catalog.stock_level import StockLevel
from app.catalog.stock_movement import MovementKind, StockMovement
from app.catalog.warehouse import Warehouse
from app.core.viewer import viewer_of
from app.core.words import N_
from views.fab.reader import Reader
from views.fab.screen import screen
from views.fab.story import MOST, Line, sentence, who

IN, OUT = 1, -1
SENTENCES: dict[tuple[MovementKind, int], tuple[str, str, str]] = {
    (MovementKind.RECEIVED, IN): (N_("{who} received {n} in {place}"), "download", "good"),
    (MovementKind.SOLD, OUT): (N_("{who} took {n} out of {place} for {order}"), "shopping-cart", ""),
    (MovementKind.RETURNED, IN): (N_("{who} put {n} back into {place}, {order} was cancelled"), "arrow-back-up", ""),
    (MovementKind.COUNTED, IN): (N_("{who} counted {place} and found {n} more"), "checkbox", ""),
    (MovementKind.COUNTED, OUT): (N_("{who} counted {place} and missed {n}"), "checkbox", "bad"),
    (MovementKind.MOVED, IN): (N_("{who} moved {n} into {place}"), "route", ""),
    (MovementKind.MOVED, OUT): (N_("{who} moved {n} out of {place}"), "route", ""),
}
AGREED = N_("{who} counted {place}, and it agreed")


def moved(session: Session, level: Any, read: Reader, *, kind: str = "", most: int = MOST) -> Sequence[Line]:
    """What came and went of this product in this warehouse, for who may read movements."""
    if kind or not viewer_of(session).can("can_list", "StockMovement"):
        return []
    mine = (StockMovement.product_id == level.product_id, StockMovement.warehouse_id == level.warehouse_id)
    latest = sa.select(StockMovement).where(*mine).order_by(StockMovement.at.desc(), StockMovement.id.desc())
    with_them = (joinedload(StockMovement.actor), joinedload(StockMovement.warehouse))
    return [_line(told, read) for told in session.scalars(latest.limit(most).options(*with_them))]


def _line(told: StockMovement, read: Reader) -> Line:
    way = OUT if told.quantity < 0 else IN
    message, icon, tone = SENTENCES[told.kind, way] if told.quantity else (AGREED, "checkbox", "good")
    amount = read.language.number(abs(told.quantity), _digits(told))
    by = who(str(told.actor) if told.actor else None)
    order = told.order_number or ""
    words = sentence(message, who=by, n=amount, place=told.warehouse.name, order=order)
    return Line(told.at, words, icon, tone, told.reason or "")


def _digits(told: StockMovement) -> int:
    return max(0, -int(told.quantity.normalize().as_tuple().exponent))


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
    columns=["name", "warehouse", "quantity", "minimum", "is_below_minimum"],
    briefs={
        "product": ["warehouse", "quantity", "minimum", "is_below_minimum"],
        "warehouse": ["product", "quantity", "minimum", "is_below_minimum"],
    },
    sort="name",
    icon="checkbox",
    sections={N_("Stock"): ["product", "warehouse", "quantity", "minimum", "is_below_minimum"]},
    likely=["receive"],
    views={N_("Below minimum"): "is_below_minimum:is:yes"},
    story=staticmethod(moved),
)

StockMovementScreen = screen(
    StockMovement,
    columns=["at", "kind", "product", "warehouse", "quantity", "order_number", "reason", "actor"],
    briefs={"product": ["at", "kind", "quantity", "warehouse"]},
    icon="arrows-sort",
    marks={
        MovementKind.RECEIVED: "download",
        MovementKind.SOLD: "shopping-cart",
        MovementKind.RETURNED: "arrow-back-up",
        MovementKind.COUNTED: "checkbox",
        MovementKind.MOVED: "route",
    },
)

SCREENS = (StockLevelScreen, WarehouseScreen)
BESIDE = (StockMovementScreen,)
