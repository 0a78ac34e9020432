"""What is bought together: pairs within one order, by lift.

Support, confidence and lift are those of association rules (Agrawal, Imielinski and Swami, "Mining association rules
between sets of items in large databases", 1993; lift as "interest" in Brin, Motwani, Ullman and Tsur, 1997): support
is the share of orders that hold both, lift how many times as often that is as chance alone would have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.product import Product
from app.core.parameter import Asked
from app.core.report import Column, Row, Section
from app.core.words import N_
from app.reports.bought import bought_by
from app.reports.rates import share_of
from app.reports.sold import within
from app.sales.order_line import OrderLine

LEAST: Final = 3
"""So many orders hold a pair before anything is said of it."""
MOST: Final = 50
HUNDREDTH: Final = Decimal("0.01")


class Together(StrEnum):
    LINES = "Product lines"
    PRODUCTS = "Products"


PAIRS: Final = Section(
    "pairs", N_("Bought together"),
    (
        Column("first", "line", N_("One of the two."), head=N_("Who buys")),
        Column("second", "line", N_("The other one."), head=N_("Also buys")),
        Column("orders", "int", N_("Orders of the period that hold both.")),
        Column("support", "share", N_("These as a share of all orders of the period."), digits=2),
        Column("confidence", "share", N_("These as a share of the orders that hold the first.")),
        Column("lift", "number", N_("How many times as often they meet as by chance; above 1 they go together."),
               digits=2),
    ),
    N_("Pairs that at least 3 orders of the period hold, the strongest first."),
)  # fmt: skip


def statement(asked: Asked) -> sa.Select[Any]:
    """A row for each pair, with how many orders hold it, each of the two, and anything at all."""
    name = Product.name if asked["together"] is Together.PRODUCTS else sa.func.coalesce(
        Product.subcategory, Product.category, Product.name
    )  # fmt: skip
    sold = sa.select(OrderLine.order_id, name.label("name")).join(OrderLine.order).join(OrderLine.product)
    baskets = sold.where(*bought_by(asked), within(asked.period)).distinct().cte("baskets")
    each = sa.select(baskets.c.name, sa.func.count().label("orders")).group_by(baskets.c.name).cte("each")
    whole = sa.select(sa.func.count(sa.distinct(baskets.c.order_id))).scalar_subquery()
    one, other = baskets.alias("one"), baskets.alias("other")
    both = sa.func.count().label("both")
    meet = one.join(other, sa.and_(one.c.order_id == other.c.order_id, one.c.name < other.c.name))
    met = sa.select(one.c.name.label("first"), other.c.name.label("second"), both).select_from(meet)
    met_often = met.group_by(one.c.name, other.c.name).having(both >= LEAST).cte("met")
    first, second = each.alias("n_first"), each.alias("n_second")
    return (
        sa.select(met_often, first.c.orders.label("n_first"), second.c.orders.label("n_second"), whole.label("whole"))
        .join(first, first.c.name == met_often.c.first)
        .join(second, second.c.name == met_often.c.second)
    )


def pairs(session: Session, asked: Asked) -> Sequence[Row]:
    """The strongest first; of those as strong, what is seen more often."""
    found = [_told(row) for row in session.execute(statement(asked)).mappings()]
    return sorted(found, key=lambda row: (-row["lift"], -row["orders"], row["first"], row["second"]))[:MOST]


def _told(row: Any) -> dict[str, Any]:
    both, whole = Decimal(row["both"]), Decimal(row["whole"])
    lift = both * whole / (row["n_first"] * row["n_second"])
    return {
        "first": row["first"], "second": row["second"], "orders": row["both"], "support": share_of(both, whole),
        "confidence": share_of(both, Decimal(row["n_first"])), "lift": lift.quantize(HUNDREDTH),
    }  # fmt: skip
