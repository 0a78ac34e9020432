"""The call center: who calls, all about them in one answer, and each call written down once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.customers.interaction import Interaction
from app.customers.timeline import TimelineEntry
from app.organization.employee import Employee
from app.planning.task import Status, Task
from tests.schema.conftest import Asking

Ask = Callable[[str], Asking]
NUMBER = "+1 610 555 0142"
LOOKUP = "query ($number: String!) { callerLookup(number: $number) { customer { name } contact { name } } }"
LOG = """mutation ($input: CallLogInput!) { callLog(input: $input) {
  interaction { id summary minutes isMissed customer { name } contact { name } employee { username } }
  task { subject assignee { username } } userErrors { code field message } } }"""
CARD = """query ($id: ID!) { customerCard(id: $id) { customer { name } contacts { name } orders(first: 1) { number }
  requests { summary } alerts { rule } } }"""


@pytest.fixture(autouse=True)
def numbers(as_system: Session) -> None:
    """Acme has a switchboard, Zeta's contact a mobile phone, and Beta's contact the number of Acme, too."""
    doorman.update(as_system, Customer, of(as_system, "Acme").id, None, {"phone": NUMBER})
    for name, number in (("Zeta", "+34 612 34 56 78"), ("Beta", NUMBER)):
        contact = as_system.scalars(sa.select(Contact).where(Contact.name == f"{name} Contact")).one()
        doorman.update(as_system, Contact, contact.id, None, {"mobile_phone": number})


def of(session: Session, name: str) -> Customer:
    return session.scalars(sa.select(Customer).where(Customer.name == name)).one()


def call(**more: Any) -> dict[str, Any]:
    given = {"provider": "3CX", "callId": "c-1", "number": "612 34 56 78", "direction": "IN", "seconds": 61}
    return {"input": given | more}


def logged(ask: Ask, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = ask("cti").told(LOG, **call(**more))["callLog"]
    return found


def test_whoever_was_active_last_is_named_first(ask: Ask) -> None:
    found = ask("cti").told(LOOKUP, number="(610) 555-0142")["callerLookup"]
    assert [each["customer"]["name"] for each in found] == ["Acme", "Beta"]
    logged(ask, number="+34 612345678")
    interacted = (
        'mutation ($id: ID!) { interactionLog(input: {customer: $id, summary: "Hello"}) { userErrors { code } } }'
    )
    assert ask("ana").told(interacted, id=str(beta(ask)))["interactionLog"]["userErrors"] == []
    found = ask("cti").told(LOOKUP, number="6105550142")["callerLookup"]
    assert [each["customer"]["name"] for each in found] == ["Beta", "Acme"]


def beta(ask: Ask) -> int:
    return int(ask("ana").told('{ customers(filter: {name: {eq: "Beta"}}) { edges { node { id } } } }')["customers"][
        "edges"][0]["node"]["id"])  # fmt: skip


@pytest.mark.parametrize("number", ["103", "0142", "", "x12", "+1 999", "not a number"])
def test_extensions_and_short_numbers_are_nobodys(ask: Ask, number: str) -> None:
    assert ask("cti").told(LOOKUP, number=number) == {"callerLookup": []}


def test_a_salesperson_looks_up_their_own_customers_only(ask: Ask) -> None:
    assert ask("luis").told(LOOKUP, number=NUMBER) == {"callerLookup": []}
    assert [each["customer"]["name"] for each in ask("ana").told(LOOKUP, number=NUMBER)["callerLookup"]] == [
        "Acme", "Beta"]  # fmt: skip


@pytest.mark.usefixtures("engine_on")
@pytest.mark.parametrize(("number", "least"), [(NUMBER, 1), ("+1 415 555 0199", 2), ("103", 2)])
def test_callers_are_read_in_one_statement_and_looked_for_otherwise_in_another(
    ask: Ask, statements: list[str], number: str, least: int
) -> None:
    asking = ask("cti")
    asking.told(LOOKUP, number=number)
    statements.clear()
    asking.told(LOOKUP, number=number)
    assert len([each for each in statements if each.startswith("SELECT")]) == least


@pytest.mark.usefixtures("engine_on")
def test_a_card_is_read_in_one_statement(ask: Ask, as_system: Session, statements: list[str]) -> None:
    asking, id = ask("cti"), str(of(as_system, "Acme").id)
    asking.told(CARD, id=id)
    statements.clear()
    asking.told(CARD, id=id)
    assert len([each for each in statements if each.startswith("SELECT")]) == 1


def test_a_card_tells_all_that_a_talk_needs(ask: Ask, as_system: Session) -> None:
    card = ask("cti").told(CARD, id=str(of(as_system, "Acme").id))["customerCard"]
    assert card["customer"] == {"name": "Acme"}
    assert card["contacts"] == [{"name": "Acme Contact"}]
    assert len(card["orders"]) == 1
    assert (card["requests"], card["alerts"]) == ([], [])


def test_a_card_of_somebody_elses_customer_is_no_card(ask: Ask, as_system: Session) -> None:
    assert ask("luis").told(CARD, id=str(of(as_system, "Acme").id)) == {"customerCard": None}
    assert ask("cti").told(CARD, id="999999") == {"customerCard": None}


def test_a_call_stands_with_its_customer_and_on_the_timeline(ask: Ask, as_system: Session) -> None:
    found = logged(ask, extension="")["interaction"]
    assert (found["customer"]["name"], found["contact"]["name"]) == ("Zeta", "Zeta Contact")
    assert (found["summary"], found["minutes"]) == ("Call from 612 34 56 78", 2)
    entry = as_system.scalars(sa.select(TimelineEntry).where(TimelineEntry.action == "interaction.log")).one()
    assert entry.record_id == int(found["id"])


def test_a_call_told_twice_is_one_line(ask: Ask, as_system: Session) -> None:
    first = logged(ask)["interaction"]
    again = logged(ask, seconds=200, detail="They want ten desks.")["interaction"]
    assert (again["id"], again["minutes"]) == (first["id"], 4)
    assert as_system.scalars(sa.select(Interaction)).one().detail == "They want ten desks."
    other = logged(ask, provider="Other")["interaction"]
    assert other["id"] != first["id"]


def test_of_those_who_tell_of_the_same_call_at_once_one_writes_it(ask: Ask, as_system: Session) -> None:
    asking = [ask("cti") for _ in range(4)]
    for turn in range(10):
        given = call(callId=f"r-{turn}")
        with ThreadPoolExecutor(len(asking)) as at_once:
            said = list(at_once.map(lambda each, given=given: each.told(LOG, **given)["callLog"], asking))
        as_system.rollback()
        written = as_system.scalars(sa.select(Interaction.id).where(Interaction.call_id == f"r-{turn}")).one()
        assert [each["interaction"]["id"] for each in said] == [str(written)] * len(asking), said


def test_the_one_who_talked_is_known_by_the_extension(ask: Ask, as_system: Session) -> None:
    as_system.scalars(sa.select(Employee).where(Employee.username == "rosa")).one().extension = "777"
    as_system.commit()
    assert logged(ask, extension="777")["interaction"]["employee"] == {"username": "rosa"}


def test_a_missed_call_is_to_be_answered_by_the_owner_and_once(ask: Ask, as_system: Session) -> None:
    missed = {"answered": False, "seconds": 0}
    found = logged(ask, **missed)
    assert found["interaction"]["isMissed"]
    assert found["task"] == {"subject": "Call back: 612 34 56 78", "assignee": {"username": "luis"}}
    logged(ask, **missed)
    assert as_system.scalars(sa.select(Task.status)).all() == [Status.OPEN]


def test_who_was_reached_need_not_be_called_back(ask: Ask, as_system: Session) -> None:
    logged(ask, answered=False)
    logged(ask, callId="c-2", direction="OUT", answered=False)
    assert as_system.scalars(sa.select(Task.status)).one() is Status.OPEN
    logged(ask, callId="c-3", direction="OUT")
    as_system.rollback()
    assert as_system.scalars(sa.select(Task.status)).one() is Status.DONE


def test_somebody_unknown_is_called_back_by_who_leads_the_line(ask: Ask, as_system: Session) -> None:
    found = logged(ask, number="+1 415 555 0199", answered=False)
    assert found["interaction"] is None
    assert found["task"] == {"subject": "Call back: +1 415 555 0199", "assignee": {"username": "dan"}}
    logged(ask, number="+1 415 555 0199", answered=False)
    assert len(as_system.scalars(sa.select(Task)).all()) == 1


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"number": "+1 415 555 0199"}, "NOT_FOUND", "number"),
        ({"provider": " "}, "INVALID", "provider"),
        ({"callId": "c" * 121}, "INVALID", "callId"),
        ({"seconds": -1}, "INVALID", "seconds"),
        ({"seconds": 2_000_000}, "INVALID", "minutes"),
        ({"startedAt": "2099-01-01T00:00:00Z"}, "INVALID", "at"),
        ({"contact": "999999"}, "NOT_FOUND", "contact"),
        ({"summary": "s" * 5000}, "INVALID", "summary"),
    ],
)
def test_what_cannot_be_written_down_is_said_beside_its_field(
    ask: Ask, as_system: Session, wrong: dict[str, Any], code: str, field: str
) -> None:
    found = logged(ask, **wrong)
    assert [(each["code"], each["field"]) for each in found["userErrors"]] == [(code, field)]
    assert found["interaction"] is None
    assert as_system.scalars(sa.select(Interaction)).all() == as_system.scalars(sa.select(Task)).all() == []


def test_who_may_not_write_interactions_writes_no_calls(ask: Ask, as_system: Session) -> None:
    assert [each["code"] for each in ask("eva").told(LOG, **call())["callLog"]["userErrors"]] == ["FORBIDDEN"]
    assert as_system.scalars(sa.select(Interaction)).all() == []
