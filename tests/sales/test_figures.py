"""What a customer has bought, against the same reckoned in plain Python."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman
from app.sales.figures import bought, pause
from app.sales.order import SOLD, Order, Status
from tests.sales.ordering import confirmed, draft, line, the
from tests.views.guest import statements

Looking = Callable[[str], Session]


def test_figures_are_those_that_python_reckons(as_system: Session) -> None:
    for days, quantity, cost in ((0, 3, 7), (10, 5, 90), (40, 1, 2), (41, 2, 4)):
        order = draft(as_system, "Beta", ordered_on=date(2026, 3, 1) + timedelta(days))
        line(as_system, order, quantity=Decimal(quantity), cost=Decimal(cost), tax_rate=Decimal("0.1"))
        if quantity > 1:
            doorman.step(as_system, Order, "confirm", order.id, {})
    paid = as_system.scalars(sa.select(Order).filter_by(status=Status.CONFIRMED, ordered_on=date(2026, 3, 1))).one()
    doorman.step(as_system, Order, "pay", paid.id, {})
    part = as_system.scalars(sa.select(Order).filter_by(ordered_on=date(2026, 3, 11))).one()
    doorman.step(as_system, Order, "pay", part.id, {"amount": Decimal(20)})

    told = bought(as_system, the(as_system, "Beta").id)
    orders = [o for o in as_system.scalars(sa.select(Order)) if o.customer.name == "Beta" and o.status in SOLD]
    lines = [each for o in orders for each in o.lines]
    days = sorted({o.ordered_on for o in orders})
    assert told.orders == len(orders) == 3
    assert told.sales == sum(each.amount for each in lines) == Decimal(100)
    assert told.margin == sum(each.amount - each.cost for each in lines) == Decimal(-1)
    assert told.due == sum(o.gross - o.paid for o in orders) == Decimal(57)
    assert told.last_on == days[-1]
    assert told.every == round(median((b - a).days for a, b in pairwise(days)))


def test_who_has_bought_nothing_has_no_figures(as_system: Session) -> None:
    told = bought(as_system, the(as_system, "Omega").id)
    assert (told.orders, told.sales, told.margin, told.due, told.last_on, told.every) == (0, 0, None, 0, None, None)


def test_margins_are_for_who_may_see_them(looking: Looking, as_system: Session) -> None:
    acme = the(as_system, "Acme").id
    assert bought(looking("max"), acme).margin == Decimal(-2)
    assert bought(looking("ana"), acme).margin is None


def test_nobody_counts_what_they_may_not_see(looking: Looking, as_system: Session) -> None:
    assert bought(looking("luis"), the(as_system, "Acme").id).orders == 0


@pytest.mark.parametrize(
    ("days", "every"),
    [([], None), ([1], None), ([1, 1], None), ([1, 11], 10), ([1, 11, 12], 6), ([1, 2, 3, 200], 1)],
)
def test_one_long_silence_does_not_change_the_usual_pause(days: list[int], every: int | None) -> None:
    assert pause([date(2026, 1, 1) + timedelta(day) for day in days]) == every


def test_figures_cost_four_statements_at_most(app: object, looking: Looking, as_system: Session) -> None:
    confirmed(as_system, "Acme")
    max_, acme = looking("max"), the(as_system, "Acme").id
    with statements(app) as said:
        bought(max_, acme)
    assert len(said) <= 4
