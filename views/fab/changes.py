"""What was changed of a record: its history, in words."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from markupsafe import Markup
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from app.core.history import CREATE, STEP, Change, changes_of
from app.core.noun import singular_label
from app.core.shape import Field, choices_of, fields
from app.core.verb import label_of_step
from app.core.words import N_, words
from app.organization.employee import Employee
from views.fab.format import NUMBERS, text_of
from views.fab.reader import Reader, name_of, say
from views.fab.story import MOST, STEPS, Line, label_of, sentence, who

CREATED = N_("{who} created it")
STEPPED = N_("{who}: {step}")
CHANGED = N_("{who} changed {field} from {old} to {new}")
FILLED = N_("{who} set {field} to {new}")
EMPTIED = N_("{who} took {field} away, it was {old}")
TOUCHED = N_("{who} changed {field}")


def changes(session: Session, record: Any, read: Reader, most: int = MOST) -> list[Line]:
    """The history of the record, in words; what one person changed at once is one line.

    What verbs and rules wrote is left out: the steps tell it, here or on the timeline.
    """
    found = changes_of(session, record, most)
    known = {f.key: f for f in fields(type(record)) if f.written or f.info.get("remembered")}
    people = names(session, [change.by_id for change in found])
    wanted = [change for change in found if change.field in known or change.action in (CREATE, STEP)]
    together = groupby(wanted, key=lambda change: (change.at, change.by_id, change.action))
    about = label_of(say(singular_label(type(record))).lower(), name_of(record), "")
    return [_line(list(each), known, who(people.get(by)), about, read) for (_, by, _), each in together]


def _line(together: list[Change], known: dict[str, Field], by: Markup, about: Markup, read: Reader) -> Line:
    first = together[0]
    if first.action == CREATE:
        return Line(first.at, sentence(CREATED, who=by))
    if first.action == STEP:
        return _step(first, by, about)
    if len(together) == 1:
        return Line(first.at, _words(first, by, known[first.field], read))
    labels = Markup(", ").join(_bold(say(known[change.field].label)) for change in together)
    said = "\n".join(filter(None, (_briefly(change, known[change.field], read) for change in together)))
    return Line(first.at, sentence(TOUCHED, who=by, field=labels), said=said)


def _step(change: Change, by: Markup, about: Markup) -> Line:
    """As the timeline of a customer would tell it."""
    message, icon, tone = STEPS.get(f"{words(change.noun, '_')}.{change.field}", (STEPPED, "check", ""))
    step = say(label_of_step(change.noun, change.field))
    return Line(change.at, sentence(message, who=by, what=about, step=step), icon, tone, change.new or "")


def _briefly(change: Change, f: Field, read: Reader) -> str:
    old, new = (_value(f, raw, read) for raw in (change.old, change.new))
    if f.target is not None or (old is None and new is None):
        return ""
    return f"{say(f.label)}: " + (f"{old} → {new or '–'}" if old else str(new))


def _bold(text: str) -> Markup:
    return Markup("<b>{}</b>").format(text)


def names(session: Session, ids: Iterable[int | None]) -> dict[int | None, str]:
    """By id; whom the page has met already is not asked for again."""
    wanted = {each for each in ids if each is not None}
    known = {each: session.identity_map.get(identity_key(Employee, each)) for each in wanted}
    missing = [each for each, person in known.items() if person is None]
    found = session.scalars(sa.select(Employee).where(Employee.id.in_(missing))) if missing else ()
    return {each.id: str(each) for each in [*filter(None, known.values()), *found]}


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
