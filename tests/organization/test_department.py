"""The tree of departments: moved as a branch, its effect shown before; deactivated and not deleted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.errors import Refused
from app.customers.customer import Customer
from app.organization.department import Department, DepartmentKind
from app.organization.effect import effect_of_move
from app.organization.employee import Employee
from tests.views.guest import Guest, names_in, statements

Looking = Callable[[str], Session]


def the(session: Session, name: str) -> Department:
    return session.scalars(sa.select(Department).filter_by(name=name)).one()


def effect(session: Session, name: str, to: str) -> dict[str, tuple[int, int]]:
    branch, place = the(session, name), the(session, to) if to else None
    told = doorman.tried(session, lambda: effect_of_move(session, branch, place))
    return {sight.name: (sight.before, sight.after) for sight in told if sight.noun is Customer}


def test_the_effect_of_a_move_is_what_people_see_afterwards(as_system: Session, looking: Looking) -> None:
    foreseen = effect(as_system, "Sales East", "Service")
    assert foreseen == {"Max Keller": (3, 1)}
    doorman.step(as_system, Department, "move", the(as_system, "Sales East").id, {"to": the(as_system, "Service")})
    assert len(looking("max").scalars(sa.select(Customer.id)).all()) == 1


def test_looking_at_the_effect_moves_nothing(as_system: Session) -> None:
    before = the(as_system, "Sales East").version
    effect(as_system, "Sales East", "")
    east = the(as_system, "Sales East")
    assert (east.parent.name, east.version) == ("Sales", before)


@pytest.mark.parametrize(("branch", "to"), [("Sales", "Sales"), ("Sales", "Sales East"), ("Superstore", "Sales West")])
def test_a_department_is_not_moved_into_itself(as_system: Session, branch: str, to: str) -> None:
    with pytest.raises(Refused, match="part of itself") as why:
        doorman.step(as_system, Department, "move", the(as_system, branch).id, {"to": the(as_system, to).id})
    assert why.value.field == "to"


def test_the_parent_is_said_once_and_changed_by_the_step_alone(as_system: Session) -> None:
    sales, east = the(as_system, "Sales"), the(as_system, "Sales East")
    made = doorman.create(as_system, Department, {"name": "Team 7", "parent": east.id, "kind": DepartmentKind.TEAM})
    assert made.path == f"{east.path}{made.id}/"
    with pytest.raises(Refused, match="step of its own") as why:
        doorman.update(as_system, Department, made.id, made.version, {"parent": sales.id})
    assert why.value.field == "parent"
    doorman.update(as_system, Department, made.id, made.version, {"parent": east.id, "name": "Team 8"})


def test_only_who_may_moves_a_department(looking: Looking) -> None:
    max_ = looking("max")
    with pytest.raises(Refused, match="may not"):
        doorman.step(max_, Department, "move", the(max_, "Sales East").id, {"to": None})


def test_a_department_with_people_stays_and_is_deactivated(as_system: Session) -> None:
    east = the(as_system, "Sales East")
    with pytest.raises(Refused, match="cannot be deleted"):
        doorman.delete(as_system, Department, east.id, east.version)
    doorman.step(as_system, Department, "deactivate", east.id, {})
    with pytest.raises(Refused, match="Sales East is not active any more") as why:
        doorman.create(as_system, Customer, {"name": "X", "department": east.id})
    assert why.value.field == "department"
    with pytest.raises(Refused, match="not in need of that step"):
        doorman.step(as_system, Department, "deactivate", east.id, {})
    doorman.step(as_system, Department, "reinstate", east.id, {})
    assert doorman.create(as_system, Customer, {"name": "X", "department": east.id}).department is east


def test_what_is_below_goes_first(as_system: Session) -> None:
    with pytest.raises(Refused, match="what is below it: Sales East, Sales West"):
        doorman.step(as_system, Department, "deactivate", the(as_system, "Sales").id, {})


def test_the_form_of_a_move_shows_the_effect_before_it_moves(app: Flask, as_system: Session) -> None:
    admin, east, service = Guest(app, "admin"), the(as_system, "Sales East"), the(as_system, "Service")
    address = f"/department/step/move/{east.id}"
    told = admin.post(address, {"to": str(service.id)})
    assert told.status_code == 200
    assert "What people will see" in told.text
    assert "Max Keller" in told.text
    as_system.rollback()
    assert the(as_system, "Sales East").parent.name == "Sales"
    done = admin.post(address, {"to": str(service.id), "seen": f"= {service.id}"})
    assert done.status_code == 302
    as_system.rollback()
    assert the(as_system, "Sales East").parent.name == "Service"


def test_what_was_seen_of_another_place_does_not_count(app: Flask, as_system: Session) -> None:
    admin, east, service = Guest(app, "admin"), the(as_system, "Sales East"), the(as_system, "Service")
    told = admin.post(f"/department/step/move/{east.id}", {"to": str(service.id), "seen": "= 1"})
    assert "What people will see" in told.text


def test_a_circle_is_refused_beside_the_field_on_the_screen(app: Flask, as_system: Session) -> None:
    sales, east = the(as_system, "Sales"), the(as_system, "Sales East")
    told = Guest(app, "admin").post(f"/department/step/move/{sales.id}", {"to": str(east.id)})
    assert told.status_code == 422
    assert 'id="f-to-m"' in told.text
    assert "A department cannot be a part of itself." in told.text


def test_the_list_is_a_tree_with_people_and_few_statements(app: Flask, as_system: Session) -> None:
    admin = Guest(app, "admin")
    with statements(app) as said:
        told = admin.get("/department/list/").text
    assert len(said) <= 8
    assert names_in(told) == ["Superstore", "Sales", "Sales East", "Sales West", "Service"]
    assert 'aria-level="3"' in told
    manager = as_system.scalars(sa.select(Employee).filter_by(username="max")).one()
    assert str(manager) in told
    assert 'class="tbl cards' in admin.get("/department/list/?sort=name").text
