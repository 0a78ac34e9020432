"""The frame of every page: the menu of what one may open, who one is, and the bell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import current_app, g, request
from sqlalchemy.orm import Session

from app.core.viewer import Viewer
from views.fab.reader import say
from views.fab.session import session

DOCK = 3
"""How many screens a phone shows at its foot, beside the palette and the rest."""

News = Callable[[Session, Viewer], int]
_news: list[News] = []


@dataclass(frozen=True)
class Entry:
    """A line of the menu."""

    name: str
    label: str
    href: str
    icon: str
    on: bool


@dataclass(frozen=True)
class Shell:
    menu: list[tuple[str, list[Entry]]]
    name: str
    role: str
    news: int

    @property
    def dock(self) -> list[Entry]:
        return [entry for _, entries in self.menu for entry in entries][:DOCK]


def news(count: News) -> News:
    """Registers what the bell counts: one statement each."""
    _news.append(count)
    return count


def shell() -> Shell | None:
    """Nothing for who has not signed in."""
    viewer: Viewer | None = session().info.get("viewer")
    if viewer is None or viewer.is_system:
        return None
    menu = [(say(group), entries) for group, entries in _menu(viewer) if entries]
    return Shell(
        menu,
        str(g.employee),
        str(g.employee.department or g.employee.username),
        sum(count(session(), viewer) for count in _news),
    )


def _menu(viewer: Viewer) -> Iterator[tuple[str, list[Entry]]]:
    for group in current_app.appbuilder.menu.menu:  # type: ignore[attr-defined]
        yield group.label, [_entry(item) for item in group.childs if viewer.can(*permission_of(item))]


def permission_of(item: object) -> tuple[str, str]:
    """A screen of a noun is opened by who may list it; anything else names its permission itself."""
    view = item.baseview  # type: ignore[attr-defined]
    return getattr(view, "menu_permission", "can_list"), view.class_permission_name


def _entry(item: object) -> Entry:
    name, view = item.name, item.baseview  # type: ignore[attr-defined]
    href = f"{view.route_base}/{view.menu_path}"
    on = request.path == view.route_base or request.path.startswith(view.route_base + "/")
    return Entry(name, say(item.label), href, item.icon, on)  # type: ignore[attr-defined]
