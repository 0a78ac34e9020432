"""Customer profitability: marginal and net profit, after discounts and what service and retention cost."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from enum import StrEnum
from operator import itemgetter
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.language import language
from app.core.parameter import Asked
from app.core.report import SEVEN, Column, Figures, Report, Row, Section
from app.core.viewer import viewer_of
from app.core.words import N_
from app.customers.customer import CustomerKind
from app.organization.setting import settings_of
from app.reports.contribution import last_day
from app.reports.parameters import CUSTOMER, FROM, TO
from app.reports.profitability_figures import by_category, by_customer, of_all, rates, spread, together
from app.reports.profitability_story import tell
from app.reports.sold import MARGIN, ratio

ALWAYS: Final = ("orders", "revenue", "discount", "listed", "minutes")
GUARDED: Final = ("cost", "costed", "margin", "service_cost", "retention_cost", "net_profit")

PAID: Final = (
    Column("listed", "amount", N_("What their goods cost at list prices."), shown=False),
    Column("discount", "amount", N_("What was let off the list prices."), printed=False),
    Column("discount_rate", "share", N_("Discount as a share of list prices."), shown=False),
    Column("revenue", "amount", N_("What is charged, after discount, without tax.")),
)
LEFT: Final = (
    Column("cost", "amount", N_("What the goods cost us, where that is known."), MARGIN,
           head=N_("Cost of goods"), printed=False),
    Column("margin", "amount", N_("Revenue less cost of goods, for lines whose cost is known."), MARGIN,
           head=N_("Marginal profit")),
    Column("margin_rate", "share", N_("Marginal profit as a share of that revenue."), MARGIN, head=N_("Marginal rate")),
    Column("service_cost", "amount", N_("Minutes spent on their requests at what an hour costs."), MARGIN),
    Column("retention_cost", "amount", N_("What actions to keep them cost."), MARGIN),
    Column("net_profit", "amount", N_("Marginal profit less service and retention cost."), MARGIN),
    Column("net_rate", "share", N_("Net profit as a share of the revenue."), MARGIN),
)  # fmt: skip
MINUTES: Final = Column(
    "minutes", "int", N_("Minutes spent on their requests."), head=N_("Service minutes"), shown=False
)
ORDERS: Final = Column("orders", "int", N_("Orders of the period that are confirmed or paid."))

COLUMNS: Final = (
    Column("customer_id", "id", head=N_("Customer ID"), shown=False),
    Column("number", "line", N_("The customer's number."), shown=False),
    Column("customer", "line", N_("The customer's name.")),
    Column("kind", "choice", N_("The customer's kind."), of=CustomerKind, shown=False),
    Column("orders", "int", N_("Orders of the period that are confirmed or paid."), printed=False),
    *PAID, *LEFT[:3], MINUTES, *LEFT[3:],
)  # fmt: skip
TOTALS: Final = (
    Column("customers", "int", N_("Customers with an order, a request or a retention action in the period.")),
    ORDERS, *PAID, MINUTES, *LEFT,
    Column("unprofitable", "int", N_("Customers whose net profit is below nothing."), MARGIN),
    Column("hour_cost", "amount", N_("What an hour of service costs, as it is set."), MARGIN),
)  # fmt: skip
CATEGORIES: Final = Section(
    "categories", N_("By category"),
    (
        Column("category", "line", N_("The category of the goods.")),
        Column("subcategory", "line", N_("The subcategory of the goods.")),
        *PAID, *LEFT,
    ),
    N_("Service and retention cost are spread over categories in proportion to their revenue."),
)  # fmt: skip


class Step(StrEnum):
    """From list prices to what is left."""

    LISTED = "At list prices"
    DISCOUNT = "Discounts"
    REVENUE = "Revenue"
    UNKNOWN = "Of unknown cost"
    COST = "Cost of goods"
    MARGIN = "Marginal profit"
    SERVICE = "Service cost"
    RETENTION = "Retention cost"
    NET = "Net profit"


STEPS: Final = Section(
    "steps", N_("From list prices to net profit"),
    (
        Column("step", "choice", N_("What is taken off, or left."), of=Step),
        Column("net_amount", "amount", N_("How much."), MARGIN, head=N_("Amount")),
        Column("net_amount_before", "amount", N_("How much in the period compared with."), MARGIN, head=N_("Before")),
        Column("net_share", "share", N_("As a share of the revenue."), MARGIN, head=N_("Share of revenue")),
    ),
    N_("What is taken off, one after the other."),
)  # fmt: skip
COMPARED: Final = Section(
    "compared", N_("Against the company"),
    (
        Column("ratio", "line", N_("What is compared.")),
        Column("theirs", "share", N_("Of the customer."), MARGIN, head=N_("Customer")),
        Column("company", "share", N_("Of all customers together."), MARGIN, head=N_("All customers")),
    ),
)  # fmt: skip


def compute(session: Session, asked: Asked, names: Collection[str]) -> Figures:
    """A statement by customer and one by category; for one customer, one more for the company."""
    margin, hour, zone = "margin" in names, settings_of(session).service_hour_cost, viewer_of(session).zone
    found = by_customer(session, asked.period, asked["customer"], hour, zone, margin=margin)
    rows, totals, before = together(found)
    totals["customers"] = len(rows)
    totals |= {"hour_cost": hour} if margin else {}
    best = "net_profit" if margin else "revenue"
    rows.sort(key=itemgetter(best), reverse=True)  # of equal ones, the older customer stays first
    kinds = by_category(session, asked.period, asked["customer"], margin=margin)
    sections: dict[str, Sequence[Row]] = {"categories": _categories(kinds, totals, margin=margin)}
    if margin:
        sections["steps"] = _steps(totals, before)
        sections["compared"] = _compared(session, asked, totals, hour, zone) if asked["customer"] else ()
    return Figures(rows, totals, before, sections)


def _categories(kinds: Sequence[Any], totals: Row, *, margin: bool) -> list[Row]:
    """What cannot be told by category is spread in proportion to revenue."""
    rows = [dict(each) | {"listed": each["revenue"] + each["discount"]} for each in kinds]
    if margin:
        weights = [row["revenue"] for row in rows]
        for name in ("service_cost", "retention_cost"):
            for row, part in zip(rows, spread(totals[name], weights), strict=True):
                row[name] = part
        for row in rows:
            row["margin"] = row["costed"] - row["cost"]
            row["net_profit"] = row["margin"] - row["service_cost"] - row["retention_cost"]
    return [row | rates(row, row) for row in rows]


def _steps(totals: Row, before: Row) -> list[Row]:
    now, then = _amounts(totals), _amounts(before)
    whole = totals["revenue"]
    return [
        {"step": step, "net_amount": now[step], "net_amount_before": then[step],
         "net_share": ratio(now[step], whole)}
        for step in Step if step is not Step.UNKNOWN or now[step] or then[step]
    ]  # fmt: skip


def _amounts(of: Row) -> dict[Step, Decimal]:
    return {
        Step.LISTED: of["listed"], Step.DISCOUNT: -of["discount"], Step.REVENUE: of["revenue"],
        Step.UNKNOWN: of["costed"] - of["revenue"], Step.COST: -of["cost"], Step.MARGIN: of["margin"],
        Step.SERVICE: -of["service_cost"], Step.RETENTION: -of["retention_cost"], Step.NET: of["net_profit"],
    }  # fmt: skip


COMPARISONS: Final = (
    ("discount_rate", N_("Discount on list prices")),
    ("margin_rate", N_("Marginal rate")),
    ("net_rate", N_("Net rate")),
)


def _compared(session: Session, asked: Asked, totals: Row, hour: Decimal, zone: str) -> list[Row]:
    """The customer's rates beside those of all whom the reader sees."""
    company = of_all(session, asked.period, hour, zone)
    say = language(viewer_of(session).language).say
    return [{"ratio": say(words), "theirs": totals[name], "company": company[name]} for name, words in COMPARISONS]


PROFITABILITY: Final = Report(
    name="profitability",
    title=N_("Customer profitability"),
    about=N_("What is left of what customers pay, after discounts, goods, service and what it cost to keep them."),
    columns=COLUMNS,
    totals=TOTALS,
    sums=(*ALWAYS, *GUARDED),
    rates=rates,
    compute=compute,
    last_day=last_day,
    story=tell,
    parameters=(FROM, TO, CUSTOMER),
    sections=(STEPS, CATEGORIES, COMPARED),
    group=SEVEN,
)
