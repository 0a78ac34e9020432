"""Lines on the page of an order: added, changed and taken out where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import doorman
from app.sales.order import Order
from app.sales.order_line import OrderLine
from tests.sales.ordering import confirmed, draft, line, product, the
from tests.views.guest import Guest, statements, take_away, token_of

Looking = Callable[[str], Session]
PART = {"HX-Request": "true"}


def typed(session: Session, **more: str) -> dict[str, str]:
    return {
        "product": str(product(session).id),
        "quantity": "2",
        "price": "10.5",
        "discount": "10",
        "tax_rate": "21",
        **more,
    }


def test_a_line_is_added_on_the_page_of_its_order(app: Flask, as_system: Session) -> None:
    order, ana = draft(as_system), Guest(app, "ana")
    answer = ana.post(f"/order/lines/{order.id}", typed(as_system), page=f"/order/show/{order.id}")
    assert (answer.status_code, answer.location) == (302, f"/order/show/{order.id}")
    as_system.rollback()
    assert (order.lines[0].amount, order.gross) == (Decimal("18.9"), Decimal("22.869"))
    page = ana.get(f"/order/show/{order.id}").text
    assert all(said in page for said in ("Chair", "$18.90", "$22.87", "To be paid", "21%"))


def test_a_price_and_a_tax_that_nobody_said_are_the_products(app: Flask, as_system: Session) -> None:
    product(as_system).tax_rate = Decimal("0.1")
    as_system.commit()
    order, ana = draft(as_system), Guest(app, "ana")
    ana.post(
        f"/order/lines/{order.id}",
        typed(as_system, price="", tax_rate="", discount="0"),
        page=f"/order/show/{order.id}",
    )
    as_system.rollback()
    assert (order.total, order.gross) == (Decimal(20), Decimal(22))
    assert ana.get(f"/order/price?product={product(as_system).id}").json == {"price": "10.00", "tax_rate": "10"}


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(app: Flask, as_system: Session) -> None:
    order, ana = draft(as_system), Guest(app, "ana")
    page = f"/order/show/{order.id}"
    for given, words in (({"quantity": "0"}, "more than nothing"), ({"quantity": "many"}, "not a number"),
                         ({"product": ""}, "This is needed"), ({"tax_rate": "300"}, "between 0 and 1")):  # fmt: skip
        answer = ana.post(f"/order/lines/{order.id}", typed(as_system, **given), page=page)
        assert answer.status_code == 422
        assert words in answer.text
        assert 'aria-invalid="true"' in answer.text
        assert "10.5" in answer.text
    as_system.rollback()
    assert order.lines == []


def test_a_script_gets_the_page_at_once_whatever_comes_of_it(app: Flask, as_system: Session) -> None:
    order, ana = draft(as_system), Guest(app, "ana")
    token = re.search(r'name="csrf_token" value="([^"]+)"', ana.get(f"/order/show/{order.id}").text)
    signed = {"csrf_token": token[1] if token else ""}
    for given, words in (({}, "$18.90"), ({"quantity": "0"}, "more than nothing")):
        answer = ana.client.post(f"/order/lines/{order.id}", data={**signed, **typed(as_system, **given)}, headers=PART)
        assert answer.status_code == 200
        assert words in answer.text
        assert 'id="main"' in answer.text


def test_a_line_is_changed_and_taken_out_where_it_stands(app: Flask, as_system: Session) -> None:
    order, ana = draft(as_system), Guest(app, "ana")
    made = line(as_system, order)
    address = f"/order/lines/{order.id}/{made.id}"
    assert 'value="3"' in ana.get(address).text
    ana.post(address, typed(as_system, quantity="5", tax_rate="0", discount="0"), page=address)
    as_system.rollback()
    assert order.total == Decimal("52.5")
    ana.post(f"{address}/delete", page=address)
    as_system.rollback()
    assert (order.lines, order.gross) == ([], Decimal(0))


def test_what_is_confirmed_is_shown_and_not_written(app: Flask, as_system: Session) -> None:
    order, ana = confirmed(as_system), Guest(app, "ana")
    page = ana.get(f"/order/show/{order.id}").text
    assert "Chair" in page
    assert "Add line" not in page
    answer = ana.post(f"/order/lines/{order.id}", typed(as_system), page="/customer/list/")
    assert answer.status_code in (400, 422)
    as_system.rollback()
    assert len(order.lines) == 1


def test_nobody_writes_lines_of_an_order_that_is_not_theirs(app: Flask, as_system: Session) -> None:
    theirs, mine, ana = draft(as_system, "Zeta"), draft(as_system), Guest(app, "ana")
    made = line(as_system, theirs)
    for address in (f"/order/lines/{theirs.id}", f"/order/lines/{theirs.id}/{made.id}"):
        assert ana.get(address).status_code == 404
        assert ana.post(address, typed(as_system), page=f"/order/show/{mine.id}").status_code == 404
    assert ana.post(f"/order/lines/{theirs.id}/{made.id}/delete", page=f"/order/show/{mine.id}").status_code == 404
    as_system.rollback()
    assert [each.quantity for each in theirs.lines] == [3]


def test_who_may_not_add_lines_sees_no_form(app: Flask, as_system: Session, engine: object) -> None:
    order = draft(as_system)
    take_away(engine, "Salesperson", "can_add", "OrderLine")
    ana = Guest(app, "ana")
    assert "Add line" not in ana.get(f"/order/show/{order.id}").text
    answer = ana.post(f"/order/lines/{order.id}", typed(as_system), page=f"/order/edit/{order.id}")
    assert answer.status_code in (403, 422)
    as_system.rollback()
    assert order.lines == []
    assert Guest(app, "ana").get("/order/price?product=1").status_code == 403


def test_the_page_of_an_order_costs_few_statements(app: Flask, as_system: Session) -> None:
    order = draft(as_system)
    for _ in range(5):
        line(as_system, order)
    ana = Guest(app, "ana")
    ana.get(f"/order/show/{order.id}")
    with statements(app) as said:
        assert ana.get(f"/order/show/{order.id}").status_code == 200
    assert len(said) <= 12, "\n".join(said)
    assert isinstance(order, Order)


@pytest.mark.parametrize("address", ["/order/lines/1/3/delete", "/order/lines/999/3/delete", "/order/lines/1/3"])
def test_a_line_is_reached_through_its_own_order_only(app: Flask, as_system: Session, address: str) -> None:
    """Line 3 is of order 2."""
    max_ = Guest(app, "max")
    token = token_of(max_.get("/order/show/2").text)
    typed = {"csrf_token": token, "product": "1", "quantity": "7", "price": "1", "discount": "0", "tax_rate": "0"}
    assert max_.client.post(address, data=typed).status_code == 404
    assert as_system.get_one(OrderLine, 3).quantity == 1


def test_whoever_answers_for_the_customer_has_sold_it_unless_somebody_else_is_named(
    app: Flask, as_system: Session
) -> None:
    """The form begins without an owner, and what is left empty is filled in as its help says."""
    max_ = Guest(app, "max")
    zeta = the(as_system, "Zeta")
    form = max_.get(f"/order/add?customer={zeta.id}").text
    assert "Max Keller" not in form.partition('name="owner"')[2].partition("</div>")[0]
    max_.fill("/order/add", customer=str(zeta.id))
    newest = as_system.scalars(sa.select(Order).order_by(Order.id.desc())).first()
    assert newest.owner.username == "luis"
    assert "Max Keller" in max_.get("/customer/add").text.partition('name="owner"')[2].partition("</div>")[0]


def test_the_primary_step_is_the_one_after_the_last(app: Flask, as_system: Session) -> None:
    order, ana = confirmed(as_system), Guest(app, "ana")
    doorman.step(as_system, Order, "pay", order.id, {})
    told = []
    for step in ("ship", "deliver"):
        told.append(_primary(ana.get(f"/order/show/{order.id}").text))
        doorman.step(as_system, Order, step, order.id, {})
    assert [*told, _primary(ana.get(f"/order/show/{order.id}").text)] == ["Pack", "Deliver", ""]


def _primary(page: str) -> str:
    """The words of the primary button over a record."""
    found = re.search(r'class="btn btn-primary[^>]*>(?:<svg.*?</svg>)?\s*([A-Z]\w+)', page.partition('class="tabs')[0])
    return found[1] if found else ""
