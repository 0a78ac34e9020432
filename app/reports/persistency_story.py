"""Customer persistency in words: how many buy again, how cohorts hold, and who came, stayed and went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from babel.dates import format_skeleton

from app.core.counted import filtering
from app.core.language import Language
from app.core.report import Answer, Row
from app.core.words import N_
from app.press.bars import Bar, lying, standing
from app.press.chart import Chart
from app.press.grids import Square, heat
from app.press.story import Breakdown, Finding, Reader, Story, Tile, leading
from app.reports import wording
from app.reports.persistency_figures import LONG, OFTEN, Movement
from app.reports.persistency_leads import leads_of

NOTES: Final = (
    wording.COUNTS,
    N_("New customers ordered for the first time in the period; kept ones bought before and again; back again are "
       "those who bought earlier, not in the period before, and now; gone are those who bought before and not now."),
    N_("“Before” are the same days a year before; of a period of more than a year, the time before it."),
    N_("Cohorts are the customers of each quarter of first orders, for the sixteen quarters up to the last day, "
       "whatever the first day is. A share is of all customers of the cohort; the last quarter may not be over."),
    N_("Years count from the first order to the last day of the period."),
    wording.EXACT,
)  # fmt: skip
AGAIN: Final = N_(
    "{repeat} of the customers ordered more than once, and {kept} of those of the period before came back."
)
ONCE: Final = N_("{repeat} of the customers ordered more than once.")
HOLDS: Final = N_("A year after their first quarter, {share} of new customers buy")
COHORTS: Final = N_("Customers by first quarter")
EXPLAINED: Final = N_("Each row is the customers who first ordered in a quarter, with their number; each place is the "
                      "share of them, in percent, who ordered so many quarters later.")  # fmt: skip
LATER: Final = N_("Quarters after the first")
IN_WORDS: Final = N_("Heat map of {count} cohorts: the share of each that buys in the quarters since.")
MORE_CAME: Final = N_("More came than went: {came} against {gone}")
MORE_WENT: Final = N_("More went than came: {gone} against {came}")
AS_MANY: Final = N_("As many came as went: {came}")
CHANGES: Final = N_("Came are new customers and those who are back; who is gone bought before and not now.")
CHANGES_IN_WORDS: Final = N_("Bars of the customers who are new, kept, back again and gone.")
TIMES: Final = N_("{share} of the customers ordered once")
ORDERS: Final = N_("Customers by the number of their orders in the period.")
ORDERS_IN_WORDS: Final = N_("Columns of the customers with one order, two, and so on.")
A_YEAR: Final = 4


def tell(answer: Answer, reader: Reader) -> Story:
    say = reader.language.say
    return Story(
        lead=_lead(answer, reader),
        tiles=tuple(_tiles(answer, reader)),
        findings=tuple(_findings(answer, reader)),
        breakdowns=(*wording.against_company(answer, reader), *_tenure(answer, reader), *_goods(answer, reader)),
        table=lambda shown: (say(N_("Who came, stayed and went")), ""),
        other=lambda count: wording.others(count, reader),
        everything=say(N_("Now or before")),
        leads=leading(leads_of, answer, reader),
        nothing=say(wording.NOBODY),
        notes=tuple(say(note) for note in NOTES),
        facts=(wording.counted_orders(reader), wording.of_whom(answer, reader)),
    )


def _lead(answer: Answer, reader: Reader) -> str:
    now, say = answer.totals, reader.language.say
    if not now["bought"]:
        return say(wording.NOBODY)
    repeat = wording.share(now["repeat_rate"], reader, 0)
    if now["kept_rate"] is None:
        return say(ONCE, repeat=repeat)
    return say(AGAIN, repeat=repeat, kept=wording.share(now["kept_rate"], reader, 0))


def _tiles(answer: Answer, reader: Reader) -> list[Tile]:
    say, now, number = reader.language.say, answer.totals, reader.language.number
    of = {row["kind"]: row for row in answer.rows}
    came, gone = (of.get(kind, {"customers": 0}) for kind in (Movement.NEW, Movement.GONE))
    repeated = say(N_("{count} customers"), count=number(now["repeated"]))
    every = say(N_("{count} for each customer"), count=_each(now, reader))
    back = number(of.get(Movement.BACK, {"customers": 0})["customers"])
    lost = of.get(Movement.GONE, {"revenue_before": 0})["revenue_before"]
    return [
        Tile(say(N_("Customers who bought")), number(now["bought"]),
             say(N_("{count} before"), count=number(now["bought_before"])), path=wording.buyers(answer, reader)),
        Tile(say(N_("Ordered more than once")), wording.share(now["repeat_rate"], reader, 0), repeated,
             path=wording.counted("Customer", answer, reader, filtering("repeated", answer.period))),
        Tile(say(N_("Orders")), number(now["orders"]), every, path=wording.orders(answer, reader)),
        Tile(say(N_("Came back")), wording.share(now["kept_rate"], reader, 0),
             say(N_("of those of the period before"))),
        Tile(say(N_("New, and gone")), f"{number(came['customers'])} / {number(gone['customers'])}",
             say(N_("{count} are back; {amount} went"), count=back, amount=reader.money(lost, 0))),
    ]  # fmt: skip


def _each(now: Row, reader: Reader) -> str:
    return reader.language.number(now["orders"] / now["bought"], 1) if now["bought"] else wording.DASH


def _findings(answer: Answer, reader: Reader) -> list[Finding]:
    """Of one customer no cohort is told: the tables say what there is."""
    if answer.asked["customer"] is not None or not answer.totals["bought"]:
        return []
    return [*_cohorts(answer, reader), *_changes(answer, reader), *_often(answer, reader)]


def quarter(day: date, language: Language) -> str:
    return str(format_skeleton("yQQQ", day, locale=language.locale))


def _cohorts(answer: Answer, reader: Reader) -> list[Finding]:
    language, rows = reader.language, answer.section("retention")
    sizes = {row["cohort"]: row["customers"] for row in rows if row["later"] == 0}
    if len(sizes) < 2:
        return []
    names = {day: f"{quarter(day, language)} · {language.number(size)}" for day, size in sizes.items()}
    most = max(row["later"] for row in rows)
    squares = [
        Square(names[row["cohort"]], str(row["later"]), row["share"], language.number(row["share"] * 100, 0),
               told=f"{names[row['cohort']]} +{row['later']}: {language.share(row['share'])}")
        for row in rows if row["later"]
    ]  # fmt: skip
    spec = heat(squares, columns=[str(n) for n in range(1, most + 1)], title=language.say(LATER))
    chart = Chart("cohorts", spec, language.say(IN_WORDS, count=language.number(len(sizes))), rows)
    heading = _held(rows, sizes, reader)
    table = Breakdown(heading, "", wording.columns(answer, "retention"), rows, leads=leading(leads_of, answer, reader))
    return [Finding(heading, language.say(EXPLAINED), chart, table)]


def _held(rows: Sequence[Row], sizes: dict[date, int], reader: Reader) -> str:
    """Of all cohorts that are a year old, together: what part of them bought in the fourth quarter after the first."""
    old = [row for row in rows if row["later"] == A_YEAR]
    everybody = sum(sizes[row["cohort"]] for row in old)
    if not everybody:
        return reader.language.say(COHORTS)
    held = sum(row["customers"] for row in old)
    return reader.language.say(HOLDS, share=reader.language.share(held / everybody, 0))


def _changes(answer: Answer, reader: Reader) -> list[Finding]:
    language, rows = reader.language, answer.rows
    of = {row["kind"]: row["customers"] for row in rows}
    came, gone = of.get(Movement.NEW, 0) + of.get(Movement.BACK, 0), of.get(Movement.GONE, 0)
    message = MORE_CAME if came > gone else MORE_WENT if gone > came else AS_MANY
    heading = language.say(message, came=language.number(came), gone=language.number(gone))
    leads = leading(leads_of, answer, reader)
    bars = [
        Bar(language.choice(row["kind"]), row["customers"], language.number(row["customers"]),
            leads(row).get("customers", ""))
        for row in rows
    ]  # fmt: skip
    chart = Chart("changes", lying(bars), language.say(CHANGES_IN_WORDS), rows)
    return [Finding(heading, language.say(CHANGES), chart, Breakdown(heading, "", answer.columns, rows, leads=leads))]


def _often(answer: Answer, reader: Reader) -> list[Finding]:
    language, rows = reader.language, answer.section("loyalty")
    if not rows:
        return []
    leads = leading(leads_of, answer, reader)
    heading = language.say(TIMES, share=wording.share(rows[0]["share"], reader, 0))
    bars = [
        Bar(_at_least(row["orders"], OFTEN, reader), row["customers"], language.number(row["customers"]),
            leads(row).get("customers", ""))
        for row in rows
    ]  # fmt: skip
    chart = Chart("often", standing(bars, language.say(N_("Customers"))), language.say(ORDERS_IN_WORDS), rows)
    table = Breakdown(heading, "", wording.columns(answer, "loyalty"), rows, leads=leads)
    return [Finding(heading, language.say(ORDERS), chart, table)]


def _at_least(number: int, most: int, reader: Reader) -> str:
    """The last one has all who have more."""
    return reader.language.number(number) + ("+" if number == most else "")


def _tenure(answer: Answer, reader: Reader) -> tuple[Breakdown, ...]:
    rows, say = answer.section("tenure"), reader.language.say
    if not rows or answer.asked["customer"] is not None:
        return ()
    told = [{**row, "years": _at_least(row["years"], LONG, reader)} for row in rows if row["customers"]]
    explained = say(N_("Customers of the period by whole years since their first order."))
    return (
        Breakdown(say(N_("How long they have been customers")), explained, wording.columns(answer, "tenure"), told),
    )


def _goods(answer: Answer, reader: Reader) -> tuple[Breakdown, ...]:
    rows, say = answer.section("categories"), reader.language.say
    if not rows:
        return ()
    explained = say(N_("Who bought of each category before, and whether they did again."))
    return (Breakdown(say(N_("Loyalty to categories")), explained, wording.columns(answer, "categories"), rows),)
