"""Customer persistency: how many buy again, how long they stay, and who came, stayed and went."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.language import language
from app.core.parameter import Asked
from app.core.report import SEVEN, Column, Figures, Report, Row, Section
from app.core.viewer import viewer_of
from app.core.words import N_
from app.reports.contribution import last_day
from app.reports.parameters import CUSTOMER, FROM, TO
from app.reports.persistency_figures import (
    LONG,
    OFTEN,
    Movement,
    bands,
    buyers,
    by_category,
    changes,
    cohorts,
    retained,
)
from app.reports.persistency_story import tell
from app.reports.sold import NOTHING, change, ratio

CUSTOMERS: Final = Column("customers", "int", N_("How many customers."))
SHARE: Final = Column("share", "share", N_("As a share of all customers who bought in the period."))
REVENUE: Final = Column("revenue", "amount", N_("What their orders of the period charge, without tax."))
BEFORE: Final = Column("revenue_before", "amount", N_("Revenue in the period that is compared with."))

COLUMNS: Final = (
    Column("kind", "choice", N_("Whether they bought now, before, or both."), of=Movement, head=N_("Customers")),
    Column("customers", "int", N_("How many customers."), head=N_("Number")),
    Column("share", "share", N_("As a share of all who bought now or before.")),
    REVENUE,
    BEFORE,
    Column("change", "share", N_("By how much their revenue has changed.")),
)
TOTALS: Final = (
    Column("customers", "int", N_("Customers who bought in the period or in the one before."), head=N_("Number")),
    Column("bought", "int", N_("Customers with at least one order in the period.")),
    Column("bought_before", "int", N_("Customers with at least one order in the period compared with.")),
    Column("orders", "int", N_("Orders of the period that are confirmed or paid.")),
    Column("repeated", "int", N_("Customers with two orders or more in the period.")),
    Column("repeat_rate", "share", N_("These as a share of all who bought in the period.")),
    Column("kept_rate", "share", N_("Who bought in both periods, as a share of who bought in the one before.")),
    REVENUE,
    BEFORE,
    Column("change", "share", N_("By how much revenue has changed.")),
)
RETENTION: Final = Section(
    "retention", N_("Cohorts"),
    (
        Column("cohort", "day", N_("The first day of the quarter of their first order.")),
        Column("later", "int", N_("How many quarters later.")),
        Column("customers", "int", N_("Customers of the cohort who bought in that quarter.")),
        Column("share", "share", N_("As a share of the cohort.")),
        Column("revenue", "amount", N_("What they bought in it.")),
    ),
    N_("Customers by the quarter of their first order, and how many bought in each quarter since."),
)  # fmt: skip
LOYALTY: Final = Section(
    "loyalty", N_("Orders per customer"),
    (Column("orders", "int", N_("So many orders in the period; the last row has all who have more.")),
     CUSTOMERS, SHARE, REVENUE),
)  # fmt: skip
TENURE: Final = Section(
    "tenure", N_("Years since the first order"),
    (Column("years", "int", N_("Whole years from the first order to the last day; the last row has all above.")),
     CUSTOMERS, SHARE, REVENUE),
)  # fmt: skip
CATEGORIES: Final = Section(
    "categories", N_("Loyalty to categories"),
    (
        Column("category", "line", N_("The category of the goods.")),
        Column("before", "int", N_("Customers who bought of it before."), head=N_("Bought before")),
        Column("kept", "int", N_("Of these, who bought of it again."), head=N_("Bought again")),
        Column("kept_share", "share", N_("These as a share of those.")),
        Column("left", "int", N_("Of these, who did not."), head=N_("Left it")),
        Column("won", "int", N_("Who bought of it now and not before."), head=N_("Took it up")),
    ),
)  # fmt: skip
COMPARED: Final = Section(
    "compared", N_("Against the company"),
    (
        Column("measure", "line", N_("What is compared.")),
        Column("theirs", "number", N_("Of the customer."), head=N_("Customer"), digits=2),
        Column("company", "number", N_("The average of all customers who bought."), head=N_("All customers"), digits=2),
    ),
)  # fmt: skip


def compute(session: Session, asked: Asked, names: Collection[str]) -> Figures:
    """A statement for who came and went, one for cohorts, one for categories; for one customer, one for the company."""
    period, customer = asked.period, asked["customer"]
    found = buyers(session, period, customer)
    totals = _totals(found)
    rows = [
        {**row, "share": ratio(row["customers"], totals["customers"])} for row in changes(found) if row["customers"]
    ]
    sections: dict[str, Sequence[Row]] = {
        "retention": list(retained(cohorts(session, period, customer), period)),
        "loyalty": _without_tail(bands(found, "orders", range(1, OFTEN + 1))),
        "tenure": _without_tail(bands(found, "years", range(LONG + 1))),
        "categories": by_category(session, period, customer),
        "compared": _compared(session, found, buyers(session, period, None)) if customer else (),
    }
    return Figures(rows, totals, {"revenue": totals["revenue_before"], "bought": totals["bought_before"]}, sections)


def _totals(found: Sequence[Mapping[Any, Any]]) -> dict[str, Any]:
    """Each is added up over the few groups that the database made."""
    now = [row for row in found if row["orders"]]
    then = [row for row in found if row["change"] in (Movement.KEPT.name, Movement.GONE.name)]
    kept = sum(row["customers"] for row in now if row["change"] == Movement.KEPT.name)
    bought, before = (sum(row["customers"] for row in rows) for rows in (now, then))
    repeated = sum(row["customers"] for row in now if row["orders"] > 1)
    revenue, earlier = (sum((row[name] for row in found), NOTHING) for name in ("revenue", "revenue_before"))
    return {
        "customers": sum(row["customers"] for row in found), "bought": bought, "bought_before": before,
        "orders": sum(int(row["bought"]) for row in found), "repeated": repeated,
        "repeat_rate": ratio(repeated, bought), "kept_rate": ratio(kept, before),
        "revenue": revenue, "revenue_before": earlier, "change": change(revenue, earlier),
    }  # fmt: skip


def _without_tail(rows: Sequence[Row]) -> list[Row]:
    """Up to the last that somebody has."""
    last = max((place for place, row in enumerate(rows) if row["customers"]), default=-1)
    return list(rows[: last + 1])


def _compared(session: Session, theirs: Sequence[Mapping[Any, Any]], all_: Sequence[Mapping[Any, Any]]) -> list[Row]:
    """What one customer does beside what a customer does on average."""
    say = language(viewer_of(session).language).say
    one, company = _averages(theirs), _averages(all_)
    words = {
        "orders": N_("Orders in the period"), "orders_before": N_("Orders in the period before"),
        "years": N_("Whole years since the first order"),
    }  # fmt: skip
    return [{"measure": say(words[name]), "theirs": one[name], "company": company[name]} for name in words]


def _averages(found: Sequence[Mapping[Any, Any]]) -> dict[str, Any]:
    customers = sum(row["customers"] for row in found)
    sums = {
        "orders": sum(int(row["bought"]) for row in found),
        "orders_before": sum(int(row["bought_before"]) for row in found),
        "years": sum(row["years"] * row["customers"] for row in found),
    }
    return {name: ratio(number, customers) for name, number in sums.items()}


PERSISTENCY: Final = Report(
    name="persistency",
    title=N_("Customer persistency"),
    about=N_("How many customers buy again, how long they stay, and who came, stayed and went."),
    columns=COLUMNS,
    totals=TOTALS,
    sums=("customers", "revenue", "revenue_before"),
    compute=compute,
    last_day=last_day,
    story=tell,
    parameters=(FROM, TO, CUSTOMER),
    sections=(RETENTION, LOYALTY, TENURE, CATEGORIES, COMPARED),
    group=SEVEN,
)
