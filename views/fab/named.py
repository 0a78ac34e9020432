"""What a page of a screen calls its noun, in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.noun import singular_label
from views.fab.reader import say

if TYPE_CHECKING:
    from views.fab.screen import Screen


class Named:
    """Of one record, and of many."""

    screen: Screen

    @property
    def singular(self) -> str:
        return say(singular_label(self.screen.noun))

    @property
    def plural(self) -> str:
        return say(self.screen.title)

    @property
    def list_address(self) -> str:
        return self.screen.address("list/")
