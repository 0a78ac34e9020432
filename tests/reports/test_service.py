"""What service did: the figures are right for each group, and of nobody else's customers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.period import Period
from app.reports.service import reckoned
from tests.reports.helping import OWNED, Desk, Helped, figures

Looking = Callable[[str], Session]
PERIOD = Period(date(2026, 1, 20), date(2026, 3, 20))


@pytest.fixture
def desk(as_system: Session) -> Desk:
    return Desk(as_system, 11)


def same(row: Any, helped: list[Helped]) -> bool:
    expected = figures(helped)
    return {name: row[name] if value is None else float(row[name]) for name, value in expected.items()} == {
        name: value
        if value is None
        else pytest.approx(float(value), abs=0.0051 if "_" in name or name in ("worked", "satisfaction") else 1e-9)
        for name, value in expected.items()
    }


def test_its_figures_are_those_that_one_reckons_by_hand(looking: Looking, desk: Desk) -> None:
    found = reckoned(looking("eva"), PERIOD)
    assert same(found["totals"], desk.of(PERIOD.first, PERIOD.last))
    for name, rows in (("kind", "kinds"), ("priority", "priorities"), ("channel", "channels")):
        for row in found[rows]:
            theirs = desk.of(PERIOD.first, PERIOD.last, lambda h, n=name, r=row: getattr(h, n) is r[n])
            assert same(row, theirs), row
    for row in found["months"]:
        assert same(row, desk.of(row["first_day"], row["last_day"])), row
    for row in found["agents"]:
        username = next((u for u in ("rosa", "tom") if row["agent"].casefold().startswith(u)), "")
        assert same(row, desk.of(PERIOD.first, PERIOD.last, lambda h, u=username: h.agent == u)), row


def test_each_dimension_adds_up_to_the_whole(looking: Looking, desk: Desk) -> None:
    found = reckoned(looking("eva"), PERIOD)
    for rows in ("agents", "kinds", "departments", "months", "priorities", "channels"):
        for name in ("requests", "open", "escalated"):
            assert sum(row[name] for row in found[rows]) == found["totals"][name]


def test_everybody_gets_what_they_may_see(looking: Looking, desk: Desk) -> None:
    for name, theirs in OWNED.items():
        mine = desk.of(PERIOD.first, PERIOD.last, lambda h, t=theirs: h.customer in t)
        assert same(reckoned(looking(name), PERIOD)["totals"], mine)


def test_a_period_without_requests_counts_nothing(looking: Looking, engine: sa.Engine) -> None:
    session, said = looking("eva"), []
    sa.event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    found = reckoned(session, PERIOD)
    assert found["totals"]["requests"] == 0
    assert found["totals"]["answer_median"] is None
    assert [row["requests"] for row in found["months"]] == [0, 0, 0]
    assert len(said) == 1
