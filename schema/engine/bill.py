"""What a request costs the others: the records that it could read, and the work of making a plan for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

LEAST, FRESH = 100, 1000
"""In records: what the smallest question costs, and what it costs to read, check and plan one that was never seen."""


@dataclass
class Bill:
    """One request's, added up while it is answered."""

    who: str = ""
    """Whose it is, once that is known; nobody's until then."""
    records: int = 0
    fresh: int = 0
    """How often something had to be made that a question which was seen before finds ready."""

    @property
    def price(self) -> int:
        return max(LEAST, self.records) + FRESH * self.fresh

    def made(self, something: T) -> T:
        """For what is kept, and had to be made this once."""
        self.fresh += 1
        return something
