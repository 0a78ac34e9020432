"""When a report is sent, and of which days: by the calendar of the reader's zone, whatever its clocks do."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, Protocol
from zoneinfo import ZoneInfo

A_DAY: Final = timedelta(days=1)
FURTHEST: Final = 32
"""Days that two times of any rhythm are apart at most."""


class Rhythm(StrEnum):
    DAILY = "Every day"
    WEEKLY = "Every week"
    MONTHLY = "Every month"


class Weekday(StrEnum):
    MONDAY = "Monday"
    TUESDAY = "Tuesday"
    WEDNESDAY = "Wednesday"
    THURSDAY = "Thursday"
    FRIDAY = "Friday"
    SATURDAY = "Saturday"
    SUNDAY = "Sunday"


class Span(StrEnum):
    AS_SET = "As set"
    YESTERDAY = "Yesterday"
    LAST_WEEK = "Last week"
    LAST_MONTH = "Last month"
    LAST_QUARTER = "Last quarter"
    LAST_YEAR = "Last year"
    THIS_MONTH = "This month so far"
    THIS_YEAR = "This year so far"

    def days(self, today: date) -> tuple[date, date] | None:
        """The first and the last of them; nothing where the days are set."""
        return _SPANS[self](today) if self in _SPANS else None


Days = Callable[[date], tuple[date, date]]


def _week(today: date) -> tuple[date, date]:
    monday = today - today.weekday() * A_DAY
    return monday - 7 * A_DAY, monday - A_DAY


def _months(count: int) -> Days:
    """So many whole months before the one, or the quarter, or the year, that today is in."""

    def days(today: date) -> tuple[date, date]:
        begin = (today.year * 12 + today.month - 1) // count * count
        return _first_of(begin - count), _first_of(begin) - A_DAY

    return days


def _first_of(month: int) -> date:
    """Of a month counted from the year 0."""
    return date(month // 12, month % 12 + 1, 1)


_SPANS: Final[Mapping[Span, Days]] = {
    Span.YESTERDAY: lambda today: (today - A_DAY, today - A_DAY),
    Span.LAST_WEEK: _week,
    Span.LAST_MONTH: _months(1),
    Span.LAST_QUARTER: _months(3),
    Span.LAST_YEAR: _months(12),
    Span.THIS_MONTH: lambda today: (today.replace(day=1), today),
    Span.THIS_YEAR: lambda today: (today.replace(month=1, day=1), today),
}


class Timed(Protocol):
    """What has a rhythm."""

    rhythm: Rhythm
    weekday: Weekday
    day_of_month: int
    hour: int


def latest(timed: Timed, zone: str, at: datetime) -> datetime:
    """The last time at or before `at` that it was due.

    An hour that the clocks leave out is the one after it; of one that they repeat it is the first.
    """
    day = at.astimezone(ZoneInfo(zone)).date()
    for back in range(FURTHEST):
        due = _at(timed, zone, day - back * A_DAY)
        if due is not None and due <= at:
            return due
    return datetime.min.replace(tzinfo=UTC)


def _at(timed: Timed, zone: str, day: date) -> datetime | None:
    """When it is due on this day, if it is."""
    if not _falls_on(timed, day):
        return None
    return datetime.combine(day, time(timed.hour), ZoneInfo(zone)).astimezone(UTC)


def _falls_on(timed: Timed, day: date) -> bool:
    """A month without that day has its last one."""
    if timed.rhythm is Rhythm.WEEKLY:
        return list(Weekday)[day.weekday()] is timed.weekday
    if timed.rhythm is Rhythm.MONTHLY:
        return day.day == min(timed.day_of_month, monthrange(day.year, day.month)[1])
    return True
