"""How a list is asked for: by its address, by a saved view, or as the reader is used to look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.core.viewer import Viewer
from app.organization.saved_view import Kept, views_of
from views.fab.sieve import ALONE, GROUPS

SAID = ("q", ALONE, *GROUPS, "any", "sort", "size", "c")
"""What a view keeps of an address."""
ELSE = (*SAID, "after", "before", "count")
DENSITIES = ("compact", "comfortable")


@dataclass(frozen=True)
class Standing:
    """The views of a reader, the one that is open, and what the address says or that view."""

    views: Sequence[Kept]
    habit: dict[str, Any]
    view: Kept | None
    args: MultiDict[str, str]
    columns: list[str]
    is_explicit: bool
    """Whether the columns are said in the address."""

    @property
    def kept(self) -> dict[str, Any]:
        """What every address within the list carries on."""
        columns = {"c": self.columns} if self.is_explicit else {}
        return {"view": self.view.id, **columns} if self.view is not None else columns

    @cached_property
    def opens_with(self) -> int:
        """The view that the list opens with; none is zero."""
        wish = self.habit.get("opens")
        return wish if isinstance(wish, int) and any(view.id == wish for view in self.views) else 0

    def differs(self, said: dict[str, Any]) -> bool:
        """Whether the list is asked for otherwise than the open view says."""
        if self.view is None:
            return False
        now = {**said, "c": self.columns} if self.is_explicit else {**said, "c": self.view.asked.get("c")}
        return _plain(now) != _plain(self.view.asked)


def _plain(asked: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing, so that two can be compared."""
    return {key: value if isinstance(value, list) else str(value) for key, value in asked.items() if value}


def standing(session: Session, viewer: Viewer, noun: type[Any], args: MultiDict[str, str]) -> Standing:
    """One statement: the views and the habit come together."""
    known = views_of(session, noun) if viewer.can("can_list", "SavedView") else ()
    habit = next((view.asked for view in known if view.is_habit), {})
    views = [view for view in known if not view.is_habit]
    is_bare = not any(name in args for name in ELSE)
    wish = args.get("view", str(habit.get("opens", "")) if is_bare else "")
    view = next((view for view in views if str(view.id) == wish), None)
    asked = _opened(view, args) if view is not None and is_bare else args
    said = args.getlist("c")
    columns = said or (view.asked.get("c") if view else None) or habit.get("c") or []
    return Standing(views, habit, view, asked, [str(name) for name in columns], bool(said))


def _opened(view: Kept, args: MultiDict[str, str]) -> MultiDict[str, str]:
    """As the view says."""
    kept = {name: view.asked[name] for name in SAID if name in view.asked}
    return MultiDict([(name, str(each)) for name, said in kept.items() for each in _each(said)])


def _each(said: Any) -> list[Any]:
    return said if isinstance(said, list) else [said]


def density(habit: dict[str, Any], otherwise: str) -> str:
    """How high rows are in this list."""
    wish = habit.get("density")
    return wish if wish in DENSITIES else otherwise
