"""Adding, changing and deleting a record. What was typed stays, whatever is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import wtforms
from flask import flash, redirect, request

from app.core import doorman
from app.core.errors import CONFLICT, NOT_FOUND, Refused
from app.core.shape import Field
from app.core.viewer import viewer_of
from app.core.words import N_
from views.fab.asked import of_argument, of_field
from views.fab.facts import sections_of
from views.fab.files import with_files
from views.fab.forms import form_of, given, refuse
from views.fab.inputs import written
from views.fab.loading import relations
from views.fab.named import Named
from views.fab.page import page
from views.fab.readable import readable
from views.fab.reader import reader, say
from views.fab.session import session

if TYPE_CHECKING:
    from views.fab.screen import Screen

SAVED, DELETED = N_("Saved."), N_("Deleted.")
HINTED, LONGEST_HINT = ("noun", "choice", "phone", "line"), 200
"""What a new record can start with that is begun elsewhere."""
NOW_THERE = N_("Somebody saved meanwhile: {value}")


@dataclass
class Edit(Named):
    """A form under way: its questions in sections, and what went wrong."""

    screen: Screen
    form: wtforms.Form
    sections: list[tuple[str, list[str]]]
    title: str
    record: Any = None
    version: str = ""
    wrong: str = ""
    status: int = 200

    @property
    def has_file(self) -> bool:
        return any(each.kind == "file" for each in self.form)

    @property
    def faulty(self) -> list[Any]:
        return [each for each in self.form if each.errors]

    @property
    def outline(self) -> list[tuple[str, int]]:
        """The sections, each with how much of it is to be mended."""
        return [(label, sum(bool(self.form[name].errors) for name in names)) for label, names in self.sections]

    @property
    def back(self) -> str:
        return self.screen.address(f"show/{self.record.id}" if self.record is not None else "list/")


def add(screen: Screen) -> Any:
    edit = _edit(screen, None)
    return _save(edit, lambda values: screen.writer.create(screen.noun, values))


def edit(screen: Screen, record_id: str) -> Any:
    record = doorman.found(session(), screen.noun, record_id, along=relations(screen.noun))
    under_way = _edit(screen, record)
    version = int(under_way.version) if under_way.version.isascii() and under_way.version.isdecimal() else -1
    versioned = None if not hasattr(record, "version") else version
    return _save(under_way, lambda values: screen.writer.update(screen.noun, record_id, versioned, values))


def delete(screen: Screen, record_id: str) -> Any:
    record = doorman.found(session(), screen.noun, record_id)
    if request.method == "GET":
        return page("delete.html", screen=screen, record=record, wrong="")
    try:
        doorman.delete(session(), screen.noun, record_id, _version())
    except Refused as why:
        return _not_deleted(screen, record_id, why)
    flash(say(DELETED), "success")
    return redirect(screen.address("list/"))


def _not_deleted(screen: Screen, record_id: str, why: Refused) -> Any:
    if why.code == NOT_FOUND:
        raise why
    record = doorman.found(session(), screen.noun, record_id)
    return page("delete.html", screen=screen, record=record, wrong=reader().language.refusal(why)), 409


def _version() -> int | None:
    raw = request.form.get("version", "")
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 10 else None


def _edit(screen: Screen, record: Any) -> Edit:
    asked, copied = [*_questions(screen, record), *screen.writer.asked(record)], _copied(screen, record)
    posted = with_files() if request.method == "POST" else None
    besides = screen.writer.start(record)
    start = {**_start(asked, record), **besides} if copied is None else {**besides, **_like(asked, copied)}
    form = form_of([each for _, group in asked for each in group], reader(), posted=posted, start=start)
    sections = [(say(label), [each.name for each in group]) for label, group in asked]
    shown_version = "" if record is None else str(getattr(record, "version", ""))
    version = shown_version if posted is None else posted.get("version", "")[:10]
    return Edit(screen, form, sections, _title(screen, record), record, version)


def _title(screen: Screen, record: Any) -> str:
    if record is not None:
        return say(N_("Edit"))
    return say(N_("New {noun}"), noun=screen.noun)


def _questions(screen: Screen, record: Any) -> list[tuple[str, list[Any]]]:
    """What people write, in sections; a new record whose life begins with a step is asked that too."""
    noun = screen.noun
    allowed = readable(noun, viewer_of(session()))
    found = sections_of(noun, _with_title_first(screen), lambda f: _is_asked(f, allowed, record))
    asked = [(label, [of_field(f) for f in fields]) for label, fields in found]
    begin = doorman.beginning(noun) if record is None else None
    known = {each.name for _, group in asked for each in group}
    extra = [of_argument(a) for a in begin.arguments if a.name not in known] if begin else []
    return [*asked, (begin.label, extra)] if begin and extra else asked


def _with_title_first(screen: Screen) -> Mapping[str, Any]:
    """The name comes first, in the first section, whether or not the facts repeat it."""
    title = screen.noun.named_by
    placed = {name for names in screen.sections.values() for name in names}
    if not screen.sections or title in placed:
        return screen.sections
    [(label, names), *others] = screen.sections.items()
    return {label: [title, *names], **dict(others)}


def _is_asked(f: Field, allowed: Mapping[str, Field], record: Any) -> bool:
    is_asked = f.written and f.name in allowed and f.kind != "json"
    return is_asked and not (f.numbered if record is None else f.fixed)


def _start(asked: list[tuple[str, list[Any]]], record: Any) -> dict[str, Any]:
    names = [each for _, group in asked for each in group]
    if record is not None:
        return {each.name: getattr(record, each.name, None) for each in names}
    hinted = [each for each in names if each.kind in HINTED and request.args.get(each.name)]
    return {**_mine(names), **{each.name: _hinted(each) for each in hinted}}


def _copied(screen: Screen, record: Any) -> Any:
    """The record that a new one starts like, if it is asked for and the reader sees it."""
    if record is not None or not screen.copied or not request.args.get("copy"):
        return None
    return doorman.found(session(), screen.noun, request.args["copy"], along=relations(screen.noun))


def _like(asked: list[tuple[str, list[Any]]], copied: Any) -> dict[str, Any]:
    """What the other one has, but for what only one can have: its number, its code."""
    known = [each for _, group in asked for each in group if each.field and not each.field.is_code]
    return {each.name: getattr(copied, each.name) for each in known}


def _mine(asked: list[Any]) -> dict[str, Any]:
    """Who makes a record keeps it, unless they say somebody else does; what hangs on another one goes with that."""
    person = viewer_of(session()).person
    kept = (each for each in asked if each.name == "owner" and each.field and not each.field.noun.hangs_on)
    return {each.name: person for each in kept if isinstance(person, each.type)}


def _hinted(asked: Any) -> Any:
    """A new record begun from another one's page, or from a list of a kind, starts with that."""
    if asked.kind == "choice":
        return next((each for each in asked.choices if each.name == request.args[asked.name]), asked.default)
    if asked.kind in ("phone", "line"):
        return request.args[asked.name][:LONGEST_HINT].replace("\x00", "")
    try:
        return doorman.found(session(), asked.type, request.args[asked.name])
    except Refused:
        return None


def _save(edit: Edit, act: Any) -> Any:
    if request.method == "POST" and _is_saved(edit, act):
        flash(say(SAVED), "success")
        where = "edit" if "stay" in request.form else "show"
        return redirect(edit.screen.address(f"{where}/{edit.record.id}"))
    return page("form.html", it=edit), edit.status


def _is_saved(edit: Edit, act: Any) -> bool:
    if not edit.form.validate():
        edit.status = 422
        return False
    try:
        edit.record = act(given(edit.form))
    except Refused as why:
        _explain(edit, why)
        return False
    return True


def _explain(edit: Edit, why: Refused) -> None:
    if why.code == NOT_FOUND and why.field is None:
        raise why
    edit.status = 409 if why.code == CONFLICT else 422
    edit.wrong = refuse(edit.form, why, reader())
    if edit.record is None:
        return
    edit.record = doorman.found(session(), edit.screen.noun, edit.record.id)
    if why.code == CONFLICT and hasattr(edit.record, "version"):
        _compare(edit)


def _compare(edit: Edit) -> None:
    """Both values are shown, and the next save is meant."""
    edit.version = str(edit.record.version)
    for each in edit.form:
        there = written(each.asked, getattr(edit.record, each.name, None), reader())
        if there != each.raw:
            value = there if each.kind != "noun" else getattr(edit.record, each.name)
            each.warning = say(NOW_THERE, value=value or "–")
