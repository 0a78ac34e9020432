"""Promotion analysis in words: how much is sold at a discount, and from which discount on nothing is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from app.core.report import Answer, Row
from app.core.words import N_
from app.press.bars import Bar, lying
from app.press.chart import Chart
from app.press.compared import Point, stacked
from app.press.story import Breakdown, Finding, Reader, Story, Tile, leading
from app.reports.bought import lines_of, short_months

NOTES: Final = (
    N_("A discount is what an order line says: the share of its price that was let off."),
    N_("Campaigns are not recorded yet: the figures say at which discount goods moved and when, not why they did."),
    N_("Revenue is what order lines charge, after discount and without tax, of orders that are confirmed or paid."),
    N_("Let off is quantity times price, less what was charged."),
)  # fmt: skip
NOTES_ON_MARGIN: Final = N_("Margin is revenue less what the goods cost; lines without a cost do not count in it.")
HUNDREDTH: Final = Decimal("0.01")
NOTHING_SOLD: Final = N_("Nothing was sold in these days.")
SOLD_SO: Final = N_("{share} of the revenue was sold at a discount; {amount} was let off.")
ABOVE: Final = N_("Above a discount of {share}, goods are sold at a loss.")
LOSS: Final = N_("Above a discount of {share}, goods are sold at a loss")


def tell(answer: Answer, reader: Reader) -> Story:
    say = reader.language.say
    return Story(
        lead=_lead(answer, reader),
        tiles=tuple(_tiles(answer, reader)),
        findings=tuple(_findings(answer, reader)),
        breakdowns=tuple(_breakdowns(answer, reader)),
        table=lambda shown: (say(N_("By discount")), ""),
        everything=say(N_("All lines")),
        leads=leading(_leads, answer, reader),
        notes=tuple(say(note) for note in (*NOTES, *([NOTES_ON_MARGIN] if answer.has("margin") else []))),
        nothing=say(NOTHING_SOLD),
    )


def _lead(answer: Answer, reader: Reader) -> str:
    say, totals = reader.language.say, answer.totals
    if not answer.rows:
        return say(NOTHING_SOLD)
    so = say(SOLD_SO, share=_share(totals, reader), amount=reader.money(totals["let_off"], 0))
    losing = _losing(answer)
    return reader.sentences(so, say(ABOVE, share=_above(losing, reader)) if losing else "")


def _losing(answer: Answer) -> Row | None:
    """The lowest discount from which on every band leaves a loss; nothing for who may see no margin."""
    first: Row | None = None
    for row in reversed(answer.rows if answer.has("margin") else ()):
        if row["margin"] >= 0:
            return first
        first = row
    return first


def _above(row: Row, reader: Reader) -> str:
    return reader.language.share(row["above"] or 0, 0)


def _share(totals: Row, reader: Reader) -> str:
    return reader.language.share(totals["discounted"] / totals["revenue"]) if totals["revenue"] else ""


def _tiles(answer: Answer, reader: Reader) -> list[Tile]:
    say, number, totals = reader.language.say, reader.language.number, answer.totals
    revenue = Tile(say(N_("Revenue")), reader.money(totals["revenue"], 0), path=lines_of(answer.asked, reader),
                   plain=number(totals["revenue"]))  # fmt: skip
    at = Tile(say(N_("Sold at a discount")), reader.money(totals.get("discounted", Decimal(0)), 0),
              say(N_("{share} of the revenue"), share=_share(totals, reader)) if totals["revenue"] else "",
              path=lines_of(answer.asked, reader, "discount:from:0.01"),
              plain=number(totals.get("discounted", Decimal(0))))  # fmt: skip
    let_off = Tile(say(N_("Let off")), reader.money(totals["let_off"], 0), plain=number(totals["let_off"]))
    rate = Tile(say(N_("Average discount")), reader.language.share(totals["rate"] or 0))
    if not answer.has("margin"):
        return [revenue, at, let_off, rate]
    lost = sum((row["margin"] for row in answer.rows if row["margin"] < 0), Decimal(0))
    losses = Tile(say(N_("Lost by discounts")), reader.money(-lost, 0), say(N_("in bands that leave a loss")),
                  -bool(lost), plain=number(-lost))  # fmt: skip
    return [revenue, at, let_off, rate, losses]


def _findings(answer: Answer, reader: Reader) -> Sequence[Finding]:
    if not answer.rows:
        return ()
    return (_by_month(answer, reader), _by_band(answer, reader))


def _by_band(answer: Answer, reader: Reader) -> Finding:
    """What each band leaves; for who may see no margin, what it brings."""
    say, name = reader.language.say, "margin" if answer.has("margin") else "revenue"
    values = [Bar(row["band"], row[name], reader.money(row[name], 0), _lines(row, answer, reader))
              for row in answer.rows]  # fmt: skip
    losing = _losing(answer)
    heading = say(LOSS, share=_above(losing, reader)) if losing else say(N_("What each discount leaves"))
    if name == "revenue":
        heading = say(N_("Revenue by discount"))
    explained = say(N_("What goods sold at each discount leave, after what they cost.") if name == "margin"
                    else N_("What goods sold at each discount bring."))  # fmt: skip
    shown = tuple(each for each in answer.columns if each.name in ("band", name, "margin_rate"))
    leads = leading(_leads, answer, reader)
    table = Breakdown(heading, "", shown, answer.rows, leads=leads)
    return Finding(heading, explained, Chart("bands", lying(values), heading, answer.rows), table)


def _by_month(answer: Answer, reader: Reader) -> Finding:
    say, rows = reader.language.say, answer.section("months")
    most = max(rows, key=lambda row: row["discounted_share"] or Decimal(0))
    heading = say(N_("Most was sold at a discount in {month}: {share}"), month=most["month"],
                  share=reader.language.share(most["discounted_share"] or 0, 0))  # fmt: skip
    parts = (say(N_("At a discount")), say(N_("At full price")))
    names = short_months([row["first_day"] for row in rows], reader.language)
    points = [
        Point(name, value, n, f"{name}, {parts[n]}: {reader.money(value, 0)}", _of_month(row, answer, reader, which))
        for n, which in enumerate(("discount:from:0.01", "discount:is:0"))
        for name, row in zip(names, rows, strict=True)
        for value in [row["revenue"] - row["discounted"] if n else row["discounted"]]
    ]
    shown = tuple(
        c for c in answer.columns_of("months") if c.name in ("month", "revenue", "discounted", "discounted_share")
    )
    table = Breakdown(heading, "", shown, rows)
    explained = say(N_("Revenue of each month, at a discount and at full price."))
    return Finding(heading, explained, Chart("months", stacked(points, parts), heading, rows), table)


def _breakdowns(answer: Answer, reader: Reader) -> Sequence[Breakdown]:
    say, rows = reader.language.say, answer.section("lines")
    if not rows:
        return ()
    names = ("line", "sales", "revenue", "rate", "discounted_share", "margin")
    shown = tuple(column for column in answer.columns_of("lines") if column.name in names)
    heading = say(N_("The largest discounts: {line}, {share}"), line=rows[0]["line"],
                  share=reader.language.share(rows[0]["rate"] or 0, 0))  # fmt: skip
    explained = say(N_("Product lines by their average discount."))
    return (Breakdown(heading, explained, shown, rows, leads=leading(_line, answer, reader)),)


def _leads(row: Row, answer: Answer, reader: Reader) -> Mapping[str, str]:
    return {"sales": _lines(row, answer, reader) if "up_to" in row else lines_of(answer.asked, reader)}


def _lines(row: Row, answer: Answer, reader: Reader) -> str:
    """The lines of a band: a filter says its discount in percent."""
    above = [f"discount:from:{row['above'] * 100 + HUNDREDTH}"] if row["above"] is not None else []
    return lines_of(answer.asked, reader, *above, f"discount:to:{row['up_to'] * 100}")


def _of_month(row: Row, answer: Answer, reader: Reader, *more: str) -> str:
    return lines_of(answer.asked, reader, *more, first=row["first_day"], last=row["last_day"])


def _line(row: Row, answer: Answer, reader: Reader) -> Mapping[str, Any]:
    said = [f"product.{name}:{f'is:{row[name]}' if row[name] else 'empty:'}" for name in ("subcategory", "category")]
    return {"sales": lines_of(answer.asked, reader, *said)}
