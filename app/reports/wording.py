"""What the stories of several reports say alike: of whom figures are, what changed, and where they lead."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from app.core.counted import filtering
from app.core.report import Answer, Column
from app.core.words import N_
from app.press.story import Breakdown, Reader, Tile
from app.reports.contribution_story import NO_ORDER, ON_BEFORE, SINCE, SINCE_A_YEAR, YEAR_ON_YEAR
from app.sales.order import SOLD

DASH: Final = "–"
COUNTS: Final = N_("An order counts once it is confirmed or paid, on its own day, whenever it is shipped.")
REVENUE: Final = N_("Revenue is what order lines charge, after discount and without tax.")
EXACT: Final = N_(
    "Figures are added up exactly and rounded where shown: a total may differ from its parts in the last digit."
)
MARGIN: Final = N_("Margin is that revenue less what the goods cost, as noted on the order line.")
WITHOUT_COST: Final = N_("Lines without a cost count in the revenue and not in the margin.")
AGAINST: Final = N_("Against the company")
OF_CUSTOMER: Final = N_("{customer} beside all customers that you may see, in the same period.")
NOBODY: Final = NO_ORDER


def orders(answer: Answer, reader: Reader, *more: str) -> str:
    """Where the orders are listed that the figures count."""
    customer = answer.asked.values.get("customer")
    which = (*more, *((f"customer:is:{customer.id}",) if customer is not None else ()))
    return listed("Order", "ordered_on", answer, reader, f"status:is:{','.join(s.name for s in SOLD)}", *which)


def listed(noun: str, day: str, answer: Answer, reader: Reader, *which: str) -> str:
    """Where a noun's records of the period are listed."""
    days = (f"{day}:from:{answer.period.first}", f"{day}:to:{answer.period.last}")
    return reader.listing(noun, (*which, *days)) if reader.listing else ""


def counted(noun: str, answer: Answer, reader: Reader, *which: str) -> str:
    """The list of the customers or products that a figure counts; of one customer's figures there is none."""
    alone = answer.asked.values.get("customer") is not None
    return reader.listing(noun, which) if reader.listing and not alone else ""


def buyers(answer: Answer, reader: Reader, *which: str) -> str:
    """Those who bought in the period."""
    return counted("Customer", answer, reader, filtering("bought", answer.period), *which)


def record(noun: str, key: Any, reader: Reader) -> str:
    return reader.path(noun, key) if reader.path and key else ""


def of_whom(answer: Answer, reader: Reader) -> tuple[str, str]:
    """No figure without saying of whom."""
    say, customer = reader.language.say, answer.asked.values.get("customer")
    if customer is not None:
        return say(N_("Customers")), str(customer)
    return say(N_("Customers")), reader.whose()


def counted_orders(reader: Reader) -> tuple[str, str]:
    say = reader.language.say
    return say(N_("Orders")), say(N_("Confirmed or paid, by the day of the order"))


def since(answer: Answer, reader: Reader) -> str:
    return reader.language.say(SINCE_A_YEAR if answer.period.is_within_a_year else SINCE)


def moved(answer: Answer, reader: Reader, name: str, words: tuple[str, str, str]) -> str:
    """That it grew, fell, or came to so much."""
    now, before, language = answer.totals[name], answer.before.get(name) or 0, reader.language
    ratio = (Decimal(now) / Decimal(before) - 1).quantize(Decimal("0.001")) if before > 0 else Decimal(0)
    message = words[0] if ratio > 0 else words[1] if ratio < 0 else words[2]
    told = {"share": language.share(abs(ratio)), "amount": reader.money(now, 0), "since": since(answer, reader)}
    return language.say(message, **told)


def amount_tile(answer: Answer, reader: Reader, name: str, label: str, path: str = "") -> Tile:
    """An amount with its change; more is better."""
    now, before, say = answer.totals[name], answer.before.get(name) or 0, reader.language.say
    change = reader.change(now, before)
    told = say(YEAR_ON_YEAR if answer.period.is_within_a_year else ON_BEFORE, change=change) if change else ""
    return Tile(say(label), reader.money(now, 0), told, (now > before) - (now < before) if change else 0, path,
                reader.language.number(now))  # fmt: skip


def number_tile(answer: Answer, reader: Reader, name: str, label: str, path: str = "") -> Tile:
    """A count beside that of the period before."""
    number, say, before = reader.language.number, reader.language.say, answer.before.get(name)
    note = say(N_("{count} before"), count=number(before)) if before is not None else ""
    return Tile(say(label), number(answer.totals[name]), note, path=path)


def share(value: Decimal | None, reader: Reader, digits: int = 1) -> str:
    return DASH if value is None else reader.language.share(value, digits)


def columns(answer: Answer, section: str, *names: str) -> tuple[Column, ...]:
    """Those of a section that this reader sees, all or some."""
    return tuple(each for each in answer.columns_of(section) if each.name in names or (not names and each.shown))


def against_company(answer: Answer, reader: Reader) -> tuple[Breakdown, ...]:
    """One customer beside all of them, where one was asked for."""
    customer, rows = answer.asked["customer"], answer.section("compared")
    if customer is None or not rows:
        return ()
    say = reader.language.say
    told = say(OF_CUSTOMER, customer=str(customer))
    return (Breakdown(say(AGAINST), told, columns(answer, "compared"), rows),)


def others(count: int, reader: Reader) -> str:
    number = reader.language.number(count)
    return reader.language.say(N_("1 more") if count == 1 else N_("{count} more"), count=number)
