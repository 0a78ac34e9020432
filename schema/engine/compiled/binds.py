"""The values of a statement that each request brings: out of its variables, its cursors, or from who asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from schema.engine.compiled.variables import Slot

ME = "viewer_id"
Filler = Callable[[Mapping[str, Any]], Any]


class Binds:
    """The places of a statement that are filled later, each by what fills it."""

    def __init__(self) -> None:
        self.fillers: dict[str, Filler] = {}

    def of(self, slot: Slot, kind: Any, made: Callable[[Any], Any]) -> sa.BindParameter[Any]:
        """A place for the value of a slot, which `made` makes ready."""
        return self.filled(lambda values: made(slot.value(values)), kind)

    def filled(self, filler: Filler, kind: Any) -> sa.BindParameter[Any]:
        name = f"v{len(self.fillers)}"
        self.fillers[name] = filler
        return sa.bindparam(name, None, type_=kind)


WHO: Any = sa.bindparam(ME, None, type_=sa.Integer())
"""The id of who asks: people who may the same share a statement."""
