"""Why somebody sees a record, told from what the rule is made of: the two cannot disagree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import ground
from app.core.language import language
from app.core.noun import nouns
from app.core.viewer import SYSTEM, viewer_of
from app.customers.customer import Customer
from app.organization import seeing
from app.organization.department import Department
from app.organization.employee import Employee
from app.sales.order import Order, OrderLine
from tests.views.guest import Guest

Looking = Callable[[str], Session]
CAST = ("admin", "max", "ana", "luis", "dan", "rosa", "eva", "cti")
NOUNS = sorted(nouns(), key=lambda noun: noun.__name__)
EN = language("en")
ACME, ZETA, OMEGA = 1, 3, 4


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_there_is_a_reason_exactly_where_the_row_is_seen(as_system: Session, looking: Looking, noun: type[Any]) -> None:
    """Each of the cast, each row: grounds of the explanation and rows under the rule are the same."""
    everything = list(as_system.scalars(sa.select(noun)))
    for name in CAST:
        session = looking(name)
        seen = set(session.scalars(sa.select(noun.id)))
        explained = {row.id for row in everything if ground.grounds_of(as_system, row, [viewer_of(session)])[0]}
        assert explained == seen, name
        told = {row.id for row in session.scalars(sa.select(noun)) if seeing.why(session, row, EN)}
        assert told == seen, name


def test_a_ground_that_is_taken_out_of_the_rule_is_not_told(
    looking: Looking, as_system: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the two made by different functions, one of them would stay."""
    monkeypatch.setitem(ground._keeping, "Employee", lambda *_: [])
    ana, acme = viewer_of(looking("ana")), as_system.get_one(Customer, ACME)
    assert ground.grounds_of(as_system, acme, [ana]) == [[]]
    assert str(Customer.visible_to(ana, Customer)) in ("false", "false OR false")


def reasons(looking: Looking, name: str, noun: type[Any] = Customer, id: int = ACME) -> list[str]:
    session = looking(name)
    return seeing.why(session, session.get_one(noun, id), EN)


def test_the_owner_is_told_so(looking: Looking) -> None:
    assert reasons(looking, "ana") == [
        "You see the customer Acme because your role Salesperson sees “own”.",
        "You are its owner.",
    ]


def test_who_stands_above_is_told_of_whom(looking: Looking) -> None:
    assert reasons(looking, "max") == [
        "You see the customer Acme because your role Sales manager sees “department and below”.",
        "Its owner, Ana Torres, works in Sales East, which is below Sales.",
    ]


def test_a_department_that_answers_for_it_is_a_reason_of_its_own(looking: Looking, as_system: Session) -> None:
    omega = as_system.get_one(Customer, OMEGA)
    omega.department = as_system.scalars(sa.select(Department).filter_by(name="Sales West")).one()
    as_system.commit()
    assert reasons(looking, "max", id=OMEGA)[1:] == ["Its department, Sales West, is below Sales."]
    omega.department = as_system.scalars(sa.select(Department).filter_by(name="Sales")).one()
    as_system.commit()
    assert seeing.why(s := looking("max"), s.get_one(Customer, OMEGA), EN)[1:] == ["Its department is the same, Sales."]


def test_who_sees_all_is_told_so(looking: Looking) -> None:
    assert reasons(looking, "eva") == ["You see the customer Acme because your role Executive sees “all”."]


def test_what_hangs_on_a_customer_says_from_where_it_is_seen(looking: Looking) -> None:
    for noun in (Order, OrderLine):
        assert reasons(looking, "ana", noun) == [
            "Who sees the customer Acme sees what hangs on it.",
            "You see the customer Acme because your role Salesperson sees “own”.",
            "You are its owner.",
        ]


def test_what_everybody_sees_says_so(looking: Looking) -> None:
    assert reasons(looking, "ana", Department, 1) == ["Whoever may open a department sees every one."]


def test_the_page_of_a_record_answers_the_question(app: Flask) -> None:
    ana = Guest(app, "ana")
    assert 'href="/customer/why/1"' in ana.get("/customer/show/1").text
    page = ana.get("/customer/why/1").text
    assert "You are its owner." in page
    assert "Who can see this?" not in page
    part = ana.get("/customer/why/1", headers={"HX-Request": "true"}).text
    assert "You are its owner." in part
    assert "<html" not in part


def test_nobody_is_told_of_what_they_do_not_see(app: Flask) -> None:
    answer = Guest(app, "luis").get("/customer/why/1")
    assert (answer.status_code, "Acme" in answer.text) == (404, False)


def test_an_administrator_sees_who_else_does(app: Flask, looking: Looking) -> None:
    session = looking("admin")
    people, many = seeing.onlookers(session, session.get_one(Customer, ACME), EN)
    told = {str(each.person): each for each in people}
    assert (many, len(people)) == (len(told), len(told))
    assert told["Ana Torres"].reasons == ("Is its owner.",)
    assert told["Max Keller"].reasons == ("Its owner, Ana Torres, works in Sales East, which is below Sales.",)
    assert told["Eva Lindqvist"].roles == ("Executive",)
    assert "Luis Ortega" not in told
    page = Guest(app, "admin").get("/customer/why/1").text
    assert "Max Keller" in page
    assert "Luis Ortega" not in page


@pytest.mark.parametrize(("noun", "id"), [(Customer, ACME), (Customer, ZETA), (Customer, OMEGA), (OrderLine, 1)])
def test_the_list_names_exactly_those_who_find_it(
    as_system: Session, looking: Looking, noun: type[Any], id: int
) -> None:
    names = {each.person.username for each in seeing.onlookers(as_system, as_system.get_one(noun, id), EN)[0]}
    finding = {name for name in CAST if finds(looking(name), noun, id)}
    assert names & set(CAST) == finding


def finds(session: Session, noun: type[Any], id: int) -> bool:
    return session.get(noun, id) is not None and viewer_of(session).can("can_show", noun.__name__)


def test_only_who_may_list_data_permissions_is_told_of_others(app: Flask) -> None:
    for name in ("ana", "max", "eva"):
        assert "Rosa Delgado" not in Guest(app, name).get("/customer/why/1").text


def test_whoever_left_is_not_among_them(as_system: Session) -> None:
    rosa = as_system.scalars(sa.select(Employee).filter_by(username="rosa")).one()
    rosa.active = False
    as_system.commit()
    people, _ = seeing.onlookers(as_system, as_system.get_one(Customer, ACME), EN)
    assert "rosa" not in {each.person.username for each in people}


def test_the_system_is_nobody_to_explain_to() -> None:
    assert ground.grounds(Customer, SYSTEM, Customer)[0].because is ground.Because.PUBLIC
