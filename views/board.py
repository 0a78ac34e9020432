"""The dispatch board as its page shows it: the queue, and the agents' day in quarters of an hour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import request

from app.core.noun import now
from app.core.words import N_
from app.service.day_plan import AgentDay, Span, plan_of, span_of, waiting, working_time
from app.service.request import ServiceRequest
from app.service.words import Priority, Status
from views import clock
from views.fab.reader import reader, say
from views.fab.session import session
from views.fab.viewer import viewer

QUARTER = timedelta(minutes=15)
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
MOST = 100
"""So many stand in the queue; the others are in the list."""
MODES = {"timeline": N_("Day"), "week": N_("Week"), "list": N_("As a list")}
HEAVY, FULL = 0.75, 0.9
COLOURS = {Status.DISPATCHED: "", Status.ACCEPTED: "ev-good", Status.WAITING: "ev-warn"}
DONE = "ev-done"


@dataclass(frozen=True)
class Bar:
    """What is planned, where it stands in the row of an agent."""

    record: ServiceRequest
    at: int
    width: int
    css: str
    title: str
    hours: str
    is_conflict: bool

    @property
    def words(self) -> str:
        """The same for who does not see colours."""
        return say(str(self.record.status.value))


@dataclass(frozen=True)
class Gap:
    """A time in which an agent does not work."""

    at: int
    width: int


class Board:
    """One day of the board."""

    def __init__(self, *, day: date | None = None, mode: str = "", order: str = "") -> None:
        self.read, self.now = reader(), now()
        self.today = clock.today(self.now, self.read)
        self.day = day or self.today
        self.mode = mode if mode in MODES else next(iter(MODES))
        self.is_by_urgency = order == "urgency"
        self.chosen: Any = None
        self.done = ""

    # The day -----------------------------------------------------------------------------------------------------

    @cached_property
    def whole(self) -> Span:
        """The reader's day, or the week that it is in."""
        first, days = (self.monday, 7) if self.mode == "week" else (self.day, 1)
        return Span(clock.midnight(first, self.read), clock.midnight(first + days * A_DAY, self.read))

    @property
    def monday(self) -> date:
        return self.day - timedelta(days=self.day.weekday())

    @cached_property
    def works(self) -> Span | None:
        return working_time(session(), self.day)

    @cached_property
    def days(self) -> list[AgentDay]:
        return plan_of(session(), self.works, self.whole)

    @cached_property
    def window(self) -> Span:
        """From when to when the board shows the day: while the company works, and whatever is planned besides."""
        noon = self.whole.begin + 12 * AN_HOUR
        shown = [self.works or Span(noon - 4 * AN_HOUR, noon + 5 * AN_HOUR)]
        shown += [part for day in self.days for each in day.requests if (part := span_of(each).within(self.whole))]
        begin, end = min(span.begin for span in shown), max(span.end for span in shown)
        last = clock.hour_before(end - timedelta(seconds=1), self.read)
        return Span(clock.hour_before(begin, self.read), last + AN_HOUR)

    @property
    def hours(self) -> list[str]:
        each = (self.window.begin + n * AN_HOUR for n in range(self.count))
        return [clock.hour(moment, self.read) for moment in each]

    @property
    def count(self) -> int:
        """How many hours are shown."""
        return round((self.window.end - self.window.begin) / AN_HOUR)

    @property
    def begin(self) -> int:
        """The first moment of the board, in seconds, for the script."""
        return int(self.window.begin.timestamp())

    @property
    def now_at(self) -> int | None:
        """The quarter that it is now, where the board shows it."""
        return self._slot(self.now) if self.window.begin <= self.now < self.window.end else None

    def bars(self, day: AgentDay) -> Iterator[Bar]:
        conflicts = day.conflicts
        for each in day.requests:
            span = span_of(each)
            shown = span.within(self.window)
            if shown is not None:
                at = self._slot(shown.begin)
                width = max(1, -int(-((shown.end - self.window.begin) / QUARTER) // 1) - at)
                hours = clock.stretch(span.begin, span.end, self.read)
                css, is_met = COLOURS.get(each.status, DONE), each.id in conflicts
                yield Bar(each, at, width, css, title_of(each), hours, is_met)

    def gaps(self, day: AgentDay) -> Iterator[Gap]:
        """When they are not there: outside the working time, and absent."""
        works = day.works
        outside = [Span(self.window.begin, works.begin), Span(works.end, self.window.end)] if works else [self.window]
        for span in [*(each for each in outside if each.begin < each.end), *day.away]:
            shown = span.within(self.window)
            if shown is not None:
                at = self._slot(shown.begin)
                yield Gap(at, max(1, self._slot(shown.end) - at))

    def _slot(self, moment: datetime) -> int:
        return int((moment - self.window.begin) / QUARTER)

    @property
    def week(self) -> list[tuple[AgentDay, list[tuple[AgentDay, str]]]]:
        """Each agent with the days of the week, and where each day leads."""
        spans = [(day, Span(clock.midnight(day, self.read), clock.midnight(day + A_DAY, self.read)))
                 for day in self.week_days]  # fmt: skip
        known = [(working_time(session(), day), span, self.address(day=day, mode="timeline")) for day, span in spans]
        return [(each, [(each.on(works, span), href) for works, span, href in known]) for each in self.days]

    def day_name(self, day: date) -> str:
        return clock.short_day(day, self.read)

    @property
    def week_days(self) -> list[date]:
        return [self.monday + n * A_DAY for n in range(7)]

    # The queue ---------------------------------------------------------------------------------------------------

    @cached_property
    def queue(self) -> list[ServiceRequest]:
        return list(session().scalars(waiting(by_urgency=self.is_by_urgency).limit(MOST)))

    @cached_property
    def totals(self) -> tuple[int, int, int, int]:
        """How many wait, how many of them are late, how many were resolved this week, how many of those in time."""
        week = clock.midnight(self.today - timedelta(days=self.today.weekday()), self.read)
        is_new, is_over = ServiceRequest.status == Status.NEW, ServiceRequest.resolved_at >= week
        late = sa.and_(is_new, ServiceRequest.due_at < self.now)
        in_time = sa.and_(is_over, ServiceRequest.resolved_at <= ServiceRequest.due_at)
        counts = (sa.func.count().filter(each) for each in (is_new, late, is_over, in_time))
        found = session().execute(sa.select(*counts).select_from(ServiceRequest).where(sa.or_(is_new, is_over))).one()
        return tuple(found)  # type: ignore[return-value]

    @property
    def in_time(self) -> str:
        _, _, resolved, in_time = self.totals
        return self.read.language.share(in_time / resolved, 0) if resolved else ""

    def is_late(self, each: ServiceRequest) -> bool:
        return each.due_at is not None and each.due_at < self.now

    def due(self, each: ServiceRequest) -> str:
        return clock.due(each.due_at, self.now, self.read, is_late=self.is_late(each))

    def length(self, each: ServiceRequest) -> str:
        return clock.length(each.minutes or 60, self.read)

    def rank(self, each: ServiceRequest) -> int:
        return rank(each)

    # Words and addresses -----------------------------------------------------------------------------------------

    @property
    def modes(self) -> list[tuple[str, str, bool]]:
        return [(say(words), self.address(mode=name), name == self.mode) for name, words in MODES.items()]

    @property
    def title(self) -> str:
        return clock.long_day(self.day, self.read)

    def address(self, path: str = "", **other: Any) -> str:
        """An address on the board that keeps its day, its mode and its order."""
        order = "urgency" if self.is_by_urgency else ""
        known = {"day": self.day if self.day != self.today else "", "mode": self.mode, "order": order, **other}
        if known["mode"] == next(iter(MODES)):
            known["mode"] = ""
        said = urlencode({key: value for key, value in known.items() if value})
        return f"{request.script_root}/dispatch/{path}" + (f"?{said}" if said else "")

    def turned(self, by: int) -> str:
        step = 7 if self.mode == "week" else 1
        return self.address(day=self.day + by * step * A_DAY)

    def share(self, load: float) -> str:
        return self.read.language.share(load, 0)

    def tone(self, load: float) -> str:
        return "bad" if load > FULL else "warn" if load >= HEAVY else "good"

    def width(self, load: float) -> int:
        return min(100, round(load * 100))

    @property
    def legend(self) -> list[tuple[str, str]]:
        names = [(css, say(str(status.value))) for status, css in COLOURS.items()]
        return [*names, (DONE, say(str(Status.RESOLVED.value)))]

    @property
    def may_open(self) -> bool:
        return viewer().can("can_open", "ServiceRequest")


def title_of(each: ServiceRequest) -> str:
    """What and for whom."""
    return f"{each.summary}, {each.customer.name}" if each.customer else each.summary


def rank(each: ServiceRequest) -> int:
    """1 for what is urgent, 4 for what has time."""
    return list(Priority).index(each.priority) + 1
