"""Saved views: one's own, a department's, everybody's; who may put one where."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.errors import Refused
from app.customers.customer import Customer
from app.organization import saved_view
from app.organization.saved_view import SavedView, Sharing, views_of

Looking = Callable[[str], Session]


def keep(session: Session, name: str, shared_with: Sharing = Sharing.NOBODY) -> SavedView:
    given = {"noun": "Customer", "name": name, "asked": {"f": ["city:is:Rome"]}, "shared_with": shared_with}
    return doorman.create(session, SavedView, given)


def names(session: Session) -> list[str]:
    return [view.name for view in views_of(session, Customer)]


def test_a_view_is_ones_own(looking: Looking) -> None:
    keep(looking("ana"), "Rome")
    assert names(looking("ana")) == ["Rome"]
    assert names(looking("luis")) == names(looking("max")) == []


def test_a_manager_shares_with_everybody(looking: Looking) -> None:
    keep(looking("max"), "Rome", Sharing.EVERYBODY)
    assert names(looking("ana")) == names(looking("eva")) == ["Rome"]


def test_a_salesperson_may_not(looking: Looking) -> None:
    with pytest.raises(Refused, match="share"):
        keep(looking("ana"), "Rome", Sharing.EVERYBODY)


def test_without_the_question_anybody_would(looking: Looking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_view, "_ask_sharing", lambda *_, **__: None)
    keep(looking("ana"), "Rome", Sharing.EVERYBODY)
    assert names(looking("luis")) == ["Rome"]


def test_a_department_and_what_is_below_it_share(looking: Looking) -> None:
    """Max leads the departments of Ana and Luis; who is beside sees nothing."""
    keep(looking("max"), "All of us", Sharing.DEPARTMENT)
    keep(looking("ana"), "East", Sharing.DEPARTMENT)
    assert sorted(names(looking("ana"))) == ["All of us", "East"]
    assert names(looking("luis")) == names(looking("max")) == ["All of us"]
    assert names(looking("dan")) == []


def test_a_view_is_changed_by_its_owner(looking: Looking) -> None:
    view = keep(looking("max"), "Rome", Sharing.EVERYBODY)
    with pytest.raises(Refused, match="somebody else"):
        doorman.update(looking("ana"), SavedView, view.id, None, {"name": "Mine now"})
    with pytest.raises(Refused, match="somebody else"):
        doorman.delete(looking("ana"), SavedView, view.id, None)
    doorman.update(looking("max"), SavedView, view.id, None, {"name": "Roma"})
    assert names(looking("ana")) == ["Roma"]


def test_without_the_question_it_would_be_changed(looking: Looking, monkeypatch: pytest.MonkeyPatch) -> None:
    view = keep(looking("max"), "Rome", Sharing.EVERYBODY)
    monkeypatch.setattr(saved_view, "_ask_owner", lambda *_: None)
    doorman.update(looking("ana"), SavedView, view.id, None, {"name": "Mine now"})
    assert names(looking("eva")) == ["Mine now"]


def test_what_nobody_shares_cannot_even_be_found(looking: Looking) -> None:
    view = keep(looking("ana"), "Rome")
    with pytest.raises(Refused, match="no such"):
        doorman.update(looking("luis"), SavedView, view.id, None, {"name": "Mine now"})
