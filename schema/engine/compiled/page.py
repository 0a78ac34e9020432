"""One page of a list, read before anything that hangs on its records: page first, nest afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from schema.engine.compiled.asking import Asking
from schema.engine.compiled.forms import KEY, PLAIN, form_of, lit
from schema.engine.compiled.variables import Slot
from schema.engine.order import Key, behind, keys, read
from schema.engine.related import told


class Page:
    """Which rows, in which order (`by`, or as it was asked), from where on, how many; `link` says on which record they
    hang."""

    def __init__(
        self, asking: Asking, noun: Any, given: dict[str, Any], link: Any = None, by: Sequence[Key] = ()
    ) -> None:
        self.asking, self.noun, self.first, self.after = asking, noun, given["first"], given.get("after")
        self.rows, seen = asking.ruled.rows(noun)
        self.by = list(by) or keys(noun, given.get("orderBy"), asking.viewer)
        condition = asking.condition(noun, self.rows, given.get("filter"))
        self.where = [seen, condition] if link is None else [link(self.rows), seen, condition]
        self.here = self._here()

    def _here(self) -> list[Any]:
        if self.after is None:
            return []
        empty = read(self.by, self._cursor(self.asking.first_values))
        values = [None if each is None else self._bound(n) for n, each in enumerate(empty)]
        if len({key.down for key in self.by}) == 1 and not any(key.may_be_empty for key in self.by):
            return [self._further(values)]
        return [behind(self.by, self.rows, values)]

    def _further(self, values: list[Any]) -> Any:
        """The same as one comparison, where every key goes one way and none is ever empty."""
        held, meant = sa.tuple_(*(getattr(self.rows, key.field.name) for key in self.by)), sa.tuple_(*values)
        return held < meant if self.by[0].down else held > meant

    def _cursor(self, values: Any) -> str:
        return str(self.after.value(values) if isinstance(self.after, Slot) else self.after)

    def _bound(self, n: int) -> Any:
        kind = getattr(self.rows, self.by[n].field.name).type
        return self.asking.binds.filled(lambda values: read(self.by, self._cursor(values))[n], kind)

    def counted(self) -> Any:
        """How many there are in all."""
        return sa.select(sa.func.count()).select_from(self.rows).where(*self.where)

    def lined_up(self, columns: list[Any], *, one_more: bool) -> Any:
        """These columns of its rows, in their order."""
        many = lit(str(self.first + one_more))
        wanted = sa.select(*columns).select_from(self.rows).where(*self.where, *self.here)
        return wanted.order_by(*(key.sorted(self.rows) for key in self.by)).limit(many)

    def columns(self, names: set[str]) -> list[Any]:
        """What is read of its rows to tell these fields, and to put them in order."""
        fields = told(self.asking.home, self.asking.viewer, self.noun, names)
        mine = [getattr(self.rows, f.key).label(f.key) for f in fields]
        order = {key.label: getattr(self.rows, key.field.name).label(key.label) for key in self.by}
        return [*mine, *order.values()]


def form_of_key(key: Key) -> str:
    """In a cursor an id is a number."""
    form = form_of(key.field)
    return PLAIN if form == KEY else form
