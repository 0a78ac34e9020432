"""A report over the API: the same rows as on its page, and no margin for who may not see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.reports.contribution import CONTRIBUTION
from tests.reports.selling import Market
from tests.schema.conftest import Asking

Ask = Callable[[str], Asking]
FIGURES = "revenue share cumulativeShare revenueBefore"
QUESTION = """query ($from: Date, $to: Date) { reportContribution(from: $from, to: $to) {
    rows { customerId customer number kind rank orders %s } totals { customers orders revenue %s } } }"""
GIVEN = {"from": "2015-03-01", "to": "2016-02-15"}


@pytest.fixture(autouse=True)
def market(engine: sa.Engine) -> Market:
    made = Market(7)
    made.write(engine)
    return made


def test_its_figures_are_those_of_the_page_to_the_last_decimal(ask: Ask, looking: Callable[[str], Session]) -> None:
    told = ask("eva").told(QUESTION % (f"{FIGURES} margin marginRate", "margin marginRate"), **GIVEN)
    answer = CONTRIBUTION.answer(looking("eva"), GIVEN, today=date(2026, 11, 22))
    report = told["reportContribution"]
    for row, shown in zip(report["rows"], answer.rows, strict=True):
        assert (row["customer"], row["orders"], row["kind"]) == (shown["customer"], shown["orders"], shown["kind"].name)
        assert [Decimal(row[name]) for name in ("revenue", "margin", "revenueBefore", "cumulativeShare")] == [
            shown[name] for name in ("revenue", "margin", "revenue_before", "cumulative_share")
        ]
    assert Decimal(report["totals"]["revenue"]) == answer.totals["revenue"]
    assert Decimal(report["totals"]["margin"]) == answer.totals["margin"]


def test_margins_are_null_for_who_may_not_see_them(ask: Ask) -> None:
    answer = ask("ana")(QUESTION % (f"{FIGURES} margin", "margin marginRate"), **GIVEN)
    report = answer["data"]["reportContribution"]
    assert {row["margin"] for row in report["rows"]} == {None}
    assert (report["totals"]["margin"], report["totals"]["marginRate"]) == (None, None)
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"FORBIDDEN"}


def test_who_may_not_read_it_gets_nothing(ask: Ask) -> None:
    assert ask("dan").refused(QUESTION % (FIGURES, ""), **GIVEN) == ["FORBIDDEN"]


def test_days_that_cannot_be_are_declined(ask: Ask) -> None:
    backwards = {"from": GIVEN["to"], "to": GIVEN["from"]}
    assert ask("eva").refused(QUESTION % (FIGURES, ""), **backwards) == ["INVALID"]
