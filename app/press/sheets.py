"""Sheets of known length: rows equally high under a head, so that every page knows its number before the first one is
printed; and which columns stand on them, how wide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from app.core.language import MINUS, Language
from app.core.words import N_
from app.press.document import PAGE
from app.press.ruler import cut, width

GAP: Final = 3.0  # millimetres between two columns
NARROWEST: Final = 16.0  # of a column of text that has to give way
HEADED: Final = 4  # rows that a heading and its sentence take the room of
LONG: Final = 10  # pages that one finds one's way in without contents
ROWS: Final = N_("{n} rows")
LEFT_OUT: Final = N_("Left out for want of room")
Texts = Sequence[str]


@dataclass(frozen=True)
class Head:
    """What stands over a column, and on which side of it."""

    label: str
    is_right: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet of paper: its inner width, how many rows stand under the head of a list and on every other page, and how
    many lines of contents."""

    name: str
    inner: float
    first: int
    other: int
    entries: int


UPRIGHT: Final = Sheet("upright", 170.0, 29, 42, 60)
ACROSS: Final = Sheet("across", 257.0, 14, 26, 42)
SHEETS: Final = {
    "A4": (UPRIGHT, ACROSS),
    "Letter": (Sheet("upright", 175.9, 25, 38, 60), Sheet("across", 239.4, 14, 26, 42)),
}
"""By the company's paper. Letter is wider and lower than A4: four rows fewer stand on it upright."""


@dataclass(frozen=True)
class Layout:
    """Which columns stand on which sheet, how wide."""

    sheet: Sheet
    heads: Sequence[Head]
    widths: Sequence[float]
    left_out: Sequence[Head]

    @cached_property
    def rooms(self) -> list[float]:
        return [room - GAP for room in self.widths]

    def line(self, texts: Iterable[str]) -> list[str]:
        return [cut(" ".join(text.split()), room) for text, room in zip(texts, self.rooms, strict=False)]


def laid_out(heads: Sequence[Head], sample: Sequence[Texts], paper: str = "A4") -> Layout:
    """Upright if all fits, else across; what still does not fit gives way, long texts first and then the last ones."""
    wishes = [_wish(head, [row[place] for row in sample]) for place, head in enumerate(heads)]
    upright, across = SHEETS[paper]
    sheet = upright if sum(wishes) <= upright.inner else across
    many = len(heads)
    while many > 1 and sum(_least(c, w) for c, w in zip(heads[:many], wishes, strict=False)) > sheet.inner:
        many -= 1
    widths = _fitted(heads[:many], wishes[:many], sheet.inner)
    return Layout(sheet, heads[:many], widths, heads[many:])


def _wish(head: Head, texts: Texts) -> float:
    """Room for nineteen of twenty values, and for the head; numbers are never cut."""
    found = sorted(width(text) for text in texts)
    most = found[-1 if head.is_right else int(len(found) * 0.95)] if found else 0
    return max(most, width(head.label)) + GAP + 0.5


def _least(head: Head, wish: float) -> float:
    return wish if head.is_right else min(wish, NARROWEST)


def _fitted(heads: Sequence[Head], wishes: Sequence[float], inner: float) -> list[float]:
    """What is left goes to texts; what is missing is taken from the widest of them."""
    widths = list(wishes)
    texts = [place for place, head in enumerate(heads) if not head.is_right] or list(range(len(widths)))
    if sum(widths) <= inner:
        spare = (inner - sum(widths)) / len(texts)
        return [each + spare if place in texts else each for place, each in enumerate(widths)]
    while sum(widths) > inner:
        widest = max(texts, key=lambda place: widths[place])
        widths[widest] -= min(1.0, sum(widths) - inner)
        if widths[widest] < 1:
            break
    return widths


@dataclass(frozen=True)
class Page:
    """One page of a run, ready to be printed."""

    run: Run
    number: int
    lines: Sequence[Texts]
    folio: str
    mark: str = ""
    """What it is found by in contents and bookmarks; most pages are not."""
    is_first: bool = False
    is_last: bool = False

    @property
    def totalled(self) -> int:
        """The place of the line that sums up all others, from 1; 0 where there is none."""
        return len(self.lines) if self.is_last and self.run.has_total else 0

    def side(self, place: int, text: str) -> str:
        """Numbers to the right, and rust where they are less than nothing."""
        return ("n minus" if text.startswith(MINUS) else "n") if self.run.layout.heads[place].is_right else ""


@dataclass(frozen=True)
class Run:
    """Rows that go on from page to page; `count` of them, a total included."""

    layout: Layout
    count: int
    first: int
    """How many of them stand on the first page."""
    folio: Callable[[int], str]
    heading: str = ""
    explained: str = ""
    named: int = 0
    """The column by which a page is found."""
    has_total: bool = False

    @property
    def pages(self) -> int:
        return 1 + max(0, -(-(self.count - self.first) // self.layout.sheet.other))

    def sheets(self, lines: Iterable[Texts], number: int) -> Iterator[Page]:
        """The lines of each page, the first of which has this number."""
        rows, place, known = iter(lines), 0, ""
        page = list(islice(rows, self.first))
        while page or place == 0:
            following = list(islice(rows, self.layout.sheet.other))
            mark = page[0][self.named] if page and place % self._step == 0 else ""
            yield Page(
                self, number + place, page, self.folio(number + place),
                mark if mark != known else "", place == 0, not following,
            )  # fmt: skip
            page, place, known = following, place + 1, mark or known

    @property
    def _step(self) -> int:
        """Every so many pages one is named, so that the contents stay on theirs."""
        return -(-self.pages // self.layout.sheet.entries)


def folios(language: Language, total: int) -> Callable[[int], str]:
    """What each page says of its number; more rows than were counted make the last number a guess."""

    def folio(number: int) -> str:
        return language.say(PAGE, page=language.number(number), pages=language.number(max(number, total)))

    return folio


def unnumbered(_: int) -> str:
    """Of a document that counts its pages itself."""
    return ""


def rows_in_words(language: Language, count: int) -> str:
    return language.say(ROWS, n=language.number(count))
