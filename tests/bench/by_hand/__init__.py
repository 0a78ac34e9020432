"""The figures of each report in SQL that is written by hand for PostgreSQL, for a reader who sees everything."""

from __future__ import annotations

from collections.abc import Mapping

from tests.bench.by_hand.buying import CONTRIBUTION, PERSISTENCY, PROFITABILITY
from tests.bench.by_hand.goods import PERFORMANCE, PRODUCTS, PROMOTION
from tests.bench.by_hand.helping import CHURN, SERVICE
from tests.bench.by_hand.part import Part as Part
from tests.bench.by_hand.part import Plans
from tests.bench.by_hand.people import COMPOSITION, PROFILING, PROSPECTING

BY_HAND: Mapping[str, Plans] = {
    "contribution": CONTRIBUTION,
    "composition": COMPOSITION,
    "service": SERVICE,
    "churn": CHURN,
    "profiling": PROFILING,
    "persistency": PERSISTENCY,
    "profitability": PROFITABILITY,
    "performance": PERFORMANCE,
    "prospecting": PROSPECTING,
    "product": PRODUCTS,
    "promotion": PROMOTION,
}
