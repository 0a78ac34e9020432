"""How far an opportunity has come, and what that makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from app.catalog.dictionary import DictionaryEntry
from app.core.verb import Topic

LossReason = Annotated[DictionaryEntry, Topic("loss_reason")]
"""Why something was lost: one of the company's own list."""


class Status(StrEnum):
    OPEN = "Unassigned"
    ASSIGNED = "Assigned"
    WON = "Won"
    LOST = "Lost"


LIVE = (Status.OPEN, Status.ASSIGNED)
"""Those that may still come to something."""


class Stage(StrEnum):
    IDENTIFIED = "Identified"
    QUALIFIED = "Qualified"
    PROPOSAL = "Proposal"
    NEGOTIATION = "Negotiation"


LIKELY: Mapping[Stage, Decimal] = {
    Stage.IDENTIFIED: Decimal("0.10"),
    Stage.QUALIFIED: Decimal("0.25"),
    Stage.PROPOSAL: Decimal("0.40"),
    Stage.NEGOTIATION: Decimal("0.70"),
}
"""How many of those at a stage are won, unless somebody knows better."""

WEIGHED = (Stage.PROPOSAL, Stage.NEGOTIATION)
"""Whoever makes a proposal knows what it is worth and by when it is decided."""


class Horizon(StrEnum):
    SHORT = "Short term"
    MEDIUM = "Medium term"
    LONG = "Long term"
