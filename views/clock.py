"""Times of day as people say them: on the clock, until it is due, how long."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from app.core.words import N_
from views.fab.reader import Reader

SHORT, LONG = {"es": "H:mm", "zh": "HH:mm"}, "h:mm"
HOUR = {"es": "H:00", "zh": "HH:00"}
DAYS = {"es": "EEEE d 'de' MMMM", "zh": "M月d日 EEEE"}
SHORT_DAYS = {"zh": "d日 EEE"}
LENGTHS = (N_("{n} min"), N_("{h} h"), N_("{h} h {n}"))
LATE = (N_("{n} min late"), N_("{n} h late"), N_("{n} days late"))
DUE, AN_HOUR, A_DAY = N_("due {when}"), 60, 24 * 60
SOON = 7


def clock(moment: datetime, read: Reader) -> str:
    """8:00 AM"""
    return _written(moment, read, SHORT.get(read.language.code, "h:mm a"))


def stretch(begin: datetime, end: datetime, read: Reader) -> str:
    """8:00–9:30"""
    form = SHORT.get(read.language.code, LONG)
    return f"{_written(begin, read, form)}–{_written(end, read, form)}"


def hour(moment: datetime, read: Reader) -> str:
    """8 AM"""
    return _written(moment, read, HOUR.get(read.language.code, "h a"))


def _written(moment: datetime, read: Reader, form: str) -> str:
    return str(format_time(moment.astimezone(ZoneInfo(read.zone)), form, locale=read.language.locale))


def today(at: datetime, read: Reader) -> date:
    return at.astimezone(ZoneInfo(read.zone)).date()


def midnight(day: date, read: Reader) -> datetime:
    """When the reader's day begins."""
    return datetime.combine(day, time(), ZoneInfo(read.zone)).astimezone(UTC)


def long_day(day: date, read: Reader) -> str:
    """Friday, November 20"""
    text = str(format_date(day, DAYS.get(read.language.code, "EEEE, MMMM d"), locale=read.language.locale))
    return text[:1].upper() + text[1:]


def short_day(day: date, read: Reader) -> str:
    """Fri 20"""
    return str(format_date(day, SHORT_DAYS.get(read.language.code, "EEE d"), locale=read.language.locale))


def length(minutes: int, read: Reader) -> str:
    """45 min, 1 h, 1 h 30"""
    h, n = divmod(minutes, AN_HOUR)
    few, whole, more = LENGTHS
    form = few if not h else more if n else whole
    return read.language.say(form, h=h, n=n)


def due(moment: datetime | None, at: datetime, read: Reader, *, is_late: bool) -> str:
    """How late it is, or when it is due: at which time today, on which day this week, on which date later."""
    if moment is None:
        return ""
    return _late(at - moment, read) if is_late else read.language.say(DUE, when=_when(moment, at, read))


def _late(by: timedelta, read: Reader) -> str:
    minutes = max(1, round(by.total_seconds() / 60))
    in_minutes, in_hours, in_days = LATE
    if minutes < 2 * AN_HOUR:
        return read.language.say(in_minutes, n=minutes)
    if minutes < 2 * A_DAY:
        return read.language.say(in_hours, n=minutes // AN_HOUR)
    return read.language.say(in_days, n=minutes // A_DAY)


def _when(moment: datetime, at: datetime, read: Reader) -> str:
    day, now_day = today(moment, read), today(at, read)
    if day == now_day:
        return clock(moment, read)
    if timedelta() < day - now_day < timedelta(days=SOON):
        return f"{format_date(day, 'EEE', locale=read.language.locale)} {clock(moment, read)}"
    return read.language.day(day)


def hour_before(moment: datetime, read: Reader) -> datetime:
    """The full hour that it is on the reader's clock."""
    return moment.astimezone(ZoneInfo(read.zone)).replace(minute=0, second=0, microsecond=0).astimezone(UTC)
