"""A record on paper: what its page says, without the page; and letters, which go out of the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core.words import N_
from app.press.document import environment, folio
from app.press.paper import Paper, printed
from app.press.story import Reader

STAMP = N_("{company} · {title} · printed {at}")


@dataclass(frozen=True)
class Group:
    """Facts under one heading: label and value."""

    heading: str
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Rows:
    """A list under its heading; `numbers` are the places of the columns that stand to the right."""

    heading: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()
    more: str = ""
    """What is said of the rows that are left out."""


@dataclass(frozen=True)
class Sheet:
    """A record as it is printed: all in the reader's words."""

    kind: str
    title: str
    subtitle: str
    groups: Sequence[Group]
    texts: Sequence[tuple[str, str]]
    """Longer words, across the page."""
    lists: Sequence[Rows]

    @property
    def columns(self) -> tuple[Sequence[Group], Sequence[Group]]:
        """The groups beside each other: as many facts on the left as on the right, or the next group more."""
        half, left = sum(len(group.facts) + 2 for group in self.groups) / 2, 0
        for place, group in enumerate(self.groups):
            if left >= half:
                return self.groups[:place], self.groups[place:]
            left += len(group.facts) + 2
        return self.groups, ()


def on_sheet(sheet: Sheet, reader: Reader, *, at: datetime) -> Paper:
    """Head, facts, longer words, lists; as many pages as that takes."""
    return letter("record", reader, at=at, title=sheet.title, sheet=sheet)


def letter(template: str, reader: Reader, *, at: datetime, title: str, **more: Any) -> Paper:
    """A document of one record, made of this template."""
    say = reader.language.say
    page = environment().get_template(f"paper/{template}.html").render(
        _=say, reader=reader, at=at, title=title, period=reader.company, folio=folio(reader),
        stamp=say(STAMP, company=reader.company, title=title, at=reader.moment(at)), **more,
    )  # fmt: skip
    return printed(page)
