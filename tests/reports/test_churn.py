"""Who stayed, who left, and what it cost: as one reckons it by hand, and of nobody else's customers."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.database import system_session
from app.core.errors import Refused
from app.core.language import language
from app.core.report import Answer
from app.press.export import export
from app.press.story import Reader
from app.reports.churn import CHURN
from tests.databases import Written
from tests.reports.leaving import ACTIONS, OWNERS, REASONS, Desk, figures

Looking = Callable[[str], Session]
FIRST, LAST = date(2026, 1, 8), date(2026, 3, 30)
GIVEN = {"from": FIRST.isoformat(), "to": LAST.isoformat()}
AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
READER = Reader(language("en"), name="Eva Lindqvist")
LINKED = replace(READER, listing=lambda noun, filters: f"/{noun}?{'&'.join(filters)}")
NAMES = {"PRICE": "Price", "OTHER": "Other"}


@pytest.fixture
def desk(written: Written) -> Desk:
    made: Desk = written(write)
    return made


def write(engine: sa.Engine) -> Desk:
    with system_session(engine) as session:
        return Desk(session, 5)


def answered(session: Session) -> Answer:
    return CHURN.answer(session, GIVEN, today=LAST)


def test_its_figures_are_those_that_one_reckons_by_hand(looking: Looking, desk: Desk) -> None:
    answer = answered(looking("eva"))
    expected = figures(desk.of(FIRST, LAST))
    assert expected["lost"] and expected["retained"] and expected["saved"] and expected["cost"]  # noqa: PT018
    assert {name: answer.totals[name] for name in expected} == expected
    for row in answer.rows:
        by_hand = figures(desk.of(row["first_day"], row["last_day"]))
        assert {name: row[name] for name in by_hand} == by_hand, row["month"]
    for row in answer.section("owners"):
        name = row["owner"].split()[0].lower() if row["owner_id"] else ""
        by_hand = figures(desk.of(FIRST, LAST, lambda w, n=name: OWNERS[w.customer] == n))
        assert {name: row[name] for name in by_hand} == by_hand, row["owner"]


def test_reasons_and_measures_come_to_what_one_reckons_by_hand(looking: Looking, desk: Desk) -> None:
    answer, lost = answered(looking("eva")), desk.of(FIRST, LAST, lambda w: w.status == "LOST")
    found = {row["reason"]: (row["lost"], row["value_lost"]) for row in answer.section("reasons")}
    each = {code: [w for w in lost if w.reason == code] for code in REASONS}
    assert sorted(found.values()) == sorted(
        (len(of), sum((w.value for w in of), Decimal(0))) for of in each.values() if of
    )
    tried = [t for w in desk.warned for t in w.tried if FIRST <= t.on <= LAST]
    by_hand = []
    for code in ACTIONS:
        of = [t for t in tried if t.action == code]
        kept = [t for t in of if t.outcome == "Kept"]
        cost, saved = sum((t.cost for t in of), Decimal(0)), sum((t.saved for t in kept), Decimal(0))
        each_cost = round(cost / len(kept), 2) if kept else None
        by_hand += [(len(of), sum(t.outcome == "Waiting" for t in of), len(kept), cost, saved, each_cost)] if of else []
    told = [tuple(row[n] for n in ("tried", "waiting", "kept", "cost", "saved", "cost_each"))
            for row in answer.section("actions")]  # fmt: skip
    assert sorted(told, key=str) == sorted(by_hand, key=str)


def test_each_dimension_adds_up_to_the_whole(looking: Looking, desk: Desk) -> None:
    answer = answered(looking("eva"))
    for rows in (answer.rows, answer.section("owners"), answer.section("rules")):
        for name in ("raised", "retained", "lost", "value_at_risk", "saved", "cost"):
            assert sum(row[name] for row in rows) == answer.totals[name]


def test_everybody_gets_the_report_of_what_they_may_see(looking: Looking, desk: Desk) -> None:
    for name in ("ana", "luis"):
        mine = figures(desk.of(FIRST, LAST, lambda w, n=name: OWNERS[w.customer] == n))
        answer = answered(looking(name))
        assert {each: answer.totals[each] for each in mine} == mine
        tried = [t for w in desk.warned if OWNERS[w.customer] == name for t in w.tried if FIRST <= t.on <= LAST]
        assert sum(row["tried"] for row in answer.section("actions")) == len(tried)


def test_it_is_told_with_its_claims_computed(looking: Looking, desk: Desk) -> None:
    answer = answered(looking("eva"))
    by_hand, story = figures(desk.of(FIRST, LAST)), CHURN.story(answer, LINKED)
    ended = by_hand["retained"] + by_hand["lost"]
    assert story.lead.startswith(f"Of {ended} alerts that have ended, {by_hand['retained']} ended with a customer")
    more = "kept than lost" if by_hand["value_kept"] > by_hand["value_lost"] else "lost than kept"
    assert story.findings[0].heading.startswith(f"More was {more}")
    assert [tile.figure for tile in story.tiles[:3]] == [str(by_hand[n]) for n in ("raised", "retained", "lost")]
    assert all(tile.path for tile in story.tiles[:4])


@pytest.mark.parametrize("name", ["dan", "rosa", "cti"])
def test_who_may_not_read_it_reads_nothing(looking: Looking, name: str) -> None:
    with pytest.raises(Refused, match="may not read this report"):
        answered(looking(name))


def test_a_period_without_alerts_says_so_in_two_statements(looking: Looking, engine: sa.Engine) -> None:
    session, said = looking("eva"), []
    sa.event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    answer = answered(session)
    assert (answer.rows, len(said)) == ([], 2)
    assert CHURN.story(answer, READER).lead == "No alert was raised in this period."


@pytest.mark.parametrize("code", ["en", "es", "zh"])
@pytest.mark.parametrize("ending", ["pdf", "xlsx", "csv"])
def test_it_can_be_printed_also_when_there_is_nothing(looking: Looking, ending: str, code: str) -> None:
    out = io.BytesIO()
    export(answered(looking("eva")), replace(READER, language=language(code)), ending, out, at=AT)
    assert len(out.getvalue()) > 100
