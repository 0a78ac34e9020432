"""How few customers bring how much: the finding that the contribution report opens with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from app.core.report import Column, Row
from app.core.words import N_
from app.press.chart import Chart
from app.press.shapes import Mark, Step, pareto
from app.press.story import Breakdown, Finding, Reader
from app.press.theme import Spec

HALF, MOST = Decimal("0.5"), Decimal("0.8")
ONE_BRINGS: Final = N_("One customer brings half of the revenue")
SOME_BRING: Final = N_("{half} customers bring half of the revenue")
EXPLAINED: Final = N_(
    "Each of the {all} customers who bought is one step of the blue shape, the largest on the left. "
    "The line adds them up: it reaches half of the revenue with number {half} and four fifths with number {most}; "
    "the other {rest} bring the rest."
)
IN_WORDS: Final = N_(
    "Pareto chart of {all} customers: the first {half} reach half of the revenue, the first {most} four fifths."
)
TENTHS: Final = (
    Column("rank", "int", head=N_("Customers")),
    Column("part", "share", head=N_("Of all"), digits=0),
    Column("revenue", "amount", head=N_("Revenue of the last of them")),
    Column("cumulative_share", "share", head=N_("Together")),
)  # fmt: skip


def concentration(rows: Sequence[Row], reader: Reader) -> Finding:
    language = reader.language
    half, most = reached(rows, HALF), reached(rows, MOST)
    numbers = {"all": len(rows), "half": half, "most": most, "rest": len(rows) - most}
    counts = {name: language.number(number) for name, number in numbers.items()}
    chart = Chart("pareto", _drawn(rows, {half: HALF, most: MOST}, reader), language.say(IN_WORDS, **counts), rows)
    heading = language.say(ONE_BRINGS if half == 1 else SOME_BRING, **counts)
    return Finding(heading, language.say(EXPLAINED, **counts), chart, _as_table(rows, reader))


def _as_table(rows: Sequence[Row], reader: Reader) -> Breakdown:
    """Tenth by tenth: how many customers that is, and what all up to there bring."""
    last = [-(-len(rows) * tenth // 10) for tenth in range(1, 11)]
    shown = [{**rows[rank - 1], "part": Decimal(rank) / len(rows)} for rank in dict.fromkeys(last)]
    say = reader.language.say
    return Breakdown(say(N_("Customers in order of revenue")), "", TENTHS, shown)


def reached(rows: Sequence[Row], level: Decimal) -> int:
    """How many of the largest bring so much of the revenue."""
    return next((row["rank"] for row in rows if (row["cumulative_share"] or 0) >= level), len(rows))


def _drawn(rows: Sequence[Row], reach: Mapping[int, Decimal], reader: Reader) -> Spec:
    say = reader.language.say
    marks = [
        Mark(rank, rows[rank - 1]["cumulative_share"], _mark(rank, level, reader)) for rank, level in reach.items()
    ]
    titles = {
        "x": say(N_("Customers in order of revenue")),
        "y": say(N_("Revenue per customer, {currency}"), currency=reader.unit),
        "share": say(N_("Cumulative share of revenue")),
    }
    return pareto([_step(row, reader) for row in rows], marks, titles)


def _step(row: Row, reader: Reader) -> Step:
    path = reader.path("Customer", row["customer_id"]) if reader.path else ""
    told = f"{row['rank']}. {row['customer']}: {reader.money(row['revenue'])}" if path else ""
    return Step(row["rank"], row["revenue"], row["cumulative_share"], path, told)


def _mark(count: int, level: Decimal, reader: Reader) -> str:
    share = reader.language.share(level, 0)
    message = N_("1 customer, {share}") if count == 1 else N_("{count} customers, {share}")
    return reader.language.say(message, count=reader.language.number(count), share=share)
