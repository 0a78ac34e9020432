"""Filters in groups, behind relations and along the calendar; order by what a relation is called."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.ground import EVERYTHING
from app.core.noun import today
from app.customers.customer import Customer
from app.organization.employee import Employee
from app.sales.order import Order
from tests.views.guest import Guest, names_in, statements
from tests.views.test_lists import MOST_STATEMENTS, walked
from views.fab import filters, paging

LIST = "/customer/list/?"


def found(guest: Guest, said: str, noun: str = "customer") -> list[str]:
    return names_in(guest.get(f"/{noun}/list/?{said}").text)


def test_one_filter_and_either_of_two(app: Flask) -> None:
    """A and (B or C); with any=1 it is A or (B and C)."""
    eva = Guest(app, "eva")
    assert found(eva, "f=status:is:ACTIVE&g1=name:is:Acme&g1=name:is:Beta") == ["Acme"]
    assert found(eva, "g1=name:is:Acme&g1=name:is:Beta") == ["Acme", "Beta"]
    assert found(eva, "f=name:is:Omega&g1=status:is:ACTIVE&g1=city:is:Zeta City&any=1") == ["Omega", "Zeta"]
    assert found(eva, "g1=name:is:Acme&g1=name:is:Zeta&g2=city:is:Zeta City&g2=city:is:Beta City") == ["Zeta"]


def test_a_filter_goes_into_a_group(app: Flask) -> None:
    eva = Guest(app, "eva")
    sent = eva.get("/customer/filter?field=name&operator=is&value=Beta&f=status:is:PROSPECT&into=new")
    assert "g1=name%3Ais%3ABeta" in sent.location
    more = eva.get("/customer/filter?field=name&operator=is&value=Omega&into=g1&" + sent.location.partition("?")[2])
    assert names_in(eva.get(more.location).text) == ["Beta", "Omega"]


def test_a_chip_is_changed_in_its_place(app: Flask) -> None:
    eva = Guest(app, "eva")
    form = eva.get("/customer/filter?instead=f.1&f=status:is:ACTIVE&f=name:is:Acme").text
    assert 'value="Acme"' in form
    sent = eva.get("/customer/filter?instead=f.1&f=status:is:ACTIVE&f=name:is:Acme&field=name&operator=is&value=Zeta")
    assert names_in(eva.get(sent.location).text) == ["Zeta"]


def test_some_values_at_once(app: Flask) -> None:
    eva = Guest(app, "eva")
    assert found(eva, "f=city:any:Acme City; Beta City") == ["Acme", "Beta"]
    assert found(eva, "f=status:is:PROSPECT,LOST") == ["Beta", "Omega"]


def test_some_people_at_once(app: Flask, as_system: Session) -> None:
    ana, luis = (as_system.scalar(sa.select(Employee.id).where(Employee.username == n)) for n in ("ana", "luis"))
    eva = Guest(app, "eva")
    assert found(eva, f"f=owner:is:{ana},{luis}") == ["Acme", "Beta", "Zeta"]
    page = eva.get(f"{LIST}f=owner:is:{ana},{luis}").text
    assert "Ana Torres, Luis Ortega" in html.unescape(page)


def test_mine_is_whose_it_is_that_looks(app: Flask) -> None:
    assert found(Guest(app, "ana"), "f=owner:me:") == ["Acme", "Beta"]
    assert found(Guest(app, "luis"), "f=owner:me:") == ["Zeta"]
    assert found(Guest(app, "eva"), "f=owner:me:") == []


@pytest.mark.parametrize(
    ("said", "ago", "fits"),
    [
        ("last:7", 0, True), ("last:7", 7, True), ("last:7", 8, False), ("last:7", -1, False),
        ("older:7", 8, True), ("older:7", 7, False), ("next:7", -7, True), ("next:7", -8, False), ("next:7", 1, False),
        ("today:", 0, True), ("today:", 1, False), ("past:", 1, True), ("past:", 0, False), ("future:", -1, True),
    ],
)  # fmt: skip
def test_days_move_along_with_the_calendar(app: Flask, as_system: Session, said: str, ago: int, fits: bool) -> None:
    acme = as_system.scalars(sa.select(Customer).where(Customer.name == "Acme")).one()
    with as_system.no_autoflush:
        acme.last_order_on = today() - timedelta(days=ago)
    as_system.commit()
    assert ("Acme" in found(Guest(app, "admin"), f"f=last_order_on:{said}")) is fits


def test_a_day_begins_where_the_reader_is() -> None:
    first = filters._midnight(datetime(2026, 11, 22, tzinfo=UTC).date(), "Asia/Shanghai")
    assert first == datetime(2026, 11, 21, 16, tzinfo=UTC)


@pytest.mark.parametrize("said", ["last:", "last:-1", "last:99999", "last:x", "month:9", "last:١"])
def test_nonsense_of_days_finds_nothing_or_itself(app: Flask, said: str) -> None:
    assert Guest(app, "eva").get(f"{LIST}f=last_order_on:{said}").status_code == 200


def test_what_is_behind_a_relation(app: Flask) -> None:
    eva = Guest(app, "eva")
    assert len(found(eva, "f=customer.city:is:Acme City", "order")) == 2
    assert len(found(eva, "f=customer.city:not:Acme City", "order")) == 1
    assert "Customer: city" in html.unescape(eva.get("/order/list/?f=customer.city:is:Acme City").text)


def test_what_is_behind_a_relation_is_guarded_like_what_is_before(app: Flask) -> None:
    """Eva reads credit limits, Ana does not: neither as a field of customers nor through an order."""
    assert len(found(Guest(app, "eva"), "f=customer.credit_limit:from:600", "order")) == 2
    assert found(Guest(app, "ana"), "f=customer.credit_limit:from:1", "order") == []
    assert found(Guest(app, "ana"), "f=customer.phone_e164:contains:1", "order") == []


def test_the_rule_of_rows_holds_behind_a_relation(app: Flask, as_system: Session) -> None:
    """A contact of Ana's whose superior is a customer's of Luis would tell by its filter what that one is like."""
    luis = Guest(app, "luis")
    assert found(luis, "f=customer.city:is:Acme City", "order") == []
    assert len(found(luis, "f=customer.city:is:Zeta City", "order")) == 1


def test_a_chip_that_is_not_for_the_reader_says_so_and_tells_nothing(app: Flask) -> None:
    page = html.unescape(Guest(app, "ana").get(f"{LIST}f=credit_limit:from:77777").text)
    chip = page[page.index('class="chip bad"') :][:900]
    assert "not there, or not yours to read" in chip
    assert "77777" not in re.sub(r'(href|hx-get)="[^"]*"', "", chip)


def test_what_would_be_found_without_a_filter_is_told(app: Flask) -> None:
    page = html.unescape(Guest(app, "eva").get(f"{LIST}f=status:is:ACTIVE&f=city:is:Nowhere").text)
    assert "2 fit without “City”" in page
    assert "Drop “City”" in page


def test_and_only_of_what_the_reader_sees(app: Flask) -> None:
    page = html.unescape(Guest(app, "ana").get(f"{LIST}f=status:is:ACTIVE&f=city:is:Nowhere").text)
    assert "1 fit without “City”" in page


# Order --------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(as_system: Session) -> None:
    """Orders of some customers, so that there are pages."""
    for n in range(40):
        customer = doorman.create(as_system, Customer, {"name": f"Firm {n % 7}", "city": "Grid"})
        if n % 2:
            doorman.create(as_system, Order, {"customer": customer})
        as_system.commit()


@pytest.mark.parametrize("sort", ["customer", "-customer"])
def test_orders_stand_by_the_names_of_their_customers(app: Flask, many: None, as_system: Session, sort: str) -> None:
    eva = Guest(app, "eva")
    there = walked(eva, f"/order/list/?sort={sort}&size=25", "next").names
    names = dict(as_system.execute(sa.select(Order.number, Customer.name).join(Customer)).all())
    by_name = [names[number] for number in there]
    assert by_name == sorted(names.values(), reverse=sort.startswith("-"))
    assert len(set(there)) == len(names)


@pytest.mark.parametrize("sort", ["owner", "-owner"])
def test_who_has_nobody_comes_last_and_pages_go_both_ways(app: Flask, many: None, sort: str) -> None:
    eva = Guest(app, "eva")
    there = walked(eva, f"/customer/list/?sort={sort}", "next")
    firsts = {"owner": ["Acme", "Beta", "Zeta"], "-owner": ["Zeta", "Beta", "Acme"]}
    assert there.names[:3] == firsts[sort]
    assert len(there.names) == 44
    assert sorted(walked(eva, there.last, "prev").names) == sorted(there.names)


def test_order_tells_nothing_of_what_one_may_not_see(app: Flask, as_system: Session) -> None:
    """Ana sees the orders of her customers only, by name too."""
    ana = Guest(app, "ana")
    assert len(found(ana, "sort=customer", "order")) == 2


def test_without_the_rule_behind_it_order_would_look_at_all(
    app: Flask, many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = paging.behind
    asked = []

    def open_to_all(*args: object) -> object:
        there, columns, rule = known(*args)  # type: ignore[arg-type]
        asked.append(rule)
        return there, columns, EVERYTHING

    monkeypatch.setattr(paging, "behind", open_to_all)
    monkeypatch.setattr(paging, "_order_by", paging._order_by.__wrapped__)  # neither known before nor known afterwards
    Guest(app, "ana").get("/order/list/?sort=customer")
    assert asked
    assert asked[0] is not EVERYTHING


@pytest.mark.parametrize(
    "said", ["sort=customer", "f=customer.city:is:Grid&sort=-customer", "g1=status:is:DRAFT&g1=status:is:PAID"]
)
def test_such_a_page_takes_no_more_statements(app: Flask, many: None, said: str) -> None:
    max_ = Guest(app, "max")
    with statements(app) as asked:
        assert max_.get(f"/order/list/?{said}").status_code == 200
    assert len(asked) <= MOST_STATEMENTS, "\n".join(asked)
