"""What keeps whom, and at what cost: counted over all that was tried."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.dictionary import DictionaryEntry
from app.churn.alert import ChurnAlert
from app.churn.retention_action import Outcome, RetentionAction
from app.sales.order import NOTHING


@dataclass(frozen=True)
class Tally:
    """How one kind of retention action has done."""

    kind: DictionaryEntry
    tried: int
    waiting: int
    """Of these nobody knows yet."""
    kept: int
    """Those after which nothing else was tried before the customer stayed."""
    cost: Decimal
    saved: Decimal
    """What the orders came to that kept them."""

    @property
    def share(self) -> Decimal | None:
        """Kept of those that have ended; nothing where none has."""
        ended = self.tried - self.waiting
        return Decimal(self.kept) / ended if ended else None


def outcomes(session: Session) -> list[Tally]:
    """Each kind that was tried, as far as the viewer sees it, the one that kept most first."""
    kept = RetentionAction.outcome == Outcome.KEPT
    columns = (
        sa.func.count(RetentionAction.id),
        sa.func.count(RetentionAction.id).filter(RetentionAction.outcome == Outcome.WAITING),
        sa.func.count(RetentionAction.id).filter(kept),
        sa.func.sum(RetentionAction.cost),
        sa.func.sum(ChurnAlert.saved).filter(kept),
    )
    counted = (
        sa.select(RetentionAction.kind_id, *columns)
        .join(ChurnAlert, ChurnAlert.id == RetentionAction.alert_id)
        .group_by(RetentionAction.kind_id)
    )
    found = {row[0]: row for row in session.execute(counted)}
    kinds = session.scalars(sa.select(DictionaryEntry).where(DictionaryEntry.id.in_(found)))
    tallies = [_tally(kind, found[kind.id]) for kind in kinds]
    return sorted(tallies, key=lambda each: (-(each.share or -1), -each.tried, each.kind.position))


def _tally(kind: DictionaryEntry, row: Any) -> Tally:
    _, tried, waiting, kept, cost, saved = row
    return Tally(kind, tried, waiting, kept, cost or NOTHING, saved or NOTHING)
