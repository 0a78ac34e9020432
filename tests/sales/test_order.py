"""An order from its draft to its delivery."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.errors import Refused
from app.core.follower import next_of
from app.core.noun import today
from app.customers.contact import Contact
from app.sales.order import Order, Status
from app.sales.order_line import OrderLine
from tests.sales.ordering import confirmed, draft, line, product, the

Looking = Callable[[str], Session]
D = Decimal


def test_an_order_adds_up_net_discount_tax_and_gross(as_system: Session) -> None:
    order = draft(as_system)
    line(as_system, order, discount=D("0.1"), tax_rate=D("0.21"))
    line(as_system, order, quantity=D(1), price=D("0.3333"), tax_rate=D("0.0725"))
    assert (order.total, order.discount_total) == (D("27.3333"), D("3.0000"))
    assert order.tax_total == D("5.6700") + D("0.0242")
    assert order.gross == order.total + order.tax_total


def test_a_line_that_changes_is_reckoned_again(as_system: Session) -> None:
    order = draft(as_system)
    chairs = line(as_system, order, tax_rate=D("0.1"))
    doorman.update(as_system, OrderLine, chairs.id, None, {"quantity": D(5)})
    assert (chairs.amount, chairs.tax, chairs.cost, order.gross) == (D(50), D(5), D(20), D(55))
    doorman.update(as_system, OrderLine, chairs.id, None, {"discount": D("0.5"), "amount": D(50)})
    assert (chairs.amount, order.discount_total) == (D(25), D(25))


def test_an_amount_that_somebody_said_stays(as_system: Session) -> None:
    order = draft(as_system)
    chairs = line(as_system, order, amount=D("29.99"))
    doorman.update(as_system, OrderLine, chairs.id, None, {"quantity": D(4)})
    assert chairs.amount == D("29.99")
    doorman.update(as_system, OrderLine, chairs.id, None, {"amount": None})
    assert chairs.amount == D(40)


def test_another_product_on_a_line_brings_its_name_and_cost(as_system: Session) -> None:
    chairs = line(as_system, draft(as_system))
    doorman.update(as_system, OrderLine, chairs.id, None, {"product": product(as_system, "Desk")})
    assert (chairs.product_name, chairs.cost, chairs.amount) == ("Desk", D(360), D(30))


def test_a_line_stays_with_its_order(as_system: Session) -> None:
    """Or what was confirmed could be changed through a draft."""
    sold, order = confirmed(as_system), draft(as_system)
    chairs = line(as_system, order)
    with pytest.raises(Refused, match="stays with its order") as why:
        doorman.update(as_system, OrderLine, chairs.id, None, {"order": sold})
    assert why.value.field == "order"


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"quantity": D(0)}, "quantity", "more than nothing"),
        ({"quantity": D("0.00001")}, "quantity", "more than 4 decimals"),
        ({"discount": D("1.5")}, "discount", "between 0 and 1"),
        ({"tax_rate": D(-1)}, "tax_rate", "between 0 and 1"),
        ({"tax_rate": D("0.12345")}, "tax_rate", "more than 4 decimals"),
    ],
)
def test_a_bad_line_is_refused_beside_its_field(as_system: Session, given: dict, field: str, words: str) -> None:
    order = draft(as_system)
    with pytest.raises(Refused, match=words) as why:
        line(as_system, order, **given)
    assert why.value.field == field


@pytest.mark.parametrize("name", ["due_on", "promised_on", "shipped_on"])
def test_no_day_of_an_order_is_before_the_order(as_system: Session, name: str) -> None:
    with pytest.raises(Refused, match=r"before the day of the order, Mar 9, 2026") as why:
        draft(as_system, ordered_on=date(2026, 3, 9), **{name: date(2026, 3, 8)})
    assert why.value.field == name
    draft(as_system, ordered_on=date(2026, 3, 9), **{name: date(2026, 3, 9)})


@pytest.mark.parametrize("name", ["due_on", "promised_on", "ordered_on"])
def test_the_last_day_of_time_is_refused_in_words(as_system: Session, name: str) -> None:
    with pytest.raises(Refused, match="is not between") as why:
        draft(as_system, **{name: date(9999, 12, 31)})
    assert why.value.field == name


def test_who_ordered_is_of_the_customer(as_system: Session) -> None:
    of_acme, of_zeta = (
        as_system.scalars(sa.select(Contact).filter_by(name=f"{n} Contact")).one() for n in ("Acme", "Zeta")
    )
    assert draft(as_system, contact=of_acme).contact is of_acme
    with pytest.raises(Refused, match="Zeta Contact is not of this customer") as why:
        draft(as_system, contact=of_zeta)
    assert why.value.field == "contact"


def test_an_order_is_sold_by_who_answers_for_the_customer_on_that_day(looking: Looking, as_system: Session) -> None:
    order = draft(looking("max"))
    assert order.owner.username == "ana"
    assert draft(as_system, "Omega").owner is None


def test_goods_are_packed_shipped_and_delivered_in_turn(as_system: Session) -> None:
    order = confirmed(as_system, "Zeta")
    day = order.ordered_on
    for step, on in (("pack", day + timedelta(1)), ("ship", day + timedelta(2)), ("deliver", day + timedelta(4))):
        doorman.step(as_system, Order, step, order.id, {"on": on})
    assert (order.packed_on, order.shipped_on) == (day + timedelta(1), day + timedelta(2))
    assert (order.delivered_on, order.status) == (day + timedelta(4), Status.CONFIRMED)


@pytest.mark.parametrize("step", ["pack", "ship", "deliver"])
def test_nothing_leaves_before_it_is_ordered_nor_at_the_end_of_time(as_system: Session, step: str) -> None:
    order = confirmed(as_system)
    for on, words in ((order.ordered_on - timedelta(1), "This is before"), (date(9999, 12, 31), "is not between")):
        with pytest.raises(Refused, match=words) as why:
            doorman.step(as_system, Order, step, order.id, {"on": on})
        assert why.value.field == "on"
    doorman.step(as_system, Order, step, order.id, {})


def test_nothing_is_delivered_before_it_was_shipped(as_system: Session) -> None:
    order = confirmed(as_system)
    doorman.step(as_system, Order, "ship", order.id, {"on": today() + timedelta(3)})
    with pytest.raises(Refused, match="This is before"):
        doorman.step(as_system, Order, "deliver", order.id, {"on": today()})


@pytest.mark.parametrize("step", ["pack", "ship", "deliver"])
def test_a_draft_is_not_delivered(as_system: Session, step: str) -> None:
    with pytest.raises(Refused, match="This order is draft; that needs it to be confirmed or paid"):
        doorman.step(as_system, Order, step, draft(as_system).id, {})


def test_an_order_is_copied_as_a_new_draft_of_today(looking: Looking) -> None:
    ana = looking("ana")
    old = confirmed(ana, tax_rate=D("0.2"))
    new = next_of(doorman.step(ana, Order, "copy", old.id, {}))
    assert (new.status, new.customer, new.ordered_on, new.paid) == (Status.DRAFT, old.customer, today(), D(0))
    assert [(each.product_name, each.amount, each.tax) for each in new.lines] == [("Chair", D(30), D(6))]
    assert (new.gross, new.number != old.number, len(old.lines)) == (D(36), True, 1)


def test_nobody_copies_an_order_that_is_not_theirs_to_see(looking: Looking, as_system: Session) -> None:
    theirs = confirmed(as_system, "Zeta")
    with pytest.raises(Refused, match="There is no such order"):
        doorman.step(looking("ana"), Order, "copy", theirs.id, {})


def test_who_may_not_take_a_step_is_told(looking: Looking, as_system: Session) -> None:
    order = confirmed(as_system)
    for step in ("pack", "ship", "deliver", "copy", "pay", "cancel", "reopen"):
        with pytest.raises(Refused, match="You may not do that") as why:
            doorman.step(looking("rosa"), Order, step, order.id, {"reason": "x"})
        assert why.value.code == "FORBIDDEN"


def test_what_the_goods_cost_is_filled_in_and_not_shown(looking: Looking, as_system: Session) -> None:
    ana = looking("ana")
    made = line(ana, draft(ana))
    assert as_system.get(OrderLine, made.id).cost == D(12)
    with pytest.raises(Refused, match="You may not change"):
        doorman.update(ana, OrderLine, made.id, None, {"cost": D(1)})
    assert the(ana, "Acme")
