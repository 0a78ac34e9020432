"""The timeline of a customer, in sentences: steps, notes, and what was said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.core.noun import noun_named, plural_label, singular_label
from app.core.shape import title_field
from app.core.verb import Argument, label_of_step
from app.core.viewer import viewer_of
from app.core.words import N_, camel, label
from app.customers.channel import Channel, Way
from app.customers.interaction import Interaction
from app.customers.timeline import TimelineEntry
from views.fab.address import address_of, screen_of
from views.fab.reader import Reader, say
from views.fab.story import MOST, Kind, Line, label_of, sentence, who
from views.fab.viewer import viewer
from views.sentences import SENTENCES

STEP = N_("{who}: {step}, {what}")
THEMSELVES, BY_CUSTOMER = N_("{who} rated {what}"), "said_by"
"""What a customer did themselves, and the detail that names who of them."""
NOTE, NOTES = "note", N_("Notes")
PLAIN = ("reason", "words")
"""What was said with a step and stands for itself."""
SAID: dict[tuple[Channel, Way], tuple[str, str]] = {
    (Channel.CALL, Way.OUT): (N_("{who} called {whom}"), "phone-outgoing"),
    (Channel.CALL, Way.IN): (N_("{who} took a call from {whom}"), "phone-incoming"),
    (Channel.MAIL, Way.OUT): (N_("{who} wrote to {whom}"), "mail"),
    (Channel.MAIL, Way.IN): (N_("{who} had a mail from {whom}"), "mail"),
    (Channel.VISIT, Way.OUT): (N_("{who} visited {whom}"), "map-pin"),
    (Channel.VISIT, Way.IN): (N_("{whom} visited {who}"), "map-pin"),
    (Channel.MEETING, Way.OUT): (N_("{who} met {whom}"), "calendar-event"),
    (Channel.MEETING, Way.IN): (N_("{who} met {whom}"), "calendar-event"),
    (Channel.CHAT, Way.OUT): (N_("{who} chatted with {whom}"), "note"),
    (Channel.CHAT, Way.IN): (N_("{who} chatted with {whom}"), "note"),
    (Channel.FAX, Way.OUT): (N_("{who} sent a fax to {whom}"), "file-text"),
    (Channel.FAX, Way.IN): (N_("{who} had a fax from {whom}"), "file-text"),
}
BRIEF, LONG = N_("{done}: {what}"), N_("{done}, {minutes} min: {what}")
NEXT, NEXT_BY = N_("Next: {step}"), N_("Next: {step}, by {day}")


def timeline(session: Session, customer: Any, read: Reader, *, kind: str = "", most: int = MOST) -> Sequence[Line]:
    """The steps that were taken with the customer, latest first."""
    return lines(session, read, most, TimelineEntry.customer_id == customer.id, *_of_kind(kind))


def steps_with(session: Session, record: Any, read: Reader, *, kind: str = "", most: int = MOST) -> Sequence[Line]:
    """Those that were taken with one record that hangs on a customer."""
    mine = (TimelineEntry.noun == type(record).__name__, TimelineEntry.record_id == record.id)
    return lines(session, read, most, TimelineEntry.customer_id == record.customer_id, *mine, *_of_kind(kind))


def kinds(session: Session, customer: Any) -> list[Kind]:
    """What there is on the timeline beside the steps of the customer itself: notes, and nouns by their names."""
    if not viewer_of(session).can("can_list", "TimelineEntry"):
        return []
    is_note = TimelineEntry.action == f"customer.{NOTE}"
    mine = sa.select(TimelineEntry.noun, is_note, sa.func.count()).where(TimelineEntry.customer_id == customer.id)
    found = [_kind(*row) for row in session.execute(mine.group_by(TimelineEntry.noun, is_note))]
    return sorted(filter(None, found), key=lambda each: (each.name != NOTE, each.label))


def _kind(name: str, is_note: bool, count: int) -> Kind | None:
    noun = noun_named(name)
    if is_note:
        return Kind(NOTE, say(NOTES), count)
    return Kind(name, say(plural_label(noun)), count) if noun is not None and name != "Customer" else None


def _of_kind(kind: str) -> tuple[sa.ColumnElement[bool], ...]:
    if not kind:
        return ()
    return (TimelineEntry.action == f"customer.{NOTE}" if kind == NOTE else TimelineEntry.noun == kind,)


def lines(session: Session, read: Reader, most: int, *conditions: sa.ColumnElement[bool]) -> Sequence[Line]:
    """One statement: each line with who took the step and, where something was said, with what and with whom."""
    if not viewer_of(session).can("can_list", "TimelineEntry"):
        return []
    about = sa.and_(TimelineEntry.noun == Interaction.__name__, TimelineEntry.record_id == Interaction.id)
    latest = sa.select(TimelineEntry, Interaction).outerjoin(Interaction, about).where(*conditions)
    along = (
        joinedload(TimelineEntry.actor),
        joinedload(Interaction.contact),
        joinedload(Interaction.employee),
        joinedload(Interaction.customer),
    )
    ordered = latest.order_by(TimelineEntry.at.desc(), TimelineEntry.id.desc()).limit(most)
    found = session.execute(ordered.options(*along)).all()
    return [_line(entry, said, read) for entry, said in found]


def _line(entry: TimelineEntry, said: Interaction | None, read: Reader) -> Line:
    if said is not None:
        return _said(entry, said, read)
    message, icon, tone = SENTENCES.get(entry.action, (STEP, "adjustments", ""))
    themselves = entry.details.get(BY_CUSTOMER)
    message = THEMSELVES if themselves else message
    by = who(themselves or (str(entry.actor) if entry.actor else None))
    noun, _, taken = entry.action.rpartition(".")
    step = say(label_of_step(camel(f"_{noun}"), taken))
    words = sentence(message, who=by, step=step, what=_what(entry))
    return Line(entry.at, words, icon, tone, "\n".join(_details(entry, read)))


def _said(entry: TimelineEntry, said: Interaction, read: Reader) -> Line:
    message, icon = SAID[said.channel, said.direction]
    by = said.employee or entry.actor
    done = sentence(message, who=who(str(by) if by else None), whom=who(str(said.contact or said.customer)))
    what = label_of("", said.summary, address_of(said, viewer()))
    words = sentence(LONG if said.minutes else BRIEF, done=done, minutes=said.minutes, what=what)
    return Line(entry.at, words, icon, said="\n".join(filter(None, (said.detail, _next(said, read)))))


def _next(said: Interaction, read: Reader) -> str:
    if not said.next_step:
        return ""
    if said.next_step_on is None:
        return say(NEXT, step=said.next_step)
    return say(NEXT_BY, step=said.next_step, day=read.language.day(said.next_step_on))


def _details(entry: TimelineEntry, read: Reader) -> Iterator[str]:
    """What was said with the step: a reason as it stands, the rest with its label and as the reader writes it."""
    verbs = getattr(noun_named(entry.noun), "verbs", {})
    verb = verbs.get(entry.action.rpartition(".")[2])
    asked = {argument.name: argument for argument in verb.arguments} if verb else {}
    for name, value in entry.details.items():
        if name != BY_CUSTOMER:
            told = _told(asked.get(name), value, read)
            yield told if name in PLAIN else f"{say(label(name))}: {told}"


def _told(argument: Argument | None, value: str, read: Reader) -> str:
    """The timeline keeps texts."""
    kind = argument.kind if argument is not None else ""
    if kind == "day":
        return read.language.day(date.fromisoformat(value))
    if kind == "moment":
        return read.language.moment(datetime.fromisoformat(value), read.zone)
    if argument is not None and kind == "choice" and value in argument.type.__members__:
        return say(str(argument.type[value].value))
    return read.language.money(Decimal(value), read.currency) if kind in ("amount", "money") else value


def _what(entry: TimelineEntry) -> Any:
    noun = noun_named(entry.noun)
    made = screen_of(noun) if noun else None
    href = f"{made.route_base}/show/{entry.record_id}" if made else ""
    kind = say(singular_label(noun)).lower() if noun else entry.noun
    return label_of(kind, say(entry.summary) if _is_choice(noun) else entry.summary, href)


def _is_choice(noun: type[Any] | None) -> bool:
    """Whether what names it is one of our own words, and no name that somebody gave."""
    return noun is not None and title_field(noun).kind == "choice"
