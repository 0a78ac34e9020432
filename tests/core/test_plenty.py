"""Whoever keeps plenty sees the same rows as ever; SQLite is only told a shorter way to them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import plenty
from app.core.noun import noun_named
from app.core.viewer import viewer_of
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.sales.order_line import OrderLine
from tests.views.guest import Guest, names_in, statements
from views.fab import listing, paging

Looking = Callable[[str], Session]
GATHERED = re.compile(r"contact\.customer_id IN \(SELECT")
PAGES = (
    "/contact/list/",
    "/contact/list/?sort=-name",
    "/contact/list/?f=name:starts:a",
    "/contact/list/?f=name:contains:a",
    "/contact/list/?q=cont",
    "/contact/list/?sort=customer",
    "/order/list/",
    "/order-line/list/",
)


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plenty, "_known", {})


@pytest.fixture
def everything_is_plenty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plenty, "PAGE", 0)


def pages(app: Flask, name: str) -> list[list[str]]:
    guest = Guest(app, name)
    return [names_in(guest.get(path).text) for path in PAGES]


def test_whoever_keeps_plenty_sees_the_same(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name: pages(app, name) for name in ("ana", "luis", "max", "eva")}
    assert before["ana"][0] == ["Acme Contact", "Beta Contact"]
    monkeypatch.setattr(plenty, "_known", {})
    monkeypatch.setattr(plenty, "PAGE", 0)
    assert {name: pages(app, name) for name in before} == before


@pytest.mark.usefixtures("everything_is_plenty")
def test_a_customer_who_is_nobodys_stays_nobodys(app: Flask, as_system: Session) -> None:
    beta = as_system.scalars(sa.select(Customer).filter_by(name="Beta")).one()
    beta.owner_id = None
    as_system.commit()
    assert names_in(Guest(app, "ana").get("/contact/list/").text) == ["Acme Contact"]


@pytest.mark.usefixtures("everything_is_plenty")
def test_only_sqlite_is_told_the_way_and_once(app: Flask, engine: sa.Engine) -> None:
    is_told = engine.dialect.name == "sqlite"
    ana = Guest(app, "ana")
    for path, walks in zip(PAGES[:5], (True, True, True, False, False), strict=True):
        with statements(app) as said:
            ana.get(path)
        gathered = [each for each in said if GATHERED.search(" ".join(each.split()))]
        assert bool(gathered) is not (walks and is_told), path
    with statements(app) as said:
        ana.get(PAGES[0])
    assert not [each for each in said if "max(customer" in each]


def test_few_are_gathered(looking: Looking) -> None:
    """Two customers of four, of which a page takes more than there are."""
    ana = looking("ana")
    assert not plenty.has_plenty(ana, Contact, viewer_of(ana))


@pytest.mark.usefixtures("everything_is_plenty")
@pytest.mark.parametrize(
    ("name", "noun", "is_plenty"),
    [
        ("ana", Contact, True),
        ("ana", OrderLine, True),
        ("ana", Customer, False),  # its own index has them in order
        ("max", Contact, False),  # who sees departments is told another way
        ("eva", Contact, False),  # who sees all needs none
        ("rosa", noun_named("ServiceRequest"), False),  # seen by whom it was given to
    ],
)
def test_it_is_said_of_what_hangs_on_ones_own(looking: Looking, name: str, noun: type, is_plenty: bool) -> None:
    session = looking(name)
    assert plenty.has_plenty(session, noun, viewer_of(session)) is is_plenty


@pytest.mark.usefixtures("everything_is_plenty")
def test_whoever_keeps_plenty_is_counted_fewer_unasked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "FEWER", 1)
    monkeypatch.setattr(paging, "SIZES", (1,))
    monkeypatch.setattr(listing, "SIZES", (1,))
    ana = Guest(app, "ana")
    assert "1–1 of 1+" in ana.get("/contact/list/").text
    assert "1–1 of 2" in ana.get("/contact/list/?count=all").text
    assert "1–1 of 4" in Guest(app, "eva").get("/contact/list/").text


FILTERED = "/contact/list/?f=name:contains:contact"
FURTHER = re.compile(r'href="([^"]+)" rel="(next|prev)"')


def turned(guest: Guest, path: str) -> list[list[str]]:
    """Page by page to the last, and back to the first."""
    seen: list[list[str]] = []
    for way in ("next", "prev"):
        there: str | None = path
        while there:
            text = guest.get(there).text
            seen.append(names_in(text))
            path = there
            there = {rel: html.unescape(href) for href, rel in FURTHER.findall(text)}.get(way)
    return seen


@pytest.mark.parametrize("sort", ["", "&sort=-name", "&sort=id"])
@pytest.mark.parametrize("far", [0, 1, 2, 3, 100])
def test_filtered_pages_are_the_same_however_far_is_looked(
    app: Flask, monkeypatch: pytest.MonkeyPatch, far: int, sort: str
) -> None:
    monkeypatch.setattr(paging, "SIZES", (1,))
    monkeypatch.setattr(listing, "SIZES", (1,))
    before = turned(Guest(app, "ana"), FILTERED + sort)
    assert {name for [name] in before} == {"Acme Contact", "Beta Contact"}
    monkeypatch.setattr(plenty, "_known", {})
    monkeypatch.setattr(plenty, "PAGE", 0)
    monkeypatch.setattr(listing, "FURTHEST", far)
    assert turned(Guest(app, "ana"), FILTERED + sort) == before


@pytest.mark.usefixtures("everything_is_plenty")
@pytest.mark.parametrize(("far", "suffices"), [(1, False), (3, True)])
def test_a_page_that_is_full_soon_is_not_gathered(
    app: Flask, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch, far: int, suffices: bool
) -> None:
    """Her two contacts are the first two of four."""
    monkeypatch.setattr(paging, "SIZES", (1,))
    monkeypatch.setattr(listing, "SIZES", (1,))
    monkeypatch.setattr(listing, "FURTHEST", far)
    ana = Guest(app, "ana")
    with statements(app) as said:
        assert names_in(ana.get(FILTERED).text) == ["Acme Contact"]
    paged = [each for each in said if "ORDER BY contact.name" in each]
    gathered = [each for each in paged if GATHERED.search(" ".join(each.split()))]
    assert bool(gathered) is not (suffices and engine.dialect.name == "sqlite")
    assert len(said) <= 8
