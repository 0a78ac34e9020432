"""Customer profile: habits are those that plain Python finds in the file, and hours those of the reader's clock."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.period import Period
from app.core.report import Answer
from app.core.viewer import Viewer
from app.customers.channel import Channel, Way
from app.customers.customer import Customer, Risk
from app.customers.interaction import Interaction
from app.reports.local_time import shifts
from app.reports.profiling import PROFILING
from app.service.request import ServiceRequest
from tests.databases import Written
from tests.reports import superstore
from tests.reports.inserting import insert

Looking = Callable[[str], Session]
FIRST, LAST, TODAY = date(2017, 1, 1), date(2017, 12, 30), date(2017, 12, 30)
PERIOD = {"from": FIRST.isoformat(), "to": LAST.isoformat()}
SIX = Decimal("0.000001")
START = datetime(2017, 3, 10, 3, 20, tzinfo=UTC)
TALKS = [(n % 7, START + timedelta(hours=n * 37), list(Channel)[n % 6], list(Way)[n % 2]) for n in range(120)]
"""Which customer, when, how, and who began; summer time begins in New York two days after the first."""
ASKED = [(n, START + timedelta(hours=n * 29), list(Channel)[n % 3]) for n in range(20)]


@pytest.fixture
def sold(written: Written) -> None:
    written(write)


def write(engine: sa.Engine) -> None:
    superstore.write(engine)
    with engine.begin() as connection:
        for place, at, channel, way in TALKS:
            of = superstore.FIRST_KEY + place
            insert(connection, Interaction, customer_id=of, at=at, channel=channel, direction=way, summary="Talk")
        for n, (place, at, channel) in enumerate(ASKED):
            of = superstore.FIRST_KEY + place
            insert(
                connection, ServiceRequest, number=f"S-{n}", customer_id=of, opened_at=at, channel=channel, summary="?"
            )


def answered(session: Session, **given: Any) -> Answer:
    return PROFILING.answer(session, PERIOD | given, today=TODAY)


def test_each_profile_is_what_one_finds_by_hand(looking: Looking, sold: None) -> None:
    now, everything = superstore.between(FIRST, LAST), superstore.lines()
    orders, spent, days = defaultdict(set), defaultdict(lambda: defaultdict(Decimal)), defaultdict(set)
    for x in now:
        orders[x.customer].add(x.order)
        spent[x.customer][x.category] += x.amount
    for x in everything:
        days[x.customer].add(x.on)
    expected = {}
    for c, of in spent.items():
        gaps = [(b - a).days for a, b in pairwise(sorted(days[c]))]
        favorite = min(of, key=lambda name: (-of[name], name))
        rhythm = Decimal(median(gaps)) if gaps else None
        expected[superstore.key_of(c)] = len(orders[c]), sum(of.values()), favorite, rhythm
    answer = answered(looking("max"))
    names = ("orders", "revenue", "favorite", "rhythm")
    assert {row["customer_id"]: tuple(row[name] for name in names) for row in answer.rows} == expected
    assert answer.totals["bought"] == len(expected)
    assert answer.totals["rhythm"] == median(each[3] for each in expected.values() if each[3] is not None)


def test_days_of_orders_are_counted(looking: Looking, sold: None) -> None:
    counted = Counter(on.isoweekday() for _, on in {(x.order, x.on) for x in superstore.between(FIRST, LAST)})
    assert {row["weekday"]: row["orders"] for row in answered(looking("max")).section("weekdays")} == counted


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kolkata", "Asia/Shanghai"])
def test_hours_are_those_of_the_readers_clock(looking: Looking, sold: None, zone: str) -> None:
    session = looking("max")
    viewer: Viewer = session.info["viewer"]
    session.info["viewer"] = viewer.__class__(**{**viewer.__dict__, "zone": zone})
    there = [at.astimezone(ZoneInfo(zone)) for at in [t[1] for t in TALKS] + [a[1] for a in ASKED]]
    counted = Counter((at.isoweekday(), at.hour) for at in there)
    found = {(row["weekday"], row["hour"]): row["contacts"] for row in answered(session).section("hours")}
    assert found == counted


def test_summer_time_begins_and_ends_at_its_hour() -> None:
    known = list(shifts(Period(FIRST, LAST), "America/New_York"))
    assert [until.isoformat() for until, _ in known[:2]] == ["2017-03-12T07:00:00+00:00", "2017-11-05T06:00:00+00:00"]
    assert [ahead for _, ahead in known] == [-18000, -14400, -18000]


def test_channels_are_counted(looking: Looking, sold: None) -> None:
    for row in answered(looking("max")).section("channels"):
        ways = Counter(way for _, _, channel, way in TALKS if channel is row["channel"])
        requests = sum(1 for _, _, channel in ASKED if channel is row["channel"])
        assert (row["incoming"], row["outgoing"], row["requests"]) == (ways[Way.IN], ways[Way.OUT], requests)
        assert row["contacts"] == sum(ways.values()) + requests


def test_all_customers_are_told_by_what_we_think_of_them(looking: Looking, sold: None, as_system: Session) -> None:
    for place in range(3):
        as_system.get_one(Customer, superstore.FIRST_KEY + place).risk = Risk.HIGH
    as_system.commit()
    answer = answered(looking("eva"))
    everybody = as_system.scalar(sa.select(sa.func.count()).select_from(Customer))
    for name in ("classes", "tiers", "risks"):
        assert sum(row["customers"] for row in answer.section(name)) == everybody
    assert {row["risk"]: row["customers"] for row in answer.section("risks")}[Risk.HIGH] == 3
    assert answer.totals["at_risk"] == 3


def test_what_they_like_is_what_they_paid_for(looking: Looking, sold: None) -> None:
    spent, who = defaultdict(Decimal), defaultdict(set)
    for x in superstore.between(FIRST, LAST):
        spent[x.category, x.subcategory] += x.amount
        who[x.category, x.subcategory].add(x.customer)
    found = {
        (r["category"], r["subcategory"]): (r["revenue"], r["customers"])
        for r in answered(looking("max")).section("categories")
    }
    assert found == {place: (spent[place], len(who[place])) for place in spent}


def test_one_customer_stands_against_the_company(looking: Looking, sold: None) -> None:
    session = looking("max")
    whole = answered(session)
    best = whole.rows[0]
    answer = answered(session, customer=str(best["customer_id"]))
    assert [row["revenue"] for row in answer.rows] == [best["revenue"]]
    rhythm = answer.section("compared")[0]
    assert (rhythm["theirs"], rhythm["company"]) == (best["rhythm"], whole.totals["rhythm"])
    shares = {row["subcategory"]: row["share"] for row in whole.section("categories")}
    assert all(row["company_share"] == shares[row["subcategory"]] for row in answer.section("categories"))


def test_everybody_reads_of_what_they_may_see(looking: Looking, sold: None) -> None:
    mine = superstore.between(FIRST, LAST, "ana")
    answer = answered(looking("ana"))
    assert answer.totals["revenue"] == sum(x.amount for x in mine)
    assert answer.totals["bought"] == len({x.customer for x in mine})
