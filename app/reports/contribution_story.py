"""Customer contribution in words: key figures, what the chart shows, how the figures are to be read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from app.core.report import Answer, Row
from app.core.words import N_
from app.press.story import Reader, Story, Tile, leading
from app.reports.breakdowns import breakdowns
from app.reports.by_time_story import by_month, by_year
from app.reports.concentration import HALF, concentration, reached
from app.sales.order import SOLD

NOTES: Final = (
    N_("Revenue is what order lines charge, after discount and without tax."),
    N_("An order counts once it is confirmed or paid, on its own day, whenever it is shipped."),
    N_("A customer counts with at least one such order in the period. Shares are of all revenue of the period."),
    N_("“Revenue before” is that of the period compared with; its total also counts who bought only then."),
    N_("A month or a year is compared with the same days a year before, also where the period cuts it."),
    N_("Figures are added up exactly and rounded where shown: a total may differ from its parts in the last digit."),
)
NOTES_ON_MARGIN: Final = (
    N_("Margin is that revenue less what the goods cost, as noted on the order line."),
    N_("Lines without a cost count in the revenue and not in the margin."),
)
MOVED: Final = {
    ("revenue", 1): N_("Revenue grew by {share} {since}."),
    ("revenue", -1): N_("Revenue fell by {share} {since}."),
    ("revenue", 0): N_("Revenue came to {amount}, much as before."),
    ("margin", 1): N_("Margin grew by {share}."),
    ("margin", -1): N_("Margin fell by {share}."),
    ("margin", 0): N_("Margin came to {amount}, much as before."),
}
CAME_TO: Final = {"revenue": N_("Revenue came to {amount}."), "margin": N_("Margin came to {amount}.")}
NO_ORDER: Final = N_("No order of this period is confirmed or paid.")
SINCE_A_YEAR: Final = N_("against the same days a year before")
SINCE: Final = N_("against the time before")
YEAR_ON_YEAR: Final = N_("{change} year on year")
ON_BEFORE: Final = N_("{change} on the time before")


def tell(answer: Answer, reader: Reader) -> Story:
    say, leads = reader.language.say, leading(_leads, answer, reader)
    return Story(
        lead=_lead(answer, reader),
        tiles=tuple(_tiles(answer, reader)),
        findings=(concentration(answer.rows, reader), *by_month(answer, reader)) if answer.totals["share"] else (),
        breakdowns=(*breakdowns(answer, reader, leads), *by_year(answer, reader)),
        table=lambda shown: _largest(answer, shown, reader),
        other=lambda count: _others(count, reader),
        everything=say(N_("All customers")),
        leads=leads,
        nothing=say(NO_ORDER),
        notes=tuple(say(note) for note in NOTES + (NOTES_ON_MARGIN if answer.has("margin") else ())),
        facts=(
            (say(N_("Orders")), say(N_("Confirmed or paid, by the day of the order"))),
            (say(N_("Customers")), reader.whose()),
        ),
    )


def _lead(answer: Answer, reader: Reader) -> str:
    """The finding in one sentence or two; each says only what the figures say."""
    if not answer.rows:
        return reader.language.say(NO_ORDER)
    margin = _moved(answer, "margin", reader) if answer.has("margin") else ""
    return reader.sentences(_moved(answer, "revenue", reader), margin)


def _moved(answer: Answer, name: str, reader: Reader) -> str:
    now, before, language = answer.totals[name], answer.before[name], reader.language
    if before <= 0:
        return language.say(CAME_TO[name], amount=reader.money(now))
    ratio = (now / before - 1).quantize(Decimal("0.001"))
    sign = (ratio > 0) - (ratio < 0)
    since = language.say(SINCE_A_YEAR if answer.period.is_within_a_year else SINCE)
    return language.say(MOVED[name, sign], share=language.share(abs(ratio)), amount=reader.money(now), since=since)


def _tiles(answer: Answer, reader: Reader) -> list[Tile]:
    """Five: what came in, from how many, and how unevenly; with the margin for those who may see it."""
    say, now = reader.language.say, answer.totals
    half = reached(answer.rows, HALF)
    revenue = _compared(answer, reader, "revenue", N_("Revenue"))
    buyers = _counted(answer, reader, "customers", N_("Customers who bought"))
    few = Tile(say(N_("Bring half of it")), reader.language.number(half), _of_all(half, now["customers"], reader))
    if answer.has("margin"):
        return [revenue, _compared(answer, reader, "margin", N_("Margin")), buyers, few, _losses(answer, reader)]
    average = now["revenue"] / now["orders"] if now["orders"] else Decimal(0)
    orders = _counted(answer, reader, "orders", N_("Orders"))
    each = Tile(say(N_("Average order")), reader.money(average), plain=reader.language.number(average, 2))
    return [revenue, orders, each, buyers, few]


def _compared(answer: Answer, reader: Reader, name: str, label: str) -> Tile:
    now, before, say = answer.totals[name], answer.before[name], reader.language.say
    change = reader.change(now, before)
    told = say(YEAR_ON_YEAR if answer.period.is_within_a_year else ON_BEFORE, change=change) if change else ""
    direction, path = (now > before) - (now < before), _orders(answer, reader)
    return Tile(say(label), reader.money(now, 0), told, direction, path, reader.language.number(now))


def _counted(answer: Answer, reader: Reader, name: str, label: str) -> Tile:
    number, say = reader.language.number, reader.language.say
    path = _orders(answer, reader) if name == "orders" else ""
    before = say(N_("{count} before"), count=number(answer.before[name]))
    return Tile(say(label), number(answer.totals[name]), before, path=path)


def _leads(row: Row, answer: Answer, reader: Reader) -> Mapping[str, str]:
    """A customer to its page, a number of orders to these orders."""
    if "customer_id" not in row:
        return {"orders": _orders(answer, reader)}
    key = row["customer_id"]
    record = reader.path("Customer", key) if reader.path else ""
    return {"customer": record, "orders": _orders(answer, reader, f"customer:is:{key}")}


def _orders(answer: Answer, reader: Reader, *more: str) -> str:
    """The orders that the figures count."""
    period, counted = answer.period, ",".join(status.name for status in SOLD)
    which = (f"status:is:{counted}", f"ordered_on:from:{period.first}", f"ordered_on:to:{period.last}")
    return reader.listing("Order", (*more, *which)) if reader.listing else ""


def _losses(answer: Answer, reader: Reader) -> Tile:
    """Customers whose goods cost more than they paid."""
    lost = [row["margin"] for row in answer.rows if row["margin"] < 0]
    note = reader.language.say(N_("customers, {amount}"), amount=reader.money(sum(lost, Decimal(0)), 0)) if lost else ""
    return Tile(reader.language.say(N_("Sold at a loss")), reader.language.number(len(lost)), note, -bool(lost))


def _of_all(part: int, whole: int, reader: Reader) -> str:
    share = reader.language.share(Decimal(part) / whole, 0) if whole else ""
    return reader.language.say(N_("customers, {share} of all"), share=share) if share else ""


def _others(count: int, reader: Reader) -> str:
    if count == 0:
        return reader.language.say(N_("Who bought only before"))
    number = reader.language.number(count)
    return reader.language.say(N_("1 other customer") if count == 1 else N_("{count} other customers"), count=number)


def _largest(answer: Answer, shown: int, reader: Reader) -> tuple[str, str]:
    """What stands over the rows that are printed, and what these bring together."""
    say, language = reader.language.say, reader.language
    if shown == len(answer.rows):
        return say(N_("All customers who bought")), ""
    heading = say(N_("The {count} largest customers"), count=language.number(shown))
    brought = language.share(answer.rows[shown - 1]["cumulative_share"] or 0)
    return heading, say(N_("Together they bring {share} of the revenue."), share=brought)
