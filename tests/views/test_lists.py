"""Lists: each request has its own filters, a page is never unbounded, and no column is an oracle."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core.shape import fields
from app.core.viewer import Viewer
from app.customers.customer import Customer
from tests.views.guest import Guest, names_in, statements
from views.fab import listing, listpage
from views.fab.glance import Glance

CITIES = ("Acme City", "Beta City", "Zeta City", "Omega City")
MOST_STATEMENTS = 8


def strangers(app: Flask) -> int:
    """Eight at once, each filtering by a city: how many pages show another's filter or rows."""
    guests = [Guest(app, "eva") for _ in range(8)]

    def wrong(n: int) -> int:
        city = CITIES[n % len(CITIES)]
        page = guests[n % 8].get(f"/customer/list/?f=city:is:{city}").text
        chips = re.findall(r'<span class="v">([^<]+)<', page)
        return chips != [city] or names_in(page) != [city.split()[0]]

    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(wrong, range(48)))


def test_no_request_sees_the_filters_of_another(app: Flask) -> None:
    assert strangers(app) == 0


def test_a_shared_listing_would_mix_them(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Flask-AppBuilder does it: one object a screen, cleared and filled by each request."""
    shared: dict[Any, Glance] = {}

    def one_for_all(noun: type[Any], *args: Any, **more: Any) -> Glance:
        mine = Glance(noun, *args, **more)
        kept = shared.setdefault(noun, mine)
        own = kept.sieve = mine.sieve
        for _ in range(100):  # until another has come, however seldom a busy machine lets one
            if kept.sieve is own:
                time.sleep(0.01)
        mine.sieve = kept.sieve
        return mine

    monkeypatch.setattr(listpage, "Glance", one_for_all)
    assert strangers(app) > 0


@pytest.fixture
def many(as_system: Session) -> None:
    for n in range(130):
        as_system.add(Customer(name=f"Customer {n:03}", city="Grid"))
    as_system.commit()


@pytest.mark.parametrize("size", ["-5", "0", "1000", "99999999999999999999", "abc", "2.5"])
def test_a_page_has_a_hundred_rows_at_most(app: Flask, many: None, size: str) -> None:
    assert 0 < len(names_in(Guest(app, "eva").get(f"/customer/list/?size={size}").text)) <= 100


def test_without_the_clamp_a_page_is_as_long_as_one_likes(
    app: Flask, many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "read_size", int)
    assert len(names_in(Guest(app, "eva").get("/customer/list/?size=1000").text)) == 134


@pytest.mark.parametrize(
    "sort", ["owner.password", "phone_e164", "-credit_limit", "nothing", "owner", "created_at", "'"]
)
def test_rows_are_sorted_by_what_the_reader_reads(app: Flask, sort: str) -> None:
    ana = Guest(app, "ana")
    assert names_in(ana.get("/customer/list/", query_string={"sort": sort}).text) == ["Acme", "Beta"]


def test_without_the_white_list_a_guarded_column_sorts(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "readable", lambda noun, viewer: {f.name: f for f in fields(noun)})
    luis = Guest(app, "dan").get("/customer/list/?sort=-credit_limit").text
    assert names_in(luis)[:2] == ["Acme", "Zeta"]


def test_pages_follow_each_other_both_ways(app: Flask, many: None) -> None:
    """Every row once, in order, and back again."""
    eva = Guest(app, "eva")
    for sort in ("name", "-name", "last_order_on", "-last_order_on", "city", "-id", "status"):
        there = walked(eva, f"/customer/list/?sort={sort}", "next")
        assert len(there.names) == len(set(there.names)) == 134
        back = walked(eva, there.last, "prev")
        assert sorted(back.names) == sorted(there.names)


class Walk:
    def __init__(self) -> None:
        self.names: list[str] = []
        self.last = ""


def walked(guest: Guest, address: str, way: str) -> Walk:
    walk = Walk()
    for _ in range(10):
        walk.last, page = address, guest.get(address).text
        found = [f"{name}" for name in names_in(page)]
        walk.names = walk.names + found if way == "next" else found + walk.names
        link = re.search(rf'href="([^"]+)" rel="{way}"', page)
        if not link:
            break
        address = link[1].replace("&amp;", "&")
    return walk


def test_counts_stop_at_a_thousand(app: Flask, many: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "CAP", 100)
    eva = Guest(app, "eva")
    assert "1–25 of 100+" in eva.get("/customer/list/").text
    assert "1–25 of 134" in eva.get("/customer/list/?count=all").text


def test_who_sees_by_department_is_counted_fewer_unasked(
    app: Flask, many: None, as_system: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each row that is met is asked for; whose rows an index knows, or who sees all, is counted as before."""
    zeta = as_system.scalars(sa.select(Customer).filter_by(name="Zeta")).one()
    for customer in as_system.scalars(sa.select(Customer).filter_by(city="Grid")):
        customer.owner_id = zeta.owner_id
    as_system.commit()
    monkeypatch.setattr(listing, "FEWER", 30)
    boss = Guest(app, "max")
    page = boss.get("/customer/list/").text
    assert "1–25 of 30+" in page
    assert "Count all" in page
    assert "1–25 of 133" in boss.get("/customer/list/?count=all").text
    assert "1–25 of 134" in Guest(app, "eva").get("/customer/list/").text


def test_filters_say_what_they_find(app: Flask) -> None:
    eva = Guest(app, "eva")
    for said, names in (
        ("f=name:contains:e", ["Acme", "Beta", "Omega", "Zeta"]),
        ("f=name:starts:a", ["Acme"]),
        ("f=status:is:ACTIVE", ["Acme", "Zeta"]),
        ("f=status:not:ACTIVE", ["Beta", "Omega"]),
        ("f=status:is:ACTIVE,PROSPECT&f=city:is:Zeta City", ["Zeta"]),
        ("f=owner:empty:", ["Omega"]),
        ("f=credit_limit:from:600", ["Acme"]),
        ("f=credit_limit:to:600", ["Zeta"]),
        ("f=last_order_on:after:2026-01-31", ["Zeta"]),
        ("f=name:is:Acme&f=name:is:Beta&any=1", ["Acme", "Beta"]),
        ("f=name:is:Acme&f=name:is:Beta", []),
        ("q=acm", ["Acme"]),
    ):
        assert names_in(eva.get(f"/customer/list/?{said}").text) == names, said


@pytest.mark.parametrize(
    "said", ["f=status:is:BOGUS", "f=nothing:is:1", "f=name:around:1", "f=credit_limit:from:abc", "f=hash:is:1", "f=::"]
)
def test_a_filter_that_cannot_be_read_finds_nothing(app: Flask, said: str) -> None:
    answer = Guest(app, "eva").get(f"/customer/list/?{said}")
    assert (answer.status_code, names_in(answer.text)) == (200, [])


def test_the_filter_form_leads_to_the_list(app: Flask) -> None:
    eva = Guest(app, "eva")
    assert 'name="operator"' in eva.get("/customer/filter").text
    sent = eva.get("/customer/filter?field=status&operator=is&value=ACTIVE&value=LOST&sort=name")
    assert names_in(eva.get(sent.location).text) == ["Acme", "Zeta"]


def test_columns_are_chosen_from_what_one_may_read(app: Flask) -> None:
    page = Guest(app, "ana").get("/customer/list/?c=country&c=credit_limit&c=phone_e164").text
    heads = re.findall(r"<th[^>]*>(?:<a[^>]*>)?(?:<svg.*?</svg>)?([^<]+)<", page)
    assert heads == ["Name", "Country"]


@pytest.mark.parametrize("name", ["admin", "ana", "eva"])
@pytest.mark.parametrize("noun", ["customer", "order", "contact", "product", "order-line", "employee"])
def test_a_list_takes_eight_statements_at_most(app: Flask, many: None, name: str, noun: str) -> None:
    guest = Guest(app, name)
    with statements(app) as said:
        guest.get(f"/{noun}/list/")
    assert len(said) <= MOST_STATEMENTS, "\n".join(said)


def test_asking_for_each_permission_would_take_more(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Flask-AppBuilder asks: one statement a button."""
    known = Viewer.can

    def asks(self: Viewer, permission: str, noun: str) -> bool:
        with app.extensions["sqlalchemy"].engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
        return known(self, permission, noun)

    admin = Guest(app, "admin")
    monkeypatch.setattr(Viewer, "can", asks)
    with statements(app) as said:
        admin.get("/customer/list/")
    assert len(said) > MOST_STATEMENTS


def test_a_page_may_ask_for_its_rows_only(app: Flask) -> None:
    eva = Guest(app, "eva")
    part = eva.get("/customer/list/?q=acm", headers={"HX-Request": "true"}).text
    assert names_in(part) == ["Acme"]
    assert "<html" not in part
    again = eva.get("/customer/list/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}).text
    assert "<html" in again


def test_an_empty_list_says_so(app: Flask) -> None:
    assert "No customer fits" in Guest(app, "eva").get("/customer/list/?q=nobodyatall").text
