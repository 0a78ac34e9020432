"""What was changed in roles, in words: who gave or took what, and when."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.core.history import CREATE, DELETE, Change
from app.core.verb import label_of_step
from app.core.viewer import Reach
from app.core.words import N_, label
from views.fab.changes import names
from views.fab.reader import reader, say
from views.fab.story import sentence, who

MADE, DELETED = N_("{who} made this role"), N_("{who} deleted it")
GAVE, TOOK = N_("{who} gave it: {what}"), N_("{who} took from it: {what}")
RENAMED, MEANT = N_("{who} renamed it from {old} to {new}"), N_("{who} changed what it is for")
SEES = N_("{who} changed what it sees of {noun} from {old} to {new}")


def told(changes: Sequence[Change], session: Session) -> list[tuple[str, Markup]]:
    """When, and what; what was given or taken at once is one line."""
    people, read = names(session, [change.by_id for change in changes]), reader()
    together = groupby(changes, key=_together)
    return [
        (read.language.moment(at, read.zone), _words(act, list(each), who(people.get(by_id))))
        for (at, by_id, act, _), each in together
    ]


def _together(change: Change) -> tuple[Any, Any, str, Any]:
    act = _act(change)
    return change.at, change.by_id, act, change.id if act == SEES else 0


def _act(change: Change) -> str:
    if change.action in (CREATE, DELETE):
        return MADE if change.action == CREATE else DELETED
    if change.field in ("name", "purpose"):
        return RENAMED if change.field == "name" else MEANT
    if change.field.endswith(".reach"):
        return SEES
    return GAVE if change.new else TOOK


def _words(act: str, together: list[Change], by: Markup) -> Markup:
    first = together[0]
    if act == SEES:
        return sentence(act, who=by, noun=_noun(first.field), old=_reach(first.old), new=_reach(first.new))
    what = Markup(", ").join(_permission(change.field) for change in reversed(together))
    return sentence(act, who=by, what=what, old=first.old, new=first.new)


def _permission(field: str) -> Markup:
    noun, _, permission = field.partition(".")
    step = label_of_step(noun, permission.removeprefix("can_"))
    return Markup("<b>{}</b> {}").format(say(step), _noun(field))


def _noun(field: str) -> str:
    return say(label(field.partition(".")[0])).lower()


def _reach(name: Any) -> str:
    return say(Reach[name].value).lower() if name in Reach.__members__ else str(name)
