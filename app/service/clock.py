"""The clock of service: it runs while the company works, and not on holidays.

Work of a day is the time from its beginning to its end by the company's clock, taken as two points in time. So a day
on which the clock is put forward or back is as long as it really is, and what is reckoned is the same in every zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from app.organization.setting import Setting
from app.organization.working_time import A_DAY, holidays_of, minutes_of, weekdays_of

NOTHING = timedelta(0)
FURTHEST = 3660
"""So many days ahead is looked for one on which somebody works."""


@dataclass(frozen=True)
class Hours:
    """When the company works: minutes of the day, days of the week (1 is Monday), holidays, by the clock of a zone."""

    begins: int = 8 * 60
    ends: int = 17 * 60
    weekdays: frozenset[int] = frozenset((1, 2, 3, 4, 5))
    holidays: frozenset[date] = field(default=frozenset(), repr=False)
    zone: tzinfo = UTC

    def of(self, day: date) -> tuple[datetime, datetime] | None:
        """From when to when somebody works on this day."""
        if day.isoweekday() not in self.weekdays or day in self.holidays:
            return None
        begin, end = self._moment(day, self.begins), self._moment(day, self.ends)
        return (begin, end) if begin < end else None

    def _moment(self, day: date, minutes: int) -> datetime:
        if minutes == A_DAY:
            day, minutes = day + timedelta(days=1), 0
        return datetime.combine(day, time(minutes // 60, minutes % 60), self.zone).astimezone(UTC)

    def stretches(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of work from a moment on, one a day, in turn."""
        day = start.astimezone(self.zone).date()
        for n in range(FURTHEST):
            stretch = self.of(day + timedelta(days=n))
            if stretch is not None and stretch[1] > start:
                yield max(stretch[0], start), stretch[1]


def hours_of(settings: Setting) -> Hours:
    """As the company has set them."""
    return Hours(
        minutes_of(settings.work_begins),
        minutes_of(settings.work_ends),
        weekdays_of(settings.working_days),
        holidays_of(settings.holidays),
        ZoneInfo(settings.zone),
    )


def due(start: datetime, work: timedelta, hours: Hours) -> datetime:
    """The moment at which so much work is over that begins at `start`: due(due(s, a), b) is due(s, a + b)."""
    if work <= NOTHING:
        return start
    left = work
    for begin, end in hours.stretches(start):
        if end - begin >= left:
            return begin + left
        left -= end - begin
    raise ValueError("nobody works for ten years")


def worked(start: datetime, end: datetime, hours: Hours) -> timedelta:
    """How much of the time between is work: worked(s, due(s, a)) is a."""
    total = NOTHING
    for begin, over in hours.stretches(start):
        if begin >= end:
            break
        total += min(over, end) - begin
    return total
