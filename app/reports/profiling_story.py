"""Customer profile in words: how often they order, when and how we talk, what they like, and what we think of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from app.core.report import Answer, Column, Row
from app.core.shape import field
from app.core.words import N_
from app.customers.customer import Customer
from app.press.bars import Bar, lying, standing
from app.press.chart import Chart
from app.press.story import Breakdown, Finding, Reader, Story, Tile, leading
from app.reports import wording
from app.reports.bought import lines_in
from app.reports.profiling_contacts import by_hour, channels

NOTES: Final = (
    wording.COUNTS,
    N_("The rhythm is the median of the days between one day with an order and the next, of all orders up to the last "
       "day: one long pause does not change it. Who ordered on one day only has none."),
    N_("Value class and chance to leave are computed every night; tier and risk are what people think, as of now."),
    N_("Talks are interactions; with requests for help, they are told by your clock."),
    N_("The favourite is the category that a customer spent most on in the period."),
    wording.EXACT,
)  # fmt: skip
HALF: Final = N_("Half of the customers order again within {days} days.")
ONE: Final = N_("{customer} orders every {days} days; half of all customers order within {others}.")
NO_HABIT: Final = N_("{customer} has no rhythm yet.")
LIKE: Final = N_("{name}: {share} of what they paid")
LIKES: Final = N_("What customers paid for each subcategory, in {currency}, the largest first.")
LIKES_IN_WORDS: Final = N_("Bars of what was paid for {count} subcategories.")
BUSIEST: Final = N_("{day} has the most orders: {count}")
BY_DAY: Final = N_("Orders by day of the week")
DAYS: Final = N_("Orders by the day of the week that they were made on.")
DAYS_IN_WORDS: Final = N_("Columns of the orders of each day of the week.")
KNOWN: Final = ("best_time", "preferred_channel", "preferred_language", "hobbies", "habits", "remarks")
SHOWN: Final = 10


def tell(answer: Answer, reader: Reader) -> Story:
    say = reader.language.say

    return Story(
        lead=_lead(answer, reader),
        tiles=tuple(_tiles(answer, reader)),
        findings=tuple(_findings(answer, reader)),
        breakdowns=tuple(_breakdowns(answer, reader)),
        table=lambda shown: (say(N_("Profiles")), say(N_("Who bought most stands first."))),
        other=lambda count: wording.others(count, reader),
        everything=say(N_("All who bought")),
        leads=leading(_leads, answer, reader),
        nothing=say(wording.NOBODY),
        notes=tuple(say(note) for note in NOTES),
        facts=(wording.counted_orders(reader), wording.of_whom(answer, reader)),
    )


def _lead(answer: Answer, reader: Reader) -> str:
    say, customer, rhythm = reader.language.say, answer.asked["customer"], answer.totals["rhythm"]
    if not answer.rows:
        return say(wording.NOBODY)
    if customer is None:
        return say(HALF, days=_days(rhythm, reader)) if rhythm else ""
    beside = {row["measure"]: row for row in answer.section("compared")}
    others = next(iter(beside.values()))["company"]
    if rhythm is None or others is None:
        return say(NO_HABIT, customer=str(customer))
    return say(ONE, customer=str(customer), days=_days(rhythm, reader), others=_days(others, reader))


def _days(value: Decimal, reader: Reader) -> str:
    return reader.language.number(value, 0 if value == int(value) else 1)


def _tiles(answer: Answer, reader: Reader) -> list[Tile]:
    say, now, number = reader.language.say, answer.totals, reader.language.number
    rhythm = _days(now["rhythm"], reader) if now["rhythm"] is not None else wording.DASH
    of = say(N_("{count} customers in all"), count=number(now["customers"]))
    risk = reader.listing("Customer", ("risk:is:HIGH",)) if reader.listing else ""
    orders = wording.orders(answer, reader)
    tiles = [
        Tile(say(N_("Customers who bought")), number(now["bought"]), of),
        Tile(say(N_("Orders")), number(now["orders"]), reader.money(now["revenue"], 0), path=orders),
        Tile(say(N_("Days between orders")), rhythm, say(N_("the median"))),
        Tile(say(N_("Talks and requests")), number(now["contacts"])),
    ]
    if answer.asked["customer"] is not None:
        return [*tiles[1:], _standing(answer.rows, reader)]
    return [*tiles, Tile(say(N_("High risk")), number(now["at_risk"]), say(N_("customers, as of now")), path=risk)]


def _standing(rows: Sequence[Row], reader: Reader) -> Tile:
    """Of one customer: the class, and the chance that they leave."""
    say = reader.language.say
    if not rows:
        return Tile(say(N_("Value class")), wording.DASH)
    chance = rows[0]["chance_to_leave"]
    told = say(N_("{share} chance to leave"), share=reader.language.share(chance, 0)) if chance is not None else ""
    return Tile(say(N_("Value class")), reader.language.choice(rows[0]["value_class"]), told)


def _findings(answer: Answer, reader: Reader) -> list[Finding]:
    if not answer.rows:
        return []
    return [*_likes(answer, reader), *_weekdays(answer, reader), *channels(answer, reader), *by_hour(answer, reader)]


def _likes(answer: Answer, reader: Reader) -> list[Finding]:
    language, rows = reader.language, answer.section("categories")[:SHOWN]
    if len(rows) < 2:
        return []
    best = rows[0]
    heading = language.say(
        LIKE, name=best["subcategory"] or best["category"] or "", share=wording.share(best["share"], reader)
    )
    bars = [
        Bar(row["subcategory"] or row["category"] or "", row["revenue"], reader.money(row["revenue"], 0),
            lines_in(row["subcategory"], answer.asked, reader))
        for row in rows
    ]  # fmt: skip
    alt = language.say(LIKES_IN_WORDS, count=language.number(len(rows)))
    shown = wording.columns(answer, "categories")
    if answer.asked["customer"] is None:
        shown = tuple(column for column in shown if column.name != "company_share")
    table = Breakdown(heading, "", shown, answer.section("categories"))
    return [Finding(heading, language.say(LIKES, currency=reader.unit), Chart("likes", lying(bars), alt, rows), table)]


def _weekdays(answer: Answer, reader: Reader) -> list[Finding]:
    language, rows = reader.language, answer.section("weekdays")
    if not any(row["orders"] for row in rows):
        return []
    best = max(rows, key=lambda row: row["orders"])
    is_alone = sum(row["orders"] == best["orders"] for row in rows) == 1
    said = {"day": weekday(best["weekday"], reader), "count": language.number(best["orders"])}
    heading = language.say(BUSIEST, **said) if is_alone else language.say(BY_DAY)
    bars = [
        Bar(weekday(row["weekday"], reader, "abbreviated"), row["orders"], language.number(row["orders"]))
        for row in rows
    ]
    named = [{**row, "weekday": weekday(row["weekday"], reader)} for row in rows]
    table = Breakdown(heading, "", wording.columns(answer, "weekdays"), named)
    chart = Chart("weekdays", standing(bars, language.say(N_("Orders"))), language.say(DAYS_IN_WORDS), rows)
    return [Finding(heading, language.say(DAYS), chart, table)]


def weekday(day: int, reader: Reader, width: str = "wide") -> str:
    name = str(reader.language.locale.days["stand-alone"][width][day - 1])
    return name[:1].upper() + name[1:]


def _breakdowns(answer: Answer, reader: Reader) -> list[Breakdown]:
    if answer.asked["customer"] is not None:
        return [*wording.against_company(answer, reader), *_known(answer.asked["customer"], reader)]
    say = reader.language.say
    titles = {"classes": N_("By value class"), "tiers": N_("By tier"), "risks": N_("By risk")}
    told = say(N_("All customers that you may see, also those who have not bought."))
    return [
        Breakdown(say(title), told, wording.columns(answer, name), _said(answer.section(name), reader),
                  leads=lambda row: _of_standing(row, reader))
        for name, title in titles.items()
    ]  # fmt: skip


def _said(rows: Sequence[Row], reader: Reader) -> list[Row]:
    """Nobody has said of some what the risk is."""
    unknown = reader.language.say(N_("Not given"))
    return [{**row, "risk": row["risk"] or unknown} if "risk" in row else row for row in rows]


def _of_standing(row: Row, reader: Reader) -> Mapping[str, str]:
    """To the customers who are of this class, tier or risk."""
    name = next(each for each in ("value_class", "tier", "risk") if each in row)
    if not reader.listing:
        return {}
    member = row[name]
    which = f"{name}:is:{member.name}" if hasattr(member, "name") else f"{name}:empty"
    return {"customers": reader.listing("Customer", (which,))}


def _known(customer: Any, reader: Reader) -> tuple[Breakdown, ...]:
    """What people have noted: how they like to be reached, what they like, how they buy."""
    say = reader.language.say
    facts = [(name, getattr(customer, name)) for name in KNOWN]
    rows = [{"what": say(_label(name)), "said": _in_words(value, reader)} for name, value in facts if value]
    columns = (Column("what", "line", head=N_("What")), Column("said", "text", head=N_("Noted")))
    return (Breakdown(say(N_("What is noted of them")), "", columns, rows),) if rows else ()


def _label(name: str) -> str:
    known = field(Customer, name)
    return known.label if known is not None else name


def _in_words(value: Any, reader: Reader) -> str:
    return reader.language.say(str(value.value)) if hasattr(value, "value") else str(value)


def _leads(row: Row, answer: Answer, reader: Reader) -> Mapping[str, str]:
    """A customer to its page, a number of orders to these."""
    if "customer_id" not in row:
        return {"orders": wording.orders(answer, reader)}
    which = () if answer.asked["customer"] is not None else (f"customer:is:{row['customer_id']}",)
    return {
        "customer": wording.record("Customer", row["customer_id"], reader),
        "orders": wording.orders(answer, reader, *which),
    }
