"""The few figures of somebody's work: each is counted from a list, compared where that says something, and leads to the
rows behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.core.viewer import Viewer
from app.core.words import N_
from app.press.story import Tile
from views.dashboard.counted import Asking, Counted
from views.fab.reader import Reader

Found = Mapping[Counted, Any]
ON_MONTH, ON_YEAR = N_("{change} on last month"), N_("{change} on last year")
RATING = 1


@dataclass(frozen=True)
class Figure:
    """What is counted, how it is written, and what is said beside it."""

    label: str
    rows: Counted
    kind: str = "count"
    """"count", "money", "rating"; "share" of what `whole` comes to."""
    whole: Counted | None = None
    before: Counted | None = None
    """The same of the time before, with the words that name it."""
    change: str = ""
    beside: Counted | None = None
    words: str = ""
    """What is said of another count: "{n} alerts"."""
    is_bad: bool = False
    """Whether it is bad that there is any."""
    leads: Counted | None = None
    """Where it leads, if not to the rows themselves."""

    @property
    def asked(self) -> tuple[Counted, ...]:
        each = (self.rows, self.whole, self.before, self.beside)
        return tuple(one for one in each if one is not None)

    def is_open_to(self, viewer: Viewer) -> bool:
        return all(one.is_open_to(viewer) for one in self.asked)

    def tile(self, found: Found, asking: Asking, read: Reader) -> Tile:
        direction, note = self._note(found, read)
        path = asking.address(self.leads or self.rows)
        return Tile(read.language.say(self.label), self._written(found, read), note, direction, path)

    def _written(self, found: Found, read: Reader) -> str:
        value = found[self.rows]
        if self.whole is not None:
            whole = Decimal(found[self.whole] or 0)
            return read.language.share(Decimal(value or 0) / whole) if whole else NOTHING
        return WRITTEN[self.kind](value, read)

    def _note(self, found: Found, read: Reader) -> tuple[int, str]:
        """How it moved, or what is said of another count."""
        say, now = read.language.say, found[self.rows]
        if self.before is not None and found[self.before]:
            ratio = Decimal(now or 0) / Decimal(found[self.before]) - 1
            change = ("+" if ratio > 0 else "") + read.language.share(ratio)
            return (ratio > 0) - (ratio < 0), say(self.change, change=change)
        if self.beside is not None:
            n = found[self.beside]
            told = _count(n, read) if isinstance(n, int) else _money(n, read)
            return -bool(self.is_bad and now), say(self.words, n=told) if n else ""
        return -bool(self.is_bad and now), ""


NOTHING = "–"


def _count(value: Any, read: Reader) -> str:
    return read.language.number(value or 0)


def _money(value: Any, read: Reader) -> str:
    return read.language.money(Decimal(value or 0), read.currency, 0)


def _rating(value: Any, read: Reader) -> str:
    return read.language.number(Decimal(str(value)), RATING) if value is not None else NOTHING


WRITTEN: Mapping[str, Callable[[Any, Reader], str]] = {"count": _count, "money": _money, "rating": _rating}


def open_to(each: Sequence[Figure], viewer: Viewer) -> Iterator[Figure]:
    return (figure for figure in each if figure.is_open_to(viewer))
