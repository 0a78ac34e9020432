"""Where things are: the address of a record, a list or a step, for who may go there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from app.core.doorman import beginning
from app.core.noun import slug
from app.core.remembered import remembered
from app.core.shape import fields
from app.core.viewer import Viewer

if TYPE_CHECKING:
    from views.fab.screen import Screen

_screens: dict[type[Any], type[Screen]] = {}


def remember(noun: type[Any], made: type[Screen]) -> None:
    _screens[noun] = made


def screen_of(noun: type[Any]) -> type[Screen] | None:
    return _screens.get(noun)


def screens() -> dict[type[Any], type[Screen]]:
    return _screens


def address_of(record: Any, viewer: Viewer) -> str:
    """The page of a record; nothing where there is none or the viewer may not open it."""
    made = screen_of(type(record))
    return f"{made.route_base}/show/{record.id}" if made and viewer.can("can_show", type(record).__name__) else ""


def list_address(noun: type[Any], viewer: Viewer) -> str:
    made = screen_of(noun)
    return f"{made.route_base}/list/" if made and viewer.can("can_list", noun.__name__) else ""


@remembered
def is_added(noun: type[Any]) -> bool:
    """Nobody adds what the system alone writes."""
    return beginning(noun) is not None or any(f.written for f in fields(noun))


def add_address(noun: type[Any], viewer: Viewer) -> str:
    """The form of a new one, for who may begin one."""
    made, begin = screen_of(noun), beginning(noun)
    permission = begin.permission if begin else "can_add"
    return f"{made.route_base}/add" if made and is_added(noun) and viewer.can(permission, noun.__name__) else ""


def remote(noun: type[Any], *, topic: str = "", every: bool = False, within: int | None = None) -> str:
    """Where a select asks for records of the noun: those of a topic, or `every` one, what is retired too; `within` the
    record that they hang on."""
    said = {"topic": topic, "any": "1" if every else "", "in": within or ""}
    query = urlencode({key: value for key, value in said.items() if value})
    return f"/choices/{slug(noun)}" + (f"?{query}" if query else "")
