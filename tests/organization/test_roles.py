"""Roles are read and changed as a table; nobody gives what they do not hold, and somebody can always change roles."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.errors import Refused
from app.core.viewer import Reach, viewer_of
from app.organization import giving, holding, reaching, role_keeping
from app.organization.data_permission import DataPermission
from app.organization.employee import Employee
from app.organization.giving import reaches_of
from app.organization.holding import permitted
from app.organization.role import deliver
from config import ROLES, SPECIAL_PERMISSIONS
from tests.company import session_of
from tests.views.guest import Guest, names_in

Looking = Callable[[str], Session]
LIST = ("can_list", "Product")


def key(session: Session, name: str) -> int:
    return next(role.id for role in role_keeping.roles(session) if role.name == name)


def change(session: Session, name: str, *, give: Any = (), take: Any = ()) -> None:
    id, known = key(session, name), {*give, *take}
    has = permitted(session, [id])
    role_keeping.change_role(session, id, (has | set(give)) - set(take), has | known)


def raise_to_keeper(engine: sa.Engine, name: str, *pairs: tuple[str, str]) -> None:
    """Somebody who is no administrator may change roles."""
    from app.core.database import system_session
    from app.organization.role import permission_key

    with system_session(engine) as session:
        role = key(session, name)
        granted = holding.role_table("permission_view_role")
        for pair in pairs:
            found = permission_key(session, *pair)
            session.execute(sa.insert(granted).values(role_id=role, permission_view_id=found))
        session.commit()


KEEPING = (
    ("can_list", "Role"),
    ("can_show", "Role"),
    ("can_add", "Role"),
    ("can_edit", "Role"),
    ("can_delete", "Role"),
)


# The rules ------------------------------------------------------------------------------------------------------------


def test_roles_say_what_they_are_and_how_many_have_them(as_system: Session) -> None:
    found = {role.name: role for role in role_keeping.roles(as_system)}
    assert set(found) == set(ROLES)
    assert (found["Salesperson"].people, found["Service agent"].people) == (2, 2)
    assert all(role.is_delivered for role in found.values())


def test_who_may_gives_and_takes_and_it_is_written_down(looking: Looking) -> None:
    admin = looking("admin")
    change(admin, "Salesperson", give=[("export", "Customer")], take=[LIST])
    has = permitted(admin, [key(admin, "Salesperson")])
    assert ("export", "Customer") in has
    assert LIST not in has
    lines = role_keeping.changes_of_roles(admin, key(admin, "Salesperson"))
    assert {(line.field, line.old, line.new, line.by_id) for line in lines} == {
        ("Customer.export", None, "yes", viewer_of(admin).id),
        ("Product.can_list", "yes", None, viewer_of(admin).id),
    }


def test_nobody_else_changes_roles(looking: Looking) -> None:
    for name in ("ana", "max", "eva", "dan"):
        session = looking(name)
        for act in (
            lambda s: change(s, "Salesperson", take=[LIST]),
            lambda s: role_keeping.copy_role(s, key(s, "Salesperson"), "Mine", ""),
            lambda s: role_keeping.delete_role(s, key(s, "Salesperson")),
            lambda s: reaching.change_reach(s, {(key(s, "Salesperson"), "Customer"): Reach.ALL}),
            lambda s: reaching.effect(s, {(key(s, "Salesperson"), "Customer"): Reach.ALL}),
        ):
            with pytest.raises(Refused) as why:
                act(session)
            assert why.value.code == "FORBIDDEN"


def test_nobody_gives_what_they_do_not_hold(engine: sa.Engine, looking: Looking) -> None:
    raise_to_keeper(engine, "Sales manager", *KEEPING)
    session = looking("max")
    change(session, "Salesperson", give=[("export", "Customer")])
    with pytest.raises(Refused, match="cannot give what you do not have"):
        change(session, "Sales manager", give=[("can_delete", "Department")])
    with pytest.raises(Refused, match="may more than you"):
        role_keeping.copy_role(session, key(session, "Administrator"), "Boss", "")
    assert "Boss" not in {role.name for role in role_keeping.roles(session)}


def test_without_that_question_it_would_be_given(
    engine: sa.Engine, looking: Looking, monkeypatch: pytest.MonkeyPatch
) -> None:
    raise_to_keeper(engine, "Sales manager", *KEEPING)
    monkeypatch.setattr(role_keeping, "holds_all_of", lambda *_: True)
    monkeypatch.setattr(giving, "refuse_reaching_further", lambda *_: None)
    session = looking("max")
    assert role_keeping.copy_role(session, key(session, "Administrator"), "Boss", "")


def test_nobody_gives_a_person_a_role_that_may_more(looking: Looking) -> None:
    """At whatever door: an employee's roles are asked about when they are written."""
    session = looking("max")
    ana = session.scalars(sa.select(Employee).filter_by(username="ana")).one()
    ana.roles = [*ana.roles, session.get_one(role_keeping.kind(), key(session, "Administrator"))]
    with pytest.raises(Refused, match="cannot give the role Administrator"):
        session.flush()
    session.rollback()
    with pytest.raises(Refused):
        doorman.update(session, DataPermission, 1, None, {"sees": Reach.ALL})


def test_somebody_can_always_change_roles(looking: Looking) -> None:
    admin = looking("admin")
    for role_edit in ([("can_edit", "Role")], [("can_edit", "Role"), LIST]):
        with pytest.raises(Refused, match="Nobody could change roles"):
            change(admin, "Administrator", take=role_edit)
    change(admin, "Executive", give=[("can_edit", "Role")])
    change(admin, "Administrator", take=[("can_edit", "Role")])


@pytest.mark.parametrize("goes", [{"active": False}, {"roles": []}])
def test_the_last_administrator_does_not_go(looking: Looking, goes: dict[str, Any]) -> None:
    session = looking("admin")
    me = session.scalars(sa.select(Employee).filter_by(username="admin")).one()
    for name, value in goes.items():
        setattr(me, name, value)
    with pytest.raises(Refused, match="Nobody could change roles"):
        session.flush()


def test_a_delivered_role_stays(looking: Looking) -> None:
    admin = looking("admin")
    with pytest.raises(Refused, match="came with Trato"):
        role_keeping.delete_role(admin, key(admin, "Call center"))
    id = key(admin, "Call center")
    role_keeping.change_role(admin, id, permitted(admin, [id]), permitted(admin, [id]), name="Telephone")
    assert role_keeping.the_role(admin, id).name == "Call center"


def test_a_copy_may_and_sees_what_its_model_does(looking: Looking) -> None:
    admin = looking("admin")
    model = key(admin, "Salesperson")
    made = role_keeping.copy_role(admin, model, "  Junior   seller ", "Learns to sell.")
    assert (permitted(admin, [made]), reaches_of(admin, made)) == (permitted(admin, [model]), reaches_of(admin, model))
    role = role_keeping.the_role(admin, made)
    assert (role.name, role.purpose, role.is_delivered, role.people) == ("Junior seller", "Learns to sell.", False, 0)
    has = permitted(admin, [made])
    role_keeping.change_role(admin, made, has, has, name="Trainee", purpose="Watches.")
    assert role_keeping.the_role(admin, made).name == "Trainee"
    role_keeping.delete_role(admin, made)
    with pytest.raises(Refused, match="no such role"):
        role_keeping.the_role(admin, made)


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "Salesperson", "sALESPERSON"])
def test_a_name_that_is_none_is_refused_beside_its_field(looking: Looking, name: str) -> None:
    admin = looking("admin")
    with pytest.raises(Refused) as why:
        role_keeping.copy_role(admin, key(admin, "Salesperson"), name, "")
    assert why.value.field == "name"


def test_a_role_that_somebody_has_is_not_deleted(looking: Looking) -> None:
    admin = looking("admin")
    made = role_keeping.copy_role(admin, key(admin, "Service agent"), "Helper", "")
    tom = admin.scalars(sa.select(Employee).filter_by(username="tom")).one()
    tom.roles = [admin.get_one(role_keeping.kind(), made)]
    admin.commit()
    with pytest.raises(Refused, match="Somebody has this role"):
        role_keeping.delete_role(admin, made)


def test_what_was_taken_away_stays_away(looking: Looking, as_system: Session) -> None:
    admin = looking("admin")
    change(admin, "Salesperson", take=[LIST])
    reaching.change_reach(admin, {(key(admin, "Salesperson"), "Customer"): Reach.DEPARTMENT})
    assert deliver(as_system, ROLES, SPECIAL_PERMISSIONS) == 0
    as_system.commit()
    id = key(as_system, "Salesperson")
    assert LIST not in permitted(as_system, [id])
    assert reaches_of(as_system, id)["Customer"] is Reach.DEPARTMENT


# Data permissions -----------------------------------------------------------------------------------------------------


def test_a_reach_is_said_for_what_has_keepers_and_the_rest_follows() -> None:
    assert "Customer" in {noun.__name__ for noun in reaching.reached()}
    named = {noun.__name__: {one.__name__ for one in each} for noun, each in reaching.following().items()}
    assert {"Contact", "Order", "OrderLine", "TimelineEntry"} <= named["Customer"]


def test_the_effect_is_told_as_it_will_be(looking: Looking, engine: sa.Engine) -> None:
    admin = looking("admin")
    wish = {(key(admin, "Salesperson"), "Customer"): Reach.ALL, (key(admin, "Executive"), "Customer"): Reach.ALL}
    sights, many = reaching.effect(admin, wish)
    assert {(one.name, one.before, one.after) for one in sights} == {("Ana Torres", 2, 4), ("Luis Ortega", 1, 4)}
    assert many == 2
    assert names_seen(looking("ana")) == 2, "nothing was kept"
    reaching.change_reach(admin, wish)
    with session_of(engine, "ana") as session:
        assert names_seen(session) == 4


def names_seen(session: Session) -> int:
    from app.customers.customer import Customer

    return session.scalar(sa.select(sa.func.count()).select_from(Customer)) or 0


def test_nobody_lets_others_see_further_than_they_do(engine: sa.Engine, looking: Looking) -> None:
    raise_to_keeper(engine, "Sales manager", ("can_edit", "DataPermission"), ("can_list", "DataPermission"))
    session = looking("max")
    sales = key(session, "Salesperson")
    with pytest.raises(Refused, match="further than you do"):
        reaching.change_reach(session, {(sales, "Customer"): Reach.ALL})
    assert reaching.change_reach(session, {(sales, "Customer"): Reach.BELOW}) == 1
    assert reaching.change_reach(session, {(key(session, "Executive"), "Customer"): Reach.DEPARTMENT}) == 1


# The pages ------------------------------------------------------------------------------------------------------------


def test_the_pages_are_for_who_may(app: Flask) -> None:
    for address in ("/role/list/", "/role/show/1", "/role/add", "/data-permission/list/"):
        assert Guest(app, "ana").get(address).status_code == 403, address
        assert Guest(app, "admin").get(address).status_code == 200, address
    page = Guest(app, "admin").get("/role/list/").text
    assert "Leads salespeople" in page
    assert "/data-permission/list/" in page
    assert Guest(app, "admin").get("/role/show/999").status_code == 404


def boxes(page: str) -> dict[str, str]:
    found = re.findall(r'name="(p\.[^"]+)" value="y"([^>]*)', page)
    return {name: "y" for name, more in found if "checked" in more}


def test_a_tick_is_given_and_one_less_is_taken(app: Flask, as_system: Session) -> None:
    admin, id = Guest(app, "admin"), key(as_system, "Salesperson")
    as_system.rollback()
    address = f"/role/show/{id}"
    form = boxes(admin.get(address).text)
    assert "p.Customer.can_list" in form
    del form["p.Product.can_list"]
    assert admin.post(address, {**form, "p.Customer.export": "y", "p.Nothing.can_list": "y"}).status_code == 302
    has = permitted(as_system, [id])
    assert ("export", "Customer") in has
    assert LIST not in has
    page = admin.get(address).text
    assert "took from it" in page
    assert "Ada Admin" in page
    assert Guest(app, "ana").get("/product/list/").status_code == 403


def test_what_is_refused_leaves_the_ticks_as_they_were_set(app: Flask, as_system: Session) -> None:
    admin, address = Guest(app, "admin"), f"/role/show/{key(as_system, 'Administrator')}"
    as_system.rollback()
    form = boxes(admin.get(address).text)
    del form["p.Role.can_edit"]
    answer = admin.post(address, form)
    assert answer.status_code == 422
    assert "Nobody could change roles any more" in answer.text
    assert boxes(answer.text) == form


def test_what_one_does_not_hold_cannot_be_ticked(app: Flask, engine: sa.Engine, as_system: Session) -> None:
    raise_to_keeper(engine, "Sales manager", *KEEPING)
    page = Guest(app, "max").get(f"/role/show/{key(as_system, 'Salesperson')}").text
    [closed] = re.findall(r'name="p\.Department\.can_delete" value="y"([^>]*)', page)
    assert "disabled" in closed


def test_a_role_is_copied_renamed_and_deleted_on_its_pages(app: Flask, as_system: Session) -> None:
    admin, source = Guest(app, "admin"), key(as_system, "Salesperson")
    as_system.rollback()
    made = admin.post("/role/add", {"source": source, "name": "Trainee", "purpose": "Learns."})
    assert made.status_code == 302
    again = admin.post("/role/add", {"source": source, "name": "Trainee", "purpose": "Learns."})
    assert again.status_code == 422
    assert 'value="Trainee"' in again.text
    address = made.location
    form = boxes(admin.get(address).text)
    admin.post(address, {**form, "name": "Beginner", "purpose": "Learns."})
    page = admin.get(address).text
    assert "renamed it from Trainee to Beginner" in page
    gone = admin.post(address.replace("show", "delete"), page=address)
    assert gone.location.endswith("/role/list/")
    assert "Beginner" not in admin.get("/role/list/").text


def test_the_effect_is_shown_before_it_is_saved(app: Flask, as_system: Session) -> None:
    admin, wish = Guest(app, "admin"), {f"reach.{key(as_system, 'Salesperson')}.Customer": "ALL"}
    as_system.rollback()
    page = admin.post("/data-permission/effect", wish, page="/data-permission/list/").text
    assert re.search(r"Ana Torres.*?>2<.*?>4<", page, re.DOTALL)
    assert len(names_in(Guest(app, "ana").get("/customer/list/").text)) == 2
    assert admin.post("/data-permission/list/", wish).status_code == 302
    assert len(names_in(Guest(app, "ana").get("/customer/list/").text)) == 4
    page = admin.get("/data-permission/list/").text
    assert "changed what it sees of customer from own to all" in page


@pytest.mark.parametrize("said", ["SOMETIMES", "", "all", "\x00"])
def test_a_reach_that_is_none_changes_nothing(app: Flask, as_system: Session, said: str) -> None:
    id = key(as_system, "Salesperson")
    as_system.rollback()
    Guest(app, "admin").post("/data-permission/list/", {f"reach.{id}.Customer": said, "reach.99.Customer": "ALL"})
    assert reaches_of(as_system, id)["Customer"] is Reach.OWN


@pytest.mark.parametrize("name", ["", "   ", "\x00", "x" * 65])
def test_a_role_has_a_name_that_can_be_read(looking: Looking, name: str) -> None:
    admin = looking("admin")
    with pytest.raises(Refused, match="Give the role a name") as why:
        role_keeping.copy_role(admin, str(key(admin, "Salesperson")), name, "")
    assert why.value.field == "name"
