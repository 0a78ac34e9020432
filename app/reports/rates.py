"""What follows from sums: the share of a whole."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from app.core.report import Row

SIX: Final = Decimal("0.000001")


def rates(sums: Row, totals: Row) -> dict[str, Any]:
    """Of any rows together: their share of all revenue, and their margin rate."""
    found = {"share": share_of(sums["revenue"], totals["revenue"])}
    if "margin" in sums:
        found["margin_rate"] = share_of(sums["margin"], sums["costed"])
    return found


def left(costed: Decimal, cost: Decimal) -> dict[str, Any]:
    """Of revenue whose cost is known: what is left of it, and as a share of it."""
    margin = costed - cost
    return {"costed": costed, "margin": margin, "margin_rate": share_of(margin, costed)}


def share_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """To a millionth; of nothing there is no share."""
    return (part / whole).quantize(SIX) if whole > 0 else None
