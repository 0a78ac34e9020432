"""The chance to leave, verified on purchases that nobody here wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import mean

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.churn import risk, scoring
from app.churn.habits import NAMES, outcomes
from app.churn.logistic import auc, brier, learn
from app.churn.reading import read
from app.core.database import prepare, system_session
from app.customers.customer import Customer
from tests.churn import cdnow
from tests.databases import Database

SPLITS, TRAINED = 20, 0.6


@pytest.fixture(scope="module")
def sold(
    engine_name: str, company_on: Callable[[str], Database], request: pytest.FixtureRequest
) -> Iterator[sa.Engine]:
    """The company, with a shop's customers and orders in it."""
    company = company_on(engine_name)
    company.reset()
    path = cdnow.wheel(request.config.cache.mkdir("cdnow"))
    engine = prepare(sa.create_engine(company.url))
    assert cdnow.sell(engine, path) == (69_659, 23_570)
    yield engine
    engine.dispose()


@pytest.fixture
def shop(sold: sa.Engine) -> Iterator[Session]:
    with system_session(sold) as session:
        yield session
        session.rollback()


@pytest.mark.slow
def test_twenty_splits_tell_who_leaves(shop: Session, capsys: pytest.CaptureFixture[str]) -> None:
    """Habits as of the end of 1997, learnt on three of five and tried on the others: who orders nothing in six months."""
    habits, left = read(shop, outcomes(cdnow.CUT))
    assert (len(left), int(left.sum())) == (23_570, 18_196)
    found = []
    for seed in range(SPLITS):
        order = np.random.default_rng(seed).permutation(len(left))
        ours, others = np.split(order, [int(len(order) * TRAINED)])
        chances = learn(NAMES, habits[ours], left[ours]).chances(habits[others])
        found.append((auc(left[others], chances), brier(left[others], chances)))
    told = ", ".join(f"{area:.4f}/{miss:.4f}" for area, miss in found)
    with capsys.disabled():
        print(f"\nAUC/Brier of {SPLITS} splits: {told}; mean {mean(a for a, _ in found):.4f}")  # noqa: T201
    assert mean(area for area, _ in found) >= 0.80, told
    assert mean(miss for _, miss in found) <= 0.14, told


@pytest.mark.slow
def test_the_database_gives_the_chances_that_were_learnt(shop: Session) -> None:
    """What is written to the customers is what numpy reckons of the same habits, to the hundredth."""
    habits, left = read(shop, outcomes(cdnow.CUT))
    learnt = learn(NAMES, habits, left)
    assert scoring.score(shop, learnt, cdnow.CUT) == 23_570
    asked = sa.select(Customer.id, Customer.chance_to_leave).where(Customer.id >= cdnow.FIRST_ID).order_by(Customer.id)
    written = np.array([float(chance) for _, chance in shop.execute(asked)])
    assert np.abs(written - learnt.chances(habits)).max() <= 0.005 + 1e-9
    assert scoring.score(shop, learnt, cdnow.CUT) == 0, "what did not change is not written again"


@pytest.mark.slow
def test_a_year_and_a_half_is_learnt_from_the_earlier_and_tried_on_the_later(shop: Session) -> None:
    """The job's own split by time: learnt as of mid 1997, tried on the second half, which it has not seen."""
    counts = risk.reckon_risk(shop, cdnow.END)
    model = risk.latest(shop)
    assert model is not None
    assert counts == {"customers": model.customers, "losses": model.losses}
    assert (model.trained_on, model.scored_on, model.is_fallback) == (cdnow.END, cdnow.END, False)
    assert (float(model.auc or 0) > 0.75, float(model.brier or 1) < 0.2) == (True, True), (model.auc, model.brier)
