"""The pages of employees: added with roles and a first password, handed over, and what everybody says of themselves."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.customers.customer import Customer
from app.organization.employee import Employee
from tests.views.guest import Guest

FIRST, OWN = "a first word for you", "my own words are better"
NEW = {
    "first_name": "Nora", "last_name": "Vidal", "email": "nora@superstore.example", "username": "nora",
    "language": "es", "zone": "Europe/Madrid", "password": FIRST, "roles": ["Salesperson"],
}  # fmt: skip


def who(session: Session, name: str) -> Employee | None:
    session.rollback()
    return session.scalars(sa.select(Employee).filter_by(username=name)).one_or_none()


def test_whoever_is_added_chooses_a_password_before_anything_else(app: Flask, as_system: Session) -> None:
    assert Guest(app, "admin").post("/employee/add", NEW).status_code == 302
    nora = who(as_system, "nora")
    assert (nora.role, nora.zone, nora.must_change_password) == ("Salesperson", "Europe/Madrid", True)
    guest = Guest(app, "nora", FIRST)
    assert guest.get("/customer/list/").headers["Location"] == "/me/password"
    assert guest.get("/customer/list/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/me/password"
    there = {"HX-Request": "true", "HX-Current-URL": "http://localhost/me/password"}
    assert "HX-Redirect" not in guest.get("/churn/count", headers=there).headers, "the page would load for ever"
    done = guest.post("/me/password", {"old": FIRST, "new": OWN, "again": OWN})
    assert done.status_code == 302
    assert guest.get("/customer/list/").status_code == 200
    assert Guest(app).sign_in("nora", FIRST).status_code == 401
    assert Guest(app, "nora", OWN).get("/customer/list/").status_code == 200


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"username": "ANA"}, "username", "There is an employee called ANA already."),
        ({"email": "ana@superstore.example"}, "email", "There is one with this E-mail already."),
        ({"password": "short"}, "password", "A password has 12 to 128 characters."),
        ({"password": "password1234"}, "password", "too easy to guess"),
        ({"roles": []}, "roles", "This is needed."),
        ({"language": "fr"}, "language", "This is not one of the choices."),
        ({"zone": "Moon/Base"}, "zone", "This is not one of the choices."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    app: Flask, as_system: Session, given: dict, field: str, words: str
) -> None:
    told = Guest(app, "admin").post("/employee/add", {**NEW, **given})
    assert told.status_code == 422
    assert f'id="f-{field}-m"' in told.text
    assert words in told.text
    assert FIRST not in told.text
    assert who(as_system, "nora") is None


def test_roles_are_changed_on_the_form(app: Flask, as_system: Session) -> None:
    tom = who(as_system, "tom")
    done = Guest(app, "admin").fill(f"/employee/edit/{tom.id}", roles=["Service manager", "Salesperson"])
    assert done.status_code == 302
    assert {role.name for role in who(as_system, "tom").roles} == {"Service manager", "Salesperson"}


def test_a_manager_adds_nobody(app: Flask) -> None:
    assert Guest(app, "max").get("/employee/add").status_code == 403


def test_the_form_of_leaving_shows_what_moves_and_then_moves_it(app: Flask, as_system: Session) -> None:
    ana, luis, admin = who(as_system, "ana"), who(as_system, "luis"), Guest(app, "admin")
    address = f"/employee/step/deactivate/{ana.id}"
    told = admin.post(address, {"hand_over_to": str(luis.id)})
    assert "All of it goes from Ana Torres to Luis Ortega." in told.text
    assert who(as_system, "ana").active
    done = admin.post(address, {"hand_over_to": str(luis.id), "seen": f"= {luis.id}"})
    assert done.status_code == 302
    assert not who(as_system, "ana").active
    acme = as_system.scalars(sa.select(Customer).filter_by(name="Acme")).one()
    assert acme.owner.username == "luis"


def test_what_nobody_takes_over_is_told_before(app: Flask, as_system: Session) -> None:
    told = Guest(app, "admin").post(f"/employee/step/deactivate/{who(as_system, 'ana').id}", {"hand_over_to": ""})
    assert "Nobody takes it over" in told.text


def test_everybody_says_how_they_read_and_nothing_else(app: Flask, as_system: Session) -> None:
    guest = Guest(app, "ana")
    done = guest.post(
        "/me", {"language": "zh", "zone": "Asia/Shanghai", "extension": "777", "username": "boss", "mail_notices": "y"}
    )
    assert done.status_code == 302
    ana = who(as_system, "ana")
    assert (ana.language, ana.zone, ana.extension) == ("zh", "Asia/Shanghai", "777")
    page = guest.get("/me")
    assert page.status_code == 200
    assert '<html lang="zh"' in page.text
    assert "This is not one of the choices." in Guest(app, "luis").post("/me", {"language": "x", "zone": "UTC"}).text


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"old": "wrong", "new": OWN, "again": OWN}, "old"),
        ({"old": "trato-demo-2026", "new": OWN, "again": "other"}, "again"),
        ({"old": "trato-demo-2026", "new": "short", "again": "short"}, "new"),
        ({"old": "trato-demo-2026", "new": "trato-demo-2026", "again": "trato-demo-2026"}, "new"),
    ],
)
def test_a_password_is_not_changed_lightly(app: Flask, said: dict, field: str) -> None:
    told = Guest(app, "ana").post("/me/password", said)
    assert told.status_code == 422
    assert f'id="f-{field}-m"' in told.text
    assert OWN not in told.text


def test_guessing_ones_password_from_inside_is_slow_too(app: Flask) -> None:
    guest = Guest(app, "ana")
    for _ in range(5):
        guest.post("/me/password", {"old": "wrong", "new": OWN, "again": OWN})
    told = guest.post("/me/password", {"old": "trato-demo-2026", "new": OWN, "again": OWN})
    assert "Too many tries" in told.text


def test_another_password_signs_other_browsers_out(app: Flask) -> None:
    here, there = Guest(app, "ana"), Guest(app, "ana")
    here.post("/me/password", {"old": "trato-demo-2026", "new": OWN, "again": OWN})
    assert here.get("/customer/list/").status_code == 200
    assert there.get("/customer/list/").status_code == 302


def test_the_menu_says_what_one_is(app: Flask) -> None:
    assert '<small class="cut">Sales manager</small>' in Guest(app, "max").get("/customer/list/").text


def test_a_deactivated_person_is_not_offered_and_can_be_called_back(app: Flask, as_system: Session) -> None:
    admin, tom = Guest(app, "admin"), who(as_system, "tom")
    admin.post(f"/employee/step/deactivate/{tom.id}", {"hand_over_to": "", "seen": "= "})
    page = admin.get(f"/employee/show/{tom.id}").text
    assert "/employee/step/reinstate/" in page
    assert "/employee/step/deactivate/" not in page
    assert "Tom Baker" not in admin.get("/choices/employee?q=Tom").text


def test_people_around_somebody_are_a_team(app: Flask, as_system: Session) -> None:
    page = Guest(app, "admin").get(f"/employee/show/{who(as_system, 'max').id}?tab=").text
    assert "<h3>Team</h3>" in page
    assert "<h3>Group</h3>" not in page
    assert "Ana Torres" in page
