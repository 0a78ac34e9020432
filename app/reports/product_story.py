"""Product analysis in words: what sells, what goes together, what ages, and what runs out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.core.counted import filtering
from app.core.report import Answer, Row
from app.core.words import N_
from app.press.bars import Bar, lying
from app.press.chart import Chart
from app.press.story import Breakdown, Finding, Reader, Story, Tile, leading
from app.reports import wording
from app.reports.bought import lines_of

NOTES: Final = (
    N_("Revenue is what order lines charge, after discount and without tax, of orders that are confirmed or paid."),
    N_("Bought together: support is the share of orders that hold both, lift how many times as often that is as "
       "chance would have it. Pairs that fewer than 3 orders hold are left out."),
    N_("Life: new, first sold within the last 182 days of the period; gone, not sold for 365 days; growing, at least "
       "1.25 times the revenue of the 182 days before; declining, at most 0.75 times; mature, anything between."),
    N_("Days of stock: what lies there now, divided by what was sold a day in the last 90 days of the period."),
)  # fmt: skip
NOTES_ON_MARGIN: Final = N_("Margin is revenue less what the goods cost; lines without a cost do not count in it.")
LOW: Final = 30
"""Days of stock below which something runs out soon."""
FEW: Final = 8


def tell(answer: Answer, reader: Reader) -> Story:
    say = reader.language.say
    return Story(
        lead=_lead(answer, reader),
        tiles=tuple(_tiles(answer, reader)),
        findings=tuple(_findings(answer, reader)),
        breakdowns=tuple(_breakdowns(answer, reader)),
        table=lambda shown: (say(N_("Products by revenue")), ""),
        other=lambda count: say(N_("{count} other products"), count=reader.language.number(count)),
        everything=say(N_("All products")),
        leads=leading(_leads, answer, reader),
        notes=tuple(say(note) for note in (*NOTES, *([NOTES_ON_MARGIN] if answer.has("margin") else []))),
        nothing=say(N_("No product was sold in these days.")),
    )


def _lead(answer: Answer, reader: Reader) -> str:
    if not answer.rows:
        return reader.language.say(N_("No product was sold in these days."))
    say, first = reader.language.say, answer.rows[0]
    best = say(N_("{product} sells best: {revenue}, {share} of it all."), product=first["product"],
               revenue=reader.money(first["revenue"], 0), share=reader.language.share(first["share"] or 0))  # fmt: skip
    strongest = next(iter(answer.section("pairs")), None)
    if strongest is None or strongest["lift"] <= 1:
        return best
    words = N_("{first} and {second} meet in one order {lift} times as often as by chance.")
    lift = reader.language.number(strongest["lift"], 1)
    return reader.sentences(best, say(words, first=strongest["first"], second=strongest["second"], lift=lift))


def _tiles(answer: Answer, reader: Reader) -> list[Tile]:
    say, number, totals = reader.language.say, reader.language.number, answer.totals
    short = [row for row in answer.rows if row["cover"] is not None and row["cover"] < LOW]
    revenue = Tile(say(N_("Revenue")), reader.money(totals["revenue"], 0), path=lines_of(answer.asked, reader),
                   plain=number(totals["revenue"]))  # fmt: skip
    sold = Tile(say(N_("Products sold")), number(totals["products"]),
                path=wording.counted("Product", answer, reader, filtering("bought", answer.period)))  # fmt: skip
    pieces = Tile(say(N_("Pieces sold")), number(totals["quantity"]))
    runs_out = Tile(say(N_("Run out soon")), number(len(short)),
                    say(N_("products, within {n} days"), n=LOW), -bool(short))  # fmt: skip
    if not answer.has("margin"):
        return [revenue, sold, pieces, runs_out]
    rate = reader.language.share(totals["margin_rate"] or 0)
    margin = Tile(say(N_("Margin")), reader.money(totals["margin"], 0), say(N_("{share} of revenue"), share=rate),
                  plain=number(totals["margin"]))  # fmt: skip
    return [revenue, margin, sold, pieces, runs_out]


def _findings(answer: Answer, reader: Reader) -> Sequence[Finding]:
    say, phases = reader.language.say, [row for row in answer.section("phases") if row["revenue"] > 0]
    if not phases or not answer.rows:
        return ()
    leads = _of(answer, reader)
    values = [Bar(say(str(row["phase"].value)), row["revenue"], reader.money(row["revenue"], 0),
                    leads(row).get("products", "")) for row in phases]  # fmt: skip
    first = max(phases, key=lambda row: row["revenue"])
    heading = say(N_("{phase} products bring {share} of the revenue"), phase=say(str(first["phase"].value)),
                  share=reader.language.share(first["share"] or 0, 0))  # fmt: skip
    chart = Chart("phases", lying(values), heading, phases)
    table = Breakdown(heading, "", answer.columns_of("phases"), answer.section("phases"), leads=leads)
    explained = say(N_("Revenue of the period by where products are in their life on its last day."))
    return (Finding(heading, explained, chart, table),)


def _breakdowns(answer: Answer, reader: Reader) -> Sequence[Breakdown]:
    made = [_pairs(answer, reader), _short(answer, reader), _worst(answer, reader)]
    return [each for each in made if each is not None]


def _pairs(answer: Answer, reader: Reader) -> Breakdown | None:
    say, some = reader.language.say, answer.section("pairs")[:FEW]
    if not some:
        return None
    explained = say(N_("Pairs that at least 3 orders of the period hold, the strongest first."))
    return Breakdown(say(N_("Bought together")), explained, answer.columns_of("pairs"), some)


def _short(answer: Answer, reader: Reader) -> Breakdown | None:
    """What runs out first."""
    some = sorted((row for row in answer.rows if row["cover"] is not None), key=lambda row: row["cover"])[:FEW]
    if not some:
        return None
    say, columns = reader.language.say, _columns(answer, "product", "quantity", "stock", "cover")
    explained = say(N_("What lies there lasts so many days if it sells as in the last 90 days."))
    return Breakdown(say(N_("What runs out first")), explained, columns, some, leads=_of(answer, reader))


def _worst(answer: Answer, reader: Reader) -> Breakdown | None:
    """What takes margin away; for who may see no margin, what sells least."""
    say, has_margin = reader.language.say, answer.has("margin")
    some = [row for row in answer.rows if not has_margin or row["margin"] < 0]
    worst = sorted(some, key=lambda row: row["margin"] if has_margin else row["revenue"])[:FEW]
    if not worst:
        return None
    columns = _columns(answer, "product", "revenue", *(("margin", "margin_rate") if has_margin else ("sales",)))
    heading = N_("What is sold at a loss") if has_margin else N_("What sells least")
    return Breakdown(say(heading), "", columns, worst, leads=_of(answer, reader))


def _columns(answer: Answer, *names: str) -> Any:
    known = {column.name: column for column in answer.columns}
    return tuple(known[name] for name in names if name in known)


def _of(answer: Answer, reader: Reader) -> Any:
    return leading(_leads, answer, reader)


def _leads(row: Row, answer: Answer, reader: Reader) -> Mapping[str, str]:
    """A product to its page, a number of sales to these lines."""
    if "phase" in row and "products" in row:
        phase = filtering("phase", answer.period, row["phase"].name)
        return {"products": wording.counted("Product", answer, reader, phase)}
    if "product_id" not in row:
        return {"sales": lines_of(answer.asked, reader)}
    key = row["product_id"]
    record = reader.path("Product", key) if reader.path else ""
    return {"product": record, "sales": lines_of(answer.asked, reader, f"product:is:{key}")}
