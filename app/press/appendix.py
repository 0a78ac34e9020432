"""Every row of a report, as it is printed behind what is told of the largest: its rows, and those of each section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from app.core.report import Answer, Column
from app.core.words import N_
from app.press.document import TOP
from app.press.sheets import HEADED, LEFT_OUT, Head, Run, Texts, laid_out, rows_in_words, unnumbered
from app.press.story import Reader, Story
from app.press.table import TOTAL, text

ALL_ROWS: Final = N_("All rows: {title}")
LEFT: Final = N_("{what}: {columns}.")


def has_more(answer: Answer) -> bool:
    """Whether there are rows that the story does not show."""
    return any(len(rows) > TOP for rows in (answer.rows, *(answer.section(each.name) for each in answer.sections)))


def appendix(answer: Answer, reader: Reader, story: Story) -> Iterator[tuple[Run, Sequence[Texts]]]:
    """A chapter for each table of which the story shows the largest rows only."""
    say = reader.language.say
    if len(answer.rows) > TOP:
        columns = _shown(answer.columns)
        lines = _lines(answer.rows, columns, reader)
        if total := _total(answer, columns, reader, story):
            lines.append(total)
        heading = say(ALL_ROWS, title=say(answer.report.title))
        yield _chapter(heading, columns, lines, reader, has_total=bool(total))
    for section in answer.sections:
        rows, columns = answer.section(section.name), _shown(section.columns)
        if len(rows) > TOP and columns:
            yield _chapter(say(section.title), columns, _lines(rows, columns, reader), reader)


def _shown(columns: Sequence[Column]) -> list[Column]:
    return [column for column in columns if column.shown and column.kind != "id"]


def _lines(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], reader: Reader) -> list[list[str]]:
    return [[text(row.get(column.name), column, reader, plain=True) for column in columns] for row in rows]


def _total(answer: Answer, columns: Sequence[Column], reader: Reader, story: Story) -> list[str]:
    """What all rows come to; nothing where they come to nothing."""
    if not any(column.name in answer.totals for column in columns):
        return []
    named = columns[_named(columns)].name
    totals = {**answer.totals, named: story.everything or reader.language.say(TOTAL)}
    return [text(totals.get(column.name), column, reader, plain=True) for column in columns]


def _named(columns: Sequence[Column]) -> int:
    """The column that says what a row is about."""
    return next((place for place, column in enumerate(columns) if column.kind == "line"), 0)


def _chapter(
    heading: str, columns: Sequence[Column], lines: list[list[str]], reader: Reader, *, has_total: bool = False
) -> tuple[Run, Sequence[Texts]]:
    language = reader.language
    heads = [Head(_head(column, reader), column.is_number) for column in columns]
    layout = laid_out(heads, lines, reader.paper)
    left = language.say(
        LEFT, what=language.say(LEFT_OUT), columns=language.say(", ").join(h.label for h in layout.left_out)
    )
    explained = reader.sentences(rows_in_words(language, len(lines) - has_total), left if layout.left_out else "")
    run = Run(
        layout, len(lines), layout.sheet.other - HEADED, unnumbered, heading, explained, _named(columns), has_total
    )
    return run, [layout.line(line) for line in lines]


def _head(column: Column, reader: Reader) -> str:
    """A column of money names the currency, which its cells leave out."""
    label = reader.language.say(column.label)
    return reader.language.say(N_("{name}, {unit}"), name=label, unit=reader.unit) if column.kind == "amount" else label
