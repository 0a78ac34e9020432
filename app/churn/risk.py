"""The chance to leave of each customer: learnt weekly, given nightly, and explained by what pushes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from app.churn import scoring
from app.churn.factors import Factor, factors
from app.churn.habits import habits
from app.churn.logistic import Learnt
from app.churn.risk_model import RiskModel, latest
from app.core import doorman
from app.core.late import late

if TYPE_CHECKING:
    import numpy as np
else:
    np = late("numpy")


@dataclass(frozen=True)
class Chance:
    """How likely it is that a customer leaves, and what pushes that up or down, the strongest first."""

    share: float
    factors: tuple[Factor, ...]


def reckon_risk(session: Session, day: date) -> Mapping[str, int]:
    """Give every customer a chance as of the day, after learning anew where what is known is a week old."""
    model = latest(session)
    if model is None or model.is_old(day):
        model = doorman.made(session, RiskModel, {"on": day})
        return {"customers": model.customers, "losses": model.losses}
    model.scored_on = day
    return {"written": scoring.score(session, model.learnt, day)}


def chance_to_leave(session: Session, customer_ids: Iterable[int], as_of: date) -> dict[int, Chance]:
    """Of each of these customers who has bought, by what was learnt last; nothing where the rules are alone."""
    model = latest(session)
    learnt = model.learnt if model is not None else None
    if learnt is None:
        return {}
    known = habits(as_of)
    asked = known.where(known.selected_columns.customer_id.in_(list(customer_ids)))
    rows = session.execute(asked).all()
    return dict(_explained(learnt, rows)) if rows else {}


def _explained(learnt: Learnt, rows: Sequence[Any]) -> Iterator[tuple[int, Chance]]:
    values = np.array([tuple(row)[1:] for row in rows], dtype=np.float64)
    shares, pushes = learnt.chances(values), learnt.pushes(values)
    for row, share, each, pushed in zip(rows, shares, values, pushes, strict=True):
        yield row.customer_id, Chance(float(share), factors(learnt.names, each, pushed))
