"""Why one sees a record; and, for who looks after data permissions, who else does."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from app.organization import seeing
from app.organization.data_permission import DataPermission
from app.organization.seeing import Onlooker
from views.fab.named import Named
from views.fab.page import is_part, page
from views.fab.reader import reader
from views.fab.session import session
from views.fab.viewer import viewer

if TYPE_CHECKING:
    from views.fab.screen import Screen


def shown(screen: Screen, record: Any) -> str:
    """A page of its own; or a few sentences at the foot of the record's facts."""
    return page("why_part.html" if is_part() else "why.html", it=Why(screen, record))


class Why(Named):
    """What the template asks."""

    def __init__(self, screen: Screen, record: Any) -> None:
        self.screen, self.record = screen, record

    @property
    def sentences(self) -> list[str]:
        return seeing.why(session(), self.record, reader().language)

    @property
    def may_ask_for_others(self) -> bool:
        return viewer().can("can_list", DataPermission.__name__)

    @cached_property
    def onlookers(self) -> tuple[list[Onlooker], int]:
        return seeing.onlookers(session(), self.record, reader().language)

    def address(self, path: str) -> str:
        return self.screen.address(f"{path}/{self.record.id}")
