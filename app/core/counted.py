"""What a figure counts, where no field of the records says it: who is of a tier, what was sold in a period.

Each is registered under a name, and becomes a filter of the noun's lists, so that the figure leads to its records.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.core.language import Language
from app.core.period import Period
from app.core.viewer import Viewer

Find = Callable[[Period, str], sa.Select[Any]]


@dataclass(frozen=True)
class Counting:
    """`find` gives the keys of the records, within what the reader sees, and raises what is wrong with its key."""

    find: Find
    message: str
    """Names {first} and {last} and, where it counts in kinds, {kind}."""
    asks: str
    """Whoever may list these may ask."""
    kinds: type[Any] | None


@dataclass(frozen=True)
class Counted:
    """One count, read from an address."""

    counting: Counting
    period: Period
    key: str

    @property
    def keys(self) -> sa.Select[Any]:
        return self.counting.find(self.period, self.key)

    def words(self, language: Language) -> str:
        kinds, first, last = self.counting.kinds, self.period.first, self.period.last
        kind = language.say(str(kinds[self.key].value)) if kinds else self.key
        return language.say(self.counting.message, kind=kind, first=language.day(first), last=language.day(last))


_known: dict[tuple[str, str], Counting] = {}


def counts(
    noun: type[Any], name: str, message: str, *, asks: type[Any], kinds: type[Any] | None = None
) -> Callable[[Find], Find]:
    """Registers what is counted of a noun under this name."""

    def register(find: Find) -> Find:
        _known[noun.__name__, name] = Counting(find, message, asks.__name__, kinds)
        return find

    return register


def filtering(name: str, period: Period, key: Any = "") -> str:
    """The filter of a list, as it stands in an address."""
    return f"counted:{name}:{period.first},{period.last},{key}"


def read_counted(noun: type[Any], name: str, raw: str, viewer: Viewer) -> Counted | None:
    """What an address says; nothing where it cannot be read, or is not this viewer's to ask."""
    counting = _known.get((noun.__name__, name))
    if counting is None or not viewer.can("can_list", counting.asks):
        return None
    try:
        first, last, key = raw.split(",", 2)
        found = Counted(counting, Period(date.fromisoformat(first), date.fromisoformat(last)), key)
        return found if found.keys is not None else None
    except (ValueError, KeyError, OverflowError):
        return None
