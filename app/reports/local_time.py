"""At which hour, and on which day of the week, moments lie by the reader's clock; reckoned by the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.core.period import Period
from app.core.sql import seconds_of
from app.reports.stretches import DAY, midnight

MONDAY = 259_200
"""So many seconds before 1970 a week began."""
AN_HOUR, A_DAY, A_WEEK = 3600, 86_400, 604_800


def shifts(period: Period, zone: str) -> Iterator[tuple[datetime, int]]:
    """Until when the zone is so many seconds ahead of UTC: it changes where summer time begins and ends."""
    at, end, known = midnight(period.first, zone), midnight(period.last + DAY, zone), ZoneInfo(zone)
    ahead = _ahead(at, known)
    while at < end:
        following = min(at + timedelta(hours=1), end) if _ahead(at + DAY, known) != ahead else at + DAY
        if _ahead(following, known) != ahead:
            yield following, ahead
            ahead = _ahead(following, known)
        at = following
    yield end, ahead


def _ahead(at: datetime, zone: ZoneInfo) -> int:
    shift = at.astimezone(zone).utcoffset()
    return int(shift.total_seconds()) if shift is not None else 0


def _seconds(at: Any, period: Period, zone: str) -> Any:
    known = list(shifts(period, zone))
    cases = [(at < until, ahead) for until, ahead in known[:-1]]
    ahead = sa.case(*cases, else_=known[-1][1]) if cases else sa.literal(known[-1][1])
    return seconds_of(at) + MONDAY + ahead


def weekday_of(at: Any, period: Period, zone: str) -> sa.ColumnElement[int]:
    """1 is Monday, 7 is Sunday."""
    return sa.cast(_seconds(at, period, zone) % A_WEEK // A_DAY, sa.Integer) + 1


def hour_of(at: Any, period: Period, zone: str) -> sa.ColumnElement[int]:
    return sa.cast(_seconds(at, period, zone) % A_DAY // AN_HOUR, sa.Integer)
