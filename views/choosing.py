"""Who should go to one request: the agents with their reasons, and the form in which anybody is sent at any time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import Any

from werkzeug.datastructures import MultiDict

from app.core.words import N_
from app.service.day_plan import AgentDay, next_working_time
from app.service.request import ServiceRequest
from app.service.suggestion import Reason, Suggestion, suggestions
from app.service.words import WITH_SOMEBODY, Status
from views import clock
from views.board import Board, rank, title_of
from views.fab.address import address_of
from views.fab.asked import of_argument
from views.fab.forms import Kept, form_of
from views.fab.reader import reader, say
from views.fab.session import session
from views.fab.viewer import viewer

FEW = 3


class Choice:
    """One request, who could go, and the form in which anybody can be sent at any time."""

    def __init__(
        self, board: Board, record: ServiceRequest, *, start: Mapping[str, Any] | None = None, form: Any = None,
        wrong: str = "",
    ) -> None:  # fmt: skip
        self.board, self.record, self.wrong = board, record, wrong
        self._start, self._form = dict(start or {}), form

    @cached_property
    def plan(self) -> Board:
        """The day on which somebody can go: the one that is shown, or the next on which somebody works."""
        board = self.board
        start = max(board.now, board.whole.begin)
        works = next_working_time(session(), start)
        day = clock.today(works.begin, board.read) if works else board.day
        return board if day == board.day else Board(day=day)

    @cached_property
    def suggested(self) -> list[Suggestion]:
        start = max(self.board.now, self.plan.whole.begin)
        return suggestions(session(), self.record, self.plan.days, start=_next_quarter(start))

    @property
    def best(self) -> list[Suggestion]:
        """The few that are shown with their reasons, but for who has it; the form has all of them."""
        others = (each for each in self.suggested if each.agent.id != self.record.assignee_id)
        return list(islice(others, FEW))

    @property
    def is_new(self) -> bool:
        return self.record.status is Status.NEW

    @property
    def is_sendable(self) -> bool:
        return self.record.status in (Status.NEW, *WITH_SOMEBODY)

    @property
    def is_form_open(self) -> bool:
        """Where somebody has it, was pointed at, or something is to be mended."""
        return not self.is_new or bool(self._start or self._form)

    @property
    def rank(self) -> int:
        return rank(self.record)

    @property
    def title(self) -> str:
        return title_of(self.record)

    @property
    def about(self) -> list[str]:
        """For whom, and how long it may take."""
        customer = self.record.customer
        city = customer.city if customer is not None else None
        return [part for part in (customer and customer.name, city, self.board.length(self.record)) if part]

    @property
    def facts(self) -> list[tuple[str, str]]:
        each = self.record
        known = (
            (N_("Kind"), say(str(each.kind.value))),
            (N_("Priority"), say(str(each.priority.value))),
            (N_("Due at"), self.board.due(each)),
            (N_("Department"), each.department),
            (N_("Contact"), each.contact),
            (N_("Assignee"), each.assignee),
            (N_("Planned"), self._planned),
        )
        return [(say(label), str(value)) for label, value in known if value]

    @property
    def _planned(self) -> str:
        begin, end = self.record.starts_at, self.record.ends_at
        if begin is None or end is None:
            return ""
        read = self.board.read
        return f"{read.language.day(clock.today(begin, read))}, {clock.stretch(begin, end, read)}"

    @property
    def phone(self) -> str:
        return self.record.phone or (self.record.customer.phone if self.record.customer else "") or ""

    @property
    def href(self) -> str:
        return address_of(self.record, viewer())

    @property
    def agents(self) -> list[tuple[int, str, bool]]:
        """All who may be sent, the best first, with how much of their day is taken."""
        chosen = str(self._start.get("to") or self.record.assignee_id or "")
        each = ((s.agent.id, f"{s.agent} · {self._load(s.day)}") for s in self.suggested)
        return [(id, words, str(id) == chosen) for id, words in each]

    def _load(self, day: AgentDay) -> str:
        return say(N_("Away")) if day.is_away else self.board.share(day.load)

    @cached_property
    def form(self) -> Any:
        """When, how long, and what to say; who is a choice of its own."""
        if self._form is not None:
            return self._form
        each = self.record
        start = {"starts_at": each.starts_at, "minutes": each.minutes or 60, **self._start}
        return asking(start={name: value for name, value in start.items() if name != "to"})

    def errors(self, name: str) -> str:
        return " ".join(map(str, self.form[name].errors)) if name in self.form else ""

    def field(self, name: str) -> Kept:
        return self.form[name]

    def when(self, suggestion: Suggestion) -> str:
        span, read = suggestion.span, self.board.read
        if span is None:
            return ""
        day = "" if self.plan.day == self.board.today else f"{clock.short_day(self.plan.day, read)}, "
        return day + clock.stretch(span.begin, span.end, read)

    def at(self, suggestion: Suggestion) -> int | str:
        return int(suggestion.span.begin.timestamp()) if suggestion.span else ""

    def words(self, reason: Reason) -> str:
        return say(reason.message, **{name: self._said(name, value) for name, value in reason.values.items()})

    def _said(self, name: str, value: Any) -> str:
        read = self.board.read
        if name == "share":
            return read.language.share(value, 0)
        if name == "day":
            return read.language.day(clock.today(value, read))
        if name == "score":
            return read.language.number(value, 1 if value % 1 else 0)
        return clock.clock(value, read) if isinstance(value, datetime) else str(value)


def _next_quarter(moment: datetime) -> datetime:
    over = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment + (timedelta(minutes=15) - over if over else timedelta())


def asking(*, posted: MultiDict[str, str] | None = None, start: Mapping[str, Any] | None = None) -> Any:
    verb = ServiceRequest.verbs["dispatch"]
    return form_of([of_argument(each) for each in verb.arguments], reader(), posted=posted, start=start)
