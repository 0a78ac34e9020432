"""Guarded figures: not asked for of the report, and not told where it computes them all the same."""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal

from sqlalchemy.orm import Session

from app.core.parameter import Asked
from app.core.report import Column, Figures, Report, Section
from app.reports.sold import MARGIN
from tests.reports.world import TODAY

Looking = Callable[[str], Session]
OPEN, SECRET = Column("orders", "int"), Column("margin", "amount", guard=MARGIN)
ASKED: list[set[str]] = []


def compute(session: Session, asked: Asked, names: Collection[str]) -> Figures:
    """Tells everything, whatever was asked for."""
    ASKED.append(set(names))
    row = {"orders": 1, "margin": Decimal(7)}
    return Figures([row], row, row, {"more": [row]})


CARELESS = Report(
    name="contribution", title="Contribution", about="", columns=(OPEN, SECRET), totals=(OPEN, SECRET), compute=compute,
    sections=(Section("more", "More", (OPEN, SECRET)),),
)  # fmt: skip


def test_what_one_may_not_see_is_neither_asked_for_nor_told(looking: Looking) -> None:
    answer = CARELESS.answer(looking("ana"), {}, today=TODAY)
    assert ASKED.pop() == {"orders"}
    assert [*answer.rows, answer.totals, answer.before, *answer.section("more")] == [{"orders": 1}] * 4
    assert (answer.columns, answer.totalled, answer.columns_of("more")) == ((OPEN,), (OPEN,), (OPEN,))


def test_who_may_see_it_is_told(looking: Looking) -> None:
    answer = CARELESS.answer(looking("max"), {}, today=TODAY)
    assert ASKED.pop() == {"orders", "margin"}
    assert [row["margin"] for row in (*answer.rows, answer.totals, answer.before, *answer.section("more"))] == [7] * 4
