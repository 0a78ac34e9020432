"""Sales performance in words: what brought most, what changed most, two dimensions crossed, and what work comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from app.core.report import Answer, Column, Row
from app.core.words import N_
from app.press.bars import Bar, lying, standing
from app.press.chart import Chart
from app.press.story import Breakdown, Finding, Reader, Story, Tile, leading
from app.reports import wording
from app.reports.contribution_story import MOVED
from app.reports.crossing import crossing
from app.reports.dimension import CUTS, Dimension, month
from app.reports.stretches import month_lines

NOTES: Final = (
    wording.REVENUE,
    wording.COUNTS,
    N_("An order whose goods are of several categories counts in each of them, and once in the total."),
    N_("Change is against the same days a year before; of a period of more than a year, against the time before it."),
    N_("Sellers are those who sold the order, departments those that they work in now."),
    wording.EXACT,
)
ON_MARGIN: Final = (wording.MARGIN, wording.WITHOUT_COST)
ON_EFFECT: Final = (
    N_("Days until an opportunity is won are counted from the day it was taken down, for those won in the period."),
    N_("Customers who bought again are those of the period before who bought in this one too."),
    N_("Hours until a request is resolved run by the clock; satisfaction is what customers said last, from 1 to 5."),
)
SHOWN: Final = 10
MOST: Final = N_("{name}: {share} of the revenue")
BEST_MONTH: Final = N_("{month} brought most: {amount}")
LARGEST: Final = N_("Revenue by {dimension}, the largest first, in {currency}.")
MONTHS: Final = N_("Each column is the revenue of a month; a dot is that of the same month before.")
GAINED: Final = N_("{name} gained most: {amount}")
LOST: Final = N_("{name} lost most: {amount}")
MOVES: Final = N_("What has changed most against the period before, in {currency}; what fell is red and points left.")
IN_WORDS: Final = N_("Bars of the revenue of {count} values.")
MOVES_IN_WORDS: Final = N_("Bars of the change in revenue of {count} values.")
EFFECT: Final = N_("What our work comes to")
EFFECTS: Final = N_("How fast we sell, how much, and how content and loyal customers are, against the period before.")


def tell(answer: Answer, reader: Reader) -> Story:
    say, language = reader.language.say, reader.language

    notes = NOTES + (ON_MARGIN if answer.has("margin") else ()) + (ON_EFFECT if answer.section("effect") else ())
    return Story(
        lead=_lead(answer, reader),
        tiles=tuple(_tiles(answer, reader)),
        findings=_findings(answer, reader),
        breakdowns=(*crossing(answer, reader), *wording.against_company(answer, reader), *_effect(answer, reader)),
        table=lambda shown: (say(N_("By {dimension}"), dimension=answer.asked["by"]), ""),
        other=lambda count: wording.others(count, reader),
        everything=say(N_("All together")),
        leads=leading(_leads, answer, reader),
        nothing=language.say(wording.NOBODY),
        notes=tuple(say(note) for note in notes),
        facts=(wording.counted_orders(reader), wording.of_whom(answer, reader)),
    )


def _lead(answer: Answer, reader: Reader) -> str:
    if not answer.totals["orders"]:
        return reader.language.say(wording.NOBODY)
    words = MOVED["revenue", 1], MOVED["revenue", -1], MOVED["revenue", 0]
    best = answer.rows[0]
    said = reader.language.say(N_("{name} brought most, {share} of it."), name=best["name"],
                               share=wording.share(best["share"], reader))  # fmt: skip
    return reader.sentences(wording.moved(answer, reader, "revenue", words), said)


def _tiles(answer: Answer, reader: Reader) -> list[Tile]:
    say, now, path = reader.language.say, answer.totals, wording.orders(answer, reader)
    each = now["revenue"] / now["orders"] if now["orders"] else Decimal(0)
    off = wording.share(_part(now["discount"], now["revenue"] + now["discount"]), reader)
    tiles = [
        wording.amount_tile(answer, reader, "revenue", N_("Revenue"), path),
        wording.number_tile(answer, reader, "orders", N_("Orders"), path),
        Tile(say(N_("Average order")), reader.money(each), plain=reader.language.number(each, 2)),
        wording.number_tile(answer, reader, "customers", N_("Customers who bought")),
    ]
    if "margin" not in now:
        return [*tiles, Tile(say(N_("Let off list prices")), off)]
    rate = say(N_("{share} of the revenue"), share=wording.share(now["margin_rate"], reader))
    margin = Tile(say(N_("Margin")), reader.money(now["margin"], 0), rate, plain=reader.language.number(now["margin"]))
    return [tiles[0], margin, *tiles[1:]]


def _part(part: Decimal, whole: Decimal) -> Decimal | None:
    return part / whole if whole else None


def _findings(answer: Answer, reader: Reader) -> tuple[Finding, ...]:
    """What is large, and what has changed; nothing to compare makes no chart."""
    sold = [row for row in answer.rows if row["revenue"]]
    if len(sold) < 2:
        return ()
    first = _months if answer.asked["by"] is Dimension.MONTH else _largest
    return (first(answer, sold, reader), *_moves(answer, reader))


def _table(answer: Answer, rows: Sequence[Row], heading: str, reader: Reader, *names: str) -> Breakdown:
    shown = tuple(column for column in answer.columns if column.name in names)
    return Breakdown(heading, "", shown, rows, leads=leading(_leads, answer, reader))


def _largest(answer: Answer, sold: list[Row], reader: Reader) -> Finding:
    language, rows = reader.language, sold[:SHOWN]
    drawn = [
        Bar(row["name"], row["revenue"], reader.money(row["revenue"], 0), _leads(row, answer, reader).get("orders", ""))
        for row in rows
    ]
    heading = language.say(MOST, name=rows[0]["name"], share=wording.share(rows[0]["share"], reader))
    told = language.say(LARGEST, dimension=answer.asked["by"], currency=reader.unit)
    chart = Chart("largest", lying(drawn), language.say(IN_WORDS, count=language.number(len(rows))), rows)
    return Finding(heading, told, chart, _table(answer, rows, heading, reader, "name", "orders", "revenue", "share"))


def _months(answer: Answer, sold: list[Row], reader: Reader) -> Finding:
    language, rows = reader.language, sorted(sold, key=lambda row: int(row["key"]))
    best = sold[0]
    names = month_lines([month(row["key"]) for row in rows], language)
    drawn = [
        Bar(name, row["revenue"], reader.money(row["revenue"], 0), _leads(row, answer, reader).get("orders", ""),
            f"{row['name']}: {reader.money(row['revenue'])}", other=row["revenue_before"])
        for name, row in zip(names, rows, strict=True)
    ]  # fmt: skip
    heading = language.say(BEST_MONTH, month=best["name"], amount=reader.money(best["revenue"], 0))
    alt = language.say(IN_WORDS, count=language.number(len(rows)))
    chart = Chart("largest", standing(drawn, reader.unit), alt, rows)
    return Finding(heading, language.say(MONTHS), chart,
                   _table(answer, rows, heading, reader, "name", "orders", "revenue", "revenue_before"))  # fmt: skip


def _moves(answer: Answer, reader: Reader) -> tuple[Finding, ...]:
    """The largest changes, gains first; where nothing was before, there is none."""
    if not answer.totals["revenue_before"]:
        return ()
    moved = [{**row, "moved": row["revenue"] - row["revenue_before"]} for row in answer.rows]
    largest = sorted(moved, key=lambda row: abs(row["moved"]), reverse=True)[:SHOWN]
    rows = sorted((row for row in largest if row["moved"]), key=lambda row: -row["moved"])
    if not rows:
        return ()
    language = reader.language
    top = max(rows, key=lambda row: abs(row["moved"]))
    moved = top["moved"]
    heading = language.say(GAINED if moved > 0 else LOST, name=top["name"], amount=_signed(moved, reader))
    drawn = [
        Bar(row["name"], row["moved"], _signed(row["moved"], reader), _leads(row, answer, reader).get("orders", ""))
        for row in rows
    ]
    alt = language.say(MOVES_IN_WORDS, count=language.number(len(rows)))
    chart = Chart("moves", lying(drawn), alt, rows)
    told = language.say(MOVES, currency=reader.unit)
    table = _table(answer, rows, heading, reader, "name", "revenue", "revenue_before", "change")
    return (Finding(heading, told, chart, table),)


def _signed(value: Decimal, reader: Reader) -> str:
    return ("+" if value > 0 else "") + reader.money(value, 0)


def _effect(answer: Answer, reader: Reader) -> tuple[Breakdown, ...]:
    rows, say = answer.section("effect"), reader.language.say
    if not rows or not answer.rows:
        return ()
    named = [{**row, "measure": reader.language.choice(row["measure"])} for row in rows]
    columns = (Column("measure", "text"), *wording.columns(answer, "effect")[1:])
    return (Breakdown(say(EFFECT), say(EFFECTS), columns, named),)


def _leads(row: Row, answer: Answer, reader: Reader) -> Mapping[str, str]:
    """A number of orders to these, where an order says by itself what it is counted under."""
    if "key" not in row:
        return {"orders": wording.orders(answer, reader)}
    which = _which(answer, row["key"])
    return {"orders": wording.orders(answer, reader, which)} if which and row["orders"] else {}


def _which(answer: Answer, key: str) -> str:
    field = CUTS[answer.asked["by"]].filter
    return f"{field}:is:{key}" if field and key else f"{field}:empty" if field else ""
