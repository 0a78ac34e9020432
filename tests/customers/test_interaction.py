"""Interactions: what was said, with whom, and where it shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.errors import FORBIDDEN, INVALID, NOT_FOUND, REFUSED, Refused
from app.core.noun import now
from app.customers.channel import Channel
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.customers.interaction import Interaction
from app.customers.timeline import TimelineEntry
from tests.customers.test_customer import Looking, one

AT = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)


def logged(session: Session, **more: Any) -> Interaction:
    given = {"customer": one(session, "Acme"), "summary": "Freight", "at": AT, **more}
    return doorman.create(session, Interaction, given)


def refused(session: Session, **more: Any) -> Refused:
    with pytest.raises(Refused) as why:
        logged(session, **more)
    return why.value


def test_who_writes_it_down_was_the_one_who_talked_unless_they_say_otherwise(looking: Looking) -> None:
    rosa = looking("rosa")
    assert logged(rosa).employee.username == "rosa"  # type: ignore[union-attr]
    tom = logged(looking("max")).employee
    assert tom is not None


def test_it_stands_on_the_timeline_at_its_own_moment(looking: Looking) -> None:
    ana = looking("ana")
    made = logged(ana, channel=Channel.VISIT)
    line = ana.scalars(sa.select(TimelineEntry).where(TimelineEntry.action == "interaction.log")).one()
    assert (line.at, line.record_id, line.summary) == (AT, made.id, "Freight")


def test_the_customer_knows_when_we_last_talked(looking: Looking) -> None:
    ana = looking("ana")
    version = one(ana, "Acme").version
    first = logged(ana)
    logged(ana, at=AT - timedelta(days=30))
    assert one(ana, "Acme").last_contact_at == AT
    later = AT + timedelta(days=3)
    doorman.update(ana, Interaction, first.id, first.version, {"at": later})
    assert one(ana, "Acme").last_contact_at == later
    assert one(ana, "Acme").version == version
    lines = ana.scalars(sa.select(TimelineEntry.at).where(TimelineEntry.record_id == first.id)).all()
    assert later in lines


def test_what_is_taken_away_no_longer_counts(looking: Looking) -> None:
    boss = looking("max")
    made = logged(boss)
    doorman.delete(boss, Interaction, made.id, made.version)
    assert one(boss, "Acme").last_contact_at is None


def test_a_contact_of_another_customer_is_refused(looking: Looking) -> None:
    ana = looking("ana")
    why = refused(ana, contact=one(ana, "Beta Contact", Contact))
    assert (why.code, why.field) == (REFUSED, "contact")


def test_a_contact_one_does_not_see_does_not_exist(looking: Looking) -> None:
    stranger = one(looking("luis"), "Zeta Contact", Contact).id
    why = refused(looking("ana"), contact=stranger)
    assert (why.code, why.field) == (NOT_FOUND, "contact")


def test_what_has_been_is_not_in_the_future(looking: Looking) -> None:
    why = refused(looking("ana"), at=now() + timedelta(days=2))
    assert (why.code, why.field) == (INVALID, "at")


@pytest.mark.parametrize("minutes", [-1, 24 * 60 + 1])
def test_it_did_not_take_longer_than_a_day(looking: Looking, minutes: int) -> None:
    assert refused(looking("ana"), minutes=minutes).field == "minutes"


def test_who_only_reads_writes_nothing_down(looking: Looking) -> None:
    assert refused(looking("eva")).code == FORBIDDEN


def test_it_is_seen_with_its_customer(looking: Looking) -> None:
    logged(looking("ana"))
    mine: Callable[[str], Any] = lambda name: looking(name).scalars(sa.select(Interaction.summary)).all()  # noqa: E731
    assert mine("max") == ["Freight"]
    assert mine("luis") == []


def test_a_customer_with_interactions_is_not_deleted(looking: Looking) -> None:
    boss = looking("max")
    made = logged(boss)
    with pytest.raises(Refused) as why:
        doorman.delete(boss, Customer, made.customer.id, made.customer.version)
    assert why.value.code == REFUSED
