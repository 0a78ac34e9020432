"""Who is away, and who knows why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.errors import FORBIDDEN, INVALID, REFUSED, Refused
from app.organization.absence import Absence, absent_between
from tests.core.test_doorman import together
from tests.organization.test_notification import person

Looking = Callable[[str], Session]
START, END = datetime(2026, 3, 2, 8, 0, tzinfo=UTC), datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def away(session: Session, name: str = "rosa", **more: Any) -> Absence:
    given = {"employee": person(session, name), "starts_at": START, "ends_at": END, "reason": "Holiday", **more}
    return doorman.create(session, Absence, given)


def refused(session: Session, name: str = "rosa", **more: Any) -> Refused:
    with pytest.raises(Refused) as why:
        away(session, name, **more)
    return why.value


def test_one_enters_ones_own_and_ones_manager_enters_it_too(looking: Looking) -> None:
    away(looking("rosa"))
    away(looking("dan"), "tom")
    assert len(looking("dan").scalars(sa.select(Absence)).all()) == 2


@pytest.mark.parametrize("name", ["tom", "ana", "max"])
def test_nobody_enters_or_sees_another_ones(looking: Looking, name: str) -> None:
    assert refused(looking(name)).code == FORBIDDEN
    away(looking("rosa"))
    assert looking(name).scalars(sa.select(Absence)).all() == []


def test_it_ends_after_it_begins(looking: Looking) -> None:
    why = refused(looking("rosa"), ends_at=START)
    assert (why.code, why.field) == (INVALID, "ends_at")


@pytest.mark.parametrize(("begin", "end"), [(START, END), (START + HOUR, END - HOUR), (START - HOUR, START + HOUR)])
def test_nobody_is_away_twice_at_once(looking: Looking, begin: datetime, end: datetime) -> None:
    rosa = looking("rosa")
    away(rosa)
    why = refused(rosa, starts_at=begin, ends_at=end)
    assert (why.code, why.field) == (REFUSED, "starts_at")
    away(looking("tom"), "tom", starts_at=begin, ends_at=end)


def test_one_may_follow_another_at_once_and_one_may_be_moved(looking: Looking) -> None:
    rosa = looking("rosa")
    first = away(rosa)
    away(rosa, starts_at=END, ends_at=END + HOUR)
    doorman.update(rosa, Absence, first.id, first.version, {"ends_at": END - HOUR})
    with pytest.raises(Refused):
        doorman.update(rosa, Absence, first.id, None, {"ends_at": END + HOUR})


def test_of_two_that_are_entered_at_once_one_is_refused(engine: sa.Engine) -> None:
    told = together(engine, [lambda session: away(session, "max")] * 4)
    assert told == ["Max Keller is away in this time already."] * 3 + ["done"]


def test_what_only_touches_a_time_does_not_reach_into_it(looking: Looking) -> None:
    rosa = looking("rosa")
    away(rosa)
    within = [(START - HOUR, START), (END, END + HOUR), (END - HOUR, END + HOUR)]
    assert [len(rosa.scalars(absent_between(*each)).all()) for each in within] == [0, 0, 1]
