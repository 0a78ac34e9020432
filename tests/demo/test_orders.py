"""The file of orders: moved by whole weeks, and what it lacks is invented the same way every time."""

from __future__ import annotations

from datetime import date, timedelta

import phonenumbers
import pytest

from app.demo import company, invented
from app.demo.orders import LAST_DAY, orders, weeks_to
from config import ROLES

SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize("days", range(8))
def test_the_last_day_is_the_one_asked_for_or_the_saturday_before(days: int) -> None:
    as_of = SATURDAY + timedelta(days)
    moved = weeks_to(as_of)
    assert moved.days % 7 == 0
    assert timedelta(0) <= as_of - (LAST_DAY + moved) < timedelta(7)
    assert (LAST_DAY + moved).weekday() == LAST_DAY.weekday()


def test_nothing_is_in_the_future_and_what_is_not_shipped_says_nothing() -> None:
    sheet = orders(SATURDAY)
    ordered, shipped = (sheet.columns.index(column) for column in ("Order Date", "Ship Date"))
    rows = [(row.cells[ordered], row.cells[shipped]) for row in sheet.rows()]
    assert len(rows) == 9994
    assert max(on for on, _ in rows) == SATURDAY.isoformat()
    assert max(at for _, at in rows) <= SATURDAY.isoformat()
    assert 0 < sum(1 for _, at in rows if not at) < 100


def test_what_is_invented_is_invented_once() -> None:
    known = invented.buyers(orders(SATURDAY))
    first, second = (list(invented.contacts(known).rows()) for _ in range(2))
    assert first == second
    assert len(known) == 793
    assert len(first) > 793


def test_invented_telephones_are_real_in_form_and_belong_to_nobody() -> None:
    sheet = invented.contacts(invented.buyers(orders(SATURDAY)))
    place = sheet.columns.index("Office phone")
    for row in sheet.rows():
        number = phonenumbers.parse(str(row.cells[place]))
        assert phonenumbers.is_possible_number(number)
        assert str(number.national_number)[3:8] == "55501"


def test_everybody_says_that_it_is_invented() -> None:
    known = invented.buyers(orders(SATURDAY))
    for sheet in (invented.contacts(known), invented.ownership(known)):
        assert all("invented" in " ".join(map(str, row.cells)).lower() for row in sheet.rows())


def test_the_people_are_those_that_the_manual_names() -> None:
    assert {role for _, _, role, _ in company.PEOPLE.values()} <= set(ROLES)
    assert set(company.SELLERS.values()) == {"ana", "luis"}
