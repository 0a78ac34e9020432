"""What was learnt of who left: the weights of habits, and how well they foretold what happened afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, object_session

from app.churn import scoring
from app.churn.habits import HALF_A_YEAR, NAMES, outcomes
from app.churn.logistic import Learnt, Numbers, auc, brier, learn, learnt_of
from app.churn.reading import read
from app.core.errors import REFUSED, Refused
from app.core.kinds import Quantity
from app.core.noun import Noun, column, today
from app.core.verb import verb
from app.core.viewer import Person, as_system

FEWEST, FEWEST_LOSSES = 200, 20
"""From fewer customers, or fewer that left, nothing is learnt that would hold."""
RENEWED = timedelta(7)


class RiskModel(Noun):
    """One learning from the company's own orders; the latest one says how likely each customer is to leave."""

    public = True
    named_by = "trained_on"
    logged = False
    handed_over = False

    trained_on: Mapped[date] = column(default=today, derived=True)
    scored_on: Mapped[date | None] = column(derived=True, doc="The day that customers were last given a chance.")
    customers: Mapped[int] = column(default=0, derived=True, doc="How many customers it was learnt from.")
    losses: Mapped[int] = column(default=0, derived=True, doc="How many of them left: no order in half a year.")
    auc: Mapped[Quantity | None] = column(
        derived=True,
        doc="How often one who left had been given a higher chance than one who stayed, in the half year "
        "after the one that was learnt from; 0.5 is guessing.",
    )
    brier: Mapped[Quantity | None] = column(
        derived=True, doc="The mean square of how far a chance was from what happened then; 0 is perfect."
    )
    is_fallback: Mapped[bool] = column(
        default=False, derived=True, doc="Too few customers or losses to learn from: the rules warn alone."
    )
    coefficients: Mapped[dict[str, Any]] = column(
        default=dict, derived=True, doc="The weight of each habit, with the mean and scale that it is measured by."
    )

    @verb(begins=True)
    def train(self, *, on: date | None = None, by: Person | None) -> None:
        """Learn anew from the orders up to a day, today unless told, and give every customer a chance."""
        self.trained_on = self.scored_on = on or today()
        session = object_session(self)
        if session is not None:
            with as_system(session):
                self._learn(session)
                scoring.score(session, self.learnt, self.trained_on)

    @property
    def learnt(self) -> Learnt | None:
        return None if self.is_fallback else learnt_of(self.coefficients)

    def is_old(self, day: date) -> bool:
        return self.trained_on <= day - RENEWED

    def refuse_change(self) -> None:
        if self.id is not None:
            raise Refused(REFUSED, "What was learnt stays as it is. Learn anew.")

    def _learn(self, session: Session) -> None:
        """From the half year before the last one; the last one, which it has not seen, says how good it is."""
        earlier, later = (self.trained_on - times * HALF_A_YEAR for times in (2, 1))
        habits, left = read(session, outcomes(earlier))
        self.customers, self.losses = len(left), int(left.sum())
        self.is_fallback = self.customers < FEWEST or not FEWEST_LOSSES <= self.losses < self.customers
        if not self.is_fallback:
            learnt = learn(NAMES, habits, left)
            self.coefficients = learnt.told()
            self._measure(learnt, *read(session, outcomes(later)))

    def _measure(self, learnt: Learnt, habits: Numbers, left: Numbers) -> None:
        if 0 < left.sum() < len(left):
            chances = learnt.chances(habits)
            self.auc, self.brier = scoring.kept(auc(left, chances)), scoring.kept(brier(left, chances))


def latest(session: Session) -> RiskModel | None:
    """What was learnt last."""
    return session.scalar(sa.select(RiskModel).order_by(RiskModel.id.desc()).limit(1))
