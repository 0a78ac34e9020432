"""A statement as the driver takes it, put together once; each request fills its places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from schema.engine.compiled.binds import ME, Filler


class Statement:
    """The text for the driver, what never changes in it, and what does."""

    def __init__(self, select: Any, dialect: sa.Dialect, fillers: Mapping[str, Filler]) -> None:
        compiled = select.compile(dialect=dialect)
        state = compiled.construct_expanded_state({}, escape_names=False)
        made_ready = {**compiled._bind_processors, **state.processors}
        ready = {name: _ready(made_ready.get(name), value) for name, value in state.parameters.items()}
        self.text = state.statement
        self.fixed = {name: value for name, value in ready.items() if name not in fillers and name != ME}
        self.filled = {name: (fill, made_ready.get(name)) for name, fill in fillers.items() if name in ready}
        self.knows_me = ME in ready
        self.order = state.positiontup if compiled.positional else None

    def parameters(self, values: Mapping[str, Any], viewer_id: int | None) -> Any:
        """What the driver gets for this request."""
        found = dict(self.fixed)
        for name, (fill, make_ready) in self.filled.items():
            found[name] = _ready(make_ready, fill(values))
        if self.knows_me:
            found[ME] = viewer_id
        return found if self.order is None else tuple(found[name] for name in self.order)


def _ready(make: Any, value: Any) -> Any:
    return value if make is None else make(value)
