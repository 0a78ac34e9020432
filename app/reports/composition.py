"""Customer composition: of whom our customers consist, and what each group of them brought in a period."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.language import Language, language
from app.core.parameter import FROM, TO, Asked, Parameter
from app.core.period import Period
from app.core.report import Column, Figures, Report, Row, Section
from app.core.viewer import viewer_of
from app.core.words import N_
from app.customers.customer import Customer
from app.customers.lifecycle import LifecycleEntry
from app.reports.composition_dimensions import PLACES, UNLISTED, CustomerDimension, told
from app.reports.composition_story import tell
from app.reports.rates import share_of
from app.sales.order import SOLD, Order

NOT_SAID: Final = N_("Not said")
SUMS: Final = ("customers", "buyers", "revenue")
CREDIT: Final = "see_credit on Customer"
FIGURES: Final = (
    Column("customers", "int", N_("Customers of the group, whether they bought or not.")),
    Column("share", "share", N_("Their share of all customers.")),
    Column("buyers", "int", N_("Of these, those with an order in the period that is confirmed or paid."),
           head=N_("Who bought")),
    Column("revenue", "amount", N_("The totals of these orders, without tax.")),
    Column("revenue_share", "share", N_("Their share of the revenue of all customers.")),
    Column("credit_limit", "amount", N_("How much they may owe us, where a limit is set."), CREDIT),
)  # fmt: skip
BY: Final = Parameter("by", CustomerDimension, N_("By what customers are told apart."), CustomerDimension.VALUE_CLASS)
ACROSS: Final = Parameter(
    "across", CustomerDimension, N_("What that is crossed with; the same again is not crossed."), CustomerDimension.KIND
)


def compute(session: Session, asked: Asked, names: Collection[str]) -> Figures:
    """A row for each pair of groups that a customer is in, and a section for the groups of each dimension."""
    by, across = asked["by"], asked["across"]
    viewer = viewer_of(session)
    as_of = day_of(session, asked.period.last, by, across)
    found = [{**row} for row in session.execute(statement(asked.period, by, across, viewer.language, as_of)).mappings()]
    added = SUMS + (("credit_limit",) if "credit_limit" in names else ())
    totals = {**_sum(found, added), "is_of_that_day": as_of is not None}
    spoken = language(viewer.language)
    sections = {
        "groups": _groups(found, "by", by, added, totals, spoken),
        "crossed": _groups(found, "across", across, added, totals, spoken),
    }
    orders = {name: {row["key"]: place for place, row in enumerate(rows)} for name, rows in sections.items()}
    rows = [
        {"by": name_of(row, "by", by, spoken), "across": name_of(row, "across", across, spoken),
         "members": (member_of(row["by"], by), member_of(row["across"], across)),
         **{name: row[name] for name in added}, **rates(row, totals)}
        for row in sorted(found, key=lambda r: (orders["groups"][r["by"]], orders["crossed"][r["across"]]))
    ]  # fmt: skip
    return Figures(rows, {**totals, **rates(totals, totals), "members": ()}, {}, sections)


def day_of(session: Session, last: date, *dimensions: CustomerDimension) -> date | None:
    """The last day of the period, where what is asked for has changed since and its history is kept."""
    if not any(PLACES[each].is_historic for each in dimensions):
        return None
    changed = session.scalar(sa.select(sa.func.max(LifecycleEntry.from_on)))
    return last if changed is not None and changed > last else None


def statement(
    period: Period, by: CustomerDimension, across: CustomerDimension, spoken: str, as_of: date | None
) -> sa.Select[Any]:
    """Customers, those who bought, and their revenue, by both dimensions."""
    bought = (
        sa.select(Order.customer_id, sa.func.sum(Order.total).label("revenue"))
        .where(Order.status.in_(SOLD), Order.ordered_on.between(period.first, period.last))
        .group_by(Order.customer_id)
        .subquery()
    )
    sides = {"by": told(by, spoken, as_of), "across": told(across, spoken, as_of)}
    named = [column.label(f"{side}{end}") for side, each in sides.items()
             for end, column in (("", each.key), ("_name", each.name))]  # fmt: skip
    each = sa.select(*named, Customer.credit_limit, bought.c.revenue).select_from(Customer)
    each = each.outerjoin(bought, bought.c.customer_id == Customer.id)
    for side in sides.values():
        each = each.outerjoin(*side.joined) if side.joined else each
    found = each.subquery()
    figures = (
        sa.func.count().label("customers"),
        sa.func.count(found.c.revenue).label("buyers"),
        *(_added(found.c[name]).label(name) for name in ("revenue", "credit_limit")),
    )
    names = (sa.func.min(found.c[f"{side}_name"]).label(f"{side}_name") for side in sides)
    return sa.select(found.c.by, found.c.across, *names, *figures).group_by(found.c.by, found.c.across)


def _added(amount: Any) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(sa.func.sum(amount), sa.literal(Decimal(0), amount.type))


def rates(sums: Row, totals: Row) -> dict[str, Any]:
    """Of any groups together: their shares of all customers and of all revenue."""
    return {
        "share": share_of(Decimal(sums["customers"]), Decimal(totals["customers"])),
        "revenue_share": share_of(sums["revenue"], totals["revenue"]),
    }


def _sum(rows: Sequence[Row], added: Sequence[str]) -> dict[str, Any]:
    sums = {name: sum((row[name] for row in rows), Decimal(0)) for name in added}
    return {**sums, "customers": int(sums["customers"]), "buyers": int(sums["buyers"])}


def _groups(
    found: Sequence[Row], side: str, dimension: CustomerDimension, added: Sequence[str], totals: Row, spoken: Language
) -> list[Row]:
    """The groups of one dimension alone, in the order of their choices, else the largest first; unsaid last."""
    each: dict[str | None, list[Row]] = {}
    for row in found:
        each.setdefault(row[side], []).append(row)
    groups = []
    for key, rows in each.items():
        sums, name = _sum(rows, added), name_of(rows[0], side, dimension, spoken)
        members = (member_of(key, dimension),)
        groups.append({"key": key, "members": members, "group": name, **sums, **rates(sums, totals)})
    return sorted(groups, key=lambda row: _rank(row, dimension))


def _rank(row: Row, dimension: CustomerDimension) -> tuple[Any, ...]:
    choices = PLACES[dimension].choices
    place = list(choices.__members__).index(row["key"]) if choices and row["key"] else 0
    return row["key"] is None, place, -row["customers"], row["group"]


def name_of(row: Row, side: str, dimension: CustomerDimension, spoken: Language) -> str:
    """The group in the reader's words."""
    key, choices = row[side], PLACES[dimension].choices
    if choices is not None and key is not None:
        return spoken.say(str(choices[key].value))
    return str(row[f"{side}_name"] or key or spoken.say(NOT_SAID))


def member_of(key: str | None, dimension: CustomerDimension) -> str:
    """What a list of customers is filtered by to find the group; a question mark before it where it cannot be."""
    field = PLACES[dimension].field or UNLISTED
    return f"{field}:is:{key}" if key is not None else f"{field}:empty:"


def _section(name: str, title: str, about: str) -> Section:
    return Section(name, title, (Column("group", "line", N_("The group of customers.")), *FIGURES), about)


COMPOSITION: Final = Report(
    name="composition",
    title=N_("Customer composition"),
    about=N_("Of whom our customers consist, by any two of their traits, and what each group brought in a period."),
    columns=(
        Column("by", "line", N_("The group that the report is made by.")),
        Column("across", "line", N_("What it is crossed with.")),
        *FIGURES,
    ),
    totals=FIGURES,
    sums=SUMS,
    rates=rates,
    compute=compute,
    story=tell,
    parameters=(FROM, TO, BY, ACROSS),
    sections=(
        _section("groups", N_("Groups"), N_("The groups of the first dimension alone.")),
        _section("crossed", N_("Crossed with"), N_("The groups of the second dimension alone.")),
    ),
)
