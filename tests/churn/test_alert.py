"""A churn alert: opened, deferred with what is tried, retained or confirmed as lost. Each verb four ways."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.catalog.dictionary import Topic
from app.churn.alert import ChurnAlert, Rule, Status
from app.churn.retention import outcomes
from app.churn.retention_action import Outcome
from app.core import doorman
from app.core.errors import FORBIDDEN, INVALID, NOT_FOUND, REFUSED, Refused
from app.core.noun import today
from app.customers.customer import Customer
from app.customers.customer import Status as CustomerStatus
from app.customers.timeline import TimelineEntry
from app.organization.employee import Employee
from app.organization.notification import Notification
from app.sales.opportunity import Opportunity
from app.sales.order import Order
from app.sales.order import Status as OrderStatus
from tests.churn.warning import deferred, later, lost, refusal, step, warned, word
from tests.sales.ordering import confirmed, draft, line, the

Looking = Callable[[str], Session]


# Opened ----------------------------------------------------------------------------------------------------------


def test_whoever_notices_something_warns_and_says_what(looking: Looking) -> None:
    ana = looking("ana")
    alert = warned(ana)
    assert (alert.status, alert.rule, alert.reason) == (
        Status.OPEN,
        Rule.NOTICED,
        "They asked for our terms of notice.",
    )
    assert (alert.owner.username, alert.raised_on) == ("ana", today())
    told = ana.scalars(sa.select(TimelineEntry).where(TimelineEntry.action == "churn_alert.open")).one()
    assert (told.customer.name, told.actor.username, told.record_id) == ("Acme", "ana", alert.id)


def test_a_warning_by_hand_bears_the_numbers_of_the_orders(looking: Looking) -> None:
    ana = looking("ana")
    alert = warned(ana)
    order = ana.scalars(sa.select(Order).where(Order.status == OrderStatus.CONFIRMED)).one()
    assert (alert.silent_days, alert.usual_days) == ((today() - order.ordered_on).days, None)
    assert (alert.value_at_risk, alert.evidence["orders"]) == (order.total, [order.id])
    assert warned(ana, "Beta").value_at_risk == 0


def test_a_warning_says_what_was_noticed(looking: Looking) -> None:
    ana = looking("ana")
    with pytest.raises(Refused) as why:
        warned(ana, reason=" ")
    assert (why.value.code, why.value.field) == (INVALID, "reason")


def test_a_customer_has_one_pending_alert(looking: Looking) -> None:
    ana = looking("ana")
    first = warned(ana)
    with pytest.raises(Refused) as why:
        warned(ana)
    assert (why.value.code, why.value.field) == (REFUSED, "customer")
    assert str(why.value.message) == "There is an open alert of {customer} already."
    deferred(ana, first)
    with pytest.raises(Refused):
        warned(ana)
    step(ana, first, "retain")
    assert warned(ana).status is Status.OPEN


def test_the_database_itself_holds_it_to_one(as_system: Session) -> None:
    acme = the(as_system, "Acme")
    as_system.add_all([ChurnAlert(customer=acme), ChurnAlert(customer=acme)])
    with pytest.raises(IntegrityError):
        as_system.flush()


def test_nobody_warns_of_a_customer_they_do_not_see(looking: Looking) -> None:
    zeta = the(looking("luis"), "Zeta").id
    with pytest.raises(Refused) as why:
        doorman.create(looking("ana"), ChurnAlert, {"customer": zeta, "reason": "Mine?"})
    assert why.value.code == NOT_FOUND


# Deferred --------------------------------------------------------------------------------------------------------


def test_an_alert_is_deferred_with_what_is_tried_several_times_in_turn(looking: Looking) -> None:
    ana = looking("ana")
    alert = deferred(ana, warned(ana), "CALL", cost=Decimal(12), note="Nobody answered.")
    assert (alert.status, alert.look_again_on) == (Status.DEFERRED, later())
    deferred(ana, alert, "DISCOUNT", until=later(30))
    assert [(a.kind.code, a.cost, a.taken_by.username, a.outcome) for a in alert.actions] == [
        ("CALL", Decimal(12), "ana", Outcome.NOT_ENOUGH),
        ("DISCOUNT", None, "ana", Outcome.WAITING),
    ]
    assert alert.look_again_on == later(30)


def test_we_look_again_on_a_day_that_comes(looking: Looking) -> None:
    ana = looking("ana")
    alert = warned(ana)
    why = refusal(ana, alert, "defer", action=word(ana, "CALL"), until=today())
    assert (why.code, why.field) == (INVALID, "until")
    why = refusal(ana, alert, "defer", action=word(ana, "CALL"), until=later(), cost=Decimal(-1))
    assert (why.code, why.field) == (INVALID, "cost")


def test_only_what_the_company_offers_is_tried(looking: Looking) -> None:
    ana = looking("ana")
    why = refusal(ana, warned(ana), "defer", action=word(ana, "PRICE", Topic.CHURN_REASON), until=later())
    assert (why.code, why.field) == (INVALID, "action")


def test_an_alert_that_has_ended_is_deferred_no_more(looking: Looking) -> None:
    ana = looking("ana")
    alert = step(ana, warned(ana), "retain")
    assert refusal(ana, alert, "defer", action=word(ana, "CALL"), until=later()).code == REFUSED


@pytest.mark.parametrize("name", ["rosa", "eva", "dan"])
def test_who_does_not_sell_answers_no_alert(looking: Looking, name: str) -> None:
    alert, other = warned(looking("ana")), looking(name)
    for verb in ("defer", "retain", "confirm_loss", "reopen"):
        assert refusal(other, alert, verb).code == FORBIDDEN


def test_an_alert_of_a_customer_one_does_not_see_is_not_there(looking: Looking) -> None:
    alert = warned(looking("ana"))
    assert refusal(looking("luis"), alert, "retain").code == NOT_FOUND
    assert step(looking("max"), alert, "retain").status is Status.RETAINED


def test_a_retention_action_stays_as_it_was_recorded(looking: Looking) -> None:
    ana = looking("ana")
    alert = deferred(ana, warned(ana))
    with pytest.raises(Refused):
        alert.actions[0].refuse_change()


# Looked at again -------------------------------------------------------------------------------------------------


def test_a_deferred_alert_is_looked_at_again(looking: Looking) -> None:
    ana = looking("ana")
    alert = deferred(ana, warned(ana))
    step(ana, alert, "reopen")
    assert (alert.status, alert.look_again_on) == (Status.OPEN, None)
    assert [action.outcome for action in alert.actions] == [Outcome.NOT_ENOUGH]
    assert refusal(ana, alert, "reopen").code == REFUSED


# Retained --------------------------------------------------------------------------------------------------------


def test_a_person_says_that_they_stay(looking: Looking) -> None:
    ana = looking("ana")
    alert = step(ana, deferred(ana, warned(ana)), "retain", note="They signed for another year.")
    assert (alert.status, alert.saved, alert.note) == (Status.RETAINED, None, "They signed for another year.")
    assert alert.closed_at is not None
    assert alert.actions[0].outcome is Outcome.KEPT
    assert refusal(ana, alert, "retain").code == REFUSED


def test_an_order_that_is_confirmed_after_the_warning_keeps_them(looking: Looking) -> None:
    ana = looking("ana")
    alert = deferred(ana, warned(ana), "VISIT", cost=Decimal(80))
    order = confirmed(ana)
    assert (alert.status, alert.order, alert.saved) == (Status.RETAINED, order, Decimal(30))
    told = ana.scalars(sa.select(TimelineEntry).where(TimelineEntry.action == "churn_alert.retain")).one()
    assert told.actor is None
    [tally] = outcomes(ana)
    assert (tally.kind.code, tally.tried, tally.kept, tally.cost, tally.saved, tally.share) == (
        "VISIT", 1, 1, Decimal(80), Decimal(30), 1,
    )  # fmt: skip


def test_an_order_from_before_the_last_known_one_that_is_entered_late_keeps_nobody(looking: Looking) -> None:
    ana = looking("ana")
    alert = warned(ana)
    order = draft(ana, ordered_on=date(2025, 12, 1))
    line(ana, order)
    doorman.step(ana, Order, "confirm", order.id, {})
    assert alert.status is Status.OPEN


def test_an_order_that_keeps_them_is_theirs_and_confirmed(looking: Looking) -> None:
    ana = looking("ana")
    alert = warned(ana)
    why = refusal(ana, alert, "retain", order=confirmed(ana, "Beta"))
    assert (why.code, why.field) == (INVALID, "order")
    why = refusal(ana, alert, "retain", order=draft(ana))
    assert (why.code, why.field) == (REFUSED, "order")


# Lost ------------------------------------------------------------------------------------------------------------


def test_a_loss_is_confirmed_with_a_reason_and_the_customer_follows(looking: Looking) -> None:
    ana = looking("ana")
    alert = lost(ana, deferred(ana, warned(ana)), note="Cheaper elsewhere.")
    assert (alert.status, alert.loss_reason.code, alert.note) == (Status.LOST, "PRICE", "Cheaper elsewhere.")
    assert alert.customer.status is CustomerStatus.LOST
    assert alert.actions[0].outcome is Outcome.LOST
    told = ana.scalars(sa.select(TimelineEntry).where(TimelineEntry.action == "customer.lose")).one()
    assert told.details == {"reason": "Price: Cheaper elsewhere."}


def test_a_loss_is_confirmed_once(looking: Looking) -> None:
    ana = looking("ana")
    alert = lost(ana, warned(ana))
    reason = word(ana, "PRICE", Topic.CHURN_REASON)
    assert refusal(ana, alert, "confirm_loss", reason=reason).code == REFUSED
    assert refusal(ana, alert, "retain").code == REFUSED


def test_a_prospect_that_is_lost_ends_inactive(looking: Looking) -> None:
    ana = looking("ana")
    alert = lost(ana, warned(ana, "Beta"))
    assert alert.customer.status is CustomerStatus.INACTIVE


def test_a_customer_who_is_lost_without_the_alert_ends_it(looking: Looking) -> None:
    ana = looking("ana")
    alert = warned(ana)
    doorman.step(ana, Customer, "lose", alert.customer_id, {"reason": "They closed."})
    assert (alert.status, alert.loss_reason.code) == (Status.LOST, "OTHER")


def test_opportunities_that_were_open_with_them_are_named(looking: Looking) -> None:
    max_ = looking("max")
    luis = max_.scalars(sa.select(Employee).where(Employee.username == "luis")).one()
    given = {"customer": the(max_, "Acme"), "summary": "Chairs for two floors"}
    chance = doorman.create(max_, Opportunity, given)
    doorman.step(max_, Opportunity, "assign", chance.id, {"to": luis})
    ana = looking("ana")
    alert = lost(ana, warned(ana))
    assert alert.left_open == chance.number
    told = looking("luis").scalars(sa.select(Notification).order_by(Notification.id.desc())).first()
    assert told is not None
    assert (told.noun, told.values["what"]) == ("Opportunity", "Chairs for two floors")


def test_who_is_lost_can_be_won_back_later(looking: Looking) -> None:
    ana = looking("ana")
    alert = lost(ana, warned(ana))
    doorman.step(ana, Customer, "win_back", alert.customer_id, {})
    assert (alert.customer.status, alert.status, alert.won_back_on) == (CustomerStatus.ACTIVE, Status.LOST, today())


def test_a_late_order_wins_them_back_by_itself(looking: Looking) -> None:
    ana = looking("ana")
    alert = lost(ana, warned(ana))
    confirmed(ana)
    assert (alert.status, alert.won_back_on) == (Status.LOST, today())


# Counted ---------------------------------------------------------------------------------------------------------


def test_what_was_tried_last_is_what_kept_them(looking: Looking) -> None:
    ana = looking("ana")
    deferred(ana, deferred(ana, warned(ana), "CALL", cost=Decimal(5)), "DISCOUNT", cost=Decimal(20))
    confirmed(ana)
    lost(ana, deferred(ana, warned(ana, "Beta"), "CALL", cost=Decimal(5)))
    told = {t.kind.code: (t.tried, t.kept, t.cost, t.saved) for t in outcomes(ana)}
    assert told == {
        "DISCOUNT": (1, 1, Decimal(20), Decimal(30)),
        "CALL": (2, 0, Decimal(10), Decimal(0)),
    }
    assert outcomes(looking("luis")) == []
