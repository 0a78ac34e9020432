"""Prospecting in words: are there more customers, who brings what, what wins them, and what is to be expected."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from app.core.report import Answer, Column, Row
from app.core.words import N_
from app.press.bars import Bar, lying
from app.press.chart import Chart
from app.press.compared import Point, lines, stacked
from app.press.story import Breakdown, Finding, Reader, Story, Tile, leading
from app.reports.bought import short_months
from app.reports.prospecting_leads import closed, known, leads_of, members, open_now

NOTES: Final = (
    N_("A customer counts from the day of the first order that is confirmed or paid. New is who has one day of orders, "
       "returning who has more, dormant who is silent for longer than the company has set."),
    N_("Forecast: a month brings what the same month brought a year before, times the growth of the last twelve months "
       "over the twelve before; with less than two years known, a straight line. It was tried on the last six months: "
       "the error is told above, and the band holds four months of five if errors stay as they were."),
    N_("Sources: a customer is noted under none; a source is that of the opportunity that was won or lost."),
    N_("Pipeline: what is open now, each times how likely it is. It foretells what is being worked on, the other one "
       "what usually comes."),
    N_("Value pyramid: of those who bought, the first hundredth, the next 4, 15 and 80 percent by revenue. Inactive is "
       "who bought only before."),
)  # fmt: skip
STAGES: Final = (("new", N_("New")), ("returning", N_("Returning")), ("dormant", N_("Dormant")))


def tell(answer: Answer, reader: Reader) -> Story:
    say, leads = reader.language.say, leading(leads_of, answer, reader)
    return Story(
        lead=_lead(answer, reader),
        tiles=tuple(_tiles(answer, reader)),
        findings=tuple(_findings(answer, reader)),
        breakdowns=tuple(_breakdowns(answer, reader)),
        table=lambda shown: (say(N_("Customers by month")), ""),
        other=lambda count: say(N_("{count} other months"), count=reader.language.number(count)),
        everything=say(N_("The period")),
        leads=leads,
        notes=tuple(map(say, NOTES)),
        nothing=say(N_("Nobody had bought anything by then.")),
    )


def _lead(answer: Answer, reader: Reader) -> str:
    say, rows, number = reader.language.say, answer.rows, reader.language.number
    if not rows:
        return say(N_("Nobody had bought anything by then."))
    now, joined = rows[-1], answer.totals["joined"]
    customers = say(N_("{all} customers had bought by the end, {joined} of them for the first time in these days."),
                    all=number(now["customers"]), joined=number(joined))  # fmt: skip
    return reader.sentences(customers, _next(answer, reader))


def _next(answer: Answer, reader: Reader) -> str:
    """The month to come, with how far such a word has erred."""
    ahead, error = next(iter(answer.section("forecast")), None), answer.totals["error"]
    if ahead is None or error is None:
        return ""
    words = N_("{month} may bring {expected}; in the last six months such a forecast erred by {error}.")
    return reader.language.say(words, month=ahead["month"], expected=reader.money(ahead["expected"], 0),
                               error=reader.language.share(error, 0))  # fmt: skip


def _tiles(answer: Answer, reader: Reader) -> list[Tile]:
    say, number, totals = reader.language.say, reader.language.number, answer.totals
    decided = totals["won"] + totals["lost"]
    rate = reader.language.share(Decimal(totals["won"]) / decided, 0) if decided else ""
    ahead = answer.section("forecast")[:3]
    expected = sum((row["expected"] for row in ahead), Decimal(0))
    error = reader.language.share(totals["error"], 0) if totals["error"] is not None else ""
    return [
        Tile(say(N_("Customers")), number(answer.rows[-1]["customers"] if answer.rows else 0),
             say(N_("{n} new in these days"), n=number(totals["joined"])),
             path=members(answer, reader, "stage", "ANY")),
        Tile(say(N_("Opportunities won")), number(totals["won"]), say(N_("{share} of those decided"), share=rate)
             if rate else "", path=closed(answer, reader, "status:is:WON")),
        Tile(say(N_("Open pipeline")), reader.money(totals["open_value"], 0), path=open_now(answer, reader),
             plain=number(totals["open_value"])),
        Tile(say(N_("Weighted")), reader.money(totals["weighted"], 0), say(N_("times how likely it is")),
             path=open_now(answer, reader), plain=number(totals["weighted"])),
        Tile(say(N_("Next three months")), reader.money(expected, 0) if ahead else "–",
             say(N_("erred by {error} lately"), error=error) if error else "", path=known(answer, reader),
             plain=number(expected)),
    ]  # fmt: skip


# Charts ---------------------------------------------------------------------------------------------------------------


def _findings(answer: Answer, reader: Reader) -> Sequence[Finding]:
    made = (_by_stage(answer, reader), _ahead(answer, reader), _tiers(answer, reader))
    return [each for each in made if each is not None]


def _by_stage(answer: Answer, reader: Reader) -> Finding | None:
    if not answer.rows:
        return None
    say, rows, first, last = reader.language.say, answer.rows, answer.rows[0], answer.rows[-1]
    active = last["new"] + last["returning"] - first["new"] - first["returning"]
    more, less = (
        N_("{n} more customers are active than at the start"),
        N_("{n} fewer customers are active than at the start"),
    )
    same = N_("As many customers are active as at the start")
    heading = say(more if active > 0 else less if active else same, n=reader.language.number(abs(active)))
    names = short_months([row["first_day"] for row in rows], reader.language)
    leads = leading(leads_of, answer, reader)
    points = [Point(name, row[stage], n, f"{name}, {say(words)}: {reader.language.number(row[stage])}",
                    leads(row).get(stage, ""))
              for n, (stage, words) in enumerate(STAGES) for name, row in zip(names, rows, strict=True)]  # fmt: skip
    explained = say(N_("Everybody who has bought, at the end of each month; dormant is who has been silent for long."))
    shown = _columns(answer.columns, "month", "joined", "customers", *(stage for stage, _ in STAGES))
    return Finding(
        heading,
        explained,
        Chart("stages", stacked(points, [say(words) for _, words in STAGES]), heading, rows),
        Breakdown(heading, "", shown, rows, leads=leads),
    )


def _ahead(answer: Answer, reader: Reader) -> Finding | None:
    rows = answer.section("forecast")
    if not rows:
        return None
    say, total = reader.language.say, sum((row["expected"] for row in rows), Decimal(0))
    heading = say(N_("The next {n} months may bring {amount}"), n=len(rows), amount=reader.money(total, 0))
    names = short_months([row["first_day"] for row in rows], reader.language)
    path = known(answer, reader)
    points = [Point(name, row["expected"], told=_told(row, reader), path=path, low=float(row["low"]),
                    high=float(row["high"])) for name, row in zip(names, rows, strict=True)]  # fmt: skip
    explained = say(N_("Expected revenue by month, within the band that holds four months of five."))
    if path:
        explained = reader.sentences(explained, say(N_("Its figures lead to the orders that it is reckoned from.")))
    spec = lines(points, {"y": reader.unit}, zero=True)
    table = Breakdown(heading, "", answer.columns_of("forecast"), rows, leads=leading(leads_of, answer, reader))
    return Finding(heading, explained, Chart("forecast", spec, heading, rows), table)


def _told(row: Row, reader: Reader) -> str:
    parts = {name: reader.money(row[name], 0) for name in ("expected", "low", "high")}
    return reader.language.say(N_("{month}: {expected}, between {low} and {high}"), month=row["month"], **parts)


def _tiers(answer: Answer, reader: Reader) -> Finding | None:
    """The pyramid, from its top down."""
    rows = [row for row in answer.section("pyramid") if row["revenue"] > 0]
    if not rows:
        return None
    say, shares, leads = reader.language.say, reader.language.share, leading(leads_of, answer, reader)
    upper = [row for row in rows if row["level"].name in ("TOP", "LARGE", "MEDIUM")]
    share = sum((row["share"] or Decimal(0) for row in upper), Decimal(0))
    heading = say(N_("The upper fifth of buyers brings {share} of the revenue"), share=shares(share, 0))
    values = [Bar(f"{say(str(row['level'].value))} ({reader.language.number(row['people'])})", row["revenue"],
                    shares(row["share"] or 0, 0), path=leads(row).get("people", "")) for row in rows]  # fmt: skip
    explained = say(N_("The value pyramid: how many customers are in each tier, and what they bring together."))
    table = Breakdown(heading, "", answer.columns_of("pyramid"), answer.section("pyramid"), leads=leads)
    return Finding(heading, explained, Chart("pyramid", lying(values), heading, rows), table)


# Tables ---------------------------------------------------------------------------------------------------------------


def _breakdowns(answer: Answer, reader: Reader) -> Sequence[Breakdown]:
    say = reader.language.say
    told = {
        "sources": (N_("What wins customers"), N_("Opportunities that were decided in the period, by their source.")),
        "pyramid": (N_("Value pyramid"), N_("From those who bring most down to those who bring nothing yet.")),
        "pipeline": (N_("What is open"), N_("By the month in which it is to be decided.")),
        "employees": (N_("Employees"), N_("By what the customers bring for whom they answer.")),
    }
    return [
        Breakdown(say(heading), say(explained), _shown(answer.columns_of(name)), answer.section(name),
                  leads=leading(leads_of, answer, reader))
        for name, (heading, explained) in told.items() if answer.section(name)
    ]  # fmt: skip


def _shown(known: Sequence[Column]) -> tuple[Column, ...]:
    return tuple(column for column in known if column.shown)


def _columns(known: Sequence[Column], *names: str) -> tuple[Column, ...]:
    return tuple(column for column in known if column.name in names)
