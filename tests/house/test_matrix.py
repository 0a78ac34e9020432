"""Role by noun by step by door: what `matrix.txt` says is what happens, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import ROLES
from tests.house.doors import Api, Core, Screens, Step, steps
from tests.house.matrix import PERSON, table
from tests.schema.conftest import Asking, ask
from tests.views.guest import Guest, take_away

__all__ = ["ask"]
Door = Core | Screens | Api


def test_the_table_names_every_step_and_every_role() -> None:
    """Written anew with `python -m tests.house.matrix` when a noun, a verb or a role is new."""
    assert list(table()) == [str(step) for step in steps()]
    assert {tuple(row) for row in table().values()} == {tuple(ROLES)}


def differences(door: Door, role: str) -> list[str]:
    """Where the door and the table are not of one mind."""
    said = table()
    wrong = [step for step in steps() if door.has(step) and door.opens(step) != said[str(step)][role]]
    return [f"{step}: the table says {said[str(step)][role]}, {door.name} {door.opens(step)}" for step in wrong]


@pytest.mark.parametrize("role", ROLES)
def test_the_core_does_what_the_table_says(role: str, looking: Callable[[str], Session]) -> None:
    assert differences(Core(looking(PERSON[role])), role) == []


@pytest.mark.parametrize("role", ROLES)
def test_the_screens_do_what_the_table_says(role: str, app: Flask) -> None:
    assert differences(Screens(Guest(app, PERSON[role])), role) == []


@pytest.mark.parametrize("role", ROLES)
def test_the_api_does_what_the_table_says(role: str, ask: Callable[[str], Asking]) -> None:
    assert differences(Api(ask(PERSON[role])), role) == []


def test_a_door_that_forgets_is_found(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: with the question left out of the screens, the table is contradicted."""
    monkeypatch.setattr("views.fab.screen.may", lambda *_: None)
    assert differences(Screens(Guest(app, "ana")), "Salesperson")


def test_what_an_administrator_takes_away_is_gone_at_every_door(
    app: Flask, ask: Callable[[str], Asking], looking: Callable[[str], Session]
) -> None:
    from app.customers.customer import Customer

    asking, guest, session = ask("ana"), Guest(app, "ana"), looking("max")
    take_away(session.get_bind(), "Salesperson", "can_edit", "Customer")
    edit = Step(Customer, "edit")
    doors = (Core(looking("ana")), Screens(guest), Api(asking))
    assert [door.opens(edit) for door in doors] == [False, False, False]
