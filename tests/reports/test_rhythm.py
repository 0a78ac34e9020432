"""When a report is sent, and of which days: by the reader's calendar and clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.reports.rhythm import Rhythm, Span, Weekday, latest

MADRID = "Europe/Madrid"


@dataclass
class Timed:
    rhythm: Rhythm = Rhythm.DAILY
    weekday: Weekday = Weekday.MONDAY
    day_of_month: int = 1
    hour: int = 8


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("timed", "at", "due"),
    [
        (Timed(), utc(2026, 11, 22, 7), utc(2026, 11, 22, 7)),
        (Timed(), utc(2026, 11, 22, 6, 59), utc(2026, 11, 21, 7)),
        (Timed(Rhythm.WEEKLY), utc(2026, 11, 22, 12), utc(2026, 11, 16, 7)),
        (Timed(Rhythm.WEEKLY, Weekday.SUNDAY), utc(2026, 11, 22, 12), utc(2026, 11, 22, 7)),
        (Timed(Rhythm.MONTHLY), utc(2026, 11, 22), utc(2026, 11, 1, 7)),
        (Timed(Rhythm.MONTHLY, day_of_month=31), utc(2026, 3, 1), utc(2026, 2, 28, 7)),
        (Timed(Rhythm.MONTHLY, day_of_month=31), utc(2026, 3, 31, 12), utc(2026, 3, 31, 6)),
        (Timed(Rhythm.MONTHLY, day_of_month=30), utc(2028, 2, 29, 7), utc(2028, 2, 29, 7)),
    ],
)
def test_the_last_time_that_it_was_due(timed: Timed, at: datetime, due: datetime) -> None:
    assert latest(timed, MADRID, at) == due


@pytest.mark.parametrize(("day", "utc_hour"), [(date(2026, 7, 1), 6), (date(2026, 12, 1), 7)])
def test_eight_in_the_morning_is_eight_in_summer_and_in_winter(day: date, utc_hour: int) -> None:
    assert latest(Timed(), MADRID, utc(day.year, day.month, day.day, 23)).hour == utc_hour


@pytest.mark.parametrize("hour", [1, 2, 3])
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_where_the_clocks_change_each_day_has_exactly_one_time(day: date, hour: int) -> None:
    """The clocks leave out two o'clock in March, and repeat it in October."""
    begin = utc(day.year, day.month, day.day) - timedelta(days=1)
    minutes = (begin + timedelta(minutes=5 * n) for n in range(3 * 24 * 12))
    found = sorted({latest(Timed(hour=hour), MADRID, at) for at in minutes})
    days = [due.astimezone(ZoneInfo(MADRID)).date() for due in found]
    assert days == [days[0] + timedelta(days=n) for n in range(len(found))]
    assert len(found) >= 3


def test_the_zone_decides_which_day_it_is() -> None:
    sunday = Timed(Rhythm.WEEKLY, Weekday.SUNDAY, hour=7)
    assert latest(sunday, "Asia/Shanghai", utc(2026, 11, 22)) == utc(2026, 11, 21, 23)
    assert latest(sunday, "America/Los_Angeles", utc(2026, 11, 22, 14)) == utc(2026, 11, 15, 15)


@pytest.mark.parametrize(
    ("span", "today", "days"),
    [
        (Span.AS_SET, date(2026, 11, 22), None),
        (Span.YESTERDAY, date(2026, 3, 1), (date(2026, 2, 28), date(2026, 2, 28))),
        (Span.LAST_WEEK, date(2026, 11, 22), (date(2026, 11, 9), date(2026, 11, 15))),
        (Span.LAST_WEEK, date(2026, 11, 23), (date(2026, 11, 16), date(2026, 11, 22))),
        (Span.LAST_MONTH, date(2026, 1, 31), (date(2025, 12, 1), date(2025, 12, 31))),
        (Span.LAST_MONTH, date(2028, 3, 31), (date(2028, 2, 1), date(2028, 2, 29))),
        (Span.LAST_QUARTER, date(2026, 2, 1), (date(2025, 10, 1), date(2025, 12, 31))),
        (Span.LAST_QUARTER, date(2026, 12, 31), (date(2026, 7, 1), date(2026, 9, 30))),
        (Span.LAST_YEAR, date(2026, 1, 1), (date(2025, 1, 1), date(2025, 12, 31))),
        (Span.THIS_MONTH, date(2026, 11, 1), (date(2026, 11, 1), date(2026, 11, 1))),
        (Span.THIS_YEAR, date(2026, 11, 22), (date(2026, 1, 1), date(2026, 11, 22))),
    ],
)
def test_the_days_that_it_is_of(span: Span, today: date, days: tuple[date, date] | None) -> None:
    assert span.days(today) == days
