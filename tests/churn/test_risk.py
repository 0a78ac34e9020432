"""The chance to leave in the company: learnt from its orders, given to its customers, explained, or not to be had."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.churn import risk, risk_model
from app.churn.risk_model import RiskModel, latest
from app.core import doorman
from app.core.errors import Refused
from app.core.noun import table_of
from app.customers.customer import Customer, Status
from app.sales.order import Order
from app.sales.order import Status as Sold

Looking = Callable[[str], Session]
TODAY = date(2026, 11, 21)
LOYAL, GONE = 150, 90
FIRST_ID = 500


def sell(session: Session) -> None:
    """Loyal ones order each month of two years; the others stopped at some time, each at another."""
    people, orders = [], []
    for n in range(LOYAL + GONE):
        customer = FIRST_ID + n
        people.append({"id": customer, "number": f"T-{n}", "name": f"Buyer {n}", "status": Status.ACTIVE, "version": 1})
        stopped = TODAY if n < LOYAL else TODAY - timedelta(100 + n * 2)
        days = [TODAY - timedelta(30 * month + n % 28) for month in range(26)]
        orders += [
            {"number": f"T-{n}-{day}", "customer_id": customer, "ordered_on": day, "total": Decimal(50 + n % 7),
             "status": Sold.PAID, "version": 1}
            for day in days if day <= stopped
        ]  # fmt: skip
    for noun, rows in ((Customer, people), (Order, orders)):
        session.connection().execute(sa.insert(table_of(noun)), rows)
    session.commit()


def chance_of(session: Session, name: str) -> Decimal | None:
    session.expire_all()
    return session.scalars(sa.select(Customer).where(Customer.name == name)).one().chance_to_leave


def reckoned(session: Session, day: date = TODAY) -> RiskModel:
    doorman.once(session, lambda: risk.reckon_risk(session, day))
    model = latest(session)
    assert model is not None
    return model


def test_who_stopped_is_likelier_to_leave_than_who_buys(as_system: Session) -> None:
    sell(as_system)
    model = reckoned(as_system)
    assert (model.customers >= LOYAL + GONE, model.losses >= 20, model.is_fallback) == (True, True, False)
    loyal, gone = chance_of(as_system, "Buyer 3"), chance_of(as_system, f"Buyer {LOYAL + GONE - 1}")
    assert loyal is not None
    assert gone is not None
    assert loyal < Decimal("0.5") < gone
    assert model.auc is not None


def test_the_chance_is_told_with_what_pushes_it(as_system: Session) -> None:
    sell(as_system)
    reckoned(as_system)
    name = f"Buyer {LOYAL + GONE - 1}"
    customer = as_system.scalars(sa.select(Customer).where(Customer.name == name)).one()
    told = risk.chance_to_leave(as_system, [customer.id], TODAY)[customer.id]
    assert round(Decimal(told.share), 2) == customer.chance_to_leave
    assert [abs(f.push) for f in told.factors] == sorted((abs(f.push) for f in told.factors), reverse=True)
    assert any(f.raises for f in told.factors)


def test_too_few_customers_fall_back_to_the_rules(as_system: Session) -> None:
    model = reckoned(as_system)
    assert (model.is_fallback, model.auc, model.coefficients) == (True, None, {})
    assert chance_of(as_system, "Acme") is None
    assert risk.chance_to_leave(as_system, [1], TODAY) == {}


def test_too_few_losses_fall_back_to_the_rules(as_system: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    sell(as_system)
    monkeypatch.setattr(risk_model, "FEWEST_LOSSES", 200)
    assert reckoned(as_system).is_fallback


def test_who_has_left_is_given_no_chance(as_system: Session) -> None:
    sell(as_system)
    reckoned(as_system)
    customer = as_system.scalars(sa.select(Customer).where(Customer.name == "Buyer 3")).one()
    doorman.step(as_system, Customer, "lose", customer.id, {"reason": "They moved away"})
    reckoned(as_system)
    assert chance_of(as_system, "Buyer 3") is None


def test_it_is_learnt_weekly_and_given_nightly(as_system: Session) -> None:
    sell(as_system)
    first = reckoned(as_system)
    assert reckoned(as_system, TODAY + timedelta(6)) is first
    assert first.scored_on == TODAY + timedelta(6)
    assert reckoned(as_system, TODAY + timedelta(7)) is not first


def test_a_chance_that_is_given_disturbs_nobodys_edit(as_system: Session) -> None:
    sell(as_system)
    before = as_system.scalars(sa.select(Customer).where(Customer.name == "Buyer 3")).one()
    version = before.version
    reckoned(as_system)
    doorman.update(as_system, Customer, before.id, version, {"city": "Lima"})


def test_a_manager_has_it_learnt_anew(looking: Looking, as_system: Session) -> None:
    sell(as_system)
    model = doorman.create(looking("max"), RiskModel, {"on": TODAY})
    assert (model.trained_on, model.is_fallback) == (TODAY, False)


def test_a_salesperson_reads_it_and_does_not_have_it_learnt(looking: Looking, as_system: Session) -> None:
    reckoned(as_system)
    ana = looking("ana")
    assert latest(ana) is not None
    with pytest.raises(Refused, match="may not"):
        doorman.create(ana, RiskModel, {"on": TODAY})


def test_what_was_learnt_is_not_changed(as_system: Session) -> None:
    model = reckoned(as_system)
    with pytest.raises(Refused):
        doorman.update(as_system, RiskModel, model.id, None, {})
