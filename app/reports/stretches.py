"""The months and years of a period, and in which of them a moment lies where the reader is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.core.language import Language
from app.core.period import Period
from app.core.report import Row

DAY = timedelta(days=1)
MOST_NAMED = 18
FEWEST = 6
YEARS = {"en": "y", "es": "y", "zh": "y年"}
SHORT = {"en": "MMM y", "es": "MMM y", "zh": "y年M月"}


@dataclass(frozen=True)
class Stretch:
    """A month or a year, as far as the period reaches into it."""

    name: date
    """The first day of the whole of it."""
    first: date
    last: date


def months(period: Period) -> list[Stretch]:
    """Every month, also one in which nothing happened."""
    return list(_cut(period, lambda day: day.replace(day=1), 31))


def years(period: Period) -> list[Stretch]:
    return list(_cut(period, lambda day: day.replace(month=1, day=1), 366))


def _cut(period: Period, begin: Any, longest: int) -> Iterator[Stretch]:
    name = begin(period.first)
    while name <= period.last:
        following = begin(name + longest * DAY)
        yield Stretch(name, max(name, period.first), min(following - DAY, period.last))
        name = following


def month_name(day: date, language: Language) -> str:
    """ "Nov 2026", as the language writes it."""
    return language.day(day, SHORT[language.code])


def month_lines(days: Sequence[date], language: Language) -> list[str]:
    """What stands under the columns of a chart: the month, and below the first and each January the year; of many
    months only these are named."""
    step = max(1, -(-len(days) // MOST_NAMED))
    return [_lines(day, language, is_first=place == 0, is_named=place % step == 0) for place, day in enumerate(days)]


def _lines(day: date, language: Language, *, is_first: bool, is_named: bool) -> str:
    year = language.day(day, YEARS[language.code]) if is_first or day.month == 1 else " "
    return f"{language.day(day, 'MMM') if is_named else ' '}|{year}"


def since_first(rows: Sequence[Row], name: str) -> list[Row]:
    """Months from the first in which there was anything, but half a year at least, so that a chart keeps its shape."""
    first = next((place for place, row in enumerate(rows) if row[name]), 0)
    return list(rows[min(first, max(0, len(rows) - FEWEST)) :])


def midnight(day: date, zone: str) -> datetime:
    """The beginning of a day where the reader is."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def within(column: Any, period: Period, zone: str) -> sa.ColumnElement[bool]:
    """Whether a moment lies in the period, by the reader's clock."""
    begin, end = midnight(period.first, zone), midnight(period.last + DAY, zone)
    inside: sa.ColumnElement[bool] = sa.and_(column >= begin, column < end)
    return inside


def place_of(column: Any, cut: Sequence[Stretch], zone: str) -> sa.ColumnElement[int]:
    """Which of the stretches a moment lies in, the first being 0; summer time begins and ends inside some of them."""
    begins = [(column < midnight(each.last + DAY, zone), place) for place, each in enumerate(cut[:-1])]
    return sa.case(*begins, else_=len(cut) - 1) if begins else sa.literal(0)
