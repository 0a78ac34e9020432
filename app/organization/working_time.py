"""How the company writes down when it works: "08:00", "1,2,3,4,5", and its holidays, one a line."""

from __future__ import annotations

import re
from datetime import date

from app.core.errors import INVALID, Refused

A_DAY = 24 * 60
WEEK = "1,2,3,4,5"
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00")


def minutes_of(clock: str, field: str = "") -> int:
    """Minutes since midnight; 24:00 is the end of the day."""
    if not _CLOCK.fullmatch(clock.strip()):
        raise Refused(INVALID, "Say a time of day, like 08:30.", field)
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def weekdays_of(text: str, field: str = "") -> frozenset[int]:
    """The days of the week that are worked on; 1 is Monday, 7 is Sunday."""
    days = [each.strip() for each in text.split(",") if each.strip()]
    if not days or any(day not in {"1", "2", "3", "4", "5", "6", "7"} for day in days):
        raise Refused(INVALID, "Say the days of the week from 1, Monday, to 7, Sunday. Example: 1,2,3,4,5", field)
    return frozenset(map(int, days))


def holidays_of(text: str | None, field: str = "") -> frozenset[date]:
    """The days on which nobody works."""
    try:
        return frozenset(date.fromisoformat(each) for each in re.split(r"[\s,;]+", text or "") if each)
    except ValueError:
        raise Refused(INVALID, "Say each day as year, month and day. Example: 2026-12-25", field) from None
