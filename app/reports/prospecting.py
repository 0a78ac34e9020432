"""Prospecting: how the number of customers moves, what the months to come may bring, and what wins customers."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from app.core.language import language
from app.core.parameter import Asked
from app.core.report import SEVEN, Column, Figures, Report, Row, Section
from app.core.viewer import viewer_of
from app.core.words import N_
from app.reports.contribution import last_day
from app.reports.parameters import CUSTOMER, FROM, TO
from app.reports.prospecting_story import tell
from app.reports.pyramid import PYRAMID, SELLERS, employees, pyramid
from app.reports.sold import NOTHING
from app.reports.trend import forecast, trend
from app.reports.winning import PIPELINE, SOURCES, pipeline, sources

COLUMNS: Final = (
    Column("month", "line", N_("The month.")),
    Column("first_day", "day", N_("Its first day in the period."), shown=False),
    Column("last_day", "day", N_("Its last day in the period."), shown=False),
    Column("joined", "int", N_("Customers whose first order is of this month."), head=N_("First order")),
    Column("customers", "int", N_("Customers who had bought at least once by its end.")),
    Column("new", "int", N_("Of these, with one day of orders."), head=N_("New")),
    Column("returning", "int", N_("Of these, with orders on more than one day."), head=N_("Returning")),
    Column("dormant", "int", N_("Of these, silent for longer than the company has set."), head=N_("Dormant")),
)  # fmt: skip
TOTALS: Final = (
    Column("joined", "int", N_("Customers whose first order is of the period."), head=N_("First order")),
    Column("won", "int", N_("Opportunities that were won in the period.")),
    Column("lost", "int", N_("Opportunities that were lost in the period.")),
    Column("value", "amount", N_("What those that were won were expected to bring.")),
    Column("open_value", "amount", N_("What the open opportunities bring if all are won.")),
    Column("weighted", "amount", N_("What the open opportunities bring, each times how likely it is.")),
    Column("error", "share", N_("How far the forecast erred in the last six months, of a usual month."),
           head=N_("Error of the forecast")),
)  # fmt: skip
FORECAST: Final = Section(
    "forecast", N_("Forecast of revenue"),
    (
        Column("month", "line", N_("A month to come.")),
        Column("first_day", "day", N_("Its first day."), shown=False),
        Column("expected", "amount", N_("What it is expected to bring.")),
        Column("low", "amount", N_("The lower end of the band that holds four months of five.")),
        Column("high", "amount", N_("The upper end of that band.")),
    ),
    N_("Reckoned from the whole months before the last day."),
)  # fmt: skip


def compute(session: Session, asked: Asked, names: Collection[str]) -> Figures:
    """Six statements: customers by month, revenue by month, sources, pipeline, tiers, employees."""
    spoken = language(viewer_of(session).language)
    rows, (ahead, seen) = trend(session, asked, spoken), forecast(session, asked, spoken)
    sections = {
        "forecast": ahead,
        "sources": sources(session, asked, spoken),
        "pipeline": pipeline(session, asked, spoken),
        "pyramid": pyramid(session, asked),
        "employees": employees(session, asked),
    }
    totals: dict[str, object] = {name: sum(row[name] for row in sections["sources"]) for name in ("won", "lost")}
    totals |= {
        "joined": sum(row["joined"] for row in rows),
        "value": sum((row["value"] for row in sections["sources"]), NOTHING),
        "open_value": sum((row["value"] for row in sections["pipeline"]), NOTHING),
        "weighted": sum((row["weighted"] for row in sections["pipeline"]), NOTHING),
        "error": Decimal(repr(round(seen.error, 6))) if seen else None,
    }
    shown: list[Row] = [row for row in rows if any(each["customers"] for each in rows)]
    return Figures(shown, totals, {}, sections)


PROSPECTING: Final = Report(
    name="prospecting",
    title=N_("Prospecting"),
    about=N_("How many customers there are and of which kind, what wins them, and what the months to come may bring."),
    columns=COLUMNS,
    totals=TOTALS,
    sums=("joined",),
    compute=compute,
    last_day=last_day,
    story=tell,
    parameters=(FROM, TO, CUSTOMER),
    sections=(FORECAST, SOURCES, PIPELINE, PYRAMID, SELLERS),
    group=SEVEN,
)
