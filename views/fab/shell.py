"""The frame of every page: the menu of what one may open, who one is, and the bell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app, g, request
from markupsafe import Markup

from app.core.language import Language
from app.core.viewer import Viewer
from views.fab.reader import reader
from views.fab.session import session
from views.fab.settled import written

DOCK = 3
"""How many screens a phone shows at its foot, beside the palette and the rest."""


@dataclass(frozen=True)
class Entry:
    """A line of the menu."""

    name: str
    label: str
    href: str
    icon: str
    on: bool
    counted: str = ""
    """Where a number is had that stands beside it: asked for once the page is there."""
    is_docked: bool = False
    """Whether it stands at the foot of a phone before others."""


Groups = list[tuple[str, list[Entry]]]


@dataclass(frozen=True)
class Frame:
    """What one may open: as entries, and as it stands at the side and at the foot of a phone."""

    menu: Groups
    side: Markup
    dock: Markup


@dataclass(frozen=True)
class Shell:
    frame: Frame
    name: str
    role: str
    news: int

    @property
    def menu(self) -> Groups:
        return self.frame.menu

    @property
    def side(self) -> Markup:
        return self.frame.side

    @property
    def dock(self) -> Markup:
        return self.frame.dock


def shell() -> Shell | None:
    """Nothing for who has not signed in."""
    viewer: Viewer | None = session().info.get("viewer")
    if viewer is None or viewer.is_system:
        return None
    registry, room = current_app.appbuilder, request.path.split("/")[1]  # type: ignore[attr-defined]
    frame = _frame(registry, viewer.permissions, reader().language, request.script_root, room)
    return Shell(
        frame,
        str(g.employee),
        _role(g.employee),
        g.entrance.news,
    )


def _role(employee: Any) -> str:
    """What somebody is here, in the reader's words."""
    say = reader().language.say
    return say(", ").join(say(name) for name in employee.role.split(", ")) if employee.role else str(employee.username)


@lru_cache(maxsize=512)
def _frame(registry: Any, permissions: frozenset[tuple[str, str]], language: Language, root: str, room: str) -> Frame:
    """What somebody with these permissions may open, drawn once; the same for all who have the same."""
    groups = _menu(registry, permissions, language, root, room)
    docked = sorted((one for _, entries in groups for one in entries), key=lambda entry: not entry.is_docked)[:DOCK]
    return Frame(
        groups,
        Markup(written("menu.html", language, groups=groups, is_home=not room)),  # noqa: S704 - escaped as it is written
        Markup(written("dock.html", language, entries=docked)),  # noqa: S704
    )


def _menu(registry: Any, permissions: frozenset[tuple[str, str]], language: Language, root: str, room: str) -> Groups:
    """The screens that these permissions open, in their groups."""
    open_to = (
        (group, [i for i in group.childs if not permissions.isdisjoint(opened_by(i))]) for group in registry.menu.menu
    )
    return [
        (language.say(group.label), [_entry(item, language, root, room) for item in items])
        for group, items in open_to
        if items
    ]


def opened_by(item: object) -> set[tuple[str, str]]:
    """A screen of a noun is opened by who may list it; anything else names its permission itself, or several."""
    view = item.baseview  # type: ignore[attr-defined]
    one = (getattr(view, "menu_permission", "can_list"), view.class_permission_name)
    return getattr(view, "menu_permissions", None) or {one}


def _entry(item: object, language: Language, root: str, room: str) -> Entry:
    name, view = item.name, item.baseview  # type: ignore[attr-defined]
    href = f"{root}{view.route_base}/{view.menu_path}"
    words, on = language.say(item.label), view.route_base == f"/{room}"  # type: ignore[attr-defined]
    counted = f"{root}{view.route_base}/{view.counted_path}" if hasattr(view, "counted_path") else ""
    docked = getattr(view, "is_docked", False)
    return Entry(name, words, href, item.icon, on, counted, docked)  # type: ignore[attr-defined]
