"""Customer profile: level, risk and habits of customers: how often they buy, when and how we talk, what they like."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from statistics import median
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.language import language
from app.core.parameter import Asked
from app.core.report import SEVEN, Column, Figures, Report, Row, Section
from app.core.viewer import viewer_of
from app.core.words import N_
from app.customers.channel import Channel
from app.customers.customer import CustomerKind, Risk, Tier, ValueClass
from app.reports.contribution import last_day
from app.reports.parameters import CUSTOMER, FROM, TO
from app.reports.profiling_figures import (
    WEEK,
    by_channel,
    by_hour,
    categories,
    contacts,
    order_days,
    profiles,
    shares,
    standing,
)
from app.reports.profiling_story import tell
from app.reports.sold import NOTHING, ratio

TENTH: Final = Decimal("0.1")
CUSTOMERS: Final = Column("customers", "int", N_("How many customers, also those who have not bought."))
PART: Final = Column("customer_share", "share", N_("As a share of all customers."), head=N_("Share"))

COLUMNS: Final = (
    Column("customer_id", "id", head=N_("Customer ID"), shown=False),
    Column("number", "line", N_("The customer's number."), shown=False),
    Column("customer", "line", N_("The customer's name.")),
    Column("kind", "choice", N_("The customer's kind."), of=CustomerKind, shown=False),
    Column("value_class", "choice", N_("What they bring, or may bring."), of=ValueClass),
    Column("tier", "choice", N_("How much we care."), of=Tier),
    Column("risk", "choice", N_("How likely it is that they leave, or do not pay: what people think."), of=Risk),
    Column("chance_to_leave", "share", N_("How likely it is that they order nothing in the next half year."), digits=0),
    Column("orders", "int", N_("Orders of the period that are confirmed or paid.")),
    Column("revenue", "amount", N_("What these charge, without tax.")),
    Column("rhythm", "number", N_("The median of the days between one day with an order and the next."),
           head=N_("Days between orders")),
    Column("favorite", "line", N_("The category that they spent most on.")),
    Column("last_order_on", "day", N_("The day of the latest order."), head=N_("Last order"), printed=False),
)  # fmt: skip
TOTALS: Final = (
    Column("bought", "int", N_("Customers with at least one order in the period.")),
    Column("orders", "int", N_("Orders of the period that are confirmed or paid.")),
    Column("revenue", "amount", N_("What these charge, without tax.")),
    Column("rhythm", "number", N_("The median of the rhythms of all who have one."), head=N_("Days between orders")),
    Column("contacts", "int", N_("Interactions and requests for help in the period."), head=N_("Talks and requests")),
    Column("customers", "int", N_("All customers, also those who have not bought.")),
    Column("at_risk", "int", N_("Customers of high risk.")),
)
CLASSES: Final = Section("classes", N_("Value class"), (
    Column("value_class", "choice", N_("What they bring, or may bring."), of=ValueClass), CUSTOMERS, PART))  # fmt: skip
TIERS: Final = Section("tiers", N_("Tier"), (
    Column("tier", "choice", N_("How much we care."), of=Tier), CUSTOMERS, PART))  # fmt: skip
RISKS: Final = Section("risks", N_("Risk"), (
    Column("risk", "choice", N_("What people think, if anybody has said."), of=Risk), CUSTOMERS, PART))  # fmt: skip
WEEKDAYS: Final = Section("weekdays", N_("Days of the week"), (
    Column("weekday", "int", N_("1 is Monday, 7 is Sunday.")),
    Column("orders", "int", N_("Orders that were made on it.")),
    Column("contacts", "int", N_("Interactions and requests that fell on it."), head=N_("Talks and requests")),
))  # fmt: skip
HOURS: Final = Section("hours", N_("Hours of talks and requests"), (
    Column("weekday", "int", N_("1 is Monday, 7 is Sunday.")),
    Column("hour", "int", N_("The hour that it began in, by the reader's clock.")),
    Column("contacts", "int", N_("Interactions and requests."), head=N_("Talks and requests")),
))  # fmt: skip
CHANNELS: Final = Section("channels", N_("Channels"), (
    Column("channel", "choice", N_("The way in which we talked."), of=Channel),
    Column("incoming", "int", N_("Interactions that they began.")),
    Column("outgoing", "int", N_("Interactions that we began.")),
    Column("requests", "int", N_("Requests for help.")),
    Column("contacts", "int", N_("All of these."), head=N_("Talks and requests")),
    Column("contact_share", "share", N_("As a share of all."), head=N_("Share")),
))  # fmt: skip
GOODS: Final = Section("categories", N_("What they like"), (
    Column("category", "line", N_("The category of the goods.")),
    Column("subcategory", "line", N_("The subcategory of the goods.")),
    Column("customers", "int", N_("Customers who bought of it in the period.")),
    Column("revenue", "amount", N_("What they paid for it.")),
    Column("share", "share", N_("As a share of all that they paid.")),
    Column("company_share", "share", N_("The same of all customers, where one is looked at.")),
))  # fmt: skip
COMPARED: Final = Section("compared", N_("Against the company"), (
    Column("measure", "line", N_("What is compared.")),
    Column("theirs", "number", N_("Of the customer."), head=N_("Customer"), digits=1),
    Column("company", "number", N_("The median of all customers who bought."), head=N_("All customers"), digits=1),
))  # fmt: skip


def compute(session: Session, asked: Asked, names: Collection[str]) -> Figures:
    """A statement each for profiles, standing, days of orders, contacts and categories; two more for one customer."""
    period, customer, zone = asked.period, asked["customer"], viewer_of(session).zone
    rows = profiles(session, period, customer)
    talked = contacts(session, period, customer, zone)
    known, days = standing(session, customer), order_days(session, period, customer)
    sections: dict[str, Sequence[Row]] = {
        "classes": shares(known, "value_class", tuple(ValueClass)),
        "tiers": shares(known, "tier", tuple(Tier)),
        "risks": shares(known, "risk", (*Risk, None)),
        "weekdays": _weekdays(days, talked),
        "hours": by_hour(talked),
        "channels": list(by_channel(talked)),
        "categories": _categories(session, asked),
        "compared": _compared(session, asked, rows) if customer else (),
    }
    return Figures(rows, _totals(rows, known, talked), {}, sections)


def _totals(rows: Sequence[Row], known: Sequence[Mapping[Any, Any]], talked: Sequence[Mapping[Any, Any]]) -> Row:
    return {
        "bought": len(rows), "orders": sum(row["orders"] for row in rows),
        "revenue": sum((row["revenue"] for row in rows), NOTHING), "rhythm": _median(rows, "rhythm"),
        "contacts": sum(row["contacts"] for row in talked), "customers": sum(row["customers"] for row in known),
        "at_risk": sum(row["customers"] for row in known if row["risk"] is Risk.HIGH),
    }  # fmt: skip


def _median(rows: Sequence[Row], name: str) -> Decimal | None:
    """Of those rows that have one: already one figure a customer, not records."""
    known = [Decimal(row[name]) for row in rows if row[name] is not None]
    return Decimal(median(known)) if known else None


def _weekdays(days: Mapping[int, int], talked: Sequence[Mapping[Any, Any]]) -> list[Row]:
    if not days and not talked:
        return []
    said = {day: sum(row["contacts"] for row in talked if row["weekday"] == day) for day in range(1, WEEK + 1)}
    return [{"weekday": day, "orders": days.get(day, 0), "contacts": said[day]} for day in said]


def _categories(session: Session, asked: Asked) -> Sequence[Row]:
    rows = _with_share(categories(session, asked.period, asked["customer"]), "share")
    if asked["customer"] is None:
        return rows
    company = _with_share(categories(session, asked.period, None), "company_share")
    shares = {(row["category"], row["subcategory"]): row["company_share"] for row in company}
    return [row | {"company_share": shares.get((row["category"], row["subcategory"]))} for row in rows]


def _with_share(rows: Sequence[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    whole = sum((row["revenue"] for row in rows), NOTHING)
    return [{**row, name: ratio(row["revenue"], whole)} for row in rows]


def _compared(session: Session, asked: Asked, rows: Sequence[Row]) -> list[Row]:
    """The customer beside the one in the middle of all who bought."""
    company = profiles(session, asked.period, None)
    say = language(viewer_of(session).language).say
    words = {"rhythm": N_("Days between orders"), "orders": N_("Orders in the period"), "revenue": N_("Revenue")}
    one = rows[0] if rows else dict.fromkeys(words)
    return [{"measure": say(words[name]), "theirs": one[name], "company": _median(company, name)} for name in words]


PROFILING: Final = Report(
    name="profiling",
    title=N_("Customer profile"),
    about=N_("Level, risk and habits: how often customers buy, when and how we talk, and what they like."),
    columns=COLUMNS,
    totals=TOTALS,
    sums=("orders", "revenue"),
    compute=compute,
    last_day=last_day,
    story=tell,
    parameters=(FROM, TO, CUSTOMER),
    sections=(CLASSES, TIERS, RISKS, WEEKDAYS, HOURS, CHANNELS, GOODS, COMPARED),
    group=SEVEN,
)
