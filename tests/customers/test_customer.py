"""A customer: short code, group, notes; a contact: superior, main, age."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.errors import DUPLICATE, INVALID, REFUSED, Refused
from app.core.noun import today
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.customers.timeline import TimelineEntry

Looking = Callable[[str], Session]


def one(session: Session, name: str, noun: Any = Customer) -> Any:
    return session.scalars(sa.select(noun).where(noun.name == name)).one()


def changed(session: Session, record: Any, **values: Any) -> Any:
    return doorman.update(session, type(record), record.id, record.version, values)


def refused(session: Session, record: Any, **values: Any) -> Refused:
    with pytest.raises(Refused) as why:
        changed(session, record, **values)
    return why.value


def test_a_short_code_is_kept_in_capitals_and_taken_once(looking: Looking) -> None:
    ana = looking("ana")
    assert changed(ana, one(ana, "Acme"), mnemonic="acm").mnemonic == "ACM"
    why = refused(ana, one(ana, "Beta"), mnemonic="Acm")
    assert (why.code, why.field) == (DUPLICATE, "mnemonic")


def test_customers_without_a_short_code_do_not_stand_in_each_others_way(looking: Looking) -> None:
    ana = looking("ana")
    assert changed(ana, one(ana, "Acme"), mnemonic="").mnemonic is None
    assert changed(ana, one(ana, "Beta"), mnemonic="").mnemonic is None


def test_a_group_is_a_tree(looking: Looking) -> None:
    ana = looking("ana")
    acme, beta = one(ana, "Acme"), one(ana, "Beta")
    changed(ana, beta, parent=acme)
    why = refused(ana, one(ana, "Acme"), parent=one(ana, "Beta"))
    assert (why.code, why.field) == (REFUSED, "parent")
    assert refused(ana, one(ana, "Acme"), parent=one(ana, "Acme")).field == "parent"
    assert [child.name for child in one(ana, "Acme").children] == ["Beta"]


def test_a_circle_through_a_customer_one_does_not_see_is_refused(looking: Looking) -> None:
    with looking("admin") as admin:
        changed(admin, one(admin, "Zeta"), parent=one(admin, "Acme"))
        changed(admin, one(admin, "Beta"), parent=one(admin, "Zeta"))
    ana = looking("ana")
    assert refused(ana, one(ana, "Acme"), parent=one(ana, "Beta")).field == "parent"


def test_a_parent_one_may_not_see_is_not_named(looking: Looking) -> None:
    with looking("admin") as admin:
        changed(admin, one(admin, "Acme"), parent=one(admin, "Zeta"))
    assert one(looking("ana"), "Acme").parent is None
    assert one(looking("max"), "Acme").parent.name == "Zeta"


def test_a_note_stays_on_the_timeline_and_disturbs_nobodys_edit(looking: Looking) -> None:
    ana = looking("ana")
    acme = one(ana, "Acme")
    before = acme.version
    doorman.step(ana, Customer, "note", acme.id, {"words": "Likes blue paper."})
    line = ana.scalars(sa.select(TimelineEntry).where(TimelineEntry.action == "customer.note")).one()
    assert (line.customer.name, line.actor.username, line.details) == ("Acme", "ana", {"words": "Likes blue paper."})
    assert one(ana, "Acme").version == before


def test_a_note_says_something(looking: Looking) -> None:
    ana = looking("ana")
    with pytest.raises(Refused) as why:
        doorman.step(ana, Customer, "note", one(ana, "Acme").id, {"words": " "})
    assert (why.value.code, why.value.field) == (INVALID, "words")


def test_nobody_writes_notes_on_what_they_do_not_see(looking: Looking) -> None:
    zeta = one(looking("luis"), "Zeta").id
    with pytest.raises(Refused):
        doorman.step(looking("ana"), Customer, "note", zeta, {"words": "Mine?"})


def test_a_customer_has_one_main_contact(looking: Looking) -> None:
    ana = looking("ana")
    acme, first = one(ana, "Acme"), one(ana, "Acme Contact", Contact)
    changed(ana, first, is_main=True)
    doorman.create(ana, Contact, {"customer": acme, "name": "Second", "is_main": True})
    assert one(ana, "Second", Contact).is_main
    assert not one(ana, "Acme Contact", Contact).is_main
    changed(ana, one(ana, "Beta Contact", Contact), is_main=True)
    assert one(ana, "Second", Contact).is_main


def test_a_superior_is_a_contact_of_the_same_customer(looking: Looking) -> None:
    ana = looking("ana")
    why = refused(ana, one(ana, "Acme Contact", Contact), superior=one(ana, "Beta Contact", Contact))
    assert (why.code, why.field) == (REFUSED, "superior")


def test_superiors_are_a_tree(looking: Looking) -> None:
    ana = looking("ana")
    first = one(ana, "Acme Contact", Contact)
    given = {"customer": one(ana, "Acme"), "name": "Second", "superior": first}
    second = doorman.create(ana, Contact, given)
    why = refused(ana, one(ana, "Acme Contact", Contact), superior=second)
    assert (why.code, why.field) == (REFUSED, "superior")


@pytest.mark.parametrize(("days_later", "age"), [(0, 40), (1, 39), (-1, 40)])
def test_an_age_is_reckoned_from_the_birthday(as_system: Session, days_later: int, age: int) -> None:
    contact = one(as_system, "Acme Contact", Contact)
    day = date.fromordinal(today().toordinal() + days_later)
    contact.birthday = day.replace(year=day.year - 40)
    as_system.commit()
    assert as_system.scalar(sa.select(Contact.age).where(Contact.id == contact.id)) == age
    assert as_system.scalar(sa.select(Contact.name).where(Contact.age == age)) == "Acme Contact"


def test_who_has_no_birthday_has_no_age(as_system: Session) -> None:
    assert as_system.scalar(sa.select(Contact.age).where(Contact.name == "Acme Contact")) is None


def test_a_birthday_is_not_in_the_future(looking: Looking) -> None:
    ana = looking("ana")
    why = refused(ana, one(ana, "Acme Contact", Contact), birthday=date(2199, 1, 1))
    assert (why.code, why.field) == (INVALID, "birthday")
