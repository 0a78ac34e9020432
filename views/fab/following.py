"""The button by which a reader follows a record, or lets it go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import redirect, request

from app.organization import watch
from app.organization.watch import Watch
from views.fab.neighbours import came_from, coming_from
from views.fab.page import is_part, page
from views.fab.session import session
from views.fab.viewer import viewer

if TYPE_CHECKING:
    from views.fab.screen import Screen


@dataclass(frozen=True)
class Following:
    """Where it is said, and whether it is so."""

    href: str
    on: bool


def following(screen: Screen, record: Any) -> Following | None:
    """Nothing for who may not follow, and for what nothing happens to."""
    if not (viewer().can("can_add", Watch.__name__) and watch.can_be_followed(screen.noun)):
        return None
    href = screen.address(f"follow/{record.id}") + coming_from(came_from())
    return Following(href, watch.is_followed(session(), record))


def follow(screen: Screen, record: Any) -> Any:
    """The button as it is now; without scripts, the page that it stands on."""
    number = record.id
    watch.follow(session(), record, on=request.form.get("on") == "1")
    if not is_part():
        return redirect(screen.address(f"show/{number}") + coming_from(came_from()))
    return page("record_following.html", following=following(screen, record))
