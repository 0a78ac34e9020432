"""The chance to leave among the key figures of a customer's page; it leads to what pushes it up or down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request

from app.core.words import N_
from views.fab.figures import Figure
from views.fab.reader import Reader, say
from views.fab.viewer import viewer


def chance_of(customer: Any, read: Reader) -> Sequence[Figure]:
    """Nothing where none is known, and for who may not read what was learnt."""
    if customer.chance_to_leave is None or not viewer().can("can_list", "RiskModel"):
        return []
    share = read.language.share(customer.chance_to_leave, 0)
    return [Figure(say(N_("Chance to leave")), share, f"{request.script_root}/churn/chance/{customer.id}")]
