"""How a report is told: what stands on its page and on its paper, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from babel.numbers import get_currency_symbol

from app.core.language import NARROW, Language
from app.core.period import Period
from app.core.report import Answer, Column, Row
from app.core.words import N_
from app.press.chart import Chart


@dataclass(frozen=True)
class Reader:
    """Who reads, and how numbers, days and money are written for them."""

    language: Language
    currency: str = "USD"
    zone: str = "UTC"
    name: str = ""
    company: str = "Trato"
    paper: str = "A4"
    decimals: int = 2
    """Of amounts, as the company shows them in orders."""
    path: Callable[[str, int], str] | None = None
    """Where a record is shown, by noun and id; nothing on paper, which leads nowhere."""
    listing: Callable[[str, Sequence[str]], str] | None = None
    """Where the records of a noun are listed that pass filters like `status:is:PAID`."""
    sees_all: bool = True

    def period(self, period: Period) -> str:
        say, day = self.language.say, self.language.day
        return say(N_("{first} to {last}"), first=day(period.first, "long"), last=day(period.last, "long"))

    @property
    def unit(self) -> str:
        """The currency, as it stands in the head of a column."""
        symbol = str(get_currency_symbol(self.currency, locale=self.language.locale))
        return symbol if len(symbol) > 1 else f"US{symbol}" if self.currency == "USD" else symbol

    def money(self, value: Decimal, digits: int | None = None) -> str:
        return self.language.money(value, self.currency, self.decimals if digits is None else digits)

    def hours(self, value: Decimal, digits: int = 1) -> str:
        return self.language.say(N_("{count} h"), count=self.language.number(value, digits))

    def change(self, now: Decimal | int, before: Decimal | int) -> str:
        """By how much of what was before, with its sign; nothing where nothing was."""
        if before <= 0:
            return ""
        ratio = Decimal(now) / Decimal(before) - 1
        return ("+" if ratio > 0 else "") + self.language.share(ratio)

    def sentences(self, *said: str) -> str:
        """One after the other; Chinese puts no space between."""
        return ("" if self.language.code == "zh" else " ").join(filter(None, said))

    def whose(self) -> str:
        """No figure without saying of whom: all, or those that the reader may see."""
        say = self.language.say
        return say(N_("All")) if self.sees_all else say(N_("Only those that {name} may see"), name=self.name)

    def moment(self, at: datetime) -> str:
        return f"{self.language.moment(at, self.zone)}{NARROW}{self.zone}"


@dataclass(frozen=True)
class Tile:
    """One key figure: five at most."""

    name: str
    figure: str
    note: str = ""
    direction: int = 0
    """1 for better than before, -1 for worse, 0 for neither."""
    path: str = ""
    """Where that is listed which it counts."""
    plain: str = ""
    """An amount without its currency, which paper names once, above it."""


Leads = Callable[[Row], Mapping[str, str]]
"""Where the figures of a row, or of a total, lead to, by the name of their column."""


def leading(of: Callable[[Row, Answer, Reader], Mapping[str, str]], answer: Answer, reader: Reader) -> Leads:
    """The same of this answer for this reader; on paper they lead nowhere."""
    return lambda row: of(row, answer, reader) if reader.listing else {}


@dataclass(frozen=True)
class Breakdown:
    """A smaller table under what it says."""

    heading: str
    explained: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    total: Row | None = None
    leads: Leads | None = None


@dataclass(frozen=True)
class Finding:
    """A chart under the claim that it shows."""

    heading: str
    explained: str
    chart: Chart
    table: Breakdown | None = None
    """The same figures as a table, for those who read rather than see."""


@dataclass(frozen=True)
class Story:
    """A report in words; every claim in it was computed."""

    lead: str
    tiles: tuple[Tile, ...] = ()
    findings: tuple[Finding, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()
    table: Callable[[int], tuple[str, str]] = lambda shown: ("", "")
    """What stands over so many of the largest rows, and what is said of them."""
    other: Callable[[int], str] = str
    """What the row is called that holds so many rows that are not shown."""
    everything: str = ""
    """What the total is called."""
    leads: Leads = lambda row: {}
    notes: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    nothing: str = ""
    """What is said where there is no row."""


def chosen(answer: Answer, reader: Reader) -> list[tuple[str, str]]:
    """What was asked for beside the days, in words: no figure without its filters."""
    language, asked = reader.language, answer.asked
    each = (parameter for parameter in answer.report.parameters if parameter.kind != "day")
    return [(language.say(parameter.label), parameter.told(asked[parameter.name], language)) for parameter in each]


Tell = Callable[[Answer, Reader], Story]
