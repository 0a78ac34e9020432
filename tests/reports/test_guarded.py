"""Guarded figures: not asked for of the report, and not told where it computes them all the same."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

from sqlalchemy.orm import Session

from app.core.language import language
from app.core.parameter import Asked
from app.core.report import Column, Figures, Report, Section
from app.press.export import export
from app.press.story import Reader
from app.reports.sold import MARGIN
from tests.reports.world import TODAY

Looking = Callable[[str], Session]
OPEN, SECRET = Column("orders", "int"), Column("margin", "amount", guard=MARGIN)
ASKED: list[set[str]] = []
AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
READER = Reader(language("en"), name="Ana")


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


def test_the_file_of_a_section_has_no_column_for_it(looking: Looking) -> None:
    heads = {}
    for name in ("ana", "max"):
        out = BytesIO()
        export(CARELESS.answer(looking(name), {}, today=TODAY), READER, "csv", out, at=AT, section="more")
        heads[name] = out.getvalue().decode("utf-8-sig").split("\r\n")[0].split(",")
    assert heads == {"ana": ["Orders"], "max": ["Orders", "Margin"]}


def test_who_may_see_it_is_told(looking: Looking) -> None:
    answer = CARELESS.answer(looking("max"), {}, today=TODAY)
    assert ASKED.pop() == {"orders", "margin"}
    assert [row["margin"] for row in (*answer.rows, answer.totals, answer.before, *answer.section("more"))] == [7] * 4
