"""Writing over the API: one step a request, and in words why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]

CREATE = """mutation($input: CustomerCreateInput!) { customerCreate(input: $input) {
  customer { id number version name status owner { username } creditLimit } userErrors { code field message } } }"""
UPDATE = """mutation($id: ID!, $version: Int!, $input: CustomerUpdateInput!) {
  customerUpdate(id: $id, version: $version, input: $input) {
    customer { name version city } userErrors { code field message } } }"""
DELETE = """mutation($id: ID!, $version: Int!) { customerDelete(id: $id, version: $version) {
  customer { name } userErrors { code field message } } }"""
FIND = "query($name: String) { customers(filter: {name: {eq: $name}}) { edges { node { id version status city } } } }"


def found(asking: Any, name: str) -> Any:
    edges = asking.told(FIND, name=name)["customers"]["edges"]
    return edges[0]["node"] if edges else None


def wrong(payload: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(error["code"], error["field"]) for error in payload["userErrors"]]


def test_a_customer_is_made_and_told_as_it_is(ask: Ask) -> None:
    max_ = ask("max")
    employee = max_.told('{ employees(filter: {username: {eq: "luis"}}) { edges { node { id } } } }')
    luis = employee["employees"]["edges"][0]["node"]["id"]
    made = max_.told(CREATE, input={"name": "  Newcomer ", "owner": luis, "creditLimit": "1000.5"})["customerCreate"]
    assert made["userErrors"] == []
    assert {**made["customer"], "id": "", "number": ""} == {
        "id": "", "number": "", "version": 1, "name": "Newcomer", "status": "PROSPECT",
        "owner": {"username": "luis"}, "creditLimit": "1000.50",
    }  # fmt: skip
    assert found(ask("luis"), "Newcomer")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"name": ""}, ("INVALID", "name")),
        ({"name": "x" * 201}, ("INVALID", "name")),
        ({"name": "New", "email": "nobody"}, ("INVALID", "email")),
        ({"name": "New", "creditLimit": "12345678901234"}, ("INVALID", "creditLimit")),
        ({"name": "New", "creditLimit": "0.001"}, ("INVALID", "creditLimit")),
        ({"name": "New", "owner": "99999"}, ("NOT_FOUND", "owner")),
        ({"name": "New", "owner": "nobody"}, ("NOT_FOUND", "owner")),
        ({"name": "New", "number": "C-00001"}, ("DUPLICATE", "number")),
        ({"name": None}, None),
        ({"name": "New", "status": "ACTIVE"}, None),
        ({"name": "New", "lastOrderOn": "2026-01-01"}, None),
        ({"name": "New", "version": 7}, None),
    ],
)
def test_a_value_that_cannot_be_is_refused_beside_its_field(ask: Ask, given: Any, why: Any) -> None:
    max_ = ask("max")
    if why is None:
        assert max_.refused(CREATE, input=given) == ["INVALID"]
    else:
        assert wrong(max_.told(CREATE, input=given)["customerCreate"]) == [why]
    assert found(ask("admin"), "New") is None


def test_all_that_is_wrong_is_told_in_one_answer(ask: Ask) -> None:
    given = {"name": "", "email": "nobody", "phone": "1", "owner": "99999"}
    told = wrong(ask("max").told(CREATE, input=given)["customerCreate"])
    assert sorted(told, key=str) == [
        ("INVALID", "email"), ("INVALID", "name"), ("INVALID", "phone"), ("NOT_FOUND", "owner"),
    ]  # fmt: skip


def test_what_one_may_not_write_is_told_alone(ask: Ask) -> None:
    told = wrong(
        ask("ana").told(CREATE, input={"email": "nobody", "name": "New", "creditLimit": "1"})["customerCreate"]
    )
    assert told == [("FORBIDDEN", "creditLimit")]


def test_what_one_may_not_see_one_may_not_write(ask: Ask) -> None:
    made = ask("ana").told(CREATE.replace(" creditLimit", ""), input={"name": "New", "creditLimit": 5})[
        "customerCreate"
    ]
    assert wrong(made) == [("FORBIDDEN", "creditLimit")]
    assert found(ask("admin"), "New") is None


def test_a_change_holds_if_nobody_else_changed_the_record(ask: Ask) -> None:
    ana = ask("ana")
    acme = found(ana, "Acme")
    same = {"id": acme["id"], "version": acme["version"]}
    changed = ana.told(UPDATE, **same, input={"city": "Salamanca"})["customerUpdate"]
    assert changed == {
        "customer": {"name": "Acme", "city": "Salamanca", "version": same["version"] + 1},
        "userErrors": [],
    }
    again = ana.told(UPDATE, **same, input={"city": "Sevilla"})["customerUpdate"]
    assert wrong(again) == [("CONFLICT", "version")]
    assert found(ana, "Acme")["city"] == "Salamanca"


def test_what_is_left_out_stays_and_what_is_null_goes(ask: Ask) -> None:
    ana = ask("ana")
    acme = found(ana, "Acme")
    ana.told(UPDATE, id=acme["id"], version=acme["version"], input={})
    assert found(ana, "Acme")["city"] == "Acme City"
    ana.told(UPDATE, id=acme["id"], version=found(ana, "Acme")["version"], input={"city": None})
    assert found(ana, "Acme")["city"] is None


@pytest.mark.parametrize("who", ["ana", "luis"])
def test_a_foreign_record_is_not_found(ask: Ask, who: str) -> None:
    zeta = found(ask("admin"), "Omega")
    query = (
        UPDATE
        if who == "ana"
        else "mutation($id: ID!) { customerActivate(id: $id) { customer { name } userErrors { code field } } }"
    )
    told = ask(who).told(
        query, **({"id": zeta["id"], "version": 1, "input": {"city": "X"}} if who == "ana" else {"id": zeta["id"]})
    )
    [payload] = told.values()
    assert wrong(payload) == [("NOT_FOUND", None)]
    assert found(ask("admin"), "Omega") == zeta


def test_who_may_not_is_told_so(ask: Ask) -> None:
    acme = found(ask("cti"), "Acme")
    told = ask("cti").told(UPDATE, id=acme["id"], version=acme["version"], input={"city": "X"})["customerUpdate"]
    assert wrong(told) == [("FORBIDDEN", None)]
    assert found(ask("admin"), "Acme") == acme


def test_a_step_is_taken_once(ask: Ask) -> None:
    ana, beta = ask("ana"), found(ask("ana"), "Beta")
    activate = "mutation($id: ID!) { customerActivate(id: $id) { customer { status } userErrors { code message } } }"
    assert ana.told(activate, id=beta["id"])["customerActivate"] == {"customer": {"status": "ACTIVE"}, "userErrors": []}
    again = ana.told(activate, id=beta["id"])["customerActivate"]
    assert again["customer"] is None
    assert again["userErrors"] == [
        {"code": "REFUSED", "message": "This customer is active; that needs it to be prospect."}
    ]


def test_a_step_with_a_version_holds_if_nobody_else_changed_the_record(ask: Ask) -> None:
    ana, beta = ask("ana"), found(ask("ana"), "Beta")
    step = "mutation($id: ID!, $version: Int) { customerActivate(id: $id, version: $version) { userErrors { code } } }"
    assert ana.told(step, id=beta["id"], version=99)["customerActivate"]["userErrors"] == [{"code": "CONFLICT"}]
    assert ana.told(step, id=beta["id"], version=beta["version"])["customerActivate"]["userErrors"] == []


def test_an_order_lives_over_the_api(ask: Ask) -> None:
    max_ = ask("max")
    acme = found(max_, "Acme")["id"]
    desk = max_.told('{ products(filter: {name: {eq: "Desk"}}) { edges { node { id } } } }')["products"]["edges"][0][
        "node"
    ]["id"]
    opened = max_.told(
        "mutation($input: OrderOpenInput!) { orderOpen(input: $input) { order { id number status } userErrors { message } } }",
        input={"customer": acme, "orderedOn": "2026-05-01"},
    )["orderOpen"]
    assert opened["userErrors"] == []
    order = opened["order"]["id"]
    confirm = "mutation($id: ID!) { orderConfirm(id: $id) { order { status total } userErrors { code message } } }"
    assert max_.told(confirm, id=order)["orderConfirm"]["userErrors"] == [
        {"code": "REFUSED", "message": "An order without lines cannot be confirmed."}
    ]
    line = max_.told(
        "mutation($input: OrderLineCreateInput!) { orderLineCreate(input: $input) { orderLine { amount } userErrors { message } } }",
        input={"order": order, "product": desk, "quantity": 2, "price": "100", "discount": "0.25"},
    )["orderLineCreate"]
    assert line == {"orderLine": {"amount": "150.0000"}, "userErrors": []}
    assert max_.told(confirm, id=order)["orderConfirm"]["order"] == {"status": "CONFIRMED", "total": "150.0000"}
    pay = 'mutation($id: ID!, $amount: Decimal) { orderPay(id: $id, amount: $amount, on: "2026-05-02") { order { status paid payments { totalCount } } userErrors { code field } } }'
    assert max_.told(pay, id=order, amount="151")["orderPay"]["userErrors"] == [{"code": "REFUSED", "field": "amount"}]
    assert max_.told(pay, id=order, amount="50")["orderPay"]["order"]["status"] == "CONFIRMED"
    assert max_.told(pay, id=order)["orderPay"]["order"] == {
        "status": "PAID", "paid": "150.0000", "payments": {"totalCount": 2},
    }  # fmt: skip


def test_what_something_hangs_on_is_not_deleted(ask: Ask) -> None:
    admin = ask("admin")
    acme = found(admin, "Acme")
    assert wrong(admin.told(DELETE, id=acme["id"], version=acme["version"])["customerDelete"]) == [("REFUSED", None)]
    made = admin.told(CREATE, input={"name": "Gone"})["customerCreate"]["customer"]
    assert admin.told(DELETE, id=made["id"], version=made["version"])["customerDelete"]["userErrors"] == []
    assert found(admin, "Gone") is None


def test_a_refusal_is_in_the_readers_language(ask: Ask, engine: Any) -> None:
    import sqlalchemy as sa

    from app.core.database import system_session
    from app.organization.employee import Employee

    with system_session(engine) as session:
        session.scalars(sa.select(Employee).where(Employee.username == "ana")).one().language = "es"
        session.commit()
    beta = found(ask("ana"), "Beta")
    told = ask("ana").told(
        'mutation($id: ID!) { customerLose(id: $id, reason: "") { userErrors { message } } }', id=beta["id"]
    )
    message = told["customerLose"]["userErrors"][0]["message"]
    from app.core.language import language

    assert message == language("es").say("This is needed.")


def test_one_request_takes_one_step(ask: Ask) -> None:
    ana, beta = ask("ana"), found(ask("ana"), "Beta")
    for query in (
        'mutation { a: customerActivate(id: "%s") { userErrors { code } } b: customerDeactivate(id: "%s") { userErrors { code } } }',
        'mutation { ...F ...G } fragment F on Mutation { customerActivate(id: "%s") { userErrors { code } } }'
        ' fragment G on Mutation { customerDeactivate(id: "%s") { userErrors { code } } }',
    ):
        assert ana.refused(query % (beta["id"], beta["id"])) == ["INVALID"]
    assert found(ana, "Beta") == beta
