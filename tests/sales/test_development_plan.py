"""A plan is made for what somebody has, its steps are reported with their effect, and it wins or is given up."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.errors import DUPLICATE, FORBIDDEN, NOT_FOUND, REFUSED, Refused
from app.core.noun import today
from app.customers.customer import Customer
from app.organization.notification import Notification
from app.sales.development_plan import DevelopmentPlan, Status
from app.sales.opportunity import Opportunity
from app.sales.pipeline import Status as OpportunityStatus
from app.sales.plan_step import PlanStep
from app.sales.plan_step import Status as StepStatus
from app.sales.pursuing import notify_late
from tests.sales.test_opportunity import Looking, assigned, opened, person, reason, taken


def planned(looking: Looking, *, runs: bool = True, days: int = 5, **more: object) -> tuple[Session, int, int]:
    """Ana's, with one step; and the session in which she looks."""
    ana, id = looking("ana"), assigned(looking, **more)
    plan = doorman.create(ana, DevelopmentPlan, {"opportunity": id, "goal": "They try ten chairs"})
    due = today() + timedelta(days=days)
    step = doorman.create(ana, PlanStep, {"plan": plan.id, "action": "Show the samples", "due_on": due})
    if runs:
        doorman.step(ana, DevelopmentPlan, "start", plan.id, {})
    return ana, plan.id, step.id


def lived(session: Session, name: str, id: int, **given: object) -> DevelopmentPlan:
    return doorman.step(session, DevelopmentPlan, name, id, given)


def test_a_plan_is_made_for_what_somebody_has(looking: Looking) -> None:
    ana = looking("ana")
    with pytest.raises(Refused) as why:
        doorman.create(ana, DevelopmentPlan, {"opportunity": opened(ana).id, "goal": "Anything"})
    assert (why.value.code, why.value.field) == (REFUSED, "opportunity")


def test_an_opportunity_is_developed_by_one_plan_at_a_time(looking: Looking) -> None:
    ana, plan, _ = planned(looking)
    id = ana.get(DevelopmentPlan, plan).opportunity_id
    with pytest.raises(Refused, match="by a plan already"):
        doorman.create(ana, DevelopmentPlan, {"opportunity": id, "goal": "Another"})
    lived(ana, "give_up", plan, reason="They moved away")
    doorman.create(ana, DevelopmentPlan, {"opportunity": id, "goal": "Another"})


def test_a_plan_without_steps_is_not_started(looking: Looking) -> None:
    ana, id = looking("ana"), assigned(looking)
    plan = doorman.create(ana, DevelopmentPlan, {"opportunity": id, "goal": "They try ten chairs"})
    with pytest.raises(Refused, match="without steps"):
        lived(ana, "start", plan.id)


def test_a_plan_is_started_once(looking: Looking) -> None:
    ana, plan, _ = planned(looking)
    assert ana.get(DevelopmentPlan, plan).started_on == today()
    with pytest.raises(Refused, match="is running"):
        lived(ana, "start", plan)


def test_a_step_is_reported_once_with_its_measured_effect(looking: Looking) -> None:
    ana, _, step = planned(looking)
    said = {"effect": "Nine tried one", "result": Decimal(9)}
    told = doorman.step(ana, PlanStep, "report", step, said)
    assert (told.status, told.result, told.reported_on) == (StepStatus.REPORTED, 9, today())
    with pytest.raises(Refused, match="is reported"):
        doorman.step(ana, PlanStep, "report", step, said)
    with pytest.raises(Refused, match="What was reported stays"):
        doorman.update(ana, PlanStep, step, None, {"action": "Something else"})


def test_steps_are_reported_while_the_plan_runs(looking: Looking) -> None:
    ana, _, step = planned(looking, runs=False)
    with pytest.raises(Refused, match="while their plan runs"):
        doorman.step(ana, PlanStep, "report", step, {"effect": "Nothing"})


def test_a_plan_that_succeeds_wins_and_makes_the_customer(looking: Looking) -> None:
    ana, plan, _ = planned(looking)
    over = lived(ana, "succeed", plan)
    won = over.opportunity
    assert (over.status, won.status, won.customer.name) == (Status.SUCCEEDED, OpportunityStatus.WON, "Nadir Ltd")
    with pytest.raises(Refused, match="is succeeded"):
        lived(ana, "succeed", plan)


def test_a_plan_points_out_who_may_be_there_already_and_stays_as_it_is(looking: Looking) -> None:
    ana, plan, _ = planned(looking, prospect_company="Acme")
    with pytest.raises(Refused) as why:
        lived(ana, "succeed", plan)
    assert (why.value.code, why.value.field) == (DUPLICATE, "customer")
    kept = ana.get(DevelopmentPlan, plan)
    assert (kept.status, kept.opportunity.status) == (Status.RUNNING, OpportunityStatus.ASSIGNED)
    acme = ana.scalars(sa.select(Customer).where(Customer.name == "Acme")).one()
    assert lived(ana, "succeed", plan, customer=acme).opportunity.customer is acme


def test_what_is_planned_is_won_by_the_plan(looking: Looking) -> None:
    ana, plan, _ = planned(looking)
    with pytest.raises(Refused, match="They try ten chairs"):
        taken(ana, "win", ana.get(DevelopmentPlan, plan).opportunity_id)


def test_what_is_lost_is_developed_no_more(looking: Looking) -> None:
    ana, plan, _ = planned(looking)
    taken(ana, "lose", ana.get(DevelopmentPlan, plan).opportunity_id, reason=reason(ana))
    over = ana.get(DevelopmentPlan, plan)
    assert (over.status, over.reason) == (Status.GIVEN_UP, "Price")
    with pytest.raises(Refused, match="is given up"):
        lived(ana, "give_up", plan, reason="Again")


def test_a_plan_is_of_those_who_have_the_opportunity(looking: Looking) -> None:
    _, plan, step = planned(looking)
    for noun, name, id, given in (
        (DevelopmentPlan, "give_up", plan, {"reason": "No"}),
        (PlanStep, "report", step, {"effect": "No"}),
    ):
        with pytest.raises(Refused) as why:
            doorman.step(looking("luis"), noun, name, id, given)
        assert why.value.code == NOT_FOUND
        with pytest.raises(Refused) as why:
            doorman.step(looking("eva"), noun, name, id, given)
        assert why.value.code == FORBIDDEN


def test_who_only_brought_it_in_makes_no_plans_for_it(looking: Looking) -> None:
    id, ana = assigned(looking, to="luis"), looking("ana")
    with pytest.raises(Refused) as why:
        doorman.create(ana, DevelopmentPlan, {"opportunity": id, "goal": "Mine"})
    assert why.value.code == FORBIDDEN


def test_what_is_late_is_told_once_in_two_weeks(looking: Looking, as_system: Session) -> None:
    ana, _, step = planned(looking, days=-1, expected_close_on=today() - timedelta(days=3))
    assert notify_late(as_system, today()) == 2
    as_system.commit()
    assert notify_late(as_system, today() + timedelta(days=1)) == 0
    ana.rollback()  # to see what has happened since
    told = ana.scalars(sa.select(Notification).where(Notification.recipient_id == person(ana, "ana").id)).all()
    assert {(each.noun, each.record_id) for each in told} >= {("PlanStep", step)}
    assert ana.scalar(sa.select(PlanStep.is_overdue)) is True
    assert ana.scalar(sa.select(Opportunity.is_overdue)) is True
