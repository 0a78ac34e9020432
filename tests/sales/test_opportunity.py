"""An opportunity is opened, given to somebody, advanced, won or lost; each step once, by the right person, in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.dictionary import DictionaryEntry
from app.core import doorman
from app.core.errors import CONFLICT, DUPLICATE, FORBIDDEN, INVALID, NOT_FOUND, REFUSED, Refused
from app.customers.contact import Contact
from app.customers.customer import Customer, Tier
from app.customers.timeline import TimelineEntry
from app.organization.employee import Employee
from app.organization.handover import hand_over
from app.organization.notification import Notification
from app.sales.opportunity import Opportunity
from app.sales.pipeline import Stage, Status

Looking = Callable[[str], Session]
PROSPECT = {"summary": "Chairs for two floors", "prospect_company": "Nadir Ltd", "prospect_name": "Nora Nadir",
            "prospect_phone": "+1 212 555 0190", "prospect_email": "nora@nadir.example"}  # fmt: skip
VALUED = {"expected_value": Decimal(8000), "expected_close_on": date(2027, 1, 15)}


def opened(session: Session, **more: Any) -> Opportunity:
    return doorman.create(session, Opportunity, {**PROSPECT, **more})


def person(session: Session, name: str) -> Employee:
    return session.scalars(sa.select(Employee).where(Employee.username == name)).one()


def assigned(looking: Looking, to: str = "ana", **more: Any) -> int:
    """Brought in by Ana, given by Max."""
    id = opened(looking("ana"), **more).id
    max_ = looking("max")
    doorman.step(max_, Opportunity, "assign", id, {"to": person(max_, to)})
    return id


def taken(session: Session, name: str, id: int, **given: Any) -> Opportunity:
    return doorman.step(session, Opportunity, name, id, given)


def reason(session: Session, code: str = "PRICE") -> DictionaryEntry:
    known = sa.select(DictionaryEntry).where(DictionaryEntry.topic == "LOSS_REASON", DictionaryEntry.code == code)
    return session.scalars(known).one()


# Opened ------------------------------------------------------------------------------------------------------------


def test_what_is_opened_is_the_creators_and_waits_in_their_department(looking: Looking) -> None:
    made = opened(looking("ana"))
    assert (made.status, made.stage, str(made.creator), made.owner) == (
        Status.OPEN,
        Stage.IDENTIFIED,
        "Ana Torres",
        None,
    )
    assert made.department.name == "Sales East"
    assert made.number.startswith("OP-")


def test_the_next_manager_above_is_told(looking: Looking) -> None:
    opened(looking("ana"))
    assert [each.values["what"] for each in looking("max").scalars(sa.select(Notification))] == [PROSPECT["summary"]]


def test_it_says_who_it_is(looking: Looking) -> None:
    with pytest.raises(Refused) as why:
        doorman.create(looking("ana"), Opportunity, {"summary": "Somebody, something"})
    assert (why.value.code, why.value.field) == (INVALID, "prospect_company")


def test_a_contact_is_of_its_customer(looking: Looking) -> None:
    ana = looking("ana")
    acme, beta = (ana.scalars(sa.select(Customer).where(Customer.name == name)).one() for name in ("Acme", "Beta"))
    with pytest.raises(Refused) as why:
        doorman.create(ana, Opportunity, {"summary": "Desks", "customer": acme, "contact": beta.contacts[0]})
    assert why.value.field == "contact"


def test_who_does_not_sell_opens_none(looking: Looking) -> None:
    with pytest.raises(Refused) as why:
        opened(looking("rosa"))
    assert why.value.code == FORBIDDEN


def test_it_is_seen_by_its_creator_and_the_managers_above(looking: Looking) -> None:
    id = opened(looking("ana")).id
    for name, sees in (("ana", True), ("max", True), ("eva", True), ("luis", False), ("dan", False)):
        assert (looking(name).get(Opportunity, id) is not None) is sees, name


def test_only_its_creator_edits_it_and_only_while_nobody_has_it(looking: Looking) -> None:
    ana = looking("ana")
    made = opened(ana)
    doorman.update(ana, Opportunity, made.id, made.version, {"summary": "Chairs for three floors"})
    with pytest.raises(Refused) as why:
        doorman.update(looking("max"), Opportunity, made.id, None, {"summary": "Mine"})
    assert why.value.code == FORBIDDEN
    max_ = looking("eva")
    assert max_.get(Opportunity, made.id).summary == "Chairs for three floors"


def test_what_was_given_to_somebody_is_neither_edited_nor_deleted(looking: Looking) -> None:
    id = assigned(looking)
    for act in (
        lambda: doorman.update(looking("ana"), Opportunity, id, None, {"summary": "Other"}),
        lambda: doorman.delete(looking("ana"), Opportunity, id, None),
    ):
        with pytest.raises(Refused) as why:
            act()
        assert why.value.code == REFUSED


def test_its_creator_deletes_it_while_nobody_has_it(looking: Looking) -> None:
    id = opened(looking("ana")).id
    with pytest.raises(Refused):
        doorman.delete(looking("max"), Opportunity, id, None)
    doorman.delete(looking("ana"), Opportunity, id, None)
    assert looking("eva").get(Opportunity, id) is None


# Assigned ----------------------------------------------------------------------------------------------------------


def test_a_manager_gives_it_to_a_salesperson_who_is_told(looking: Looking) -> None:
    id = assigned(looking, to="luis")
    luis = looking("luis")
    given = luis.get(Opportunity, id)
    assert (given.status, given.department.name) == (Status.ASSIGNED, "Sales West")
    told = luis.scalars(sa.select(Notification)).all()
    assert [(each.record_id, each.values["who"], each.values["what"]) for each in told] == [
        (id, "Max Keller", str(given))
    ]


def test_a_salesperson_gives_nothing_away(looking: Looking) -> None:
    ana = looking("ana")
    with pytest.raises(Refused) as why:
        taken(ana, "assign", opened(ana).id, to=person(ana, "luis"))
    assert why.value.code == FORBIDDEN


def test_it_goes_to_another_one_only_with_a_reason(looking: Looking) -> None:
    id, max_ = assigned(looking), looking("max")
    luis = person(max_, "luis")
    with pytest.raises(Refused) as why:
        taken(max_, "assign", id, to=luis)
    assert (why.value.field, "Ana Torres" in str(why.value)) == ("reason", True)
    assert taken(max_, "assign", id, to=luis, reason="Ana is away").owner is luis


def test_to_give_it_twice_to_the_same_is_refused_in_words(looking: Looking) -> None:
    id, max_ = assigned(looking), looking("max")
    with pytest.raises(Refused, match="Ana Torres has it already"):
        taken(max_, "assign", id, to=person(max_, "ana"))


def test_what_is_won_is_given_to_nobody(looking: Looking) -> None:
    id, max_ = assigned(looking), looking("max")
    taken(max_, "win", id)
    with pytest.raises(Refused, match="is won"):
        taken(max_, "assign", id, to=person(max_, "luis"), reason="Luis knows them")


# Advanced and estimated --------------------------------------------------------------------------------------------


def test_a_stage_brings_its_probability_unless_another_is_said(looking: Looking) -> None:
    id, ana = assigned(looking), looking("ana")
    assert taken(ana, "advance", id, stage=Stage.QUALIFIED).probability == Decimal("0.25")
    assert taken(ana, "advance", id, stage=Stage.IDENTIFIED, probability=Decimal("0.2")).probability == Decimal("0.2")


def test_a_proposal_needs_a_value_and_a_day(looking: Looking) -> None:
    id, ana = assigned(looking), looking("ana")
    with pytest.raises(Refused) as why:
        taken(ana, "advance", id, stage=Stage.PROPOSAL)
    assert (why.value.code, why.value.field) == (REFUSED, "stage")
    taken(ana, "estimate", id, **VALUED)
    assert taken(ana, "advance", id, stage=Stage.PROPOSAL).stage is Stage.PROPOSAL


def test_to_advance_to_where_it_is_is_refused(looking: Looking) -> None:
    id, ana = assigned(looking), looking("ana")
    with pytest.raises(Refused, match="at that stage already"):
        taken(ana, "advance", id, stage=Stage.IDENTIFIED)


def test_what_nobody_has_does_not_advance(looking: Looking) -> None:
    ana = looking("ana")
    with pytest.raises(Refused, match="is unassigned"):
        taken(ana, "advance", opened(ana).id, stage=Stage.QUALIFIED)


def test_whoever_brought_it_in_sees_it_and_does_not_go_on_with_it(looking: Looking) -> None:
    id, ana = assigned(looking, to="luis"), looking("ana")
    for name, given in (("advance", {"stage": Stage.QUALIFIED}), ("estimate", VALUED), ("win", {}),
                        ("lose", {"reason": reason(ana)})):  # fmt: skip
        with pytest.raises(Refused) as why:
            taken(ana, name, id, **given)
        assert (why.value.code, "Luis Ortega" in str(why.value)) == (FORBIDDEN, True), name


def test_nobody_else_even_finds_it(looking: Looking) -> None:
    id = assigned(looking)
    with pytest.raises(Refused) as why:
        taken(looking("luis"), "advance", id, stage=Stage.QUALIFIED)
    assert why.value.code == NOT_FOUND


def test_a_move_from_an_old_page_is_refused(looking: Looking) -> None:
    id, ana = assigned(looking), looking("ana")
    seen = ana.get(Opportunity, id).version
    taken(ana, "advance", id, stage=Stage.QUALIFIED)
    with pytest.raises(Refused) as why:
        doorman.step(ana, Opportunity, "advance", id, {"stage": Stage.IDENTIFIED}, seen)
    assert why.value.code == CONFLICT


def test_what_it_weighs_is_reckoned_by_the_database(looking: Looking) -> None:
    id, ana = assigned(looking, **VALUED), looking("ana")
    taken(ana, "advance", id, stage=Stage.NEGOTIATION)
    taken(ana, "estimate", id, expected_value=Decimal("8000.01"), probability=Decimal("0.3333"))
    assert ana.scalar(sa.select(sa.func.sum(Opportunity.weighted))) == Decimal("2666.40")


def test_a_share_is_between_nothing_and_all(looking: Looking) -> None:
    id = assigned(looking)
    for given, field in (({"probability": Decimal("1.1")}, "probability"), ({"expected_value": Decimal(-1)}, "expected_value"),
                         ({}, "expected_value")):  # fmt: skip
        with pytest.raises(Refused) as why:
            taken(looking("ana"), "estimate", id, **given)
        assert why.value.field == field


# Won ---------------------------------------------------------------------------------------------------------------


def test_a_prospect_that_is_won_becomes_a_customer_with_a_contact(looking: Looking) -> None:
    id, ana = assigned(looking, value_class=Tier.A), looking("ana")
    won = taken(ana, "win", id)
    customer = won.customer
    assert (won.status, customer.name, str(customer.owner), customer.tier) == (
        Status.WON,
        "Nadir Ltd",
        "Ana Torres",
        Tier.A,
    )
    assert customer.number.startswith("C-")
    assert [(each.name, each.is_main, each.email) for each in customer.contacts] == [
        ("Nora Nadir", True, "nora@nadir.example")
    ]
    assert won.contact is customer.contacts[0]


def test_the_new_customers_timeline_begins_with_it(looking: Looking) -> None:
    id, ana = assigned(looking), looking("ana")
    won = taken(ana, "win", id)
    lines = ana.scalars(sa.select(TimelineEntry).where(TimelineEntry.customer_id == won.customer_id)).all()
    assert [(line.action, line.record_id, str(line.actor)) for line in lines] == [("opportunity.win", id, "Ana Torres")]


@pytest.mark.parametrize("sign", ["prospect_phone", "prospect_email", "prospect_company"])
def test_one_who_may_be_there_already_is_pointed_out(looking: Looking, as_system: Session, sign: str) -> None:
    acme = as_system.scalars(sa.select(Customer).where(Customer.name == "Acme")).one()
    acme.phone, acme.contacts[0].email = "+1 (610) 555-0142", "office@acme.example"
    as_system.commit()
    same = {"prospect_phone": "610 555 0142", "prospect_email": "Office@ACME.example", "prospect_company": "ACME"}
    ana, id = looking("ana"), assigned(looking, **{sign: same[sign]})
    with pytest.raises(Refused) as why:
        taken(ana, "win", id)
    assert (why.value.code, why.value.field) == (DUPLICATE, "customer")
    assert f"{acme.number} Acme" in str(why.value)
    assert ana.get(Opportunity, id).status is Status.ASSIGNED


def test_the_one_that_was_chosen_is_taken(looking: Looking) -> None:
    ana, id = looking("ana"), assigned(looking, prospect_company="Acme")
    acme = ana.scalars(sa.select(Customer).where(Customer.name == "Acme")).one()
    won = taken(ana, "win", id, customer=acme)
    assert won.customer is acme
    assert sorted(each.name for each in acme.contacts) == ["Acme Contact", "Nora Nadir"]


def test_that_it_is_a_new_one_can_be_said(looking: Looking) -> None:
    ana, id = looking("ana"), assigned(looking, prospect_company="Acme")
    taken(ana, "win", id, as_new_customer=True)
    assert len(ana.scalars(sa.select(Customer).where(Customer.name == "Acme")).all()) == 2


def test_a_contact_of_that_name_is_not_made_again(looking: Looking) -> None:
    ana, id = looking("ana"), assigned(looking, prospect_name="acme contact")
    acme = ana.scalars(sa.select(Customer).where(Customer.name == "Acme")).one()
    assert taken(ana, "win", id, customer=acme).contact is acme.contacts[0]
    assert len(acme.contacts) == 1


def test_what_a_customer_buys_makes_no_new_customer(looking: Looking) -> None:
    ana = looking("ana")
    acme, beta = (ana.scalars(sa.select(Customer).where(Customer.name == name)).one() for name in ("Acme", "Beta"))
    id = assigned(looking, customer=acme.id, prospect_company=None, prospect_name=None)
    with pytest.raises(Refused, match="has a customer already"):
        taken(ana, "win", id, customer=beta)
    assert taken(ana, "win", id).customer is acme


def test_what_is_refused_leaves_nothing_behind(looking: Looking, as_system: Session) -> None:
    before = as_system.scalar(sa.select(sa.func.count()).select_from(Contact))
    ana, id = looking("ana"), assigned(looking)
    taken(ana, "win", id)
    with pytest.raises(Refused, match="is won"):
        taken(ana, "win", id)
    as_system.rollback()  # to see what has happened since
    assert as_system.scalar(sa.select(sa.func.count()).select_from(Contact)) == before + 1


# Lost and reopened -------------------------------------------------------------------------------------------------


def test_what_is_lost_says_why(looking: Looking) -> None:
    id, ana = assigned(looking), looking("ana")
    lost = taken(ana, "lose", id, reason=reason(ana))
    assert (lost.status, lost.loss_reason.code, lost.closed_on is not None) == (Status.LOST, "PRICE", True)
    with pytest.raises(Refused, match="is lost"):
        taken(ana, "lose", id, reason=reason(ana))


def test_a_reason_is_one_of_the_list(looking: Looking) -> None:
    id, ana = assigned(looking), looking("ana")
    unit = ana.scalars(sa.select(DictionaryEntry).where(DictionaryEntry.topic == "UNIT")).first()
    with pytest.raises(Refused) as why:
        taken(ana, "lose", id, reason=unit)
    assert why.value.field == "reason"


def test_what_is_reopened_is_as_it_was(looking: Looking) -> None:
    id, ana = assigned(looking), looking("ana")
    with pytest.raises(Refused, match="is assigned"):
        taken(ana, "reopen", id, reason="They called")
    taken(ana, "lose", id, reason=reason(ana))
    again = taken(ana, "reopen", id, reason="They called")
    assert (again.status, again.loss_reason, again.closed_on) == (Status.ASSIGNED, None, None)


def test_what_was_lost_before_anybody_had_it_is_open_again(looking: Looking) -> None:
    ana = looking("ana")
    id = opened(ana).id
    taken(ana, "lose", id, reason=reason(ana))
    assert taken(ana, "reopen", id, reason="A mistake").status is Status.OPEN


# What follows ------------------------------------------------------------------------------------------------------


def test_it_is_given_only_to_who_sells(looking: Looking) -> None:
    max_, id = looking("max"), opened(looking("ana")).id
    for name in ("rosa", "eva"):
        with pytest.raises(Refused, match="does not pursue opportunities"):
            taken(max_, "assign", id, to=person(max_, name))


def test_of_many_at_once_managers_are_told_in_one_sentence(looking: Looking, as_system: Session) -> None:
    east = person(as_system, "ana").department
    as_system.add_all([Opportunity(**PROSPECT, department=east) for _ in range(3)])
    as_system.commit()
    told = looking("max").scalars(sa.select(Notification)).all()
    assert [(each.message, each.values) for each in told] == [("{n} opportunities wait for somebody.", {"n": 3})]


def test_who_takes_over_gets_what_is_open_and_not_what_was_won(looking: Looking, as_system: Session) -> None:
    won, lives = assigned(looking), assigned(looking, prospect_company="Other")
    taken(looking("ana"), "win", won)
    as_system.rollback()
    hand_over(person(as_system, "ana"), person(as_system, "luis"), by=None)
    as_system.commit()
    owners = {each.id: each.owner.username for each in looking("eva").scalars(sa.select(Opportunity))}
    assert owners == {won: "ana", lives: "luis"}
