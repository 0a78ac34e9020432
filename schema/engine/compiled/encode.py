"""Rows to answers without a look at each field: one comprehension a list, written for its selection.

What is written here is code of our own with columns by number. Names of the answer come from GraphQL's grammar and are
quoted besides; no text of a reader's is ever evaluated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import orjson

from schema.engine.compiled.cursors import cursor
from schema.engine.compiled.forms import JSON, TRUTH, Forms, lit
from schema.engine.compiled.members import EACH, Average, Fixed, Joined, Leaf, Listed, Member, Members, Place

Encoded = Callable[[Sequence[Any]], list[Any]]


class Row:
    """The columns of a statement, and the code that makes values of them."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self.columns: list[Any] = []
        self.places: dict[int, str] = {}
        self.known: dict[str, Any] = {"F": orjson.Fragment, "C": cursor, "M": mended, "A": average}

    def add(self, value: Any) -> str:
        """Where the value stands in a row: what is told twice is read once."""
        if id(value) not in self.places:
            self.places[id(value)] = f"r{len(self.columns)}"
            self.columns.append(value.label(f"c{len(self.columns)}"))
        return self.places[id(value)]

    def members(self, members: Members) -> str:
        return "{" + ", ".join(f"{key!r}: {self._code(member)}" for key, member in members) + "}"

    def _code(self, member: Member) -> str:
        if isinstance(member, Leaf):
            return self.leaf(member.value, member.form)
        if isinstance(member, Joined):
            return self._joined(member)
        if isinstance(member, Listed):
            return self._listed(member)
        return repr(member.value) if isinstance(member, Fixed) else self._average(member)

    def leaf(self, value: Any, form: str) -> str:
        name = self.add(self.forms.told(value, form))
        if form == JSON:
            return f"None if {name} is None else F({name})"
        return f"None if {name} is None else {name} == 1" if form == TRUTH else name

    def _joined(self, member: Joined) -> str:
        if member.here is None:
            return self.members(member.members)
        name = self.add(member.here)
        return f"None if {name} is None else {self.members(member.members)}"

    def _listed(self, member: Listed) -> str:
        name = self.add(self.forms.text(member.value))
        if not member.cursors:
            return f"F({name})"
        places = f"p{len(self.known)}"
        self.known[places] = member.cursors
        return f"M({name}, {places})"

    def _average(self, member: Average) -> str:
        return f"A({self.add(member.total)}, {self.add(member.count)}, {member.scale})"

    def cursor(self, keys: list[tuple[Any, str]]) -> str:
        return f"C([{', '.join(self.leaf(value, form) for value, form in keys)}])"

    def encoder(self, code: str) -> Encoded:
        """What makes a list of rows; asked for when all columns are known."""
        if not self.columns:
            self.add(lit("1"))
        names = "".join(f"r{n}, " for n in range(len(self.columns)))
        source = f"lambda rows: [{code} for ({names}) in rows]"
        encoded: Encoded = eval(source, self.known)  # noqa: S307 - see above
        return encoded


def average(total: Any, count: int, scale: int) -> str | None:
    """As the groups of the other way are told."""
    return format(round(Decimal(total).scaleb(-scale) / count, 6), "f") if count else None


def mended(text: str, places: Sequence[Place]) -> Any:
    """The JSON with its cursors made."""
    whole = orjson.loads(text)
    for place in places:
        whole = _mended(whole, place)
    return whole


def _mended(value: Any, place: Place) -> Any:
    if value is None:
        return None
    if not place:
        return _cursor(value)
    if place[0] == EACH:
        return [_mended(each, place[1:]) for each in value]
    value[place[0]] = _mended(value[place[0]], place[1:])
    return value


def _cursor(values: list[Any]) -> str | None:
    """Of one row; of the one at an end of a page, if there is one."""
    if values and isinstance(values[0], list):
        return cursor(values[0])
    return cursor(values) if values else None
