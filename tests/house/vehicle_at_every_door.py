"""What comes of one declaration: `vehicle.py` and two lines, and it stands at every door.

Not collected with the other tests, because a noun, once declared, is known to the whole process:
`test_vehicle.py` runs this file in a process of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import schema.rooms
import views
from app.core import doorman, search
from app.core.errors import Refused
from app.core.history import Change
from app.core.noun import now
from app.customers.customer import Customer
from app.customers.timeline import TimelineEntry
from app.organization import access_key
from app.organization.employee import Employee
from tests.company import PASSWORD, session_of
from tests.house.vehicle import Drive, Vehicle
from views.fab.screen import screen

Vehicle.__table__.c.bought_on.info["deprecated"] = "Use history."
object.__setattr__(Vehicle.verbs["sell"], "deprecated", "Use vehicleUpdate.")
VehicleScreen = screen(Vehicle, columns=["plate", "drive", "customer", "bought_on", "worth"])
views.GROUPS = (*views.GROUPS, ("Service", (VehicleScreen,)))
schema.rooms.NOUNS[Vehicle] = True


@pytest.fixture
def garage(app: Flask, engine: sa.Engine) -> Flask:
    """The application with one vehicle in it; its table is what the migration would make."""
    Vehicle.__table__.create(engine, checkfirst=True)
    with session_of(engine, "admin") as session:
        acme = session.scalars(sa.select(Customer).filter_by(name="Acme")).one()
        given = {"plate": "M-TR 2026", "drive": Drive.ELECTRIC, "customer": acme, "worth": Decimal(9000)}
        doorman.create(session, Vehicle, given)
    return app


@pytest.fixture
def signed_in(garage: Flask) -> Callable[[str], FlaskClient]:
    def sign_in(name: str) -> FlaskClient:
        client = garage.test_client()
        page = client.get("/login/").text
        client.post("/login/", data={"username": name, "password": PASSWORD, "csrf_token": token_of(page)})
        return client

    return sign_in


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page[:300]
    return found[1]


def key_of(engine: sa.Engine, name: str) -> dict[str, str]:
    with session_of(engine, "admin") as session:
        employee = session.scalars(sa.select(Employee).filter_by(username=name)).one()
        key = access_key.issue(session, employee, at=now())
        session.commit()
    return {"Authorization": f"Bearer {key}"}


def test_it_has_a_list_a_record_and_forms(signed_in: Callable[[str], FlaskClient]) -> None:
    admin = signed_in("admin")
    listed = admin.get("/vehicle/list/").text
    assert all(word in listed for word in ("M-TR 2026", "Electric", "Acme", "Worth", "Vehicles"))
    assert "M-TR 2026" in admin.get("/vehicle/list/?q=tr+20").text
    assert "Sell" in admin.get("/vehicle/show/1").text
    form = admin.get("/vehicle/add").text
    assert all(f'name="{name}"' in form for name in ("plate", "drive", "customer", "bought_on", "worth"))
    given = {"plate": "X-1", "drive": "PETROL", "customer": "2", "csrf_token": token_of(form)}
    assert admin.post("/vehicle/add", data=given).status_code == 302
    again = admin.post("/vehicle/add", data=given | {"bought_on": "2026-01-02"})
    assert "There is one with this Plate already" in again.text
    assert "2026-01-02" in again.text, "what was typed is kept"


def test_its_step_is_a_button_a_form_and_a_line_on_both_timelines(
    signed_in: Callable[[str], FlaskClient], as_system: Session
) -> None:
    admin = signed_in("admin")
    zeta = as_system.scalars(sa.select(Customer.id).filter_by(name="Zeta")).one()
    as_system.rollback()
    form = admin.get("/vehicle/step/sell/1").text
    assert "It drives on, under another owner" in form
    sold = admin.post("/vehicle/step/sell/1", data={"to": str(zeta), "csrf_token": token_of(form)})
    assert sold.status_code == 302
    entry = as_system.scalars(sa.select(TimelineEntry).filter_by(action="vehicle.sell")).one()
    assert (entry.customer_id, entry.summary, entry.details) == (zeta, "M-TR 2026", {"to": "Zeta"})
    assert as_system.scalars(sa.select(Change.field).filter_by(noun="Vehicle", action="update")).all() == [
        "customer_id"
    ]


def test_it_is_asked_and_changed_over_the_api(garage: Flask, engine: sa.Engine) -> None:
    client, key = garage.test_client(), key_of(engine, "admin")

    def ask(query: str) -> dict:
        return client.post("/graphql", json={"query": query}, headers=key).json

    nodes = "edges { node { plate drive worth customer { name vehicles { totalCount } } } }"
    found = ask(
        f'{{ vehicles(filter: {{customer: {{name: {{eq: "Acme"}}}}, drive: {{eq: ELECTRIC}}}}) {{ {nodes} }} }}'
    )
    [edge] = found["data"]["vehicles"]["edges"]
    assert edge["node"] == {
        "plate": "M-TR 2026", "drive": "ELECTRIC", "worth": "9000.00",
        "customer": {"name": "Acme", "vehicles": {"totalCount": 1}},
    }  # fmt: skip
    theirs = 'mutation { vehicleSell(id: "1", to: "1") { vehicle { id } userErrors { code field message } } }'
    assert ask(theirs)["data"]["vehicleSell"] == {
        "vehicle": None, "userErrors": [{"code": "REFUSED", "field": "to", "message": "It is theirs already."}],
    }  # fmt: skip


def test_its_guard_and_permissions_hold(
    garage: Flask, signed_in: Callable[[str], FlaskClient], engine: sa.Engine, looking: Callable[[str], Session]
) -> None:
    assert signed_in("ana").get("/vehicle/list/").status_code == 403
    with pytest.raises(Refused):
        doorman.create(looking("ana"), Vehicle, {"plate": "Y", "customer": 1})
    answer = garage.test_client().post(
        "/graphql", json={"query": "{ vehicles { totalCount } }"}, headers=key_of(engine, "cti")
    )
    assert answer.json["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_it_is_seen_with_its_customer_and_found_by_its_plate(garage: Flask, looking: Callable[[str], Session]) -> None:
    ana, luis = looking("ana"), looking("luis")
    by_plate = search.found_by(Vehicle, "2026", ana.get_bind().dialect.name)
    assert [len(s.scalars(sa.select(Vehicle).where(by_plate)).all()) for s in (ana, luis)] == [1, 0]


def test_what_is_to_go_is_deprecated_wherever_programs_meet_it(garage: Flask) -> None:
    from schema.published import schema

    told = schema.as_str()
    for kind in ("type Vehicle ", "input VehicleFilter ", "input VehicleOrderBy ", "input VehicleUpdateInput "):
        part = told[told.index(kind) :].partition("\n}")[0]
        assert re.search(r'boughtOn: \w+ @deprecated\(reason: "Use history."\)', part), kind
        assert part.count("@deprecated") == 1, kind
    assert re.search(r'vehicleSell\([^@]*\): VehiclePayload! @deprecated\(reason: "Use vehicleUpdate."\)', told)
    assert "deprecated" not in told[: told.index("type Vehicle ")].partition("type Mutation")[0]
