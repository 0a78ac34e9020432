"""What is permitted beside reading, writing and steps, and that each is asked where it acts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import doorman, history
from app.core.history import changes_of
from app.core.noun import nouns
from app.core.viewer import Viewer
from app.customers.customer import Customer
from app.organization.role import permissions_of, special_of
from app.sales.order import Order
from tests.views.guest import Guest, take_away

Looking = Callable[[str], Session]
NEW_CITY = "Long Beach"


@pytest.mark.parametrize("noun", list(nouns()), ids=lambda noun: noun.__name__)
def test_every_noun_can_be_exported_changed_in_bulk_and_its_history_read(noun: type) -> None:
    assert {"export", "bulk_edit", "see_history"} <= set(special_of(noun)) <= set(permissions_of(noun))


def test_what_only_some_nouns_permit() -> None:
    assert {"merge", "send_mass_mail", "see_credit"} <= set(special_of(Customer))
    assert "approve" in special_of(Order)


@pytest.fixture
def moved(looking: Looking) -> None:
    """Ana has moved Acme."""
    session = looking("ana")
    doorman.update(session, Customer, 1, None, {"city": NEW_CITY})


def test_who_may_reads_what_a_record_was(app: Flask, moved: None) -> None:
    assert NEW_CITY in timeline(Guest(app, "ana"))
    assert NEW_CITY in timeline(Guest(app, "max"))


def test_who_may_not_reads_only_what_it_is(app: Flask, moved: None) -> None:
    """Rosa sees the customer and not its history."""
    rosa = Guest(app, "rosa")
    assert NEW_CITY in rosa.get("/customer/show/1").text
    assert NEW_CITY not in timeline(rosa)
    assert "created it" not in timeline(rosa)


def test_a_history_that_was_taken_away_is_not_read(app: Flask, engine: sa.Engine, moved: None) -> None:
    take_away(engine, "Salesperson", "see_history", "Customer")
    assert NEW_CITY not in timeline(Guest(app, "ana"))


def test_without_that_question_the_history_is_read(
    app: Flask, moved: None, looking: Looking, monkeypatch: pytest.MonkeyPatch
) -> None:
    rosa = looking("rosa")
    acme = rosa.get_one(Customer, 1)
    assert changes_of(rosa, acme) == []
    can = Viewer.can
    monkeypatch.setattr(Viewer, "can", lambda self, what, noun: what == history.SEE_HISTORY or can(self, what, noun))
    assert changes_of(rosa, acme) != []


def timeline(guest: Guest) -> str:
    page = guest.get("/customer/show/1").text
    return page[page.index('class="tl"') :]
