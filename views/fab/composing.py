"""Writing something down on a record's page: a remark, or a record that hangs on this one, without leaving it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import wtforms
from flask import flash, redirect, request

from app.core import doorman
from app.core.doorman import beginning
from app.core.errors import FORBIDDEN, NOT_FOUND, Refused
from app.core.shape import field as field_of
from app.core.viewer import Viewer
from app.core.words import N_
from views.fab.asked import Asked, of_argument, of_field
from views.fab.forms import form_of, given, refuse
from views.fab.page import is_part
from views.fab.reader import reader, say
from views.fab.session import session

if TYPE_CHECKING:
    from views.fab.screen import Screen

WRITTEN = N_("Written down.")


@dataclass(frozen=True)
class Pen:
    """One thing that may be written down: by a verb of the record, or as a record of a noun that hangs on it."""

    name: str
    label: str
    icon: str
    noun: type[Any] | None = None
    asks: Sequence[str] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    verb: str = ""
    within: str = ""
    """The relation by which such a record is about this one, where it does not hang on it."""
    words: str = N_("What was said?")

    def is_for(self, viewer: Viewer, noun: type[Any]) -> bool:
        if self.noun is None:
            return viewer.can(noun.verbs[self.verb].permission, noun.__name__)
        begin = beginning(self.noun)
        return viewer.can(begin.permission if begin else "can_add", self.noun.__name__)

    def questions(self, record: Any) -> Iterator[Asked]:
        if self.noun is None:
            yield from (of_argument(each) for each in type(record).verbs[self.verb].arguments)
            return
        found = (field_of(self.noun, name) for name in self.asks)
        yield from (_within(of_field(f), record) for f in found if f is not None)


def _within(asked: Asked, record: Any) -> Asked:
    """Of what hangs on the record, only its own are offered."""
    hangs = asked.kind == "noun" and asked.type.hangs_on
    link = field_of(asked.type, asked.type.hangs_on) if hangs else None
    return replace(asked, within=record.id) if link is not None and link.target is type(record) else asked


@dataclass
class Draft:
    """A pen in use: its form, and what is wrong with it."""

    pen: Pen
    form: wtforms.Form
    wrong: str = ""

    @property
    def large(self) -> list[Any]:
        """What one writes in: texts, and the line above them."""
        return [each for each in self.form if each.kind in ("text", "line") and each.asked.name != "place"]

    @property
    def small(self) -> list[Any]:
        large = self.large
        return [each for each in self.form if each not in large]


def pens(screen: Screen, viewer: Viewer) -> list[Pen]:
    return [pen for pen in screen.pens if pen.is_for(viewer, screen.noun)]


def draft(screen: Screen, record: Any, viewer: Viewer, name: str) -> Draft | None:
    """What may be written: with the pen of this name, else with the first."""
    mine = pens(screen, viewer)
    pen = next((pen for pen in mine if pen.name == name), mine[0] if mine else None)
    return Draft(pen, form_of(pen.questions(record), reader())) if pen else None


def write(screen: Screen, record_id: str, name: str) -> Any:
    """Written down, and back to the page; what is wrong is said beside the words, which stay."""
    from views.fab import recordpage

    record = doorman.found(session(), screen.noun, record_id)
    pen = next((pen for pen in screen.pens if pen.name == name), None)
    if pen is None:
        raise Refused(NOT_FOUND, "There is no such page.")
    made = Draft(pen, form_of(pen.questions(record), reader(), posted=request.form))
    if not _is_written(screen, record, made):
        return recordpage.shown(screen, doorman.found(session(), screen.noun, record_id), made), 422
    if is_part():
        return recordpage.shown(screen, doorman.found(session(), screen.noun, record_id))
    flash(say(WRITTEN), "success")
    return redirect(screen.address(f"show/{record_id}"))


def _is_written(screen: Screen, record: Any, made: Draft) -> bool:
    if not made.form.validate():
        return False
    try:
        _taken(screen, record, made.pen, given(made.form))
    except Refused as why:
        if why.code in (NOT_FOUND, FORBIDDEN) and why.field is None:
            raise
        made.wrong = refuse(made.form, why, reader())
    return not (made.wrong or made.form.errors)


def _taken(screen: Screen, record: Any, pen: Pen, values: dict[str, Any]) -> None:
    if pen.noun is None:
        doorman.step(session(), screen.noun, pen.verb, record.id, values)
        return
    doorman.create(session(), pen.noun, {**pen.given, **values, pen.within or pen.noun.hangs_on: record})
