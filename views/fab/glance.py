"""Rows as a list shows them: of each record what the page says and no more, in no session.

Such a record is of its class and knows what was read; whoever asks it for something else is told so at once, instead
of asking the database row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import sqlalchemy as sa

from app.core.ground import EVERYTHING, deciding_relation
from app.core.scope import ruled
from app.core.shape import Field, fields
from app.core.viewer import Viewer
from views.fab.counting import many
from views.fab.listing import Listing
from views.fab.readable import behind

Row = Sequence[Any]
Drawer = Callable[[Row], Any]


class Glance(Listing):
    """A list that is read as columns, and not as records to work with."""

    def _parts(self) -> Iterable[Any]:
        """How a list opens is asked for more often than all else; those statements are kept, with the rules in them."""
        if not self._is_opening:
            return super()._parts()
        known, asked = self._view.openings, (self.order.name, self.told["has_plenty"])
        if asked not in known:
            parts = (self._counting(part) for part in super()._parts())
            known[asked] = [ruled(self.session, part, has_plenty=asked[1]) for part in parts]
        return known[asked]

    @property
    def _is_opening(self) -> bool:
        return not (self.place is not None or self.back or self.is_narrowed or self.only is not None or self.counts_all)

    def _counting(self, part: Any) -> Any:
        """Who sees every row is told along with the first how many there are; nobody looks at one for that."""
        return part.add_columns(many(self.noun, self.cap).scalar_subquery()) if self._view.is_open else part

    def _selected(self) -> Any:
        return self._view.statement

    def _read(self, statement: Any, values: dict[str, Any], told: dict[str, bool]) -> Sequence[Any]:
        found = self.session.execute(statement, values, execution_options=told).all()
        if found and self._is_opening and self._view.is_open:
            self.counted_far = found[0][-1]
        drawn = self._view.drawn
        return [drawn(row) for row in found]

    @cached_property
    def _view(self) -> View:
        noun: Any = self.noun
        names = frozenset((self.order.field.name, "number", *(f.name for f in self.shown)))
        return view_of(noun, names, replace(self.viewer, person=None))


@dataclass(frozen=True, eq=False)
class View:
    """What is read, and how a record is drawn from a row of it."""

    statement: sa.Select[Any]
    drawn: Drawer
    is_open: bool
    """Whether every row is seen."""
    openings: dict[tuple[str, bool], Iterable[Any]] = field(default_factory=dict)
    """By the order and the way to the rows, what is read where nothing narrows the list."""


@lru_cache(maxsize=1024)
def view_of(noun: Any, names: frozenset[str], viewer: Viewer) -> View:
    """Put together once for those who see the same."""
    shown = [f for f in fields(noun) if f.name in names]
    columns = list(dict.fromkeys([noun.id, *(f.key_attribute for f in shown), *_naming(noun, noun)]))
    statement = sa.select(*columns).select_from(noun)
    drawers: list[tuple[str, Drawer]] = []
    place = len(columns)
    for f in (each for each in shown if each.target is not None):
        there, rows, rule = _there(f, viewer)
        known = [rows.id, *_naming(f.target, rows)]
        statement = statement.add_columns(*known).outerjoin(there, sa.and_(f.key_attribute == rows.id, rule))
        drawers.append((f.name, _drawer(f.target, known, place)))
        place += len(known)
    is_open = noun.visible_to(viewer, noun) is EVERYTHING
    return View(statement, _with(_drawer(noun, columns, 0), drawers), is_open)


def _naming(noun: Any, rows: Any) -> list[Any]:
    """What a record is called by, in each language."""
    return [getattr(rows, name) for name in dict.fromkeys(noun.named_of or (noun.named_by, *noun.names.values()))]


def _there(f: Field, viewer: Viewer) -> tuple[Any, Any, Any]:
    """Where the relation leads to; who sees a record sees what it hangs on."""
    there, rows, rule = behind(f, viewer)
    return there, rows, EVERYTHING if f.name == deciding_relation(f.noun) else rule


def _drawer(noun: Any, columns: Sequence[Any], first: int) -> Drawer:
    keys, last = [column.key for column in columns], first + len(columns)

    def draw(row: Row) -> Any:
        if row[first] is None:
            return None
        record = object.__new__(noun)
        record.__dict__ = dict(zip(keys, row[first:last], strict=True))
        return record

    return draw


def _with(draw: Drawer, others: Sequence[tuple[str, Drawer]]) -> Drawer:
    def drawn(row: Row) -> Any:
        record = draw(row)
        record.__dict__.update([(name, other(row)) for name, other in others])
        return record

    return drawn
