"""Customer contribution: what each customer bought in a period, and what part of the whole that is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.parameter import Asked
from app.core.report import Column, Figures, Report, Row
from app.core.words import N_
from app.customers.customer import CustomerKind
from app.reports.by_time import SECTIONS, by_time
from app.reports.contribution_figures import Part, found
from app.reports.contribution_story import tell
from app.reports.rates import left, rates, share_of
from app.sales.order import SOLD, Order

MARGIN: Final = "see_margin on OrderLine"
ADDED: Final = ("orders", "revenue")
WITH_MARGIN: Final = ("margin", "costed")

COLUMNS: Final = (
    Column("rank", "int", N_("The place in order of revenue."), head=N_("No.")),
    Column("customer_id", "id", head=N_("Customer ID"), shown=False),
    Column("number", "line", N_("The customer's number."), shown=False),
    Column("customer", "line", N_("The customer's name.")),
    Column("kind", "choice", N_("The customer's kind."), of=CustomerKind, printed=False),
    Column("orders", "int", N_("Orders of the period that are confirmed or paid.")),
    Column("revenue", "amount", N_("What their lines charge, after discount, without tax.")),
    Column("margin", "amount", N_("That revenue less what the goods cost, for lines whose cost is known."), MARGIN),
    Column("margin_rate", "share", N_("Margin as a share of the revenue of lines whose cost is known."), MARGIN),
    Column("share", "share", N_("Revenue as a share of all revenue of the period."), digits=2),
    Column("cumulative_share", "share", N_("The shares of this customer and all larger ones together.")),
    Column("revenue_before", "amount", N_("Revenue in the period that is compared with.")),
)  # fmt: skip

TOTALS: Final = (
    Column("customers", "int", N_("Customers with at least one order in the period.")),
    Column("orders", "int", N_("Orders of the period that are confirmed or paid.")),
    Column("revenue", "amount", N_("The revenue of all of them.")),
    Column("margin", "amount", N_("The margin of all of them."), MARGIN),
    Column("margin_rate", "share", N_("Margin as a share of the revenue of lines whose cost is known."), MARGIN),
    Column("revenue_before", "amount", N_("Revenue in the period that is compared with, of whoever bought then.")),
    Column("customers_before", "int", N_("Customers with at least one order in that period.")),
)  # fmt: skip


def compute(session: Session, asked: Asked, names: Collection[str]) -> Figures:
    """Rows for those who bought in the period; the totals of the one before also count who bought only then."""
    margin = "margin" in names
    parts = found(session, asked.period, margin=margin)
    totals, before = (_totals(parts[part], margin=margin) for part in (Part.NOW, Part.BEFORE))
    totals |= {"revenue_before": before["revenue"], "customers_before": before["customers"]}
    rows = _ranked(parts[Part.CUSTOMER], totals["revenue"])
    return Figures(rows, totals, before, by_time(session, asked.period, parts, margin=margin))


def _totals(told: Sequence[Any], *, margin: bool) -> dict[str, Any]:
    [row] = told
    sums = {name: getattr(row, name) for name in ("customers", "orders", "revenue")}
    sums |= left(row.costed, row.cost) if margin else {}
    return sums | rates(sums, sums)


def _ranked(told: Sequence[Any], whole: Decimal) -> list[Row]:
    """With their place, their share of the whole, and that of all larger ones and themselves together."""
    reached = Decimal(0)
    rows: list[Row] = []
    for rank, (_, key, number, customer, kind, _, _, orders, before, revenue, *goods) in enumerate(told, start=1):
        reached += revenue
        row = {
            "rank": rank, "customer_id": key, "number": number, "customer": customer, "kind": kind,
            "orders": orders, "revenue": revenue, "revenue_before": before,
            "share": share_of(revenue, whole), "cumulative_share": share_of(reached, whole),
        }  # fmt: skip
        rows.append(row | left(*goods) if goods else row)
    return rows


def last_day(session: Session, today: date) -> date:
    """The latest day with revenue up to today, so that a company at rest does not open an empty page."""
    latest = sa.select(sa.func.max(Order.ordered_on)).where(Order.status.in_(SOLD), Order.ordered_on <= today)
    return session.scalar(latest) or today


CONTRIBUTION: Final = Report(
    name="contribution",
    title=N_("Customer contribution"),
    about=N_("What each customer bought in a period, and what part of all revenue that is."),
    columns=COLUMNS,
    totals=TOTALS,
    sums=(*ADDED, *WITH_MARGIN, "revenue_before"),
    rates=rates,
    compute=compute,
    last_day=last_day,
    story=tell,
    sections=SECTIONS,
)
