"""Customer service in words: how much came in, how soon it was done, and where it takes longest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from app.core.report import Answer, Column, Row
from app.core.words import N_
from app.press.bars import Bar, lying, standing
from app.press.chart import Chart
from app.press.story import Breakdown, Finding, Leads, Reader, Story, Tile, leading
from app.reports.stretches import month_lines
from app.service.words import OPEN

NOTES: Final = (
    N_("A request counts on the day on which it was opened."),
    N_("It is answered when the first employee accepts it, and resolved when the last resolution holds; both times are "
       "counted by the clock, nights and weekends included."),
    N_("The middle of all times is told: half of the requests took no longer. The average is beside it."),
    N_("Due times are counted in working hours, and what was waited for the customer is added to them. On time is the "
       "share of those resolved by then among all that were resolved or are late and open."),
    N_("Satisfaction is what each customer said last, from 1 to 5. Sent back is what was rated under 3, or given to "
       "somebody else than the first."),
    N_("A request counts for the employee and the department that it is with now, or that resolved it."),
)  # fmt: skip
NOTHING: Final = N_("No request was opened in this period.")
CAME: Final = N_("{count} requests came in.")
CAME_ONE: Final = N_("One request came in.")
MORE: Final = N_("{count} requests came in, {more} more than {since}.")
FEWER: Final = N_("{count} requests came in, {more} fewer than {since}.")
SINCE_A_YEAR: Final = N_("in the same days a year before")
SINCE: Final = N_("in the time before")
HALF_WITHIN: Final = N_("Half of those resolved took no more than {hours}, and {share} were on time.")
BUSIEST: Final = N_("{month} had the most requests: {count}")
BY_MONTH: Final = N_("Each column is the number of requests that were opened in a month.")
MONTHS_IN_WORDS: Final = N_("Columns of the number of requests of {count} months.")
SLOWEST: Final = N_("{kind}: half of them take more than {hours}")
BY_KIND: Final = N_(
    "How long requests of each kind take, from opening to the resolution that holds: the middle of all."
)
KINDS_IN_WORDS: Final = N_("Bars of the time to resolve of {count} kinds of requests.")
ROWS: Final = (("kinds", "kind"), ("departments", "department"), ("priorities", "priority"), ("channels", "channel"))
BRIEF: Final = ("requests", "answer_median", "resolve_median", "on_time", "satisfaction", "sent_back")


def tell(answer: Answer, reader: Reader) -> Story:
    say, leads = reader.language.say, leading(_leads, answer, reader)
    return Story(
        lead=_lead(answer, reader),
        tiles=tuple(_tiles(answer, reader)),
        findings=tuple(_findings(answer, reader, leads)),
        breakdowns=tuple(_broken_down(answer, reader, leads)),
        table=lambda shown: (say(N_("By agent")), ""),
        other=lambda count: say(N_("Others")),
        everything=say(N_("All requests")),
        leads=leads,
        nothing=say(NOTHING),
        notes=tuple(say(note) for note in NOTES),
        facts=((say(N_("Requests")), say(N_("Opened in the period, as far as {name} may see"), name=reader.name)),),
    )


def _lead(answer: Answer, reader: Reader) -> str:
    now, language = answer.totals, reader.language
    if not now["requests"]:
        return language.say(NOTHING)
    took = ""
    if now["resolve_median"] is not None and now["on_time"] is not None:
        took = language.say(
            HALF_WITHIN, hours=reader.hours(now["resolve_median"]), share=language.share(now["on_time"], 0)
        )
    return reader.sentences(_came(answer, reader), took)


def _came(answer: Answer, reader: Reader) -> str:
    language, now, before = reader.language, answer.totals["requests"], answer.before["requests"]
    if now == 1 and not before:
        return language.say(CAME_ONE)
    if not before or now == before:
        return language.say(CAME, count=language.number(now))
    since = language.say(SINCE_A_YEAR if answer.period.is_within_a_year else SINCE)
    message = MORE if now > before else FEWER
    return language.say(message, count=language.number(now), more=language.number(abs(now - before)), since=since)


def _tiles(answer: Answer, reader: Reader) -> list[Tile]:
    say, now, before = reader.language.say, answer.totals, answer.before
    number, path = reader.language.number, _leads(now, answer, reader)
    earlier = say(N_("{count} before"), count=number(before["requests"])) if before["requests"] else ""
    still = say(N_("{count} still open"), count=number(now["open"]))
    return [
        Tile(say(N_("Requests")), number(now["requests"]), earlier or still, path=path.get("requests", "")),
        _time(N_("Answered in"), "answer", answer, reader),
        _time(N_("Resolved in"), "resolve", answer, reader),
        Tile(say(N_("On time")), _share(now["on_time"], reader), *_on_time_before(answer, reader)),
        Tile(say(N_("Satisfaction")), _of_five(now["satisfaction"], reader), _of_whom(now["rated"], reader)),
    ]  # fmt: skip


def _time(label: str, name: str, answer: Answer, reader: Reader) -> Tile:
    """The middle of the times, with the average under it; sooner than before is better."""
    say, now, before = reader.language.say, answer.totals, answer.before
    middle, average, then = now[f"{name}_median"], now[f"{name}_mean"], before[f"{name}_median"]
    if middle is None:
        return Tile(say(label), "–")
    direction = 0 if then is None else (then > middle) - (then < middle)
    return Tile(say(label), reader.hours(middle), say(N_("{hours} on average"), hours=reader.hours(average)), direction)


def _on_time_before(answer: Answer, reader: Reader) -> tuple[str, int]:
    now, then = answer.totals["on_time"], answer.before["on_time"]
    if now is None or then is None:
        return "", 0
    return reader.language.say(N_("{share} before"), share=_share(then, reader)), (now > then) - (now < then)


def _of_whom(rated: int, reader: Reader) -> str:
    count = reader.language.number(rated)
    message = N_("of 5, by one customer") if rated == 1 else N_("of 5, in {count} answers")
    return reader.language.say(message, count=count) if rated else ""


def _share(value: Decimal | None, reader: Reader) -> str:
    return "–" if value is None else reader.language.share(value, 0)


def _of_five(value: Decimal | None, reader: Reader) -> str:
    return "–" if value is None else reader.language.number(value, 1)


def _findings(answer: Answer, reader: Reader, leads: Leads) -> list[Finding]:
    """The months and the kinds, where there are several to compare."""
    found = []
    if sum(bool(row["requests"]) for row in answer.section("months")) > 1:
        found.append(_by_month(answer, reader, leads))
    kinds = [row for row in answer.section("kinds") if row["resolve_median"] is not None]
    if len(kinds) > 1:
        found.append(_by_kind(answer, kinds, reader, leads))
    return found


def _by_month(answer: Answer, reader: Reader, leads: Leads) -> Finding:
    language, rows = reader.language, answer.section("months")
    best = max(rows, key=lambda row: row["requests"])
    names = month_lines([row["first_day"] for row in rows], language)
    bars = [
        Bar(name, row["requests"], language.number(row["requests"]), leads(row).get("requests", ""),
            f"{row['month']}: {language.number(row['requests'])}")
        for name, row in zip(names, rows, strict=True)
    ]  # fmt: skip
    alt = language.say(MONTHS_IN_WORDS, count=language.number(len(rows)))
    chart = Chart("months", standing(bars, language.say(N_("Requests"))), alt, rows)
    heading = language.say(BUSIEST, month=best["month"], count=language.number(best["requests"]))
    return Finding(heading, language.say(BY_MONTH), chart, _table(answer, "months", "month", reader, leads))


def _by_kind(answer: Answer, kinds: Sequence[Row], reader: Reader, leads: Leads) -> Finding:
    language = reader.language
    slowest = sorted(kinds, key=lambda row: row["resolve_median"], reverse=True)
    bars = [_bar(row, row["kind"], reader, leads) for row in slowest]
    kind, hours = language.choice(slowest[0]["kind"]), reader.hours(slowest[0]["resolve_median"])
    alt = language.say(KINDS_IN_WORDS, count=language.number(len(kinds)))
    chart = Chart("kinds", lying(bars), alt, slowest)
    heading = language.say(SLOWEST, kind=kind, hours=hours)
    return Finding(heading, language.say(BY_KIND), chart, _table(answer, "kinds", "kind", reader, leads))


def _bar(row: Row, name: Any, reader: Reader, leads: Leads) -> Bar:
    told = N_("{hours}, {count} requests") if row["requests"] != 1 else N_("{hours}, 1 request")
    count = reader.language.number(row["requests"])
    label = reader.language.say(told, hours=reader.hours(row["resolve_median"]), count=count)
    return Bar(reader.language.say(str(name.value)), row["resolve_median"], label, leads(row).get("requests", ""))


def _broken_down(answer: Answer, reader: Reader, leads: Leads) -> list[Breakdown]:
    """A table for each dimension in which there is something to compare."""
    return [_table(answer, rows, name, reader, leads) for rows, name in ROWS if answer.section(rows)]


def _table(answer: Answer, rows: str, name: str, reader: Reader, leads: Leads) -> Breakdown:
    section = next(each for each in answer.sections if each.name == rows)
    known = {column.name: column for column in section.columns}
    columns: tuple[Column, ...] = tuple(known[each] for each in (name, *BRIEF))
    say = reader.language.say
    return Breakdown(say(section.title), say(section.about), columns, answer.section(rows), answer.totals, leads)


def _leads(row: Row, answer: Answer, reader: Reader) -> Mapping[str, str]:
    """A number of requests to these requests."""
    if not reader.listing:
        return {}
    first, last = row.get("first_day", answer.period.first), row.get("last_day", answer.period.last)
    days = (f"opened_at:after:{first}", f"opened_at:before:{last + timedelta(days=1)}")
    which = (*_which(row), *days)
    still = f"status:is:{','.join(status.name for status in OPEN)}"
    return {
        "requests": reader.listing("ServiceRequest", which),
        "open": reader.listing("ServiceRequest", (still, *which)),
        "escalated": reader.listing("ServiceRequest", ("escalated_at:filled:", *which)),
    }


def _which(row: Row) -> tuple[str, ...]:
    """What tells the requests of a row from the others."""
    for name in ("kind", "priority", "channel"):
        if name in row:
            return (f"{name}:is:{row[name].name}",)
    for name, field in (("agent_id", "assignee"), ("department_id", "department")):
        if name in row:
            return (f"{field}:is:{row[name]}" if row[name] else f"{field}:empty:",)
    return ()
