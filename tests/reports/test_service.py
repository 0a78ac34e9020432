"""What service did: the figures are right for each group, and of nobody else's customers."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.database import system_session
from app.core.errors import Refused
from app.core.language import language
from app.core.period import Period
from app.core.report import Answer
from app.press.export import export
from app.press.story import Reader
from app.press.table import broken_down
from app.reports.service import SERVICE, reckoned
from tests.databases import Written
from tests.reports.helping import OWNED, Desk, Helped, figures

Looking = Callable[[str], Session]
AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
READER = Reader(language("en"), name="Eva Lindqvist")
LINKED = replace(READER, listing=lambda noun, filters: f"/{noun}?{'&'.join(filters)}")
PERIOD = Period(date(2026, 1, 20), date(2026, 3, 20))


@pytest.fixture
def desk(written: Written) -> Desk:
    made: Desk = written(write)
    return made


def write(engine: sa.Engine) -> Desk:
    with system_session(engine) as session:
        return Desk(session, 11)


def answered(session: Session) -> Answer:
    given = {"from": PERIOD.first.isoformat(), "to": PERIOD.last.isoformat()}
    return SERVICE.answer(session, given, today=PERIOD.last)


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


def test_it_is_told_with_its_claims_computed(looking: Looking, desk: Desk) -> None:
    answer = answered(looking("eva"))
    story = SERVICE.story(answer, LINKED)
    expected = figures(desk.of(PERIOD.first, PERIOD.last))
    assert story.lead.startswith(f"{expected['requests']} requests came in.")
    assert f"{expected['resolve_median']:.1f} h" in story.lead
    busiest = max(answer.section("months"), key=lambda row: row["requests"])
    assert story.findings[0].heading == f"{busiest['month']} had the most requests: {busiest['requests']}"
    slowest = max((r for r in answer.section("kinds") if r["resolve_median"]), key=lambda r: r["resolve_median"])
    assert story.findings[1].heading.startswith(f"{slowest['kind'].value}: half of them take more than")
    assert [each.heading for each in story.breakdowns] == ["By kind", "By department", "By priority", "By channel"]


@pytest.mark.parametrize(
    ("name", "may"), [("eva", True), ("dan", True), ("admin", True), ("ana", False), ("max", False)]
)
def test_it_is_for_those_who_lead_service(looking: Looking, name: str, may: bool) -> None:
    if may:
        assert answered(looking(name)).totals["requests"] == 0
    else:
        with pytest.raises(Refused, match="may not read this report"):
            answered(looking(name))


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "csv"])
@pytest.mark.parametrize("code", ["en", "es", "zh"])
def test_it_can_be_printed_also_when_there_is_nothing(looking: Looking, ending: str, code: str) -> None:
    out = io.BytesIO()
    export(answered(looking("eva")), replace(READER, language=language(code)), ending, out, at=AT)
    assert len(out.getvalue()) > 100


def test_choices_are_told_in_the_readers_language(looking: Looking, desk: Desk) -> None:
    answer, spanish = answered(looking("eva")), replace(READER, language=language("es"))
    kinds = next(each for each in SERVICE.story(answer, spanish).breakdowns if each.rows is answer.section("kinds"))
    told = {line.cells[0].text for line in broken_down(kinds, spanish).rows}
    assert told == {spanish.language.say(row["kind"].value) for row in answer.section("kinds")}
    assert told.isdisjoint({"Inquiry", "Complaint", "Suggestion", "Repair"})


def test_a_period_without_requests_counts_nothing(looking: Looking, engine: sa.Engine) -> None:
    session, said = looking("eva"), []
    sa.event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    found = reckoned(session, PERIOD)
    assert found["totals"]["requests"] == 0
    assert found["totals"]["answer_median"] is None
    assert [row["requests"] for row in found["months"]] == [0, 0, 0]
    assert len(said) == 1
