"""A report with as many rows as one likes, told as reports are: for what is measured and read back on paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.core.parameter import Asked
from app.core.period import Period
from app.core.report import Answer, Column, Figures, Report, Section
from app.press.chart import Chart
from app.press.story import Breakdown, Finding, Reader, Story, Tile

COLUMNS = (
    Column("rank", "int"), Column("customer", "line"), Column("city", "line"), Column("orders", "int"),
    Column("revenue", "amount"), Column("share", "share"), Column("margin", "amount"),
)  # fmt: skip
CITIES = Section("cities", "Revenue by city", (Column("city", "line"), Column("revenue", "amount")))
PLACES = ("New York", "Ávila", "上海", "Los Angeles", "Seattle")
ASKED = Asked(Period(date(2026, 1, 1), date(2026, 3, 31)), {})


def ledger(count: int, cities: int = 0) -> Answer:
    """`count` customers, the last hundredth of them at a loss."""
    rows = [_row(n, count) for n in range(1, count + 1)]
    totals = {name: sum((row[name] for row in rows), Decimal()) for name in ("orders", "revenue", "margin")}
    named = [{"city": f"City {n:04}", "revenue": Decimal(n)} for n in range(cities)]
    figures = Figures(rows, totals, {}, {"cities": named})
    return Answer(REPORT, ASKED, COLUMNS, (), (CITIES,), figures)


def _row(n: int, count: int) -> Mapping[str, Any]:
    revenue = Decimal(count + 1 - n) * 100 + Decimal("0.25")
    margin = -revenue / 10 if n > count * 0.99 else revenue / 5
    return {
        "rank": n, "customer": f"Customer {n:05}", "city": PLACES[n % 5], "orders": n % 17 + 1, "revenue": revenue,
        "share": revenue / (Decimal(count) * count * 50), "margin": margin,
    }  # fmt: skip


def told(answer: Answer, reader: Reader) -> Story:
    spec = {
        "data": {"values": [{"place": place, "n": n + 1} for n, place in enumerate(PLACES)]}, "mark": "bar",
        "encoding": {"x": {"field": "n", "type": "quantitative"}, "y": {"field": "place", "type": "nominal"}},
    }  # fmt: skip
    total = answer.totals["revenue"] or Decimal()
    return Story(
        lead="The largest customers bring most of the revenue.",
        tiles=(Tile("Revenue", reader.money(total), plain=reader.language.number(total, 2)),),
        findings=(Finding("Five cities bring it all", "Each bar is a city.", Chart("cities", spec, "Five bars")),),
        breakdowns=(Breakdown("Cities", "The first ten.", CITIES.columns, answer.section("cities")[:10]),),
        table=lambda shown: (f"The {shown} largest customers", "By revenue."),
        other=lambda n: f"Other {reader.language.number(n)} customers",
        everything="All customers",
        notes=("Revenue is what was sold.",),
    )


REPORT = Report(
    name="ledger", title="Customers by revenue", about="Who brings what.", columns=COLUMNS, totals=(),
    sums=("orders", "revenue", "margin"), compute=lambda session, asked, names: Figures((), {}), story=told,
    sections=(CITIES,),
)  # fmt: skip
