"""Which orders a report counts: confirmed or paid, of one customer where one was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import sqlalchemy as sa

from app.core.language import Language
from app.core.parameter import Asked
from app.press.story import Reader
from app.reports.sold import of
from app.sales.order import SOLD, Order

ALIKE: Final = "\u200b"
"""Told apart by nothing that is seen: the same month of another year."""


def bought_by(asked: Asked) -> Sequence[sa.ColumnElement[bool]]:
    """Orders that count, on whatever day."""
    return Order.status.in_(SOLD), of(asked["customer"])


def lines_of(asked: Asked, reader: Reader, *more: str, first: date | None = None, last: date | None = None) -> str:
    """The list of the lines of these orders, for who may open it."""
    customer = asked["customer"]
    said = [
        f"order.status:is:{','.join(status.name for status in SOLD)}",
        f"order.ordered_on:from:{first or asked.period.first}",
        f"order.ordered_on:to:{last or asked.period.last}",
        *([f"order.customer:is:{customer.id}"] if customer is not None else []),
    ]
    return reader.listing("OrderLine", (*more, *said)) if reader.listing else ""


def lines_in(subcategory: str, asked: Asked, reader: Reader) -> str:
    """Those of the goods of a subcategory; what has none is not found by it."""
    return lines_of(asked, reader, f"product.subcategory:is:{subcategory}") if subcategory else ""


def short_months(days: Sequence[date], language: Language) -> list[str]:
    """Months as they stand under a narrow chart, no two alike: the first one and each January with its year."""
    return [
        language.day(day, "MMM" if place and day.month > 1 else "MMM yy") + ALIKE * (day.year - days[0].year)
        for place, day in enumerate(days)
    ]
