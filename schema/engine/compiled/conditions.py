"""Filters with slots: the conditions are those of the filters, the values come with each request."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.core.lowered import begins, lowered
from app.core.shape import Field
from app.core.viewer import Viewer
from schema.engine.compiled.binds import Binds
from schema.engine.compiled.ruled import Ruled
from schema.engine.compiled.variables import Slot
from schema.engine.filters import LONGEST_LIST, TESTS, Filter, bindable
from schema.engine.home import Home

ESCAPE = "/"


class SlottedFilter(Filter):
    """A filter whose values may be slots, and whose rows have their rule."""

    def __init__(self, home: Home, viewer: Viewer, ruled: Ruled, binds: Binds) -> None:
        super().__init__(home, viewer)
        self.ruled, self.binds = ruled, binds

    def rows(self, target: Any) -> tuple[Any, sa.ColumnElement[bool]]:
        return self.ruled.rows(target)

    def test(self, f: Field, attribute: Any, op: str, value: Any) -> sa.ColumnElement[bool]:
        if isinstance(value, list):
            return self._one_of(f, attribute, value)
        return (
            self._slotted(f, attribute, op, value) if isinstance(value, Slot) else super().test(f, attribute, op, value)
        )

    def _slotted(self, f: Field, attribute: Any, op: str, slot: Slot) -> sa.ColumnElement[bool]:
        if op == "contains":
            return attribute.icontains(self._text(f, slot), escape=ESCAPE)  # type: ignore[no-any-return]
        if op == "starts_with" and lowered(attribute) is not None:
            return begins(attribute, self.binds.of(slot, sa.String(), lambda text: bindable(f, text)))
        if op == "starts_with":
            return attribute.istartswith(self._text(f, slot), escape=ESCAPE)  # type: ignore[no-any-return]
        return TESTS[op](attribute, self._bound(f, attribute, slot))  # type: ignore[no-any-return]

    def _text(self, f: Field, slot: Slot) -> Any:
        return self.binds.of(slot, sa.String(), lambda text: escaped(bindable(f, text)))

    def _bound(self, f: Field, attribute: Any, slot: Slot) -> Any:
        return self.binds.of(slot, attribute.type, lambda value: bindable(f, value))

    def _one_of(self, f: Field, attribute: Any, values: list[Any]) -> sa.ColumnElement[bool]:
        if len(values) > LONGEST_LIST:
            bindable(f, values)
        ready = [self._bound(f, attribute, v) if isinstance(v, Slot) else bindable(f, v) for v in values]
        return attribute.in_(ready) if ready else sa.false()  # type: ignore[no-any-return]


def escaped(text: str) -> str:
    """Signs that would stand for others stand for themselves."""
    for sign in (ESCAPE, "%", "_"):
        text = text.replace(sign, ESCAPE + sign)
    return text
