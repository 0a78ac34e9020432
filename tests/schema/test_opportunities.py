"""Opportunities over the API: each step where it happens, too late, by somebody else and twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from app.core.words import camel
from app.customers.customer import Customer
from schema.engine.naming import one
from tests.sales.pursuing import CASES, REPEATED, Case, in_state
from tests.sales.test_opportunity import Looking, assigned, person, taken

Ask = Callable[..., Any]
each_step = pytest.mark.parametrize("case", CASES, ids=str)
CHOICES = ("stage",)


def sent(ask: Ask, looking: Looking, case: Case, id: int, by: str = "") -> tuple[str, list[str]]:
    """What it is now, and the codes of why not."""
    given = case.given(looking("eva"))
    said = "".join(
        f", {camel(name)}: {value if name in CHOICES else json.dumps(value)}" for name, value in given.items()
    )
    field, noun = camel(f"{one(case.noun)}_{case.name}"), camel(one(case.noun))
    query = f'mutation {{ {field}(id: "{id}"{said}) {{ {noun} {{ status }} userErrors {{ code field message }} }} }}'
    told = ask(by or case.by).told(query)[field]
    return (told[noun] or {}).get("status", ""), [error["code"] for error in told["userErrors"]]


@each_step
def test_it_happens(ask: Ask, looking: Looking, case: Case) -> None:
    assert sent(ask, looking, case, in_state(looking, case.ready)) == (case.becomes, [])


@each_step
def test_at_the_wrong_moment_it_is_refused(ask: Ask, looking: Looking, case: Case) -> None:
    assert sent(ask, looking, case, in_state(looking, case.too_late))[1] == ["REFUSED"]


@each_step
def test_to_somebody_else_it_is_refused(ask: Ask, looking: Looking, case: Case) -> None:
    id = in_state(looking, case.ready)
    assert sent(ask, looking, case, id, by=case.may_not) == ("", ["FORBIDDEN"])
    if case.sees_not:
        assert sent(ask, looking, case, id, by=case.sees_not) == ("", ["NOT_FOUND"])


@each_step
def test_twice_is_harmless(ask: Ask, looking: Looking, case: Case) -> None:
    id = in_state(looking, case.ready)
    sent(ask, looking, case, id)
    assert sent(ask, looking, case, id)[1] == ([] if case.name in REPEATED else ["REFUSED"])


OPEN = """mutation($input: OpportunityOpenInput!) { opportunityOpen(input: $input) {
  opportunity { id number status stage weighted creator { username } valueClass horizon }
  userErrors { code field message } } }"""
WIN = """mutation($id: ID!, $customer: ID, $new: Boolean) { opportunityWin(id: $id, customer: $customer, asNewCustomer: $new) {
  opportunity { status customer { name contacts { edges { node { name } } } } } userErrors { code field message } } }"""


def test_it_is_opened_with_all_that_is_known(ask: Ask) -> None:
    given = {"summary": "Desks", "prospectName": "Nora", "expectedValue": "1000", "probability": "0.5",
             "valueClass": "A", "horizon": "LONG"}  # fmt: skip
    told = ask("ana").told(OPEN, input=given)["opportunityOpen"]
    assert told["userErrors"] == []
    assert told["opportunity"] | {"id": "", "number": ""} == {
        "id": "", "number": "", "status": "OPEN", "stage": "IDENTIFIED", "creator": {"username": "ana"},
        "weighted": "500.00", "valueClass": "A", "horizon": "LONG",
    }  # fmt: skip


def test_a_duplicate_is_pointed_out_chosen_or_denied(ask: Ask, looking: Looking) -> None:
    id, ana = assigned(looking, prospect_company="Acme"), ask("ana")
    [why] = ana.told(WIN, id=id)["opportunityWin"]["userErrors"]
    assert (why["code"], why["field"], "Acme" in why["message"]) == ("DUPLICATE", "customer", True)
    acme = looking("ana").scalars(sa.select(Customer.id).where(Customer.name == "Acme")).one()
    won = ana.told(WIN, id=id, customer=str(acme))["opportunityWin"]
    assert won["opportunity"]["status"] == "WON"
    other = assigned(looking, prospect_company="Acme")
    again = ana.told(WIN, id=other, new=True)["opportunityWin"]["opportunity"]
    assert again["customer"]["contacts"]["edges"] == [{"node": {"name": "Nora Nadir"}}]


def test_a_hidden_customer_is_not_chosen(ask: Ask, looking: Looking) -> None:
    zeta = looking("luis").scalars(sa.select(Customer.id).where(Customer.name == "Zeta")).one()
    [why] = ask("ana").told(WIN, id=assigned(looking), customer=str(zeta))["opportunityWin"]["userErrors"]
    assert (why["code"], why["field"]) == ("NOT_FOUND", "customer")


def test_work_on_a_customer_that_one_does_not_see_makes_no_other_one(ask: Ask, looking: Looking) -> None:
    acme = looking("ana").scalars(sa.select(Customer.id).where(Customer.name == "Acme")).one()
    id = assigned(looking, to="ana", customer=acme)
    max_ = looking("max")
    taken(max_, "assign", id, to=person(max_, "luis"), reason="Ana is away")
    won = ask("luis").told(WIN, id=id)["opportunityWin"]
    assert (won["opportunity"], won["userErrors"]) == ({"status": "WON", "customer": None}, [])
    assert looking("eva").scalar(sa.select(sa.func.count()).select_from(Customer)) == 4


def test_what_it_weighs_is_summed_by_stage(ask: Ask, looking: Looking) -> None:
    assigned(looking, expected_value=1000)
    query = (
        "{ opportunitiesAggregate(groupBy: [{stage: VALUE}]) { keys { stage } count sum { expectedValue weighted } } }"
    )
    [group] = ask("ana").told(query)["opportunitiesAggregate"]
    assert group == {
        "keys": {"stage": "IDENTIFIED"},
        "count": 1,
        "sum": {"expectedValue": "1000.00", "weighted": "100.00"},
    }
