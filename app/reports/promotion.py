"""Promotion analysis: what discounts cost, and what they moved.

Campaigns are not recorded yet; a discount on a line of an order is the promotion that the figures know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.product import Product
from app.core.language import Language, language
from app.core.parameter import Asked
from app.core.report import SEVEN, Column, Figures, Report, Row, Section
from app.core.sql import first_of_month
from app.core.viewer import viewer_of
from app.core.words import N_
from app.reports.bought import bought_by
from app.reports.contribution import last_day
from app.reports.parameters import CUSTOMER, FROM, TO
from app.reports.promotion_story import tell
from app.reports.rates import rates as shares
from app.reports.rates import share_of
from app.reports.sold import MARGIN, NOTHING, discount, total, within
from app.reports.stretches import month_name, months
from app.sales.order import Order
from app.sales.order_line import OrderLine

BANDS: Final = tuple(Decimal(each) for each in ("0", "0.1", "0.2", "0.3", "0.5", "1"))
"""Each band is above the one before and up to this."""
NO_DISCOUNT, UP_TO, BETWEEN, OVER = N_("No discount"), N_("Up to {up_to}"), N_("{above} to {up_to}"), N_("Over {above}")
NO_LINE: Final = N_("No product line")
KEYS: Final = ("discount", "month", "subcategory", "category")
SUMS: Final = ("sales", "quantity", "revenue", "let_off")
FIGURES: Final = (
    Column("sales", "int", N_("Lines of orders of the period that are sold so."), head=N_("Times sold")),
    Column("quantity", "number", N_("How many pieces were sold so."), digits=0),
    Column("revenue", "amount", N_("What these lines charge, after discount, without tax.")),
    Column("share", "share", N_("Revenue as a share of all revenue of the period.")),
    Column("let_off", "amount", N_("Price times quantity, less what was charged.")),
    Column("rate", "share", N_("Let off, as a share of the price before discount."), head=N_("Average discount")),
    Column("margin", "amount", N_("That revenue less what the goods cost, for lines whose cost is known."), MARGIN),
    Column("margin_rate", "share", N_("Margin as a share of the revenue of lines whose cost is known."), MARGIN),
)  # fmt: skip
COLUMNS: Final = (
    Column("band", "line", N_("The discount that lines were sold at."), head=N_("Discount")),
    Column("above", "share", N_("The band is above this discount."), shown=False, digits=0),
    Column("up_to", "share", N_("And up to this one."), shown=False, digits=0),
    *FIGURES,
)
TOTALS: Final = FIGURES
MONTHS: Final = Section(
    "months", N_("Month by month"),
    (
        Column("month", "line", N_("The month.")),
        Column("first_day", "day", N_("Its first day in the period."), shown=False),
        Column("last_day", "day", N_("Its last day in the period."), shown=False),
        *FIGURES,
        Column("discounted", "amount", N_("Revenue of lines that were sold at a discount.")),
        Column("discounted_share", "share", N_("That revenue as a share of all revenue of the month.")),
    ),
    N_("What discounts moved in each month of the period."),
)  # fmt: skip
LINES: Final = Section(
    "lines", N_("By product line"),
    (
        Column("line", "line", N_("The product line."), head=N_("Product line")),
        *FIGURES,
        Column("discounted", "amount", N_("Revenue of lines that were sold at a discount.")),
        Column("discounted_share", "share", N_("That revenue as a share of all revenue of the product line.")),
    ),
    N_("Which products are sold at a discount, the largest discount first."),
)  # fmt: skip


def rates(sums: Row, whole: Row) -> dict[str, Any]:
    """What follows from the sums of any lines together."""
    return {**shares(sums, whole), "rate": share_of(sums["let_off"], sums["revenue"] + sums["let_off"])}


def statement(asked: Asked, *, margin: bool) -> sa.Select[Any]:
    """A row for each discount, each month and each product line: `part` says which.

    Lines are gone over once: what they come to by all three together is added up thrice."""
    sums = _sold(asked, margin).cte("sums")
    parts = {"discounts": ("discount",), "months": ("month",), "lines": ("subcategory", "category")}
    return sa.select(sa.union_all(*(_rolled_up(sums, part, keys) for part, keys in parts.items())).subquery())


def _rolled_up(sums: Any, part: str, keys: Sequence[str]) -> sa.Select[Any]:
    """By some of the keys; the others are empty."""
    told = (sums.c[key] if key in keys else sa.cast(sa.null(), sums.c[key].type) for key in KEYS)
    added = (total(column).label(column.name) for column in sums.c if column.name not in (*KEYS, "sales"))
    sales = sa.cast(sa.func.sum(sums.c.sales), sa.Integer).label("sales")
    named = (column.label(key) for key, column in zip(KEYS, told, strict=True))
    discounted = total(sums.c.revenue, sums.c.discount > 0).label("discounted")
    found = sa.select(sa.literal(part).label("part"), *named, sales, *added, discounted)
    return found.group_by(*(sums.c[key] for key in keys))


def _sold(asked: Asked, margin: bool) -> sa.Select[Any]:
    """By product line and not by product: there are so few of these together that they are kept in memory."""
    month = first_of_month(Order.ordered_on).label("month")
    figures = [
        sa.func.count().label("sales"),
        total(OrderLine.quantity).label("quantity"),
        total(OrderLine.amount).label("revenue"),
        total(discount()).label("let_off"),
        *([total(OrderLine.amount, OrderLine.cost.is_not(None)).label("costed"),
           total(OrderLine.cost).label("cost")] * margin),
    ]  # fmt: skip
    keys = (OrderLine.discount, month, Product.subcategory, Product.category)
    sold = sa.select(*keys, *figures).select_from(OrderLine).join(OrderLine.order)
    sold = sold.join(Product, Product.id == OrderLine.product_id)
    return sold.where(*bought_by(asked), within(asked.period)).group_by(*keys)


def compute(session: Session, asked: Asked, names: Collection[str]) -> Figures:
    """One statement: by discount, by month and by product line."""
    found: dict[str, list[dict[str, Any]]] = {"discounts": [], "months": [], "lines": []}
    for row in session.execute(statement(asked, margin="margin" in names)).mappings():
        found[row["part"]].append(_with_margin(dict(row)))
    by_discount = found["discounts"]
    totals = _added(by_discount)
    totals |= rates(totals, totals)
    by_month = {row["month"]: row for row in found["months"]}
    spoken = language(viewer_of(session).language)
    lines = [_named(_rated(row, totals), spoken) for row in found["lines"]]
    sections: dict[str, Sequence[Row]] = {
        "months": _months(by_month, asked, spoken, totals),
        "lines": sorted(lines, key=_most_let_off),
    }
    return Figures(_bands(by_discount, totals, spoken), totals, {}, sections if by_discount else {})


def _with_margin(row: dict[str, Any]) -> dict[str, Any]:
    if "cost" in row:
        row["margin"] = row["costed"] - row.pop("cost")
    return row


def _added(rows: Iterable[Row]) -> dict[str, Any]:
    some = list(rows)
    names = [name for name in (*SUMS, "discounted", "margin", "costed") if not some or name in some[0]]
    sums: dict[str, Any] = {name: sum((row[name] for row in some), NOTHING) for name in names}
    return sums | {"sales": int(sums["sales"])}


def _bands(rows: Sequence[Row], totals: Row, spoken: Language) -> list[Row]:
    """Those of which something was sold."""
    made: list[Row] = []
    for place, up_to in enumerate(BANDS):
        above = BANDS[place - 1] if place else None
        some = [row for row in rows if row["discount"] <= up_to and (above is None or row["discount"] > above)]
        if some:
            sums = _added(some)
            made.append(
                {"above": above, "up_to": up_to, "band": _band(above, up_to, spoken), **sums, **rates(sums, totals)}
            )
    return made


def _band(above: Decimal | None, up_to: Decimal, spoken: Language) -> str:
    if above is None:
        return spoken.say(NO_DISCOUNT)
    message = UP_TO if not above else OVER if up_to == BANDS[-1] else BETWEEN
    return spoken.say(message, above=spoken.share(above, 0), up_to=spoken.share(up_to, 0))


def _named(row: dict[str, Any], spoken: Language) -> dict[str, Any]:
    name = row["subcategory"] or row["category"] or spoken.say(NO_LINE)
    return {"line": name, **{key: value for key, value in row.items() if key not in ("discount", "month", "part")}}


def _rated(row: Mapping[str, Any], totals: Row) -> dict[str, Any]:
    share = {"discounted_share": share_of(row["discounted"], row["revenue"])}
    return {**row, **rates(row, totals), **share}


def _most_let_off(row: Row) -> tuple[Decimal, str]:
    return -(row["rate"] or NOTHING), row["line"]


def _months(found: Mapping[date, Row], asked: Asked, spoken: Language, totals: Row) -> list[Row]:
    """Every month, also one in which nothing was sold."""
    nothing = _added([])
    none = {name: value for name, value in nothing.items() if name in totals}
    return [
        {**_rated(found.get(each.name, none), totals),
         "month": month_name(each.name, spoken), "first_day": each.first, "last_day": each.last}
        for each in months(asked.period)
    ]  # fmt: skip


PROMOTION: Final = Report(
    name="promotion",
    title=N_("Promotion analysis"),
    about=N_("What discounts cost, what they moved, and what was left of it."),
    columns=COLUMNS,
    totals=TOTALS,
    sums=(*SUMS, "margin", "costed"),
    rates=rates,
    compute=compute,
    last_day=last_day,
    story=tell,
    parameters=(FROM, TO, CUSTOMER),
    sections=(MONTHS, LINES),
    group=SEVEN,
)
