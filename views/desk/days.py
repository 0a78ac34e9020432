"""The day that the reader lives in."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton

from views.fab.reader import reader


def today() -> date:
    return datetime.now(ZoneInfo(reader().zone)).date()


def quarter(day: date) -> date:
    """The first day of its quarter."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def brief(day: date) -> str:
    """As short as it is clear: without the year where it is this one."""
    language = reader().language
    if language.pattern or day.year != today().year:
        return language.day(day)
    return str(format_skeleton("MMMd", day, locale=language.locale))


def month(day: date) -> str:
    return str(format_skeleton("yMMM", day, locale=reader().language.locale))
