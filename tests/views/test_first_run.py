"""The first day, without the demo: one page, once, for whoever may."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core.database import system_session
from app.organization.department import Department
from app.organization.employee import Employee
from app.organization.setting import settings_of
from run import create_app, db
from tests.conftest import built, settings_for
from tests.databases import Database
from tests.views.guest import Guest, fields_of
from views.first_run import code_of

PASSWORD = "correct horse battery"
GIVEN = {
    "company_name": "Talleres Norte", "country": "ES", "language": "es", "currency": "EUR", "zone": "Europe/Madrid",
    "first_name": "Nora", "last_name": "Vidal", "username": "nora", "email": "nora@talleres.example",
    "password": PASSWORD, "again": PASSWORD,
}  # fmt: skip


@pytest.fixture(scope="module")
def tables(
    engine_name: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Database]:
    """A database in which nobody works, made once an engine."""
    server = request.getfixturevalue("postgresql") if engine_name == "postgresql" else ""
    made = Database.made(engine_name, directory := tmp_path_factory.mktemp("tables"), server)
    with built(made, directory):
        pass
    made.mark()
    yield made
    made.keeper.dispose()


@pytest.fixture
def empty(tables: Database, tmp_path: Path) -> Iterator[Flask]:
    """The application over it."""
    tables.reset()
    app = create_app(settings_for(tables.url, tmp_path), TESTING=True)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def system(empty: Flask) -> Iterator[Session]:
    with empty.app_context():
        engine = db.engine
    with system_session(engine) as session:
        yield session


def people(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(sa.select(Employee.username)))


def test_every_address_leads_to_the_page(empty: Flask) -> None:
    guest = Guest(empty)
    for address in ("/", "/customer/list/", "/login/", "/reports/", "/nowhere", "/welcome/next"):
        assert guest.get(address).headers["Location"] == "/welcome/", address
    assert guest.get("/healthz").status_code == 200
    assert guest.client.post("/graphql", json={"query": "{ __typename }"}).status_code == 401


def test_a_company_and_its_administrator_are_made_and_let_in(empty: Flask, system: Session) -> None:
    guest = Guest(empty)
    answer = guest.post("/welcome/", GIVEN)
    assert answer.headers["Location"] == "/welcome/next"
    nora = system.scalars(sa.select(Employee)).one()
    assert (nora.username, nora.zone, [role.name for role in nora.roles]) == (
        "nora",
        "Europe/Madrid",
        ["Administrator"],
    )
    ours = settings_of(system)
    assert (ours.company_name, ours.currency, ours.country) == ("Talleres Norte", "EUR", "ES")
    assert ours.administrator_email == "nora@talleres.example"
    assert [d.name for d in system.scalars(sa.select(Department))] == ["Talleres Norte"]
    assert "/import/customer" in guest.get("/welcome/next").text
    assert guest.get("/setting/edit/1").status_code == 200
    assert Guest(empty, "nora", PASSWORD)


def test_it_is_over_once_somebody_works_here(empty: Flask, system: Session) -> None:
    late = Guest(empty)
    late.get("/welcome/")
    Guest(empty).post("/welcome/", GIVEN)
    assert Guest(empty).get("/welcome/").headers["Location"] == "/login/"
    again = late.post("/welcome/", {**GIVEN, "username": "mallory", "email": "m@x.example"}, page="/login/")
    assert again.headers["Location"] == "/login/"
    assert people(system) == ["nora"]


def test_of_two_at_once_one_wins(empty: Flask, system: Session) -> None:
    guests = [Guest(empty) for _ in range(4)]
    tokens = [re.findall(r'name="csrf_token" value="([^"]+)"', g.get("/welcome/").text)[0] for g in guests]

    def attempt(number: int) -> str:
        named = {"username": f"nora{number}", "email": f"nora{number}@talleres.example"}
        data = {**GIVEN, **named, "csrf_token": tokens[number]}
        return guests[number].client.post("/welcome/", data=data).headers["Location"]

    with ThreadPoolExecutor(4) as together:
        led = list(together.map(attempt, range(4)))
    assert sorted(led) == ["/login/"] * 3 + ["/welcome/next"]
    assert len(people(system)) == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("again", "correct horse batteri", "The two passwords are not the same."),
        ("password", "short", "The two passwords are not the same."),
        ("currency", "XYZ", "This is not one of the choices."),
        ("country", "", "This is needed."),
        ("company_name", "", "This is needed."),
        ("username", "no ra", "Letters, digits, dots and dashes"),
        ("email", "nobody", "This is not an e-mail address."),
        ("zone", "Mars/Olympus", "This is not one of the choices."),
        ("first_name", "\x00", "This contains a character that cannot be kept."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    empty: Flask, system: Session, field: str, value: str, words: str
) -> None:
    answer = Guest(empty).post("/welcome/", {**GIVEN, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert "Talleres Norte" in answer.text or field == "company_name"
    assert PASSWORD not in answer.text
    assert people(system) == []


def test_a_password_that_is_easy_is_refused(empty: Flask, system: Session) -> None:
    easy = Guest(empty).post("/welcome/", {**GIVEN, "password": "password1234", "again": "password1234"})
    assert 'id="password-m"' in easy.text
    assert people(system) == []


def test_a_foreign_page_cannot_send_it(empty: Flask, system: Session) -> None:
    assert Guest(empty).client.post("/welcome/", data=GIVEN).status_code == 400
    assert people(system) == []


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({"X-Forwarded-For": "203.0.113.9"}, "127.0.0.1"),
        ({"Host": "crm.example.com"}, "127.0.0.1"),
        ({}, "203.0.113.9"),
    ],
)
def test_from_elsewhere_the_code_of_the_terminal_is_asked(
    empty: Flask, system: Session, headers: dict[str, str], address: str
) -> None:
    client = empty.test_client()
    more = {"headers": headers, "environ_overrides": {"REMOTE_ADDR": address}}
    page = client.get("/welcome/", **more).text
    assert 'name="code"' in page
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    wrong = client.post("/welcome/", data={**GIVEN, "csrf_token": token, "code": "aaaa-bbbb-cccc"}, **more)
    assert 'id="code-m"' in wrong.text
    assert people(system) == []
    code = code_of(empty.extensions["settings"])
    assert client.post("/welcome/", data={**GIVEN, "csrf_token": token, "code": code}, **more).status_code == 302
    assert people(system) == ["nora"]


def test_guessing_the_code_gets_slow(empty: Flask, system: Session) -> None:
    client = empty.test_client()
    more = {"environ_overrides": {"REMOTE_ADDR": "203.0.113.9"}}
    token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/welcome/", **more).text)[0]
    for _ in range(5):
        client.post("/welcome/", data={**GIVEN, "csrf_token": token, "code": "x"}, **more)
    code = code_of(empty.extensions["settings"])
    late = client.post("/welcome/", data={**GIVEN, "csrf_token": token, "code": code}, **more)
    assert "Too many tries." in late.text
    assert people(system) == []


def test_it_speaks_three_languages(empty: Flask) -> None:
    guest = Guest(empty)
    assert guest.get("/welcome/").status_code == 200
    guest.post("/language", {"language": "es"}, page="/welcome/")
    page = guest.get("/welcome/").text
    assert 'lang="es"' in page
    assert "España" in page
    assert fields_of(page) is not None


def test_where_somebody_works_it_costs_nothing(app: Flask) -> None:
    ana = Guest(app, "ana")
    assert ana.get("/welcome/").headers["Location"] == "/login/"
    assert app.extensions["first run"]["over"]
