"""Jobs that a person asks for over a list: done in the background, and the bell tells how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import flash, redirect

from app.core import outbox
from app.core.doorman import may, once
from app.core.errors import NOT_FOUND, Refused
from app.core.words import N_
from views.fab.reader import say
from views.fab.session import session
from views.fab.viewer import viewer

if TYPE_CHECKING:
    from views.fab.screen import Screen

STARTED = N_("It has begun. The bell tells what came of it.")


@dataclass(frozen=True)
class Start:
    """A job, what its button says, and the permission on the noun that it needs."""

    job: str
    label: str
    icon: str
    permission: str


def started(screen: Screen, job: str) -> Any:
    known = next((each for each in screen.starts if each.job == job), None)
    if known is None:
        raise Refused(NOT_FOUND, "There is no job called {name}.", name=job)
    may(session(), known.permission, screen.noun)
    once(session(), lambda: outbox.add(session(), job, by_id=viewer().id))
    flash(say(STARTED), "success")
    return redirect(screen.address("list/"))
