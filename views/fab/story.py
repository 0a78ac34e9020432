"""What happened to a record: steps on a timeline, and changes of fields, newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from app.core.history import CREATE, Change, changes_of
from app.core.noun import now
from app.core.shape import Field, choices_of, fields
from app.core.words import N_
from app.organization.employee import Employee
from views.fab.format import NUMBERS, text_of
from views.fab.reader import Reader, say

MOST = 30
SYSTEM_NAME = "Trato"
CREATED = N_("{who} created it")
CHANGED = N_("{who} changed {field} from {old} to {new}")
FILLED = N_("{who} set {field} to {new}")
EMPTIED = N_("{who} took {field} away, it was {old}")
TOUCHED = N_("{who} changed {field}")


@dataclass(frozen=True)
class Line:
    """One thing that happened."""

    at: datetime
    words: Markup
    icon: str = "adjustments"
    tone: str = ""
    said: str = ""


Teller = Callable[[Session, Any, Reader], Sequence[Line]]


def sentence(message: str, **parts: Any) -> Markup:
    """A message with bold and linked parts; what is not marked up is escaped."""
    return Markup(say(message)).format(**parts)  # noqa: S704 - the message is ours


def told(lines: Iterable[Line], read: Reader) -> list[tuple[str, list[tuple[Line, str]]]]:
    """Lines under the day they happened on, each with its time."""
    zone = ZoneInfo(read.zone)
    today = now().astimezone(zone).date()
    newest = sorted(lines, key=lambda line: line.at, reverse=True)[:MOST]
    days = groupby(newest, key=lambda line: line.at.astimezone(zone).date())
    return [(_day(day, today, read), [(line, _time(line.at, zone, read)) for line in each]) for day, each in days]


def _day(day: Any, today: Any, read: Reader) -> str:
    ago = (today - day).days
    if ago in (0, 1):
        return say(N_("Yesterday")) if ago else say(N_("Today"))
    return read.language.day(day)


def _time(at: datetime, zone: ZoneInfo, read: Reader) -> str:
    from babel.dates import format_time

    return str(format_time(at.astimezone(zone), "short", locale=read.language.locale))


def changes(session: Session, record: Any, read: Reader) -> list[Line]:
    """The history of the record, in words; what one person changed at once is one line.

    What verbs and rules wrote is left out: the steps tell it.
    """
    found = changes_of(session, record, MOST)
    known = {f.key: f for f in fields(type(record)) if f.written}
    people = names(session, [change.by_id for change in found])
    wanted = [change for change in found if change.field in known or change.action == CREATE]
    together = groupby(wanted, key=lambda change: (change.at, change.by_id, change.action))
    return [_line(list(each), known, people, read) for _, each in together]


def _line(together: list[Change], known: dict[str, Field], people: dict[int | None, str], read: Reader) -> Line:
    first, by = together[0], who(people.get(together[0].by_id))
    if first.action == CREATE:
        return Line(first.at, sentence(CREATED, who=by))
    if len(together) == 1:
        return Line(first.at, _words(first, by, known[first.field], read))
    labels = Markup(", ").join(_bold(say(known[change.field].label)) for change in together)
    said = "\n".join(filter(None, (_briefly(change, known[change.field], read) for change in together)))
    return Line(first.at, sentence(TOUCHED, who=by, field=labels), said=said)


def _briefly(change: Change, f: Field, read: Reader) -> str:
    old, new = (_value(f, raw, read) for raw in (change.old, change.new))
    if f.target is not None or (old is None and new is None):
        return ""
    return f"{say(f.label)}: " + (f"{old} → {new or '–'}" if old else str(new))


def _bold(text: str) -> Markup:
    return Markup("<b>{}</b>").format(text)


def names(session: Session, ids: Iterable[int | None]) -> dict[int | None, str]:
    wanted = {each for each in ids if each is not None}
    if not wanted:
        return {}
    return {each.id: str(each) for each in session.scalars(sa.select(Employee).where(Employee.id.in_(wanted)))}


def who(name: str | None) -> Markup:
    return _bold(name or SYSTEM_NAME)


def _words(change: Change, by: Markup, f: Field, read: Reader) -> Markup:
    label = _bold(say(f.label))
    old, new = (_value(f, raw, read) for raw in (change.old, change.new))
    if f.target is not None or (old is None and new is None):
        return sentence(TOUCHED, who=by, field=label)
    return sentence(_message(old, new), who=by, field=label, old=old, new=_bold(str(new)))


def _message(old: Any, new: Any) -> str:
    if old is None:
        return FILLED
    return EMPTIED if new is None else CHANGED


def _value(f: Field, raw: str | None, read: Reader) -> str | None:
    """A value out of the history, which keeps texts."""
    if raw is None or raw == "":
        return None
    if choices_of(f):
        return next((say(str(member.value)) for member in choices_of(f) if member.name == raw), raw)
    try:
        return text_of(f, read)(_typed(f, raw))
    except (ValueError, InvalidOperation):
        return raw


def _typed(f: Field, raw: str) -> Any:
    if f.kind in NUMBERS:
        return int(raw) if f.type is int else Decimal(raw)
    if f.kind in ("day", "moment"):
        return f.type.fromisoformat(raw)
    return raw == "True" if f.kind == "bool" else raw[:80]


def label_of(noun_label: str, text: str, href: str) -> Markup:
    """A record named in a sentence."""
    inside = Markup('<a href="{}">{}</a>').format(href, text) if href else escape(text)
    return Markup("{} {}").format(noun_label, inside)
