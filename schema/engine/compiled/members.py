"""What an object of the answer is made of, before it is known whether the database or Python puts it together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

EACH = "*"
"""In a path: each element of a list."""
Place = tuple[str, ...]


@dataclass(frozen=True)
class Leaf:
    """A value of a row."""

    value: Any
    form: str


@dataclass(frozen=True)
class Fixed:
    """A value that is known beforehand: the name of a type, or nothing where something is not to be seen."""

    value: Any


@dataclass(frozen=True)
class Joined:
    """A record in its place; nothing where `here`, if it is said, is empty."""

    here: Any
    members: Members


@dataclass(frozen=True)
class Listed:
    """What the database puts together as JSON; at `cursors` in it stand values from which cursors are made."""

    value: Any
    cursors: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Average:
    """A sum and a count, divided exactly."""

    total: Any
    count: Any
    scale: int


Member = Leaf | Fixed | Joined | Listed | Average
Members = list[tuple[str, Member]]


@dataclass
class Source:
    """Where rows come from, and what is joined to them."""

    base: Any
    joins: list[tuple[Any, Any]] = field(default_factory=list)

    def joined(self, base: Any = None) -> Any:
        """The rows with what is joined to them."""
        whole = self.base if base is None else base
        for other, on in self.joins:
            whole = sa.outerjoin(whole, other, on)
        return whole
