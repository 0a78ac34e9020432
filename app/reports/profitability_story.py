"""Customer profitability in words: what is left, what takes it away, and who and what costs more than it brings."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from app.core.report import Answer, Column, Row
from app.core.words import N_
from app.press.bars import Bar, lying
from app.press.chart import Chart
from app.press.grids import falling
from app.press.story import Breakdown, Finding, Reader, Story, Tile, leading
from app.reports import wording
from app.reports.bought import lines_in

NOTES: Final = (
    wording.REVENUE,
    wording.COUNTS,
    N_("Discounts are the list price of each line less what it charges."),
    N_("Service minutes are those noted when requests were resolved, on the day of that."),
)
ON_PROFIT: Final = (
    N_("Marginal profit is the revenue of lines whose cost is known, less that cost."),
    N_("Service cost is those minutes at {amount} an hour, as the settings say."),
    N_("Retention cost is what actions to keep customers cost, on the day that they were taken."),
    N_("Net profit is marginal profit less service and retention cost. Overhead and taxes are not in it."),
    N_("By category, service and retention cost are spread in proportion to revenue: nobody knows them there."),
)
LEFT: Final = N_("{share} of the revenue is left as net profit.")
NOTHING_LEFT: Final = N_("Nothing of the revenue is left as net profit.")
MOVED: Final = (N_("It grew by {share} {since}."), N_("It fell by {share} {since}."), N_("It came to {amount}."))
LET_OFF: Final = N_("Customers paid {revenue}; {discount} was let off the list prices, {share} of them.")
FALLING: Final = N_("Of 100 at list prices, {net} are left as net profit")
STEPS: Final = N_("From list prices to net profit, in {currency}: what hangs is taken off.")
STEPS_IN_WORDS: Final = N_("Bars that lead from list prices to net profit in {count} steps.")
BEST: Final = N_("{name} leaves most: {amount}")
WORST: Final = N_("{name}: a loss of {amount}")
BY_GOODS: Final = N_("Net profit by subcategory, in {currency}; a loss is red and points left.")
GOODS_IN_WORDS: Final = N_("Bars of the net profit of {count} subcategories.")
LOSING: Final = N_("{count} customers cost more than they bring")
LOSING_ONE: Final = N_("One customer costs more than it brings")
LOST: Final = N_("Together they lose {amount}. Those who lose most:")
SHOWN, LOSERS = 12, 8
OF_LOSERS: Final = ("customer", "revenue", "margin", "service_cost", "retention_cost", "net_profit")


def tell(answer: Answer, reader: Reader) -> Story:
    say = reader.language.say

    return Story(
        lead=_lead(answer, reader),
        tiles=tuple(_tiles(answer, reader)),
        findings=_findings(answer, reader) if answer.has("margin") and answer.totals["revenue"] else (),
        breakdowns=(*wording.against_company(answer, reader), *_losing(answer, reader), *_goods(answer, reader)),
        table=lambda shown: (say(N_("The most profitable customers") if answer.has("margin") else N_("Customers")), ""),
        other=lambda count: wording.others(count, reader),
        everything=say(N_("All customers")),
        leads=leading(_leads, answer, reader),
        nothing=say(wording.NOBODY),
        notes=_notes(answer, reader),
        facts=(wording.counted_orders(reader), wording.of_whom(answer, reader)),
    )


def _notes(answer: Answer, reader: Reader) -> tuple[str, ...]:
    hour = answer.totals.get("hour_cost")
    told = NOTES + (ON_PROFIT if hour is not None else ()) + (wording.EXACT,)
    return tuple(reader.language.say(note, amount=reader.money(hour or Decimal(0))) for note in told)


def _lead(answer: Answer, reader: Reader) -> str:
    now, say = answer.totals, reader.language.say
    if not answer.rows or not now["listed"]:
        return say(wording.NOBODY)
    if not answer.has("margin"):
        told = {"revenue": reader.money(now["revenue"], 0), "discount": reader.money(now["discount"], 0)}
        return say(LET_OFF, **told, share=wording.share(now["discount_rate"], reader))
    if now["net_profit"] <= 0:
        return say(NOTHING_LEFT)
    left = say(LEFT, share=wording.share(now["net_rate"], reader))
    return reader.sentences(left, wording.moved(answer, reader, "net_profit", MOVED))


def _tiles(answer: Answer, reader: Reader) -> list[Tile]:
    say, now, number = reader.language.say, answer.totals, reader.language.number
    off = say(N_("{share} of list prices"), share=wording.share(now["discount_rate"], reader))
    discount = Tile(say(N_("Discounts")), reader.money(now["discount"], 0), off, plain=number(now["discount"]))
    revenue = wording.amount_tile(answer, reader, "revenue", N_("Revenue"), wording.orders(answer, reader))
    if not answer.has("margin"):
        orders = wording.number_tile(answer, reader, "orders", N_("Orders"), wording.orders(answer, reader))
        return [revenue, orders, discount, wording.number_tile(answer, reader, "minutes", N_("Service minutes"))]
    spent = now["service_cost"] + now["retention_cost"]
    rate = say(N_("{share} of the revenue"), share=wording.share(now["margin_rate"], reader))
    margin = Tile(say(N_("Marginal profit")), reader.money(now["margin"], 0), rate, plain=number(now["margin"]))
    minutes = say(N_("{count} minutes of service"), count=number(now["minutes"]))
    cost = Tile(say(N_("Service and retention")), reader.money(spent, 0), minutes, plain=number(spent))
    return [revenue, discount, margin, cost, wording.amount_tile(answer, reader, "net_profit", N_("Net profit"))]


def _findings(answer: Answer, reader: Reader) -> tuple[Finding, ...]:
    return (_steps(answer, reader), *_by_goods(answer, reader))


def _steps(answer: Answer, reader: Reader) -> Finding:
    language, rows, now = reader.language, answer.section("steps"), answer.totals
    taken = {"DISCOUNT", "UNKNOWN", "COST", "SERVICE", "RETENTION"}
    drawn = [
        Bar(language.choice(row["step"]), row["net_amount"], reader.money(row["net_amount"], 0),
            style="second" if row["step"].name in taken else "first")
        for row in rows
    ]  # fmt: skip
    left = language.number(now["net_profit"] / now["listed"] * 100, 1) if now["listed"] else wording.DASH
    heading = language.say(FALLING, net=left)
    alt = language.say(STEPS_IN_WORDS, count=language.number(len(rows)))
    chart = Chart("steps", falling(drawn), alt, rows)
    table = Breakdown(heading, "", wording.columns(answer, "steps"), rows)
    return Finding(heading, language.say(STEPS, currency=reader.unit), chart, table)


def _by_goods(answer: Answer, reader: Reader) -> tuple[Finding, ...]:
    """The largest gains and losses, the best first."""
    largest = sorted(answer.section("categories"), key=lambda row: abs(row["net_profit"]), reverse=True)[:SHOWN]
    rows = sorted(largest, key=lambda row: row["net_profit"], reverse=True)
    if len(rows) < 2:
        return ()
    language, best, worst = reader.language, rows[0], rows[-1]
    losing = worst["net_profit"] < 0
    shown = worst if losing else best
    amount = reader.money(abs(shown["net_profit"]), 0)
    heading = language.say(WORST if losing else BEST, name=_named(shown, reader), amount=amount)
    drawn = [
        Bar(_named(row, reader), row["net_profit"], reader.money(row["net_profit"], 0),
            lines_in(row["subcategory"], answer.asked, reader))
        for row in rows
    ]  # fmt: skip
    alt = language.say(GOODS_IN_WORDS, count=language.number(len(rows)))
    columns = wording.columns(answer, "categories", "category", "subcategory", "revenue", "margin", "net_profit")
    told = language.say(BY_GOODS, currency=reader.unit)
    return (Finding(heading, told, Chart("goods", lying(drawn), alt, rows), Breakdown(heading, "", columns, rows)),)


def _named(row: Row, reader: Reader) -> str:
    return str(row["subcategory"] or row["category"] or reader.language.say(N_("Not given")))


def _losing(answer: Answer, reader: Reader) -> tuple[Breakdown, ...]:
    """Who costs more than they bring, the largest loss first."""
    lost = [row for row in answer.rows if row.get("net_profit", 0) < 0] if answer.has("margin") else []
    if not lost:
        return ()
    language = reader.language
    count = language.number(len(lost))
    heading = language.say(LOSING_ONE) if len(lost) == 1 else language.say(LOSING, count=count)
    told = language.say(LOST, amount=reader.money(-sum((row["net_profit"] for row in lost), Decimal(0)), 0))
    rows = sorted(lost, key=lambda row: row["net_profit"])[:LOSERS]
    shown: tuple[Column, ...] = tuple(column for column in answer.columns if column.name in OF_LOSERS)
    return (Breakdown(heading, told, shown, rows, leads=leading(_leads, answer, reader)),)


def _goods(answer: Answer, reader: Reader) -> tuple[Breakdown, ...]:
    rows, say = answer.section("categories"), reader.language.say
    if not rows:
        return ()
    total = {name: value for name, value in answer.totals.items() if name not in ("category", "orders")}
    told = say(N_("What is left of each subcategory, the largest first."))
    shown = wording.columns(
        answer, "categories", "subcategory", "revenue", "discount", "margin", "net_profit", "net_rate"
    )
    return (Breakdown(say(N_("By category")), told, shown, rows, total),)


def _leads(row: Row, answer: Answer, reader: Reader) -> Mapping[str, str]:
    """A customer to its page, a number of orders to these."""
    if "customer_id" not in row:
        return {"orders": wording.orders(answer, reader)}
    which = () if answer.asked["customer"] is not None else (f"customer:is:{row['customer_id']}",)
    found = {"customer": wording.record("Customer", row["customer_id"], reader)}
    return found | ({"orders": wording.orders(answer, reader, *which)} if row["orders"] else {})
