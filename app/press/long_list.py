"""A list on paper, however long: cut into sheets of known length, so that every page knows its number and how many
there are before the first is printed; printed a few sheets at a time and bound as they come."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain, islice
from typing import IO, Any, Final

from app.core.words import N_
from app.press.binder import Binder
from app.press.document import PAGE, environment
from app.press.extract import Column, Extract
from app.press.paper import WORKERS, Paper, printed
from app.press.ruler import cut, width

WHOLE: Final = 40  # pages that are printed as one tagged document
CHUNK: Final = 12  # pages that a worker prints at once beyond that
SAMPLE: Final = 500  # rows by which the columns are laid out
GAP: Final = 3.0  # millimetres between two columns
NARROWEST: Final = 16.0  # of a column of text that has to give way
FACTS: Final = 5  # lines about the list; more would move the table
ROWS: Final = N_("{n} rows")
LEFT_OUT: Final = N_("Left out for want of room")


@dataclass(frozen=True)
class Sheet:
    """A sheet of paper: its inner width, and how many rows stand on the first and on every other."""

    name: str
    inner: float
    first: int
    other: int

    def pages(self, rows: int) -> int:
        return 1 + max(0, -(-(rows - self.first) // self.other))


UPRIGHT: Final = Sheet("upright", 170.0, 29, 42)
ACROSS: Final = Sheet("across", 257.0, 14, 26)
SHEETS: Final = {
    "A4": (UPRIGHT, ACROSS),
    "Letter": (Sheet("upright", 175.9, 25, 38), Sheet("across", 239.4, 14, 26)),
}
"""By the company's paper. Letter is wider and lower than A4: four rows fewer stand on it upright."""


@dataclass(frozen=True)
class Layout:
    """Which columns stand on which sheet, how wide."""

    sheet: Sheet
    columns: Sequence[Column]
    widths: Sequence[float]
    left_out: Sequence[Column]

    @cached_property
    def cells(self) -> list[tuple[Column, float]]:
        return [(column, room - GAP) for column, room in zip(self.columns, self.widths, strict=True)]

    def line(self, record: Any) -> list[str]:
        return [cut(" ".join(c.text(getattr(record, c.name)).split()), room) for c, room in self.cells]


def laid_out(columns: Sequence[Column], sample: Sequence[Any], paper: str = "A4") -> Layout:
    """Upright if all fits, else across; what still does not fit gives way, long texts first and then the last ones."""
    wishes = [_wish(column, sample) for column in columns]
    upright, across = SHEETS[paper]
    sheet = upright if sum(wishes) <= upright.inner else across
    many = len(columns)
    while many > 1 and sum(_least(c, w) for c, w in zip(columns[:many], wishes, strict=False)) > sheet.inner:
        many -= 1
    widths = _fitted(columns[:many], wishes[:many], sheet.inner)
    return Layout(sheet, columns[:many], widths, columns[many:])


def _wish(column: Column, sample: Sequence[Any]) -> float:
    """Room for nineteen of twenty values, and for the head."""
    found = sorted(width(column.text(getattr(record, column.name))) for record in sample)
    return max(found[int(len(found) * 0.95)] if found else 0, width(column.label)) + GAP + 0.5


def _least(column: Column, wish: float) -> float:
    return wish if column.is_right else min(wish, NARROWEST)


def _fitted(columns: Sequence[Column], wishes: Sequence[float], inner: float) -> list[float]:
    """What is left goes to texts; what is missing is taken from the widest of them."""
    widths = list(wishes)
    texts = [place for place, column in enumerate(columns) if not column.is_right] or list(range(len(widths)))
    if sum(widths) <= inner:
        spare = (inner - sum(widths)) / len(texts)
        return [each + spare if place in texts else each for place, each in enumerate(widths)]
    while sum(widths) > inner:
        widest = max(texts, key=lambda place: widths[place])
        widths[widest] -= min(1.0, sum(widths) - inner)
        if widths[widest] < 1:
            break
    return widths


def bound(extract: Extract, records: Iterable[Any], out: IO[bytes], *, at: datetime) -> None:
    """The list as PDF, written into `out`."""
    rows = iter(records)
    sample = list(islice(rows, SAMPLE))
    layout = laid_out(extract.columns, sample, extract.reader.paper)
    paper = _Paper(extract, layout, layout.sheet.pages(extract.count), at)
    sheets = paper.sheets(chain(sample, rows))
    if paper.total <= WHOLE:
        out.write(printed(paper.html(list(sheets))).pdf)
        return
    reader = extract.reader
    binder = Binder(
        out, title=extract.title, author=reader.name or reader.company, language=str(reader.language.locale)
    )
    for part in _in_turn(paper.html(chunk) for chunk in _chunks(sheets)):
        binder.add(part.pdf)
    binder.close()


def _chunks(sheets: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while chunk := list(islice(sheets, CHUNK)):
        yield chunk


def _in_turn(pages: Iterable[str]) -> Iterator[Paper]:
    """As many at once as there are workers, and never more waiting than that."""
    with ThreadPoolExecutor(WORKERS) as pool:
        under_way: deque[Future[Paper]] = deque()
        for each in pages:
            under_way.append(pool.submit(printed, each, tagged=False))
            if len(under_way) > WORKERS:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


@dataclass(frozen=True)
class _Paper:
    extract: Extract
    layout: Layout
    total: int
    at: datetime

    def sheets(self, records: Iterable[Any]) -> Iterator[dict[str, Any]]:
        """The lines of each page, the first with fewer."""
        lines = map(self.layout.line, records)
        number, sheet = 1, self.layout.sheet
        page = list(islice(lines, sheet.first))
        while page or number == 1:
            yield {"number": number, "lines": page, "folio": self._folio(number)}
            number, page = number + 1, list(islice(lines, sheet.other))

    def html(self, sheets: Sequence[dict[str, Any]]) -> str:
        reader, extract = self.extract.reader, self.extract
        return environment().get_template("paper/list.html").render(
            _=reader.language.say, reader=reader, title=extract.title, period=self._counted(), at=self.at,
            stamp=f"{reader.company} · {extract.title} · {reader.moment(self.at)}", folio=("", "", ""),
            sheets=sheets, layout=self.layout, facts=self._facts(),
        )  # fmt: skip

    def _folio(self, number: int) -> str:
        """More rows came than were counted: the last number is not known then."""
        language = self.extract.reader.language
        return language.say(PAGE, page=language.number(number), pages=language.number(max(number, self.total)))

    def _counted(self) -> str:
        language = self.extract.reader.language
        return language.say(ROWS, n=language.number(self.extract.count))

    def _facts(self) -> list[tuple[str, str]]:
        """What is on the pages, one line each: no list is printed without its filters."""
        say = self.extract.reader.language.say
        reader, left = self.extract.reader, [column.label for column in self.layout.left_out]
        own = [
            (say(N_("Prepared by")), reader.name or reader.company),
            (say(N_("Prepared at")), reader.moment(self.at)),
        ]
        missing = [(say(LEFT_OUT), say(", ").join(left))] if left else []
        facts = [*list(self.extract.facts)[: FACTS - len(own) - len(missing)], *missing, *own]
        return [(name, cut(value, self.layout.sheet.inner - 50)) for name, value in facts]
