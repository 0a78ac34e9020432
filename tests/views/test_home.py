"""The home page: what waits for me, how my work stands, and where each figure leads."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.catalog.product import Product
from app.core import doorman
from app.core.errors import Refused
from app.core.noun import now
from app.core.viewer import SYSTEM
from app.customers.customer import Customer
from app.organization.employee import Employee
from app.planning.task import Task
from app.sales.order import Order
from app.sales.order_line import OrderLine
from tests.databases import Written
from tests.house.canaries import plant
from tests.views.guest import Guest, statements, take_away
from views.dashboard.boards import BOARDS
from views.dashboard.counted import Asking, Counted
from views.fab.filters import Asker, read_filter
from views.fab.readable import readable

pytestmark = pytest.mark.usefixtures("midday")
CAST = ("ana", "luis", "max", "dan", "rosa", "eva", "admin")
MOST = 8
"""Statements of the whole page."""


@pytest.fixture
def inhabited(app: Flask, written: Written) -> Flask:
    """A company with a row of every noun, and something to do."""
    written(plant)
    return app


def sell(session: Session, name: str, day: date, amount: int) -> None:
    """A confirmed order of this day."""
    customer = session.scalars(sa.select(Customer).where(Customer.name == name)).one()
    product = session.scalars(sa.select(Product).limit(1)).one()
    order = doorman.create(session, Order, {"customer": customer, "ordered_on": day})
    line = {"order": order, "product": product, "quantity": Decimal(1), "price": Decimal(amount)}
    doorman.create(session, OrderLine, line)
    doorman.step(session, Order, "confirm", order.id, {})


def give(session: Session, name: str, subject: str, days: int = 0) -> Task:
    person = session.scalars(sa.select(Employee).where(Employee.username == name)).one()
    return doorman.create(
        session, Task, {"subject": subject, "assignee": person, "due_at": now() + timedelta(days=days, minutes=-5)}
    )


def figures(page: str) -> dict[str, tuple[str, str]]:
    """By their label: what is said, and where it leads."""
    each = re.findall(r'<(?:a|div) class="kpi"(?: href="([^"]*)")?><span class="l">(.*?)</span><div class="v">(.*?)</',
                      page)  # fmt: skip
    return {html.unescape(label): (html.unescape(value), html.unescape(href)) for href, label, value in each}


def kinds(page: str) -> Iterator[tuple[int, str]]:
    for href, count in re.findall(r'<a class="chip" href="([^"]*)"><span class="k">[^<]*</span><span class="v tab">(\d+)<',
                                  page):  # fmt: skip
        yield int(count), html.unescape(href)


def drawn(page: str) -> Iterator[tuple[int, str]]:
    """The numbers of rows in the tables of the charts, and where they lead."""
    for href, count in re.findall(r'<td><a class="name" href="([^"]*)">[^<]*</a></td><td class="num">(\d+)</td>', page):
        yield int(count), html.unescape(href)


def listed(guest: Guest, address: str) -> int:
    """How many rows the list of this address has."""
    answer = guest.get(address)
    assert answer.status_code == 200, address
    return len(re.findall(r"<tr [^>]*data-id=|<tr data-", answer.text)) or answer.text.count('class="name"')


def works(page: str) -> list[str]:
    return re.findall(r'href="\?work=(\w+)"', page)


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("ana", []),
        ("max", ["team", "sales"]),
        ("dan", ["service", "requests"]),
        ("rosa", []),
        ("eva", []),
        ("admin", [board.name for board in BOARDS]),
    ],
)
def test_everybody_comes_in_to_their_own_work(app: Flask, name: str, titles: list[str]) -> None:
    answer = Guest(app, name).get("/")
    assert answer.status_code == 200
    assert works(answer.text) == titles


def test_who_has_no_work_here_comes_to_the_first_list(app: Flask, engine: sa.Engine) -> None:
    answer = Guest(app, "cti").get("/")
    assert (answer.status_code, answer.location) == (302, "/customer/list/")


@pytest.mark.parametrize("name", CAST)
def test_each_count_leads_to_as_many_rows(inhabited: Flask, name: str) -> None:
    guest, seen = Guest(inhabited, name), 0
    first = guest.get("/").text
    for work in works(first) or [""]:
        page = guest.get(f"/?work={work}").text
        counts = [(int(v), href) for v, href in figures(page).values() if v.isdigit() and href]
        for count, href in [*counts, *kinds(page), *drawn(page)]:
            assert listed(guest, href) == count, href
            seen += 1
    assert seen


@pytest.mark.parametrize("name", CAST)
def test_it_is_few_statements(inhabited: Flask, name: str) -> None:
    guest = Guest(inhabited, name)
    guest.get("/")
    with statements(inhabited) as said:
        guest.get("/")
    assert len(said) <= MOST


def test_a_chart_is_drawn_and_its_marks_lead_to_rows(app: Flask, as_system: Session) -> None:
    sell(as_system, "Acme", now().date(), 700)
    page = Guest(app, "ana").get("/").text
    assert page.count("<svg ") > 1
    month = rf"{now():%b}: \$700"
    wide, narrow = re.findall(rf'<a [^>]*href="(/order/list/[^"]*)"[^>]*>\s*<path[^>]*><title>{month}<', page)
    assert wide == narrow
    assert listed(Guest(app, "ana"), html.unescape(wide)) == 1
    assert "$700" not in Guest(app, "luis").get("/").text


def test_without_a_press_the_tables_tell_the_same(app: Flask, as_system: Session, monkeypatch: Any) -> None:
    def stands_still(*_: Any) -> None:
        raise Refused("REFUSED", "This server cannot print.")

    sell(as_system, "Acme", now().date(), 700)
    monkeypatch.setattr("views.dashboard.graphs.at_each_width", stands_still)
    page = Guest(app, "ana").get("/").text
    assert '<details class="as-table" open>' in page
    assert "$700" in page


def test_revenue_is_that_of_this_month_and_of_ones_own_customers(app: Flask, as_system: Session) -> None:
    today = now().date()
    sell(as_system, "Acme", today, 700)
    sell(as_system, "Zeta", today, 50)
    sell(as_system, "Acme", today.replace(day=1) - timedelta(days=40), 9000)
    of = {name: figures(Guest(app, name).get("/").text)["Revenue this month"][0] for name in ("ana", "luis", "max")}
    assert of == {"ana": "$700", "luis": "$50", "max": "$750"}


def test_profit_is_for_who_may_see_it(app: Flask, engine: sa.Engine) -> None:
    assert "Profit this year" in figures(Guest(app, "eva").get("/").text)
    take_away(engine, "Executive", "can_see_margin", "OrderLine")
    take_away(engine, "Executive", "see_margin", "OrderLine")
    assert "Profit this year" not in figures(Guest(app, "eva").get("/").text)


def test_a_list_that_one_may_not_open_is_not_counted(app: Flask, engine: sa.Engine) -> None:
    take_away(engine, "Salesperson", "can_list", "Opportunity")
    page = Guest(app, "ana").get("/").text
    assert "Open pipeline" not in page
    assert "Revenue this month" in page


def test_what_is_due_waits_for_who_is_to_do_it(app: Flask, as_system: Session) -> None:
    task = give(as_system, "ana", "Call Acme back")
    give(as_system, "ana", "Next year's fair", days=300)
    assert "Call Acme back" in Guest(app, "ana").get("/").text
    assert "Next year" not in Guest(app, "ana").get("/").text
    assert "Call Acme back" not in Guest(app, "luis").get("/").text
    doorman.step(as_system, Task, "complete", task.id, {})
    assert "Call Acme back" not in Guest(app, "ana").get("/").text
    assert "Nothing waits for you" in Guest(app, "ana").get("/").text


def test_what_somebody_may_not_do_does_not_wait_for_them(app: Flask, as_system: Session, engine: sa.Engine) -> None:
    from tests.service.requesting import opened

    opened(as_system)
    assert "Requests to dispatch" in Guest(app, "dan").get("/").text
    take_away(engine, "Service manager", "can_dispatch", "ServiceRequest")
    assert "Requests to dispatch" not in Guest(app, "dan").get("/").text


def every_count() -> Iterator[Counted]:
    for board in BOARDS:
        yield from (kind.rows for kind in board.errands if not kind.rows.fits)
        yield from (one for figure in board.figures for one in figure.asked)


@pytest.mark.parametrize(
    "counted", dict.fromkeys(every_count()), ids=lambda each: f"{each.noun.__name__}{each.filters}"
)
def test_every_filter_can_be_read(counted: Counted) -> None:
    """What cannot be read finds nothing, and nobody would notice."""
    asking = Asking(SYSTEM, "UTC", date(2026, 11, 22))
    asker = Asker(readable(counted.noun, SYSTEM), "UTC", SYSTEM)
    assert not any(read_filter(said, asker).is_broken for said in asking.said(counted))


@pytest.mark.parametrize(
    ("today", "same_day", "a_year_ago"),
    [
        (date(2026, 3, 31), date(2026, 2, 28), date(2025, 3, 31)),
        (date(2026, 1, 15), date(2025, 12, 15), date(2025, 1, 15)),
        (date(2028, 2, 29), date(2028, 1, 29), date(2027, 2, 28)),
    ],
)
def test_the_time_before_has_as_many_days_as_there_are(today: date, same_day: date, a_year_ago: date) -> None:
    days = Asking(SYSTEM, "UTC", today).days
    assert (days["same_day"], days["same_day_of_year"]) == (same_day, a_year_ago)
