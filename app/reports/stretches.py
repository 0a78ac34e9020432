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

DAY = timedelta(days=1)
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
