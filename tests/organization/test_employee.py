"""Employees: deactivated and not deleted, their work handed over at once, and roles given by who has what they give."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.errors import Refused
from app.core.history import Change
from app.core.language import language
from app.core.noun import now
from app.customers.customer import Customer
from app.organization import access_key, sign_in
from app.organization.department import Department
from app.organization.employee import Employee
from app.organization.granting import give_roles, roles
from app.organization.handover import parts, theirs
from app.organization.notification import latest
from tests.views.guest import Guest

Looking = Callable[[str], Session]


def who(session: Session, name: str) -> Employee:
    return session.scalars(sa.select(Employee).filter_by(username=name)).one()


def the(session: Session, name: str) -> Customer:
    return session.scalars(sa.select(Customer).filter_by(name=name)).one()


def test_whoever_is_deactivated_is_out_at_the_next_request(app: Flask, as_system: Session) -> None:
    ana, guest = who(as_system, "ana"), Guest(app, "ana")
    key = doorman.once(as_system, lambda: access_key.issue(as_system, ana, at=now()))
    bearer = {"Authorization": f"Bearer {key}"}
    asked = {"query": "{ customers { totalCount } }"}
    assert guest.client.post("/graphql", json=asked, headers=bearer).json["data"]["customers"]["totalCount"] == 2
    doorman.step(as_system, Employee, "deactivate", ana.id, {})
    assert guest.get("/customer/list/").status_code == 302
    assert guest.client.post("/graphql", json=asked, headers=bearer).status_code == 401
    assert Guest(app).sign_in("ana").status_code == 401


def test_old_sign_ins_and_keys_do_not_come_back_with_the_person(app: Flask, as_system: Session) -> None:
    ana, guest = who(as_system, "ana"), Guest(app, "ana")
    key = doorman.once(as_system, lambda: access_key.issue(as_system, ana, at=now()))
    doorman.step(as_system, Employee, "deactivate", ana.id, {})
    doorman.step(as_system, Employee, "reinstate", ana.id, {})
    assert guest.get("/customer/list/").status_code == 302
    assert access_key.holder(as_system, key, at=now()) is None
    assert Guest(app, "ana").get("/customer/list/").status_code == 200


def test_nobody_deactivates_themselves_nor_the_last_administrator(looking: Looking, as_system: Session) -> None:
    admin = looking("admin")
    with pytest.raises(Refused, match="Nobody deactivates themselves"):
        doorman.step(admin, Employee, "deactivate", who(admin, "admin").id, {})
    with pytest.raises(Refused, match="last administrator"):
        doorman.step(as_system, Employee, "deactivate", who(as_system, "admin").id, {})
    give_roles(as_system, who(as_system, "eva"), ["Administrator"])
    as_system.commit()
    doorman.step(as_system, Employee, "deactivate", who(as_system, "admin").id, {})


def test_only_who_may_deactivates(looking: Looking) -> None:
    max_ = looking("max")
    with pytest.raises(Refused, match="may not"):
        doorman.step(max_, Employee, "deactivate", who(max_, "ana").id, {})


def test_the_work_goes_along_with_history_versions_and_stamps(looking: Looking) -> None:
    admin = looking("admin")
    ana, luis, acme = who(admin, "ana"), who(admin, "luis"), the(admin, "Acme")
    version, at = acme.version, acme.changed_at
    assert {(part.noun.__name__, n) for part, n in theirs(admin, ana)} >= {("Customer", 2)}
    doorman.step(admin, Employee, "deactivate", ana.id, {"hand_over_to": luis.id})
    assert (acme.owner, acme.version, acme.changed_by_id) == (luis, version + 1, admin.info["viewer"].id)
    assert acme.changed_at > at
    assert theirs(admin, ana) == []
    told = admin.scalars(sa.select(Change).filter_by(noun="Customer", record_id=acme.id, field="owner_id")).all()
    assert [(c.old, c.new, c.by_id) for c in told][-1] == (str(ana.id), str(luis.id), admin.info["viewer"].id)


def test_who_takes_over_sees_it(looking: Looking) -> None:
    admin = looking("admin")
    doorman.step(admin, Employee, "hand_over", who(admin, "ana").id, {"to": who(admin, "luis").id})
    assert who(admin, "ana").active
    seen = set(looking("luis").scalars(sa.select(Customer.name)))
    assert seen == {"Acme", "Beta", "Zeta"}
    assert set(looking("ana").scalars(sa.select(Customer.name))) == set()


def test_who_takes_over_is_told_what_and_how_much(looking: Looking) -> None:
    admin = looking("admin")
    doorman.step(admin, Employee, "deactivate", who(admin, "ana").id, {"hand_over_to": who(admin, "luis").id})
    [told] = [each.words(language("en"), "UTC") for each in latest(looking("luis"), 5)]
    assert told.startswith("You take over what Ana Torres had: 2 customers")
    assert latest(looking("ana"), 5) == []


def test_who_gives_their_own_to_themselves_or_nothing_is_told_nothing(looking: Looking) -> None:
    admin = looking("admin")
    doorman.step(admin, Employee, "hand_over", who(admin, "ana").id, {"to": who(admin, "admin").id})
    doorman.step(admin, Employee, "hand_over", who(admin, "ana").id, {"to": who(admin, "luis").id})
    assert latest(looking("admin"), 5) == latest(looking("luis"), 5) == []


def test_people_and_departments_are_handed_over_without_a_circle(looking: Looking) -> None:
    admin = looking("admin")
    max_, ana, luis, eva = (who(admin, name) for name in ("max", "ana", "luis", "eva"))
    doorman.step(admin, Employee, "deactivate", max_.id, {"hand_over_to": ana.id})
    assert (luis.superior, ana.superior) == (ana, eva)
    assert admin.scalars(sa.select(Department).filter_by(name="Sales")).one().manager is ana


@pytest.mark.parametrize(("to", "words"), [("ana", "somebody else"), ("tom", "not active any more")])
def test_work_goes_to_a_colleague_who_is_here(looking: Looking, to: str, words: str) -> None:
    admin = looking("admin")
    doorman.step(admin, Employee, "deactivate", who(admin, "tom").id, {})
    with pytest.raises(Refused, match=words) as why:
        doorman.step(admin, Employee, "deactivate", who(admin, "ana").id, {"hand_over_to": who(admin, to).id})
    assert why.value.field == "hand_over_to"
    admin.rollback()
    assert who(admin, "ana").active


def test_every_noun_that_an_employee_keeps_is_handed_over() -> None:
    known = {(part.noun.__name__, part.relation) for part in parts()}
    assert known >= {("Customer", "owner"), ("Department", "manager"), ("Employee", "superior")}
    assert "AccessKey" not in {noun for noun, _ in known}


def test_ten_thousand_customers_go_quickly(looking: Looking, as_system: Session) -> None:
    ana, luis = who(as_system, "ana"), who(as_system, "luis")
    rows = [{"name": f"C{n}", "number": f"X{n}", "owner_id": ana.id, "version": 1} for n in range(10_000)]
    as_system.execute(sa.insert(Customer), rows)
    as_system.commit()
    admin, began = looking("admin"), now()
    doorman.step(admin, Employee, "hand_over", ana.id, {"to": luis.id})
    assert (now() - began).total_seconds() < 5
    as_system.rollback()
    assert as_system.scalar(sa.select(sa.func.count()).select_from(Customer).filter_by(owner_id=luis.id)) == 10_003
    lines = sa.select(sa.func.count()).select_from(Change).filter_by(noun="Customer", field="owner_id")
    assert as_system.scalar(lines.where(Change.by_id == admin.info["viewer"].id)) == 10_002


def test_nobody_leads_themselves(looking: Looking) -> None:
    admin = looking("admin")
    eva, ana = who(admin, "eva"), who(admin, "ana")
    with pytest.raises(Refused, match="Nobody leads themselves") as why:
        doorman.update(admin, Employee, eva.id, None, {"superior": ana.id})
    assert why.value.field == "superior"


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"language": "klingon"}, "language", "not one of the choices"),
        ({"zone": "Mars/Olympus"}, "zone", "not one of the choices"),
        ({"email": "nobody"}, "email", "not an e-mail"),
        ({"email": "luis@superstore.example"}, "email", "already"),
        ({"username": "LUIS"}, "username", "called LUIS already"),
        ({"active": False}, "active", "cannot be written"),
        ({"role": "Administrator"}, "role", "cannot be written"),
    ],
)
def test_a_bad_value_is_refused_beside_its_field(looking: Looking, given: dict, field: str, words: str) -> None:
    admin = looking("admin")
    with pytest.raises(Refused, match=words) as why:
        doorman.update(admin, Employee, who(admin, "ana").id, None, given)
    assert why.value.field == field


def test_nobody_gives_a_role_that_permits_more_than_they_may(as_system: Session, looking: Looking) -> None:
    agent, admin = (next(r for r in roles(as_system) if r.name == name) for name in ("Service agent", "Administrator"))
    agent.permissions += [
        each for each in admin.permissions if each.view_menu.name == "Employee" and each not in agent.permissions
    ]
    as_system.commit()
    rosa = looking("rosa")
    with pytest.raises(Refused, match="permits what you may not do") as why:
        give_roles(rosa, who(rosa, "tom"), ["Service agent", "Administrator"])
    assert why.value.field == "roles"
    with pytest.raises(Refused, match="may do what you may not"):
        doorman.step(rosa, Employee, "reset_password", who(rosa, "admin").id, {"password": "a long sentence of words"})
    with pytest.raises(Refused, match="may do what you may not"):
        doorman.update(rosa, Employee, who(rosa, "admin").id, None, {"email": "rosa@superstore.example"})
    give_roles(rosa, who(rosa, "tom"), ["Service agent"])


def test_who_gave_a_role_is_in_the_history(looking: Looking) -> None:
    admin = looking("admin")
    tom = who(admin, "tom")
    give_roles(admin, tom, ["Service agent", "Executive"])
    admin.commit()
    [line] = admin.scalars(sa.select(Change).filter_by(noun="Employee", record_id=tom.id, field="role"))
    assert (line.old, line.new) == ("Service agent", "Executive, Service agent")
    assert line.by_id == admin.info["viewer"].id


def test_the_record_tells_who_changed_roles_and_who_reset_the_password(app: Flask, looking: Looking) -> None:
    admin, words = looking("admin"), "a long sentence of words"
    tom = who(admin, "tom")
    doorman.step(admin, Employee, "reset_password", tom.id, {"password": words})
    Guest(app, "admin").fill(f"/employee/edit/{tom.id}", roles=["Executive"])
    doorman.step(admin, Employee, "deactivate", tom.id, {})
    page = Guest(app, "admin").get(f"/employee/show/{tom.id}").text
    assert "changed <b>Role</b> from Service agent to <b>Executive</b>" in page
    assert "sent employee Tom Baker a way to a new password" in page
    assert "lets employee Tom Baker sign in no more" in page
    [line] = admin.scalars(sa.select(Change).filter_by(record_id=tom.id, noun="Employee", field="reset_password"))
    assert (line.by_id, line.old, line.new) == (admin.info["viewer"].id, None, None)
    assert words not in page
    assert "a way to a new password" not in Guest(app, "ana").get(f"/employee/show/{tom.id}").text


def test_the_last_administrator_stays_one(as_system: Session) -> None:
    with pytest.raises(Refused, match="last administrator"):
        give_roles(as_system, who(as_system, "admin"), ["Executive"])


def test_a_reset_password_follows_the_rules_and_ends_what_was_open(app: Flask, looking: Looking) -> None:
    admin, guest = looking("admin"), Guest(app, "ana")
    ana = who(admin, "ana")
    with pytest.raises(Refused, match="12 to 128") as why:
        doorman.step(admin, Employee, "reset_password", ana.id, {"password": "short"})
    assert why.value.field == "password"
    doorman.step(admin, Employee, "reset_password", ana.id, {"password": "a long sentence of words"})
    assert guest.get("/customer/list/").status_code == 302
    assert ana.must_change_password


def test_a_sign_in_row_is_ended_not_only_hidden(app: Flask, as_system: Session) -> None:
    Guest(app, "ana")
    ana = who(as_system, "ana")
    doorman.step(as_system, Employee, "deactivate", ana.id, {})
    rows = as_system.scalars(sa.select(sign_in.SignIn).filter_by(employee_id=ana.id)).all()
    assert [row for row in rows if row.ended_at is None] == []
