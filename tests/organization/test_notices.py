"""What the clock tells: birthdays and payments that are near, once, to whoever looks after them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.language import language
from app.customers.birthdays import notify_birthdays
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.organization.notification import Notification, latest
from app.organization.setting import deliver_settings
from app.sales.notices import notify_receivables
from app.sales.order import Order, Status

Looking = Callable[[str], Session]


def words(session: Session) -> list[str]:
    return [each.words(language("en"), "UTC") for each in latest(session, 50)]


def born(session: Session, name: str, birthday: date) -> None:
    contact = session.scalars(sa.select(Contact).where(Contact.name == name)).one()
    contact.birthday = birthday
    session.commit()


def test_who_looks_after_a_contact_is_told_of_the_birthday_once(as_system: Session, looking: Looking) -> None:
    born(as_system, "Acme Contact", date(1980, 12, 31))
    assert notify_birthdays(as_system, date(2026, 12, 23)) == 0
    assert notify_birthdays(as_system, date(2026, 12, 24)) == 1
    assert notify_birthdays(as_system, date(2026, 12, 25)) == 0
    as_system.commit()
    assert words(looking("ana")) == ["Acme Contact of Acme has a birthday on Dec 31, 2026."]
    assert words(looking("luis")) == []


def test_a_birthday_after_the_new_year_is_near_before_it(as_system: Session, looking: Looking) -> None:
    born(as_system, "Zeta Contact", date(1980, 1, 2))
    assert notify_birthdays(as_system, date(2026, 12, 30)) == 1
    as_system.commit()
    assert words(looking("luis")) == ["Zeta Contact of Zeta has a birthday on Jan 2, 2027."]


@pytest.mark.parametrize(("year", "day"), [(2027, "Feb 28, 2027"), (2028, "Feb 29, 2028")])
def test_the_29th_of_february(as_system: Session, looking: Looking, year: int, day: str) -> None:
    born(as_system, "Acme Contact", date(1980, 2, 29))
    assert notify_birthdays(as_system, date(year, 2, 22)) == 1
    as_system.commit()
    assert words(looking("ana"))[0].endswith(f"on {day}.")


def test_the_days_are_those_of_the_settings(as_system: Session) -> None:
    born(as_system, "Acme Contact", date(1980, 12, 31))
    deliver_settings(as_system, birthday_notice_days=0)
    assert notify_birthdays(as_system, date(2026, 12, 30)) == 0
    assert notify_birthdays(as_system, date(2026, 12, 31)) == 1


def test_nobody_is_told_of_customers_that_have_gone_or_belong_to_nobody(as_system: Session) -> None:
    for name in ("Omega Contact", "Zeta Contact"):
        born(as_system, name, date(1980, 12, 31))
    zeta = as_system.scalars(sa.select(Customer.id).where(Customer.name == "Zeta")).one()
    doorman.step(as_system, Customer, "lose", zeta, {"reason": "price"})
    assert notify_birthdays(as_system, date(2026, 12, 28)) == 0


def owed(session: Session, due_on: date) -> Order:
    """Acme's first order, which is confirmed, to be paid by that day."""
    order = session.scalars(sa.select(Order).where(Order.status == Status.CONFIRMED).order_by(Order.id)).first()
    assert order is not None
    order.due_on = due_on
    session.commit()
    return order


def test_who_sold_is_told_before_a_payment_is_due(as_system: Session, looking: Looking) -> None:
    order = owed(as_system, date(2026, 3, 31))
    assert notify_receivables(as_system, date(2026, 3, 20)) == 0
    assert notify_receivables(as_system, date(2026, 3, 21)) == 1
    assert notify_receivables(as_system, date(2026, 3, 22)) == 0
    as_system.commit()
    said = f"Order {order.number} of Acme is to be paid by Mar 31, 2026: {order.gross:.2f} USD are open."
    assert words(looking("ana")) == [said]


def test_nothing_is_said_of_what_is_paid(as_system: Session) -> None:
    order = owed(as_system, date(2026, 3, 31))
    doorman.step(as_system, Order, "pay", order.id, {})
    assert notify_receivables(as_system, date(2026, 3, 25)) == 0


def test_the_open_part_is_told(as_system: Session, looking: Looking) -> None:
    order = owed(as_system, date(2026, 3, 31))
    doorman.step(as_system, Order, "pay", order.id, {"amount": Decimal(30)})
    assert notify_receivables(as_system, date(2026, 3, 25)) == 1
    as_system.commit()
    assert f"{order.gross - 30:.2f} USD are open." in words(looking("ana"))[0]


def test_who_sold_is_told_that_another_one_cancelled(as_system: Session, looking: Looking) -> None:
    number = as_system.scalars(sa.select(Order.id).where(Order.status == Status.DRAFT)).one()
    doorman.step(looking("max"), Order, "cancel", number, {"reason": "typo"})
    [said] = words(looking("ana"))
    assert said.startswith("Max Keller cancelled order O-")
    assert looking("ana").scalars(sa.select(Notification)).one().record_id == number


def test_who_cancels_knows_it(as_system: Session, looking: Looking) -> None:
    number = as_system.scalars(sa.select(Order.id).where(Order.status == Status.DRAFT)).one()
    doorman.step(looking("ana"), Order, "cancel", number, {"reason": "typo"})
    assert words(looking("ana")) == []
