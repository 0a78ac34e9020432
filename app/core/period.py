"""A period: whole days, as a report is asked for them, and the period that it is compared with."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from app.core.errors import INVALID, Refused
from app.core.words import N_

LONGEST: Final = 20  # years
FIRST_YEAR, LAST_YEAR = 1900, 2199
NOT_A_DAY: Final = N_("“{text}” is not a day. Write it like {example}.")
TURNED_ROUND: Final = N_("The period begins on {first}, after its end on {last}.")
TOO_LONG: Final = N_("A period has at most {years} years.")
OUT_OF_REACH: Final = N_("Choose a day between the years {first} and {last}.")


@dataclass(frozen=True)
class Period:
    """Whole days, the first and the last included."""

    first: date
    last: date

    @property
    def before(self) -> Period:
        """What it is compared with: the same days a year before; of a longer one the equally long time before."""
        if self.is_within_a_year:
            return self.year_earlier
        return Period(self.first - (self.last - self.first) - timedelta(1), self.first - timedelta(1))

    @property
    def year_earlier(self) -> Period:
        """The same days of the year before, also of a longer one."""
        return Period(_year_earlier(self.first), _year_earlier(self.last))

    @property
    def is_within_a_year(self) -> bool:
        return _year_earlier(self.last) < self.first

    @classmethod
    def year_to(cls, last: date) -> Period:
        return cls(_year_earlier(last) + timedelta(1), last)

    @classmethod
    def read(cls, given: Mapping[str, Any], last: Callable[[], date]) -> Period:
        """What was asked for; `last` says the day that a period ends on unless told."""
        end = _day("to", given.get("to")) or last()
        start = _day("from", given.get("from")) or cls.year_to(end).first
        if start > end:
            raise Refused(INVALID, TURNED_ROUND, "from", first=start, last=end)
        if _year_earlier(end, LONGEST) >= start:
            raise Refused(INVALID, TOO_LONG, "from", years=LONGEST)
        return cls(start, end)


def _year_earlier(day: date, years: int = 1) -> date:
    """The same day of the year before; 29 February becomes the 28th."""
    last_of_february = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - years, day=28 if last_of_february else day.day)


def _day(name: str, text: Any) -> date | None:
    if text is None or text == "" or isinstance(text, date):
        return _in_reach(name, text or None)
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(text)):
        raise _not_a_day(name, text)
    try:
        return _in_reach(name, date.fromisoformat(text))
    except ValueError:
        raise _not_a_day(name, text) from None


def _not_a_day(name: str, text: Any) -> Refused:
    return Refused(INVALID, NOT_A_DAY, name, text=str(text)[:40], example="2026-11-21")


def _in_reach(name: str, day: date | None) -> date | None:
    if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(INVALID, OUT_OF_REACH, name, first=str(FIRST_YEAR), last=str(LAST_YEAR))
    return day
