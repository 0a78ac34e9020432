"""When and how customers and we talk: the channels, and the hours of the week."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from app.core.report import Answer, Row
from app.core.words import N_
from app.press.bars import Bar, lying
from app.press.chart import Chart
from app.press.grids import Square, heat
from app.press.story import Breakdown, Finding, Reader
from app.reports import wording

USED: Final = N_("{channel}: {share} of all talks and requests")
CHANNELS: Final = N_("Interactions and requests for help, by the way that they came or went.")
CHANNELS_IN_WORDS: Final = N_("Bars of the talks and requests of {count} channels.")
HOUR: Final = N_("The busiest hour is from {hour}:00 to {next}:00")
WHEN: Final = N_("When we talk")
HOURS: Final = N_("Talks and requests by day of the week and by the hour that they began in, by your clock.")
HOURS_IN_WORDS: Final = N_("Heat map of talks and requests: days of the week by hours of the day.")
FEWEST: Final = 2


def channels(answer: Answer, reader: Reader) -> list[Finding]:
    language, rows = reader.language, sorted(answer.section("channels"), key=lambda row: -row["contacts"])
    if len(rows) < FEWEST:
        return []
    best = rows[0]
    share = wording.share(best["contact_share"], reader, 0)
    heading = language.say(USED, channel=language.choice(best["channel"]), share=share)
    bars = [Bar(language.choice(row["channel"]), row["contacts"], language.number(row["contacts"])) for row in rows]
    table = Breakdown(
        heading, "", wording.columns(answer, "channels"), rows, leads=lambda row: leads(row, answer, reader)
    )
    alt = language.say(CHANNELS_IN_WORDS, count=language.number(len(rows)))
    return [Finding(heading, language.say(CHANNELS), Chart("channels", lying(bars), alt, rows), table)]


def leads(row: Row, answer: Answer, reader: Reader) -> Mapping[str, str]:
    """To the interactions, and the requests, that are counted."""
    if "channel" not in row or not reader.listing:
        return {}
    channel = f"channel:is:{row['channel'].name}"
    talks = {
        name: contacts("Interaction", "at", answer, reader, channel, f"direction:is:{way}")
        for name, way in (("incoming", "IN"), ("outgoing", "OUT"))
    }
    return talks | {"requests": contacts("ServiceRequest", "opened_at", answer, reader, channel)}


def contacts(noun: str, moment: str, answer: Answer, reader: Reader, *which: str) -> str:
    """Where those of the period are listed; the last day is whole."""
    customer, period = answer.asked["customer"], answer.period
    of = (f"customer:is:{customer.id}",) if customer is not None else ()
    days = (f"{moment}:after:{period.first}", f"{moment}:before:{period.last + timedelta(1)}")
    return reader.listing(noun, (*which, *of, *days)) if reader.listing else ""


def by_hour(answer: Answer, reader: Reader) -> list[Finding]:
    """A place for each hour between the first and the last in which somebody was in contact."""
    rows, language = answer.section("hours"), reader.language
    if len({(row["weekday"], row["hour"]) for row in rows}) < FEWEST:
        return []
    known = {(row["weekday"], row["hour"]): row["contacts"] for row in rows}
    hours = range(min(row["hour"] for row in rows), max(row["hour"] for row in rows) + 1)
    days = {day: _name(day, reader) for day in range(1, 8)}
    squares = [
        _square(name, hour, known.get((day, hour), 0), reader) for day, name in days.items() for hour in hours
    ]  # fmt: skip
    chart = Chart("hours", heat(squares, columns=[str(hour) for hour in hours]), language.say(HOURS_IN_WORDS), rows)
    named = [{**row, "weekday": days[row["weekday"]]} for row in rows]
    heading = _busiest(known, reader)
    table = Breakdown(heading, "", wording.columns(answer, "hours"), named)
    return [Finding(heading, language.say(HOURS), chart, table)]


def _square(name: str, hour: int, count: int, reader: Reader) -> Square:
    number = reader.language.number(count)
    return Square(name, str(hour), count, number if count else "", told=f"{name} {hour}:00: {number}")


def _busiest(known: Mapping[tuple[int, int], int], reader: Reader) -> str:
    """Over all days of the week together; no claim where two hours are alike."""
    by_hour = {hour: sum(n for (_, at), n in known.items() if at == hour) for _, hour in known}
    best = max(by_hour, key=lambda hour: (by_hour[hour], -hour))
    is_alone = sum(count == by_hour[best] for count in by_hour.values()) == 1
    return reader.language.say(HOUR, hour=best, next=best + 1) if is_alone else reader.language.say(WHEN)


def _name(day: int, reader: Reader) -> str:
    name = str(reader.language.locale.days["stand-alone"]["abbreviated"][day - 1])
    return name[:1].upper() + name[1:]
