"""Profile, persistency, profitability and performance in words: each claim is computed, in every language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.language import language
from app.core.report import Answer, Report
from app.press.document import page
from app.press.story import Reader, Story
from app.press.table import table
from app.reports.performance import PERFORMANCE
from app.reports.persistency import PERSISTENCY
from app.reports.profiling import PROFILING
from app.reports.profitability import PROFITABILITY
from tests.databases import Written
from tests.reports import superstore

Looking = Callable[[str], Session]
FOUR = (PROFILING, PERSISTENCY, PROFITABILITY, PERFORMANCE)
PERIOD = {"from": "2017-01-01", "to": "2017-12-30"}
AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


@pytest.fixture
def sold(written: Written) -> None:
    written(superstore.write)


def told(session: Session, report: Report, code: str = "en", **given: Any) -> tuple[Answer, Story]:
    answer = report.answer(session, PERIOD | given, today=date(2017, 12, 30))
    return answer, report.story(answer, reader(code))


def reader(code: str = "en") -> Reader:
    return Reader(language(code), name="Eva Lindqvist")


def headings(story: Story) -> list[str]:
    return [each.heading for each in (*story.findings, *story.breakdowns)]


def test_what_performance_claims_is_so(looking: Looking, sold: None) -> None:
    answer, story = told(looking("max"), PERFORMANCE, by="REGION", across="CATEGORY")
    best = answer.rows[0]
    assert story.lead.endswith(f"West brought most, {language('en').share(best['share'])} of it.")
    moved = {row["name"]: row["revenue"] - row["revenue_before"] for row in answer.rows}
    most = max(moved, key=lambda name: abs(moved[name]))
    assert headings(story)[1].startswith(f"{most} {'gained' if moved[most] > 0 else 'lost'} most")
    assert headings(story)[2].startswith("West, ")
    [matrix, _] = story.breakdowns
    for row in matrix.rows:
        parts = [value for name, value in row.items() if name.startswith("across_") or name == "others"]
        assert sum(parts) == row["revenue"], "each row adds up"


def test_what_profitability_claims_is_so(looking: Looking, sold: None) -> None:
    answer, story = told(looking("max"), PROFITABILITY)
    now = answer.totals
    assert story.lead.startswith(f"{language('en').share(now['net_rate'])} of the revenue is left")
    left = language("en").number(now["net_profit"] / now["listed"] * 100, 1)
    assert headings(story)[0] == f"Of 100 at list prices, {left} are left as net profit"
    lost = [row for row in answer.rows if row["net_profit"] < 0]
    assert f"{len(lost)} customers cost more than they bring" in headings(story)
    worst = min(answer.section("categories"), key=lambda row: row["net_profit"])
    assert headings(story)[1].startswith(f"{worst['subcategory']}: a loss of")


def test_what_persistency_claims_is_so(looking: Looking, sold: None) -> None:
    answer, story = told(looking("max"), PERSISTENCY)
    once = sum(row["customers"] for row in answer.section("loyalty") if row["orders"] == 1)
    assert (
        headings(story)[2] == f"{language('en').share(once / answer.totals['bought'], 0)} of the customers ordered once"
    )
    old = [row for row in answer.section("retention") if row["later"] == 4]
    sizes = {row["cohort"]: row["customers"] for row in answer.section("retention") if row["later"] == 0}
    held = sum(row["customers"] for row in old) / sum(sizes[row["cohort"]] for row in old)
    share = language("en").share(held, 0)
    assert headings(story)[0] == f"A year after their first quarter, {share} of new customers buy"
    [cohorts, *_] = story.findings
    assert len(cohorts.chart.spec["data"]["values"]) == sum(1 for row in answer.section("retention") if row["later"])


def test_what_the_profile_claims_is_so(looking: Looking, sold: None) -> None:
    answer, story = told(looking("max"), PROFILING)
    rhythm = answer.totals["rhythm"]
    assert story.lead == f"Half of the customers order again within {rhythm.normalize():f} days."
    best = max(answer.section("weekdays"), key=lambda row: row["orders"])
    assert any(each.endswith(f"has the most orders: {best['orders']}") for each in headings(story))


@pytest.mark.parametrize("report", FOUR, ids=[report.name for report in FOUR])
def test_one_customer_is_told_beside_the_company(looking: Looking, sold: None, report: Report) -> None:
    customer = superstore.key_of(superstore.between(date(2017, 6, 1), date(2017, 12, 30))[0].customer)
    answer, story = told(looking("max"), report, customer=str(customer))
    assert "Against the company" in headings(story)
    assert str(answer.asked["customer"]) in page(answer, reader(), story, at=AT)


@pytest.mark.parametrize("report", FOUR, ids=[report.name for report in FOUR])
def test_an_empty_period_says_so(looking: Looking, sold: None, report: Report) -> None:
    _, story = told(looking("max"), report, **{"from": "1950-01-01", "to": "1950-12-31"})
    assert story.lead == "No order of this period is confirmed or paid."
    assert story.findings == ()


@pytest.mark.parametrize("report", FOUR, ids=[report.name for report in FOUR])
def test_no_word_of_margins_for_who_may_not_see_them(looking: Looking, sold: None, report: Report) -> None:
    answer, story = told(looking("ana"), report)
    words = page(answer, reader(), story, at=AT).lower()
    assert not any(word in words for word in ("margin", "profit of", "cost of goods", "net profit"))
    assert "Only those that Eva Lindqvist may see" not in words, "here she is told to see all"


def test_what_is_chosen_of_a_few_is_said_in_the_readers_language(looking: Looking, sold: None) -> None:
    for code in ("es", "zh"):
        answer, story = told(looking("max"), PROFILING, code)
        shown = table(answer, reader(code), story, size=1)
        assert language(code).say("Ordinary") != "Ordinary"
        assert language(code).say("Ordinary") in [cell.text for cell in shown.rows[0].cells]
