"""Money comes in parts, and may go back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.errors import Refused
from app.customers.timeline import TimelineEntry
from app.sales.order import Order, Status
from app.sales.payment import Payment, PaymentStatus
from tests.core.test_doorman import together
from tests.sales.ordering import confirmed

Looking = Callable[[str], Session]
D = Decimal


def pay(session: Session, order: Order, amount: str | None = None, **more: object) -> Order:
    given = {"amount": D(amount)} if amount else {}
    return doorman.step(session, Order, "pay", order.id, {**given, **more})


def test_what_is_to_be_paid_is_the_gross(as_system: Session) -> None:
    order = confirmed(as_system, tax_rate=D("0.2"))
    pay(as_system, order, "30", reference="Bank 17")
    as_system.refresh(order)
    assert (order.status, order.due) == (Status.CONFIRMED, D(6))
    with pytest.raises(Refused, match=r"Only 6.0000 is open") as why:
        pay(as_system, order, "6.01")
    assert why.value.field == "amount"
    pay(as_system, order)
    as_system.refresh(order)
    assert (order.status, order.paid, order.due) == (Status.PAID, D(36), D(0))
    assert [payment.reference for payment in order.payments] == ["Bank 17", None]


def test_less_than_half_a_cent_is_no_debt(as_system: Session) -> None:
    """Amounts have four decimals, money has two."""
    below, above = (confirmed(as_system, quantity=D(1), price=D(price)) for price in ("10.0049", "9.9951"))
    assert pay(as_system, below, "10").status is Status.PAID
    assert pay(as_system, above, "10").status is Status.PAID
    open_still = confirmed(as_system, quantity=D(1), price=D("10.005"))
    assert pay(as_system, open_still, "10").status is Status.CONFIRMED


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_nothing_is_no_payment(as_system: Session, amount: str) -> None:
    with pytest.raises(Refused, match="more than nothing") as why:
        doorman.step(as_system, Order, "pay", confirmed(as_system).id, {"amount": D(amount)})
    assert why.value.field == "amount"


def test_a_payment_taken_back_opens_the_order_again(looking: Looking) -> None:
    max_ = looking("max")
    order = confirmed(max_)
    pay(max_, order, "10", on=date(2026, 11, 1))
    pay(max_, order)
    assert order.status is Status.PAID
    wrong = order.payments[1]
    doorman.step(max_, Payment, "take_back", wrong.id, {"reason": "bounced"})
    assert (order.status, order.paid, wrong.status, wrong.reason) == (
        Status.CONFIRMED, D(10), PaymentStatus.TAKEN_BACK, "bounced",
    )  # fmt: skip
    with pytest.raises(Refused, match="This payment is taken back"):
        doorman.step(max_, Payment, "take_back", wrong.id, {"reason": "again"})
    told = max_.scalars(sa.select(TimelineEntry.action).order_by(TimelineEntry.id.desc()).limit(2)).all()
    assert set(told) == {"payment.take_back", "order.reopen"}


def test_a_part_taken_back_leaves_a_confirmed_order_confirmed(as_system: Session) -> None:
    order = confirmed(as_system)
    pay(as_system, order, "10")
    doorman.step(as_system, Payment, "take_back", order.payments[0].id, {"reason": "x"})
    assert (order.status, order.paid) == (Status.CONFIRMED, D(0))
    assert doorman.step(as_system, Order, "cancel", order.id, {"reason": "y"}).status is Status.CANCELLED


def test_what_was_paid_is_taken_back_before_the_order_is_cancelled(as_system: Session) -> None:
    order = confirmed(as_system)
    pay(as_system, order, "10")
    with pytest.raises(Refused, match=r"10\.0000 was paid already"):
        doorman.step(as_system, Order, "cancel", order.id, {"reason": "y"})


def test_an_order_that_is_paid_is_not_reopened_by_hand(as_system: Session) -> None:
    order = pay(as_system, confirmed(as_system))
    with pytest.raises(Refused, match="Nothing is open"):
        doorman.step(as_system, Order, "reopen", order.id, {})


def test_a_payment_is_neither_edited_nor_deleted(as_system: Session) -> None:
    [payment] = pay(as_system, confirmed(as_system)).payments
    for act in (
        lambda: doorman.update(as_system, Payment, payment.id, None, {"amount": D(1)}),
        lambda: doorman.delete(as_system, Payment, payment.id, None),
        lambda: doorman.create(
            as_system, Payment, {"order": payment.order, "amount": D(1), "paid_on": date(2026, 1, 1)}
        ),
    ):
        with pytest.raises(Refused, match="not edited"):
            act()


def test_a_salesperson_takes_no_payment_back(looking: Looking, as_system: Session) -> None:
    [payment] = pay(as_system, confirmed(as_system)).payments
    with pytest.raises(Refused) as why:
        doorman.step(looking("ana"), Payment, "take_back", payment.id, {"reason": "x"})
    assert why.value.code == "FORBIDDEN"


def test_of_two_who_pay_all_at_once_one_wins(engine: sa.Engine, looking: Looking) -> None:
    max_ = looking("max")
    order = confirmed(max_)
    which = order.id
    told = together(engine, [lambda s: doorman.step(s, Order, "pay", which, {})] * 2)
    assert told == ["This order is paid; that needs it to be confirmed.", "done"]
    max_.rollback()
    assert (order.paid, len(order.payments)) == (D(30), 1)


def test_of_two_who_take_a_payment_back_at_once_one_wins(engine: sa.Engine, looking: Looking) -> None:
    max_ = looking("max")
    [payment] = pay(max_, confirmed(max_)).payments
    which = payment.id
    back = [lambda s: doorman.step(s, Payment, "take_back", which, {"reason": "x"})] * 2
    assert together(engine, back) == ["This payment is taken back; that needs it to be received.", "done"]
    max_.rollback()
    assert payment.order.paid == D(0)
