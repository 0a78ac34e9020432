"""What happened to a record, newest first: steps and changes under the days they fell on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from app.core.noun import now
from app.core.words import N_
from views.fab.reader import Reader, say

MOST, SHOWN_AT_MOST = 30, 3000
SYSTEM_NAME = "Trato"
STEPS: dict[str, tuple[str, str, str]] = {}
"""How a step is told, by noun and step ("order.pay"): words, icon and tone. The rooms fill it."""


@dataclass(frozen=True)
class Line:
    """One thing that happened."""

    at: datetime
    words: Markup
    icon: str = "adjustments"
    tone: str = ""
    said: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of what happened, as a filter: its name, its words, and how often."""

    name: str
    label: str
    count: int


class Teller(Protocol):
    """Tells the latest lines of a record, of one kind where it is named."""

    def __call__(
        self, session: Session, record: Any, read: Reader, *, kind: str = "", most: int = MOST
    ) -> Sequence[Line]: ...


Kinds = Callable[[Session, Any], Sequence[Kind]]


def sentence(message: str, **parts: Any) -> Markup:
    """A message with bold and linked parts; what is not marked up is escaped."""
    return Markup(say(message)).format(**parts)  # noqa: S704 - the message is ours


def who(name: str | None) -> Markup:
    return Markup("<b>{}</b>").format(name or SYSTEM_NAME)


def latest(lines: Iterable[Line], most: int) -> list[Line]:
    return sorted(lines, key=lambda line: line.at, reverse=True)[:most]


def told(lines: Iterable[Line], read: Reader) -> list[tuple[str, list[tuple[Line, str]]]]:
    """Lines under today, yesterday and the months before, each with its time or its day."""
    zone = ZoneInfo(read.zone)
    today = now().astimezone(zone).date()
    groups = groupby(lines, key=lambda line: _heading(line.at.astimezone(zone).date(), today, read))
    return [(words, [(line, _when(line.at.astimezone(zone), today, read)) for line in each]) for words, each in groups]


def _heading(day: date, today: date, read: Reader) -> str:
    ago = (today - day).days
    if ago in (0, 1):
        return say(N_("Yesterday")) if ago else say(N_("Today"))
    locale = read.language.locale
    if day.year == today.year:
        month = str(format_date(day, "MMMM", locale=locale))
    else:
        month = str(format_skeleton("yMMMM", day, locale=locale))
    return month[:1].upper() + month[1:]


def _when(at: datetime, today: date, read: Reader) -> str:
    """The time of what is of yesterday or later, the day of what is older."""
    locale = read.language.locale
    if (today - at.date()).days in (0, 1):
        return str(format_time(at, "short", locale=locale))
    return str(format_skeleton("MMMd", at, locale=locale))


def label_of(noun_label: str, text: str, href: str) -> Markup:
    """A record named in a sentence."""
    inside = Markup('<a href="{}">{}</a>').format(href, text) if href else escape(text)
    return Markup("{} {}").format(noun_label, inside)
