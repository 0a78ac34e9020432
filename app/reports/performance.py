"""Sales performance: what was sold, by any dimension and any two crossed, and what our work comes to."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy.orm import Session

from app.core.parameter import Asked, Parameter
from app.core.report import SEVEN, Column, Figures, Report, Row, Section
from app.core.words import N_
from app.reports.contribution import last_day
from app.reports.dimension import Dimension
from app.reports.effects import Measure, effects
from app.reports.parameters import CUSTOMER, FROM, TO
from app.reports.performance_figures import ADDED, WITH_MARGIN, added, buyers, by_value, with_shares
from app.reports.performance_story import tell
from app.reports.rates import rates
from app.reports.sold import MARGIN, change

BY: Final = Parameter("by", Dimension, N_("What the rows are."), Dimension.SUBCATEGORY)
ACROSS: Final = Parameter("across", Dimension, N_("What they are crossed with."), Dimension.REGION)

KEY: Final = Column("key", "line", N_("What the value is known by in addresses."), shown=False, printed=False)
ORDERS: Final = Column("orders", "int", N_("Orders of the period that are confirmed or paid."))
CUSTOMERS: Final = Column("customers", "int", N_("Customers with at least one such order."))
REVENUE: Final = Column("revenue", "amount", N_("What their lines charge, after discount, without tax."))
SHARE: Final = Column("share", "share", N_("Revenue as a share of all revenue of the period."))
BEFORE: Final = Column("revenue_before", "amount", N_("Revenue in the period that is compared with."))
CHANGE: Final = Column("change", "share", N_("By how much revenue has changed against that."))
WINS: Final = (
    Column("margin", "amount", N_("That revenue less what the goods cost, for lines whose cost is known."), MARGIN),
    Column("margin_rate", "share", N_("Margin as a share of the revenue of lines whose cost is known."), MARGIN),
)
DISCOUNT: Final = Column("discount", "amount", N_("What was let off the list prices."), printed=False)

COLUMNS: Final = (
    KEY,
    Column("name", "line", N_("A value of what the rows are."), head=N_("Name")),
    ORDERS, CUSTOMERS, REVENUE, SHARE, DISCOUNT, *WINS, BEFORE, CHANGE,
)  # fmt: skip
TOTALS: Final = (
    ORDERS, CUSTOMERS, REVENUE, DISCOUNT, *WINS, BEFORE, CHANGE,
    Column("orders_before", "int", N_("Orders of the period that is compared with.")),
    Column("customers_before", "int", N_("Customers with at least one order in that period.")),
)  # fmt: skip
CROSSED: Final = Section(
    "crossed", N_("Crossed"),
    (
        KEY,
        Column("name", "line", N_("A value of what the rows are.")),
        Column("across_key", "line", N_("What that value is known by in addresses."), shown=False, printed=False),
        Column("across", "line", N_("A value of what they are crossed with.")),
        ORDERS, CUSTOMERS, REVENUE, SHARE, *WINS, BEFORE, CHANGE,
    ),
    N_("The thousand largest pairs of values."),
)  # fmt: skip
EFFECT: Final = Section(
    "effect", N_("Effect"),
    (
        Column("measure", "choice", N_("What is measured."), of=Measure),
        Column("value", "number", N_("What it came to in the period."), head=N_("Now"), digits=2),
        Column("value_before", "number", N_("What it came to before."), head=N_("Before"), digits=2),
        Column("change", "share", N_("By how much it has changed.")),
    ),
    N_("How fast, how much and how well we sell and serve."),
)  # fmt: skip
COMPARED: Final = Section(
    "compared", N_("Against the company"),
    (
        Column("name", "line", N_("A value of what the rows are.")),
        Column("share", "share", N_("What part of the customer's revenue that is.")),
        Column("company_share", "share", N_("What part of all customers' revenue that is.")),
    ),
    N_("Where one customer buys otherwise than all together."),
)  # fmt: skip


def compute(session: Session, asked: Asked, names: Collection[str]) -> Figures:
    """A statement for the rows and the pairs, one for what is counted once, two for effects."""
    period, customer, margin = asked.period, asked["customer"], "margin" in names
    rows, crossed = by_value(session, period, (asked["by"], asked["across"]), customer, margin=margin)
    totals = added(rows, margin=margin) | buyers(session, period, customer)
    totals |= {"change": change(totals["revenue"], totals["revenue_before"]), **rates(totals, totals)}
    sections = {
        "crossed": with_shares(crossed, totals),
        "effect": effects(session, period, customer, totals),
        "compared": _compared(session, asked, with_shares(rows, totals)) if customer else [],
    }
    return Figures(with_shares(rows, totals), totals, _before(totals), sections)


def _before(totals: Row) -> Row:
    """The totals of the period that is compared with, under their own names."""
    return {name.removesuffix("_before"): value for name, value in totals.items() if name.endswith("_before")}


def _compared(session: Session, asked: Asked, rows: list[Row]) -> list[Row]:
    """The customer's shares beside those of all whom the reader sees."""
    everybody, _ = by_value(session, asked.period, (asked["by"],), None, margin=False)
    shares = {row["key"]: row["share"] for row in with_shares(everybody, added(everybody, margin=False))}
    return [
        {"name": row["name"], "share": row["share"], "company_share": shares.get(row["key"])}
        for row in rows
        if row["orders"]
    ]


PERFORMANCE: Final = Report(
    name="performance",
    title=N_("Sales performance"),
    about=N_("What was sold by category, channel, place and more, any two of them crossed, and what changed."),
    columns=COLUMNS,
    totals=TOTALS,
    sums=(*ADDED, *WITH_MARGIN),
    rates=rates,
    compute=compute,
    last_day=last_day,
    story=tell,
    parameters=(FROM, TO, BY, ACROSS, CUSTOMER),
    sections=(CROSSED, EFFECT, COMPARED),
    group=SEVEN,
)
