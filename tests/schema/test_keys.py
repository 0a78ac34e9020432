"""Who was known a moment ago is not looked up again, and forgotten as soon as anything changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from app.core.database import system_session
from app.core.noun import now
from app.core.viewer import Viewer
from app.organization.access_key import AccessKey
from app.organization.data_permission import DataPermission
from app.organization.employee import Employee
from schema.keys import MOST, SECONDS, Keys, keys

Ask = Callable[..., Any]
QUESTION = "{ customers { edges { node { name owner { name } orders { totalCount } } } } }"


@pytest.mark.usefixtures("engine_on")
def test_one_who_is_known_costs_one_statement(ask: Ask, statements: list[str]) -> None:
    eva = ask("eva")
    first = eva.told(QUESTION)
    statements.clear()
    assert eva.told(QUESTION) == first
    assert len([each for each in statements if each.startswith("SELECT")]) == 1
    assert len([each for each in statements if not each.startswith("BEGIN")]) == 1


def test_nothing_can_be_written_at_once(ask: Ask) -> None:
    admin = ask("admin")
    admin.told(QUESTION)
    told = admin.told('mutation { customerCreate(input: {name: "New"}) { customer { name } userErrors { code } } }')
    assert told["customerCreate"]["customer"] == {"name": "New"}


@pytest.mark.parametrize("change", ["revoked", "gone", "reach"])
def test_what_decides_is_forgotten_at_once(ask: Ask, engine: sa.Engine, change: str) -> None:
    ana = ask("ana")
    assert len(ana.told(QUESTION)["customers"]["edges"]) == 2
    with system_session(engine) as session:
        if change == "revoked":
            session.scalars(sa.select(AccessKey).order_by(AccessKey.id.desc())).first().revoked_at = now()
        elif change == "gone":
            session.scalars(sa.select(Employee).where(Employee.username == "ana")).one().active = False
        else:
            reaching = sa.select(DataPermission).where(DataPermission.noun == "Customer")
            for each in session.scalars(reaching):
                session.delete(each)
        session.commit()
    answer = ana.post({"query": QUESTION})
    if change == "reach":
        assert answer.get_json()["data"]["customers"]["edges"] == []
    else:
        assert answer.status_code == 401


def test_a_key_is_known_for_seconds() -> None:
    time = [0.0]
    some = Keys(lambda: time[0])
    some.remember("trato_x", Viewer(id=1, person=object()))
    found = some.holder("trato_x")
    assert found is not None
    assert (found.id, found.person) == (1, None)
    assert some.holder("trato_y") is None
    time[0] = SECONDS
    assert some.holder("trato_x") is None
    for n in range(MOST + 5):
        some.remember(f"trato_{n}", Viewer(id=n))
    assert len(some.known) == MOST
    assert all("trato" not in key for key in some.known), "only the hash is kept"


def test_the_keys_of_this_process_are_one_place() -> None:
    keys.forget()
    assert keys.holder("trato_none") is None
