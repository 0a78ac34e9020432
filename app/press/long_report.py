"""A report on paper, however long: short as it is told, or with every row in an appendix, contents and bookmarks."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import IO, Any, Final

from app.core.report import Answer
from app.press.appendix import appendix
from app.press.book import Book, Progress, contents, has_tags, marks_of
from app.press.chart import for_paper
from app.press.document import page, part
from app.press.mark import Mark
from app.press.paper import Paper, printed
from app.press.sheets import LONG, Page, Run, Texts, folios
from app.press.story import Reader, Story

HEADING: Final = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
Chapter = tuple[Run, Sequence[Texts]]


def bound(
    answer: Answer, reader: Reader, out: IO[bytes], *, at: datetime,
    every: bool = False, progress: Progress = lambda done, of: None,
) -> None:  # fmt: skip
    """The report as PDF, written into `out`; with `every` row, where the story shows the largest ones only."""
    story: Story = answer.report.story(answer, reader)
    paper = _Paper(answer, reader, story, at, tuple(appendix(answer, reader, story)) if every else ())
    paper.write(out, progress)


@dataclass(frozen=True)
class _Paper:
    answer: Answer
    reader: Reader
    story: Story
    at: datetime
    chapters: tuple[Chapter, ...]

    def write(self, out: IO[bytes], progress: Progress) -> None:
        if sum(run.pages for run, _ in self.chapters) < LONG:
            paper = printed(self._html(list(self.sheets(1))), self.charts)
            if paper.pages <= LONG:
                out.write(paper.pdf)
                return
        self._write_long(out, progress)

    def _write_long(self, out: IO[bytes], progress: Progress) -> None:
        """The story is set once to know how many pages it takes, and printed when all numbers are known."""
        front = self._measured()
        total = front.pages + sum(run.pages for run, _ in self.chapters)
        before = [Mark(text, number) for level, text, number in front.marks if level == 2]
        folio = folios(self.reader.language, total)
        book = Book(self.title, self.reader, self._part, lambda marks: self._front(marks, total), progress)
        numbered = replace(self, chapters=tuple((replace(run, folio=folio), rows) for run, rows in self.chapters))
        book.bound(numbered.sheets(front.pages + 1), out, total=total, marks=before)

    def _measured(self) -> Paper:
        """The story with contents of the right length, whose numbers are not known yet."""
        headings = [html.unescape(text) for text in HEADING.findall(self._html())]
        marks = [*(Mark(text, 1) for text in headings), *(m for each in self.sheets(1) for m in marks_of(each))]
        return printed(self._html(marks=marks), self.charts, tagged=False, measured=True)

    def _front(self, marks: Sequence[Mark], total: int) -> Paper:
        return printed(self._html(marks=marks, total=total), self.charts, tagged=has_tags(total), opened=True)

    def sheets(self, number: int) -> Iterator[Page]:
        """All chapters, the first page of which has this number."""
        for run, lines in self.chapters:
            yield from run.sheets(lines, number)
            number += run.pages

    def _html(self, sheets: Sequence[Page] = (), marks: Sequence[Mark] = (), total: int = 0) -> str:
        entries = contents(marks)
        last = self.reader.language.number(total) if total else ""
        return page(self.answer, self.reader, self.story, at=self.at, sheets=sheets, entries=entries, last=last)

    def _part(self, sheets: Sequence[Page]) -> str:
        return part(self.answer, self.reader, at=self.at, sheets=sheets)

    @cached_property
    def charts(self) -> Mapping[str, Any]:
        return for_paper([finding.chart for finding in self.story.findings], self.reader.language)

    @property
    def title(self) -> str:
        return self.reader.language.say(self.answer.report.title)
