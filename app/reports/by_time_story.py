"""Contribution by month and by year in words: the strongest month, a chart of all, and a table of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from app.core.report import Answer, Column, Row
from app.core.words import N_
from app.press.bars import Bar, standing
from app.press.chart import Chart
from app.press.story import Breakdown, Finding, Reader
from app.reports.stretches import month_lines
from app.sales.order import SOLD

STRONGEST: Final = N_("{month} brought most: {amount}")
EXPLAINED: Final = N_(
    "Each column is the revenue of a month, in {currency}. A dot is that of the same days a year before."
)
IN_WORDS: Final = N_("Columns of the revenue of {count} months, and as a dot each that of the same days a year before.")
BY_YEAR: Final = N_("As far as the period reaches into each year, against the same days a year before.")
LEFT_OUT: Final = ("first_day", "last_day")
FEWEST: Final = 3
"""Months that are worth a chart."""


def by_month(answer: Answer, reader: Reader) -> tuple[Finding, ...]:
    rows, language = answer.section("months"), reader.language
    if len(rows) < FEWEST:
        return ()
    best = max(rows, key=lambda row: row["revenue"])
    heading = language.say(STRONGEST, month=best["month"], amount=reader.money(best["revenue"], 0))
    alt = language.say(IN_WORDS, count=language.number(len(rows)))
    chart = Chart("months", standing(_bars(rows, reader), reader.unit), alt, rows)
    table = Breakdown(
        heading, "", _columns(answer, "months"), rows, _whole(answer), leads=lambda row: leads(row, reader)
    )
    return (Finding(heading, language.say(EXPLAINED, currency=reader.unit), chart, table),)


def by_year(answer: Answer, reader: Reader) -> tuple[Breakdown, ...]:
    rows, say = answer.section("years"), reader.language.say
    if len(rows) < 2 or not answer.rows:
        return ()
    return (Breakdown(say(N_("By year")), say(BY_YEAR), _columns(answer, "years"), rows,
                      leads=lambda row: leads(row, reader)),)  # fmt: skip


def leads(row: Row, reader: Reader) -> Mapping[str, str]:
    """A number of orders to the orders of those days."""
    if "first_day" not in row or not reader.listing:
        return {}
    counted = ",".join(status.name for status in SOLD)
    days = (f"ordered_on:from:{row['first_day']}", f"ordered_on:to:{row['last_day']}")
    return {"orders": reader.listing("Order", (f"status:is:{counted}", *days))}


def _bars(rows: Sequence[Row], reader: Reader) -> list[Bar]:
    names = month_lines([row["first_day"] for row in rows], reader.language)
    return [
        Bar(name, row["revenue"], reader.money(row["revenue"], 0), leads(row, reader).get("orders", ""),
            f"{row['month']}: {reader.money(row['revenue'])}", other=row["revenue_before"])
        for name, row in zip(names, rows, strict=True)
    ]  # fmt: skip


def _whole(answer: Answer) -> Row:
    """What all months come to; customers of several months are counted once, so that theirs is not a sum."""
    return {
        name: answer.totals[name] for name in ("orders", "revenue", "margin", "margin_rate") if name in answer.totals
    }


def _columns(answer: Answer, section: str) -> tuple[Column, ...]:
    return tuple(column for column in answer.columns_of(section) if column.name not in LEFT_OUT)
