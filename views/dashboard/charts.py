"""The charts of the home page; each mark leads to the rows that it counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy as sa
from babel.dates import format_date, format_skeleton
from sqlalchemy.orm import Session

from app.catalog.product import Product
from app.core.words import N_
from app.customers.customer import Customer
from app.organization.employee import Employee
from app.press.bars import Bar, lying
from app.press.compared import Point, columns, lines
from app.sales.opportunity import Opportunity
from app.sales.order import Order
from app.sales.order_line import OrderLine
from app.service.feedback import Feedback
from app.service.request import ServiceRequest
from views.dashboard.counted import Asking, Counted, answers, grouped
from views.dashboard.graphs import Draw, Drawn, Graph, Line, money, points, told
from views.fab.reader import Reader

SOLD = "status:is:CONFIRMED,PAID"
YEAR = (SOLD, "ordered_on:from:{year}", "ordered_on:to:{today}")
OPEN = "status:is:NEW,DISPATCHED,ACCEPTED,WAITING"
MONTHS, WEEKS, NAMES = 12, 12, 9
VALUE, NUMBER = N_("Revenue"), N_("Number")
Whose = tuple[str, ...]


# Over time --------------------------------------------------------------------------------------------------------


def by_month(whose: Whose) -> Draw:
    """Twelve months, and the same of a year before as a line."""

    def draw(session: Session, asking: Asking, read: Reader) -> Drawn:
        months = [_months_back(asking.today, n) for n in range(2 * MONTHS - 1, -1, -1)]
        all_of_it = Counted(Order, (*whose, SOLD, f"ordered_on:from:{months[0]}", "ordered_on:to:{today}"), "total")
        year, month = (sa.cast(sa.extract(part, Order.ordered_on), sa.Integer) for part in ("year", "month"))
        found = {(row[0], row[1]): row.value for row in grouped(session, asking, all_of_it, (year, month))}
        told_ = [_month(each, found, asking, whose, read) for each in months]
        now, before = told_[MONTHS:], told_[:MONTHS]
        past = [Point(n[0], b[1], 1, told(_long(m, read), b[2], read), b[3])
                for n, b, m in zip(now, before, months, strict=False)]  # fmt: skip
        rows = [Line(_long(m, read), (n[2], b[2]), n[3])
                for m, n, b in zip(months[MONTHS:], now, before, strict=True)]  # fmt: skip
        say = read.language.say
        legend = (say(N_("Last twelve months")), say(N_("A year before")))
        spec = columns(points(now, read) + past, {}, height=0.8) if found else None
        return Drawn(spec, (say(N_("Month")), *legend), rows, legend)

    return draw


def _month(month: date, found: Any, asking: Asking, whose: Whose, read: Reader) -> tuple[str, Decimal, str, str]:
    value = found.get((month.year, month.month)) or Decimal(0)
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    rows = Counted(Order, (*whose, SOLD, f"ordered_on:from:{month}", f"ordered_on:to:{min(last, asking.today)}"))
    short = str(format_date(month, "MMM", locale=read.language.locale)).rstrip(".")
    return short, value, money(value, read), asking.address(rows)


def _long(month: date, read: Reader) -> str:
    return str(format_skeleton("yMMM", month, locale=read.language.locale))


def _months_back(day: date, n: int) -> date:
    months = day.year * 12 + day.month - 1 - n
    return date(months // 12, months % 12 + 1, 1)


def by_week(whose: Whose) -> Draw:
    """Requests that came in and that were resolved, the last twelve weeks; each week ends on the day of today."""

    def draw(session: Session, asking: Asking, read: Reader) -> Drawn:
        ends = [asking.today - timedelta(days=7 * n) for n in range(WEEKS - 1, -1, -1)]
        each = {(field, end): _week(field, end, whose) for field in ("opened_at", "resolved_at") for end in ends}
        found = answers(session, asking, list(each.values()))
        say = read.language.say
        legend = (say(N_("Opened")), say(N_("Resolved")))
        made = [_point(end, found[one], n, legend[n], asking.address(one), read)
                for n, field in enumerate(("opened_at", "resolved_at"))
                for end in ends for one in [each[field, end]]]  # fmt: skip
        rows = [Line(_until(end, read), tuple(str(found[each[f, end]]) for f in ("opened_at", "resolved_at")))
                for end in ends]  # fmt: skip
        spec = lines(made, {}, form=",.0f", every=3, zero=True, height=0.8) if any(found.values()) else None
        return Drawn(spec, (say(N_("Week until")), *legend), rows, legend)

    return draw


def _week(field: str, end: date, whose: Whose) -> Counted:
    first, after = end - timedelta(days=6), end + timedelta(days=1)
    return Counted(ServiceRequest, (*whose, f"{field}:after:{first}", f"{field}:before:{after}"))


def _point(end: date, value: int, series: int, name: str, path: str, read: Reader) -> Point:
    words = read.language.say("{name}, {day}: {value}", name=name, day=_until(end, read), value=value)
    return Point(_until(end, read), value, series, words, path)


def _until(end: date, read: Reader) -> str:
    return str(format_skeleton("MMMd", end, locale=read.language.locale))


# By name ----------------------------------------------------------------------------------------------------------


def by_choice(rows: Counted, field: str, head: str, names: Sequence[Any] = ()) -> Draw:
    """Each choice of a field, in its own order; and those that have none."""

    def draw(session: Session, asking: Asking, read: Reader) -> Drawn:
        found = {row[0]: row.value for row in grouped(session, asking, rows, getattr(rows.noun, field))}
        known = names or [*next((type(key) for key in found if isinstance(key, Enum)), ())]
        shown = [*known, *([None] if None in found else [])]
        each = [_named(one, found.get(one), rows, field, asking, read) for one in shown]
        return _told(each if found else [], head, rows, read)

    return draw


def _named(each: Any, value: Any, rows: Counted, field: str, asking: Asking, read: Reader) -> Any:
    words = N_("None yet") if each is None else each.value if isinstance(each, Enum) else each
    key = "empty:" if each is None else f"is:{each.name if isinstance(each, Enum) else each}"
    name = read.language.say(str(words))
    return name, value or 0, _said(rows, value, read), asking.address(rows, f"{field}:{key}")


def by_record(rows: Counted, path: str, head: str) -> Draw:
    """The records that rows lead to which have most; `path` may go through another one ("customer.owner")."""

    def draw(session: Session, asking: Asking, read: Reader) -> Drawn:
        links = _links(rows.noun, path)
        target: Any = links[-1].property.mapper.class_
        keys = (target.id, target.first_name, target.last_name) if target is Employee else (target.id, target.name)
        found = sorted(grouped(session, asking, rows, keys, along=links), key=lambda row: -(row.value or 0))[:NAMES]
        each = [(" ".join(row[1:-1]), row.value or 0, _said(rows, row.value, read),
                 asking.address(rows, f"{path}:is:{row[0]}")) for row in found]  # fmt: skip
        return _told(each, head, rows, read)

    return draw


def _links(noun: type[Any], path: str) -> list[Any]:
    links: list[Any] = []
    for name in path.split("."):
        links.append(getattr(links[-1].property.mapper.class_ if links else noun, name))
    return links


def profit_by_line(session: Session, asking: Asking, read: Reader) -> Drawn:
    """What each product line leaves, the best first and the losses last."""
    found = grouped(session, asking, PROFIT, Product.subcategory, along=[OrderLine.product])
    rows = sorted((row for row in found if row[0] and row.value is not None), key=lambda row: -row.value)
    each = [(row[0], row.value, money(row.value, read), asking.address(PROFIT, f"product.subcategory:is:{row[0]}"))
            for row in rows]  # fmt: skip
    return _told(each, N_("Product line"), PROFIT, read)


def _said(rows: Counted, value: Any, read: Reader) -> str:
    return money(value, read) if rows.of else read.language.number(value or 0)


def _told(each: Sequence[Any], head: str, rows: Counted, read: Reader) -> Drawn:
    say = read.language.say
    spec = lying([Bar(*one) for one in each]) if each else None
    return Drawn(spec, (say(head), say(VALUE if rows.of else NUMBER)), [Line(e[0], (e[2],), e[3]) for e in each])


PROFIT = Counted(OrderLine, tuple(f"order.{each}" for each in YEAR), "margin")
STAGES = "status:is:ASSIGNED"
RATED = "at:last:90"
LIKED = (5, 4, 3, 2, 1)


def revenue(whose: Whose) -> Graph:
    return Graph("months", N_("Revenue by month"), N_("and a year before"), Counted(Order, (*whose, *YEAR), "total"),
                 by_month(whose), is_wide=True)  # fmt: skip


def pipeline(whose: Whose) -> Graph:
    rows = Counted(Opportunity, (*whose, STAGES), "expected_value")
    return Graph("pipeline", N_("Pipeline by stage"), N_("expected value"), rows,
                 by_choice(rows, "stage", N_("Stage")))  # fmt: skip


def requests(whose: Whose, *, is_wide: bool = False) -> Graph:
    return Graph("weeks", N_("Requests a week"), N_("twelve weeks"), Counted(ServiceRequest, whose), by_week(whose),
                 is_wide)  # fmt: skip


def ratings(whose: Whose) -> Graph:
    rows = Counted(Feedback, (*whose, RATED))
    return Graph("ratings", N_("Ratings"), N_("in 90 days"), rows, by_choice(rows, "score", N_("Score"), LIKED))


def kinds(whose: Whose) -> Graph:
    rows = Counted(ServiceRequest, (*whose, OPEN))
    return Graph("kinds", N_("Open requests by kind"), "", rows, by_choice(rows, "kind", N_("Kind")))


_sellers = Counted(Order, YEAR, "total")
_buyers = Counted(Order, ("customer.owner:me:", *YEAR), "total")
_agents = Counted(ServiceRequest, ("status:is:DISPATCHED,ACCEPTED,WAITING",))
_people = Counted(Employee, ("active:is:yes",))
_customers = Counted(Customer)
SELLERS = Graph("sellers", N_("Revenue by salesperson"), N_("this year"), _sellers,
                by_record(_sellers, "customer.owner", N_("Salesperson")))  # fmt: skip
BUYERS = Graph("buyers", N_("Best customers"), N_("this year"), _buyers,
               by_record(_buyers, "customer", N_("Customer")))  # fmt: skip
AGENTS = Graph("agents", N_("Open requests by agent"), N_("load"), _agents,
               by_record(_agents, "assignee", N_("Agent")))  # fmt: skip
LINES = Graph("lines", N_("Profit by product line"), N_("this year"), PROFIT, profit_by_line)
PEOPLE = Graph("people", N_("People by department"), "", _people,
               by_record(_people, "department", N_("Department")))  # fmt: skip
STAGE_OF_CUSTOMERS = Graph("stages", N_("Customers by stage"), N_("of their life with us"), _customers,
                           by_choice(_customers, "stage", N_("Stage")))  # fmt: skip
