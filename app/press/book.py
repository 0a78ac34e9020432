"""A long paper: its contents, the bookmarks, and pages printed a few at a time and bound as they come."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from typing import IO, Final

from app.press.mark import Mark, page_address
from app.press.paper import WORKERS, Paper, printed
from app.press.ruler import cut
from app.press.sheets import Page
from app.press.story import Reader

TAGGED: Final = 40  # pages of a paper that has tags, which make a file three times as large
CHUNK: Final = 8  # pages that a worker prints at once
WIDE: Final = 62.0  # millimetres of a line of contents
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Entry:
    """A line of the contents, and where it leads."""

    mark: Mark
    address: str

    @property
    def level(self) -> int:
        return self.mark.level


def contents(marks: Iterable[Mark]) -> list[Entry]:
    """The lines; the binder knows where a page is."""
    short = (replace(mark, text=cut(mark.text, WIDE)) for mark in marks)
    return [Entry(mark, page_address(mark.page)) for mark in short]


def has_tags(total: int) -> bool:
    """Whether a paper of so many pages is tagged."""
    return total <= TAGGED


@dataclass(frozen=True)
class Book:
    """What is said of it, and how its sheets become a document."""

    title: str
    reader: Reader
    html: Callable[[Sequence[Page]], str]
    """So many pages, as a document of their own."""
    front: Callable[[Sequence[Mark]], Paper]
    """What stands before all sheets, with the contents; printed last and bound first."""
    progress: Progress = lambda done, of: None

    def bound(self, sheets: Iterable[Page], out: IO[bytes], *, total: int, marks: Sequence[Mark] = ()) -> None:
        """Written into `out`; `marks` are those of the front."""
        from app.press.binder import Binder  # brings 20 MB that only a long paper needs

        reader, found, tagged = self.reader, list(marks), has_tags(total)
        author, language = reader.name or reader.company, str(reader.language.locale).replace("_", "-")
        binder = Binder(out, title=self.title, author=author, language=language, tagged=tagged)
        for part in _in_turn((self.html(chunk) for chunk in _chunks(_noted(sheets, found))), tagged):
            binder.add(part.pdf)
            self.progress(len(binder.pages), total)
        binder.add(self.front(found).pdf, first=True)
        binder.close(found)


def _noted(sheets: Iterable[Page], found: list[Mark]) -> Iterator[Page]:
    """The pages as they come; what they are found by is written down."""
    for page in sheets:
        found.extend(marks_of(page))
        yield page


def marks_of(page: Page) -> Iterator[Mark]:
    """A chapter by its heading, and its pages below it by what they begin with."""
    below = 2 if page.run.heading else 1
    if page.is_first and page.run.heading:
        yield Mark(page.run.heading, page.number)
    if page.mark:
        yield Mark(page.mark, page.number, below)


def _chunks(sheets: Iterator[Page]) -> Iterator[list[Page]]:
    while chunk := list(islice(sheets, CHUNK)):
        yield chunk


def _in_turn(pages: Iterable[str], tagged: bool) -> Iterator[Paper]:
    """As many at once as there are workers, and never more waiting than that."""
    with ThreadPoolExecutor(WORKERS) as pool:
        under_way: deque[Future[Paper]] = deque()
        for each in pages:
            under_way.append(pool.submit(printed, each, tagged=tagged, opened=True))
            if len(under_way) > WORKERS:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
