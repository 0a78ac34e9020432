"""A list on paper, however long: its head, its contents where it is long, and its rows on sheets of known length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, islice
from typing import IO, Any, Final

from app.core.words import N_
from app.press.book import Book, contents, has_tags
from app.press.document import environment, folio
from app.press.extract import Extract
from app.press.mark import Mark
from app.press.paper import Paper, printed
from app.press.ruler import cut
from app.press.sheets import LEFT_OUT, LONG, Head, Layout, Page, Run, folios, laid_out, rows_in_words, unnumbered

SAMPLE: Final = 500  # rows by which the columns are laid out
FACTS: Final = 5  # lines about the list; more would move the table


def bound(extract: Extract, records: Iterable[Any], out: IO[bytes], *, at: datetime) -> None:
    """The list as PDF, written into `out`."""
    rows = _texts(extract, records)
    sample = list(islice(rows, SAMPLE))
    heads = [Head(column.label, column.is_right) for column in extract.columns]
    layout = laid_out(heads, sample, extract.reader.paper)
    paper = _Paper(extract, layout, at)
    paper.write(map(layout.line, chain(sample, rows)), out)


def _texts(extract: Extract, records: Iterable[Any]) -> Iterator[list[str]]:
    cells = [(column.name, column.text) for column in extract.columns]
    return ([text(getattr(record, name)) for name, text in cells] for record in records)


@dataclass(frozen=True)
class _Paper:
    extract: Extract
    layout: Layout
    at: datetime

    def write(self, lines: Iterable[Sequence[str]], out: IO[bytes]) -> None:
        run = Run(self.layout, self.extract.count, self.layout.sheet.first, unnumbered)
        if run.pages > LONG:
            self._write_long(replace(run, first=self.layout.sheet.other), lines, out)
        else:
            out.write(printed(self.html(list(run.sheets(lines, 1)))).pdf)

    def _write_long(self, run: Run, lines: Iterable[Sequence[str]], out: IO[bytes]) -> None:
        """The first page has the contents, and the rows begin on the second."""
        total = run.pages + 1
        numbered = replace(run, folio=folios(self.extract.reader.language, total))
        book = Book(
            self.extract.title, self.extract.reader, self.html, lambda marks: self._front(marks, numbered, total)
        )
        book.bound(numbered.sheets(lines, 2), out, total=total)

    def _front(self, marks: Sequence[Mark], run: Run, total: int) -> Paper:
        return printed(self.html([], marks, front=run.folio(1)), tagged=has_tags(total), opened=True)

    def html(self, pages: Sequence[Page], marks: Sequence[Mark] = (), front: str = "") -> str:
        """A whole list that counts its pages itself, or a part of one."""
        reader, extract = self.extract.reader, self.extract
        return environment().get_template("paper/list.html").render(
            _=reader.language.say, reader=reader, title=extract.title, at=self.at, facts=self._facts(),
            period=rows_in_words(reader.language, extract.count), folio=folio(reader), front=front,
            stamp=f"{reader.company} · {extract.title} · {reader.moment(self.at)}", layout=self.layout, pages=pages,
            entries=contents(marks), is_part=bool(front) or bool(pages and pages[0].folio),
        )  # fmt: skip

    def _facts(self) -> list[tuple[str, str]]:
        """What is on the pages, one line each: no list is printed without its filters."""
        say = self.extract.reader.language.say
        reader, left = self.extract.reader, [head.label for head in self.layout.left_out]
        own = [
            (say(N_("Prepared by")), reader.name or reader.company),
            (say(N_("Prepared at")), reader.moment(self.at)),
        ]
        missing = [(say(LEFT_OUT), say(", ").join(left))] if left else []
        facts = [*list(self.extract.facts)[: FACTS - len(own) - len(missing)], *missing, *own]
        return [(name, cut(value, self.layout.sheet.inner - 50)) for name, value in facts]
