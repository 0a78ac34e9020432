"""Whoever keeps plenty sees the same rows as ever; SQLite is only told a shorter way to them."""

from __future__ import annotations

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
