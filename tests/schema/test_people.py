"""Employees over the API: taken on and changed as on the form, and their passwords told to nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import doorman
from app.organization.employee import Employee
from app.organization.setting import Setting
from tests.organization.test_people_pages import FIRST, NEW, OWN, who
from tests.schema.test_writing import wrong
from tests.views.guest import Guest

Ask = Callable[..., Any]

MAKE = """mutation($input: EmployeeCreateInput!) { employeeCreate(input: $input) {
  employee { id username name role language zone department { name } } userErrors { code field message } } }"""
CHANGE = """mutation($id: ID!, $input: EmployeeUpdateInput!) { employeeUpdate(id: $id, input: $input) {
  employee { id username role extension } userErrors { code field message } } }"""
NORA = {
    "firstName": "Nora", "lastName": "Vidal", "email": "nora@superstore.example", "username": "nora",
    "roles": ["Salesperson"], "password": FIRST,
}  # fmt: skip


def test_whoever_is_taken_on_over_the_api_chooses_a_password_first(app: Flask, ask: Ask, as_system: Session) -> None:
    made = ask("admin").told(MAKE, input={**NORA, "zone": "Europe/Madrid"})["employeeCreate"]
    assert made["userErrors"] == []
    assert (made["employee"]["role"], made["employee"]["zone"]) == ("Salesperson", "Europe/Madrid")
    assert who(as_system, "nora").must_change_password
    assert Guest(app, "nora", FIRST).get("/customer/list/").headers["Location"] == "/me/password"


def test_who_has_not_chosen_reads_as_the_company_does(ask: Ask, as_system: Session, app: Flask) -> None:
    doorman.update(as_system, Setting, 1, None, {"language": "es", "zone": "America/Bogota"})
    made = ask("admin").told(MAKE, input=NORA)["employeeCreate"]["employee"]
    assert (made["language"], made["zone"]) == ("es", "America/Bogota")
    form = Guest(app, "admin").get("/employee/add").text
    assert '<option value="es" selected' in form
    assert '<option value="America/Bogota" selected' in form


@pytest.mark.parametrize(
    ("given", "why", "words"),
    [
        ({"username": "ANA"}, ("DUPLICATE", "username"), "There is an employee called ANA already."),
        ({"email": "ana@superstore.example"}, ("DUPLICATE", "email"), "already"),
        ({"password": "short"}, ("INVALID", "password"), "A password has 12 to 128 characters."),
        ({"password": "password1234"}, ("INVALID", "password"), "too easy to guess"),
        ({"roles": []}, ("INVALID", "roles"), "This is needed."),
        ({"roles": ["King"]}, ("INVALID", "roles"), "There is no role called King."),
        ({"zone": "Moon/Base"}, ("INVALID", "zone"), "not one of the choices"),
    ],
)
def test_both_doors_refuse_the_same_beside_the_same_field(
    app: Flask, ask: Ask, as_system: Session, given: dict[str, Any], why: tuple[str, str], words: str
) -> None:
    payload = ask("admin").told(MAKE, input={**NORA, **given})["employeeCreate"]
    assert wrong(payload) == [why]
    assert words in payload["userErrors"][0]["message"]
    told = Guest(app, "admin").post("/employee/add", {**NEW, **given})
    assert (told.status_code, f'id="f-{why[1]}-m"' in told.text) == (422, True)
    assert who(as_system, "nora") is None


def test_an_administrator_is_made_by_administrators_only(app: Flask, ask: Ask, as_system: Session) -> None:
    """Max may hire for once, and gives what he has himself; more he neither gives nor takes."""
    permit(as_system, "Sales manager", "can_add", "can_edit")
    max_ = ask("max")
    for role in ("Administrator", "Executive"):
        payload = max_.told(MAKE, input={**NORA, "roles": [role]})["employeeCreate"]
        assert wrong(payload) == [("FORBIDDEN", "roles")]
        Guest(app, "max").post("/employee/add", {**NEW, "roles": [role]})
        assert who(as_system, "nora") is None
    nora = max_.told(MAKE, input={**NORA, "roles": ["Sales manager"]})["employeeCreate"]["employee"]
    payload = max_.told(CHANGE, id=nora["id"], input={"roles": ["Sales manager", "Administrator"]})["employeeUpdate"]
    assert wrong(payload) == [("FORBIDDEN", "roles")]
    assert who(as_system, "nora").role == "Sales manager"


def permit(session: Session, role: str, *permissions: str) -> None:
    """The role may this with employees, from now on."""
    from flask_appbuilder.security.sqla.models import Permission, PermissionView, ViewMenu
    from flask_appbuilder.security.sqla.models import Role as Row

    pairs = sa.select(PermissionView).join(Permission).join(ViewMenu)
    named = pairs.where(Permission.name.in_(permissions), ViewMenu.name == "Employee")
    row = session.scalars(sa.select(Row).filter_by(name=role)).one()
    row.permissions.extend(session.scalars(named))
    session.commit()


def test_what_is_left_out_stays_and_roles_are_all_that_they_have(ask: Ask, as_system: Session) -> None:
    admin, tom = ask("admin"), who(as_system, "tom")
    kept = admin.told(CHANGE, id=tom.id, input={"extension": "431"})["employeeUpdate"]
    assert (kept["userErrors"], kept["employee"]["role"]) == ([], "Service agent")
    admin.told(CHANGE, id=tom.id, input={"roles": ["Salesperson"]})
    assert (who(as_system, "tom").role, who(as_system, "tom").extension) == ("Salesperson", "431")
    payload = admin.told(CHANGE, id=tom.id, input={"roles": None})["employeeUpdate"]
    assert wrong(payload) == [("INVALID", "roles")]


@pytest.mark.parametrize("name", ["max", "ana", "dan", "rosa", "eva", "cti"])
def test_others_take_on_nobody(ask: Ask, as_system: Session, name: str) -> None:
    asking = ask(name)
    assert wrong(asking.told(MAKE, input=NORA)["employeeCreate"]) == [("FORBIDDEN", None)]
    tom = who(as_system, "tom")
    assert wrong(asking.told(CHANGE, id=tom.id, input={"extension": "1"})["employeeUpdate"]) == [("FORBIDDEN", None)]


def test_nobody_is_deleted(ask: Ask, as_system: Session) -> None:
    gone = "mutation($id: ID!) { employeeDelete(id: $id) { employee { id } userErrors { code field message } } }"
    payload = ask("admin").told(gone, id=who(as_system, "tom").id)["employeeDelete"]
    assert wrong(payload) == [("REFUSED", None)]
    assert "deactivated, not deleted" in payload["userErrors"][0]["message"]


def test_a_password_goes_in_and_never_comes_out(ask: Ask, as_system: Session) -> None:
    admin = ask("admin")
    answer = admin(MAKE, input=NORA)
    assert FIRST not in str(answer)
    assert admin.refused("{ employees { edges { node { password } } } }") == ["INVALID"]
    nora = as_system.scalars(sa.select(Employee).filter_by(username="nora")).one()
    assert OWN not in nora.password
    assert FIRST not in nora.password
