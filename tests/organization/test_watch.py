"""Following a record: what others do with it is told, as long as one sees it, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.catalog.product import Product
from app.core import doorman
from app.core.errors import FORBIDDEN, NOT_FOUND, Refused
from app.customers.customer import Customer
from app.organization.employee import Employee
from app.organization.notification import latest
from app.organization.watch import Watch, follow, is_followed
from app.sales.order import Order, Status
from tests.views.guest import Guest, take_away

Looking = Callable[[str], Session]


def named(session: Session, name: str, noun: Any = Customer) -> Any:
    return session.scalars(sa.select(noun).where(noun.name == name)).one()


def told(session: Session) -> list[str]:
    from app.core.language import language

    session.rollback()
    return [each.words(language("en"), "UTC") for each in latest(session, 50)]


def deactivate(session: Session, name: str = "Acme") -> None:
    doorman.step(session, Customer, "deactivate", named(session, name).id, {"reason": "Gone"})


def test_who_follows_is_told_of_what_others_do(looking: Looking) -> None:
    ana = looking("ana")
    follow(ana, named(ana, "Acme"), on=True)
    deactivate(looking("max"))
    assert told(ana) == ["Max Keller took the step “deactivate”: customer Acme."]
    assert latest(ana, 1)[0].record_id == named(ana, "Acme").id


def test_nobody_is_told_of_what_they_did_themselves(looking: Looking) -> None:
    max_ = looking("max")
    follow(max_, named(max_, "Acme"), on=True)
    deactivate(max_)
    assert told(max_) == []


def test_who_sees_it_no_longer_is_told_nothing(looking: Looking) -> None:
    """The rule is asked when it happens, not when one began to follow."""
    ana, max_ = looking("ana"), looking("max")
    follow(ana, named(ana, "Acme"), on=True)
    luis = max_.scalars(sa.select(Employee).where(Employee.username == "luis")).one()
    doorman.update(max_, Customer, named(max_, "Acme").id, None, {"owner": luis})
    deactivate(max_)
    assert told(ana) == []


def test_who_may_open_such_records_no_longer_is_told_nothing(looking: Looking, engine: sa.Engine) -> None:
    ana = looking("ana")
    follow(ana, named(ana, "Acme"), on=True)
    take_away(engine, "Salesperson", "can_show", "Customer")
    deactivate(looking("max"))
    assert told(ana) == []


def test_who_lets_go_is_told_nothing(looking: Looking) -> None:
    ana = looking("ana")
    acme = named(ana, "Acme")
    follow(ana, acme, on=True)
    follow(ana, acme, on=False)
    follow(ana, acme, on=False)
    deactivate(looking("max"))
    assert told(ana) == []
    assert not is_followed(ana, acme)


def test_what_hangs_on_it_is_told_of_too(looking: Looking) -> None:
    ana, max_ = looking("ana"), looking("max")
    follow(ana, named(ana, "Acme"), on=True)
    mine = sa.select(Order).where(Order.customer_id == named(max_, "Acme").id, Order.status == Status.CONFIRMED)
    order = max_.scalars(mine).first()
    assert order is not None
    doorman.step(max_, Order, "cancel", order.id, {"reason": "Twice"})
    assert f"Max Keller took the step “cancel”: order {order.number}." in told(ana)


def test_to_follow_twice_is_told_once(looking: Looking) -> None:
    ana = looking("ana")
    for _ in range(2):
        follow(ana, named(ana, "Acme"), on=True)
    deactivate(looking("max"))
    assert len(told(ana)) == 1


def test_a_step_that_is_refused_is_not_told(looking: Looking) -> None:
    ana, max_ = looking("ana"), looking("max")
    follow(ana, named(ana, "Acme"), on=True)

    def act() -> None:
        named(max_, "Acme").deactivate(by=None, reason="No")
        raise Refused(FORBIDDEN, "No.")

    with pytest.raises(Refused):
        doorman.once(max_, act)
    doorman.once(max_, lambda: None)
    assert told(ana) == []


def test_whom_one_follows_is_nobody_elses(looking: Looking) -> None:
    ana = looking("ana")
    follow(ana, named(ana, "Acme"), on=True)
    for name in ("max", "admin"):
        assert looking(name).scalars(sa.select(Watch)).all() == []


def test_what_is_gone_is_followed_no_more(looking: Looking, as_system: Session) -> None:
    """A key that is given again is another record's."""
    max_ = looking("max")
    doorman.create(max_, Product, {"name": "Lamp", "number": "L-1", "price": Decimal(3)})
    lamp = named(max_, "Lamp", Product)
    follow(max_, lamp, on=True)
    doorman.delete(looking("admin"), Product, lamp.id, None)
    assert as_system.scalars(sa.select(Watch)).all() == []


def test_the_button_follows_and_lets_go(app: Flask, looking: Looking) -> None:
    guest, session = Guest(app, "ana"), looking("ana")
    number = named(session, "Acme").id
    page = f"/customer/show/{number}"
    assert 'aria-pressed="false"' in guest.get(page).text
    assert guest.post(f"/customer/follow/{number}", {"on": "1"}, page=page).location == page
    assert 'aria-pressed="true"' in guest.get(page).text
    guest.post(f"/customer/follow/{number}", {"on": "0"}, page=page)
    assert 'aria-pressed="false"' in guest.get(page).text


def test_nobody_follows_what_they_may_not_see(app: Flask, looking: Looking, engine: sa.Engine) -> None:
    zeta = named(looking("luis"), "Zeta").id
    assert Guest(app, "ana").post(f"/customer/follow/{zeta}", {"on": "1"}, page="/customer/list/").status_code == 404
    assert looking("luis").scalars(sa.select(Watch)).all() == []
    take_away(engine, "Salesperson", "can_add", "Watch")
    ana = looking("ana")
    with pytest.raises(Refused) as why:
        follow(ana, named(ana, "Acme"), on=True)
    assert why.value.code == FORBIDDEN != NOT_FOUND
    assert "aria-pressed" not in Guest(app, "ana").get(f"/customer/show/{named(ana, 'Acme').id}").text
