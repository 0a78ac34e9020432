"""Where customers come from, and what the open opportunities may bring: by source, and by the month of the decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.dictionary import DictionaryEntry
from app.core.language import Language
from app.core.parameter import Asked
from app.core.report import Column, Row, Section
from app.core.sql import days_between
from app.core.words import N_
from app.reports.rates import share_of
from app.reports.sold import NOTHING, of, total
from app.reports.stretches import month_name
from app.sales.opportunity import Opportunity
from app.sales.pipeline import LIVE, Status

NO_SOURCE, NO_DAY = N_("No source"), N_("No day yet")
TENTH: Final = Decimal("0.1")
SOURCES: Final = Section(
    "sources", N_("Sources that win customers"),
    (
        Column("source_id", "id", head=N_("Source ID"), shown=False),
        Column("source", "line", N_("How we came to know of the opportunity.")),
        Column("won", "int", N_("Opportunities of this source that were won in the period.")),
        Column("lost", "int", N_("Opportunities of this source that were lost in the period.")),
        Column("rate", "share", N_("Won as a share of those that were decided."), head=N_("Won of decided"), digits=0),
        Column("days", "number", N_("Days from the first word until it was won, on average."), digits=0),
        Column("value", "amount", N_("What those that were won were expected to bring.")),
    ),
    N_("Opportunities by the day on which they were won or lost."),
)  # fmt: skip
PIPELINE: Final = Section(
    "pipeline", N_("Pipeline by month"),
    (
        Column("month", "line", N_("The month in which they are to be decided.")),
        Column("first_day", "day", N_("Its first day."), shown=False),
        Column("end_day", "day", N_("Its last day."), shown=False),
        Column("opportunities", "int", N_("Open opportunities that are to be decided then.")),
        Column("value", "amount", N_("What they bring if all are won.")),
        Column("weighted", "amount", N_("What each brings, times how likely it is.")),
    ),
    N_("What is open now, whatever days were asked for."),
)  # fmt: skip


def sources(session: Session, asked: Asked, spoken: Language) -> Sequence[Row]:
    """The source that won most first."""
    won = Opportunity.status == Status.WON
    taken = days_between(Opportunity.closed_on, sa.func.date(Opportunity.created_at))
    figures = [
        sa.func.count(sa.case((won, 1))).label("won"),
        sa.func.count(sa.case((~won, 1))).label("lost"),
        sa.func.sum(sa.case((won, taken))).label("days"),
        total(Opportunity.expected_value, won).label("value"),
    ]
    decided = sa.select(Opportunity.source_id, *figures).where(
        Opportunity.status.in_((Status.WON, Status.LOST)),
        Opportunity.closed_on.between(asked.period.first, asked.period.last),
        of(asked["customer"], Opportunity.customer_id),
    )
    each = decided.group_by(Opportunity.source_id).subquery()
    rows = session.execute(sa.select(DictionaryEntry, each).join_from(
        each, DictionaryEntry, DictionaryEntry.id == each.c.source_id, isouter=True
    ))  # fmt: skip
    return sorted((_source(row, spoken) for row in rows), key=lambda row: (-row["won"], -row["value"], row["source"]))


def _source(row: Any, spoken: Language) -> dict[str, Any]:
    entry, decided = row[0], row.won + row.lost
    days = (Decimal(row.days or 0) / row.won).quantize(TENTH) if row.won else None
    name = entry.named_in(spoken.code) if entry is not None else spoken.say(NO_SOURCE)
    return {"source_id": row.source_id, "source": name, "won": row.won, "lost": row.lost,
            "rate": share_of(Decimal(row.won), Decimal(decided)), "days": days, "value": row.value}  # fmt: skip


def pipeline(session: Session, asked: Asked, spoken: Language) -> Sequence[Row]:
    """What is to be decided, month by month; what has no day yet comes last."""
    on = Opportunity.expected_close_on
    year, month = (sa.cast(sa.extract(part, on), sa.Integer).label(part) for part in ("year", "month"))
    sums = (total(Opportunity.expected_value).label("value"), total(Opportunity.weighted).label("weighted"))
    open_now = sa.select(year, month, sa.func.count(Opportunity.id).label("number"), *sums).where(
        Opportunity.status.in_(LIVE), of(asked["customer"], Opportunity.customer_id)
    )
    rows = session.execute(open_now.group_by(year, month)).all()
    return sorted((_month(row, spoken) for row in rows), key=lambda row: row["first_day"] or date.max)


def _month(row: Any, spoken: Language) -> dict[str, Any]:
    first = date(row.year, row.month, 1) if row.year else None
    end = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1) if first else None
    name = month_name(first, spoken) if first else spoken.say(NO_DAY)
    sums = {"value": row.value or NOTHING, "weighted": row.weighted or NOTHING}
    return {"month": name, "first_day": first, "end_day": end, "opportunities": row.number, **sums}
