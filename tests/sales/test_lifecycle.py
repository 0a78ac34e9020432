"""Lifecycle stage and value class: computed from orders, kept as a history, overridden for a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.errors import FORBIDDEN, INVALID, REFUSED, Refused
from app.customers.customer import Customer, Stage, Status, ValueClass
from app.customers.lifecycle import LifecycleEntry
from app.sales.lifecycle import reckon_lifecycle
from app.sales.order import Order
from tests.churn.buying import DAY, a_customer
from tests.sales.ordering import confirmed, the

Looking = Callable[[str], Session]


@pytest.fixture
def quiet(as_system: Session) -> Session:
    """Without what the cast has bought."""
    for order in as_system.scalars(sa.select(Order)):
        order.ordered_on = DAY + timedelta(days=1000)
    as_system.commit()
    return as_system


def reckoned(session: Session, after: int = 0) -> int:
    n = doorman.once(session, lambda: reckon_lifecycle(session, DAY + timedelta(days=after)))
    session.expire_all()
    return n


def history(session: Session, customer: Customer) -> list[tuple[Stage | None, ValueClass, bool]]:
    mine = sa.select(LifecycleEntry).where(LifecycleEntry.customer_id == customer.id).order_by(LifecycleEntry.id)
    return [(each.stage, each.value_class, each.is_override) for each in session.scalars(mine)]


def test_the_stage_tells_how_far_the_business_has_come(quiet: Session) -> None:
    made = {
        Stage.NEW: a_customer(quiet, "First", [10]),
        Stage.RETURNING: a_customer(quiet, "Again", [10, 100]),
        Stage.DORMANT: a_customer(quiet, "Silent", [180, 300]),
        Stage.LOST: a_customer(quiet, "Lost", [180, 300], status=Status.LOST),
        None: a_customer(quiet, "Never"),
    }
    reckoned(quiet)
    assert {stage: customer.stage for stage, customer in made.items()} == {stage: stage for stage in made}


def test_the_value_class_tells_what_they_bring(quiet: Session) -> None:
    made = {
        "big": a_customer(quiet, "Big", [200, 300], amount=4000),
        "young": a_customer(quiet, "Young", [181], amount=100),
        "rising": a_customer(quiet, "Rising", [10, 100, 101, 200, 300, 600], amount=100),
        "steady": a_customer(quiet, "Steady", [10, 100, 200, 300, 600], amount=100),
        "gone": a_customer(quiet, "Gone", [300], status=Status.INACTIVE),
        "asleep": a_customer(quiet, "Asleep", [400, 500], amount=9000),
    }
    reckoned(quiet)
    assert {name: customer.value_class for name, customer in made.items()} == {
        "big": ValueClass.VALUABLE, "young": ValueClass.POTENTIAL, "rising": ValueClass.POTENTIAL,
        "steady": ValueClass.ORDINARY, "gone": ValueClass.LOST, "asleep": ValueClass.ORDINARY,
    }  # fmt: skip


def test_four_fifths_of_the_revenue_are_valuable(quiet: Session) -> None:
    each = [a_customer(quiet, f"Customer {n}", [200, 300], amount=50) for n in range(10)]
    reckoned(quiet)
    assert sum(customer.value_class is ValueClass.VALUABLE for customer in each) == 8


def test_what_changes_is_kept_and_what_stays_is_not_written_again(quiet: Session) -> None:
    customer = a_customer(quiet, "First", [10])
    assert reckoned(quiet) == 1
    assert reckoned(quiet) == 0
    assert reckoned(quiet, after=171) == 1
    assert history(quiet, customer) == [
        (Stage.NEW, ValueClass.VALUABLE, False),
        (Stage.DORMANT, ValueClass.VALUABLE, False),
    ]
    first = quiet.scalars(sa.select(LifecycleEntry).order_by(LifecycleEntry.id)).first()
    assert first is not None
    assert (first.from_on, first.until_on) == (DAY, DAY + timedelta(days=171))


def test_what_somebody_said_holds_until_it_is_taken_back(looking: Looking, quiet: Session) -> None:
    customer = a_customer(quiet, "First", [10])
    reckoned(quiet)
    max_ = looking("max")
    given = {"stage": Stage.RETURNING, "reason": "They bought before, under another name."}
    doorman.step(max_, Customer, "override", customer.id, given)
    reckoned(quiet, after=1)
    assert (customer.stage, customer.value_class) == (Stage.RETURNING, ValueClass.VALUABLE)
    said = quiet.scalars(sa.select(LifecycleEntry).where(LifecycleEntry.is_override.is_(True))).one()
    assert (said.said_by.username, said.reason, said.until_on) == ("max", given["reason"], None)
    doorman.step(max_, Customer, "take_back_override", customer.id, {})
    reckoned(quiet, after=2)
    assert customer.stage is Stage.NEW
    assert [each.until_on is None for each in quiet.scalars(sa.select(LifecycleEntry).order_by(LifecycleEntry.id))] == [
        False, False, True,
    ]  # fmt: skip


def test_nothing_is_taken_back_that_nobody_said(looking: Looking) -> None:
    max_ = looking("max")
    with pytest.raises(Refused) as why:
        doorman.step(max_, Customer, "take_back_override", the(max_, "Acme").id, {})
    assert why.value.code == REFUSED


def test_an_override_says_something_and_why(looking: Looking) -> None:
    max_ = looking("max")
    for given, field in (({"reason": "So."}, "stage"), ({"stage": Stage.NEW, "reason": ""}, "reason")):
        with pytest.raises(Refused) as why:
            doorman.step(max_, Customer, "override", the(max_, "Acme").id, given)
        assert (why.value.code, why.value.field) == (INVALID, field)


@pytest.mark.parametrize("name", ["ana", "rosa", "eva"])
def test_who_does_not_lead_says_no_stage(looking: Looking, name: str) -> None:
    acme = the(looking("max"), "Acme").id
    with pytest.raises(Refused) as why:
        doorman.step(looking(name), Customer, "override", acme, {"stage": Stage.NEW, "reason": "So."})
    assert why.value.code == FORBIDDEN


def test_nobody_types_what_is_computed(looking: Looking) -> None:
    max_ = looking("max")
    acme = the(max_, "Acme")
    for name, value in (("stage", Stage.NEW), ("value_class", ValueClass.VALUABLE)):
        with pytest.raises(Refused):
            doorman.update(max_, Customer, acme.id, acme.version, {name: value})


def test_who_is_lost_is_so_at_once_and_not_only_from_the_next_night_on(looking: Looking) -> None:
    ana = looking("ana")
    acme = the(ana, "Acme")
    doorman.step(ana, Customer, "lose", acme.id, {"reason": "They closed."})
    assert (acme.stage, acme.value_class) == (Stage.LOST, ValueClass.LOST)
    confirmed(ana)
    assert (acme.status, acme.stage, acme.value_class) == (Status.ACTIVE, Stage.DORMANT, ValueClass.ORDINARY)
