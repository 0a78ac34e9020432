"""Records on paper: what the reader may see, in the reader's language, and nothing that is guarded."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy.orm import Session

from app.core import doorman
from app.customers.customer import Customer
from app.organization.setting import deliver_settings
from app.sales.order import Order
from tests.sales.ordering import confirmed, draft, line, the
from tests.views.guest import Guest

Looking = Callable[[str], Session]


def words(guest: Guest, address: str) -> str:
    answer = guest.get(address)
    assert (answer.status_code, answer.content_type) == (200, "application/pdf"), answer.text
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(answer.data)).pages)


def test_an_order_is_printed_with_its_lines_taxes_payments_and_what_is_open(app: Flask, as_system: Session) -> None:
    deliver_settings(as_system, company_name="Chairs & Co", letterhead="1 Main Street\nAllentown")
    as_system.commit()
    order = draft(as_system, remarks="Ring twice.")
    line(as_system, order, tax_rate=Decimal("0.2"), discount=Decimal("0.1"))
    line(as_system, order, tax_rate=Decimal("0.075"))
    doorman.step(as_system, Order, "confirm", order.id, {})
    doorman.step(as_system, Order, "pay", order.id, {"amount": Decimal("1000.5") / 100, "reference": "Bank 17"})
    told = words(Guest(app, "ana"), f"/order/print/{order.id}")
    for said in (
        "Chairs & Co", "1 Main Street", f"Order confirmation {order.number}", "Acme", "Acme City", "Chair", "10.00", "10%",
        "At list prices 60.00", "Net 57.00", "Tax 20% on 27.00 5.40", "Tax 7.5% on 30.00 2.25", "64.65", "Bank 17",
        "Still to be paid: $54.6", "Ring twice.", "Page 1 of 1",
    ):  # fmt: skip
        assert said in told, f"{said!r} is not in {told!r}"


def test_a_quotation_and_a_contract_have_decimals_of_their_own(app: Flask, as_system: Session) -> None:
    deliver_settings(as_system, quote_decimals=3, contract_decimals=0)
    as_system.commit()
    order, ana = draft(as_system), Guest(app, "ana")
    line(as_system, order)
    assert "10.000" in words(ana, f"/order/print/{order.id}")
    doorman.step(as_system, Order, "confirm", order.id, {})
    contract = words(ana, f"/order/print/{order.id}")
    assert "10.0" not in contract
    assert "$30" in contract


@pytest.mark.parametrize(("code", "said"), [("es", "Página 1 de 1"), ("zh", "第1页，共1页")])
def test_it_is_printed_in_another_language_if_one_asks_for_it(
    app: Flask, as_system: Session, code: str, said: str
) -> None:
    order = confirmed(as_system)
    assert said in words(Guest(app, "ana"), f"/order/print/{order.id}?language={code}")


def test_a_long_order_repeats_its_head_on_every_page(app: Flask, as_system: Session) -> None:
    order = draft(as_system)
    for _ in range(40):
        line(as_system, order)
    answer = Guest(app, "ana").get(f"/order/print/{order.id}")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages]
    assert len(pages) > 1
    assert all("Quantity" in page for page in pages[:2])
    assert "Draft of order" in pages[0]


def test_what_the_goods_cost_is_on_no_paper_that_leaves_the_house(app: Flask, as_system: Session) -> None:
    order = confirmed(as_system, cost=Decimal("17.77"))
    assert "17.77" not in words(Guest(app, "max"), f"/order/print/{order.id}")


def test_paper_is_tagged_and_names_its_language(app: Flask, as_system: Session) -> None:
    order = confirmed(as_system)
    catalogue = PdfReader(io.BytesIO(Guest(app, "ana").get(f"/order/print/{order.id}").data)).trailer["/Root"]
    assert (catalogue["/MarkInfo"]["/Marked"], str(catalogue["/Lang"])) == (True, "en-US")


def test_every_record_is_printed_with_its_facts_and_lists(app: Flask, as_system: Session) -> None:
    told = words(Guest(app, "max"), f"/customer/print/{the(as_system, 'Acme').id}")
    for said in ("Acme", "C-00001 · Active", "Acme City", "900.00", "Ana", "Orders", "O-2026-00001", "Acme Contact"):
        assert said in told


def test_what_is_guarded_is_not_printed_for_who_may_not_read_it(app: Flask, as_system: Session) -> None:
    acme = the(as_system, "Acme")
    assert "900.00" not in words(Guest(app, "ana"), f"/customer/print/{acme.id}")
    order = draft(as_system)
    made = line(as_system, order, cost=Decimal("17.77"))
    assert "17.77" in words(Guest(app, "max"), f"/order-line/print/{made.id}")
    assert "17.77" not in words(Guest(app, "ana"), f"/order-line/print/{made.id}")


def test_nobody_prints_what_they_may_not_see(app: Flask, as_system: Session) -> None:
    zeta, theirs = the(as_system, "Zeta"), confirmed(as_system, "Zeta")
    ana = Guest(app, "ana")
    assert ana.get(f"/customer/print/{zeta.id}").status_code == 404
    assert ana.get(f"/order/print/{theirs.id}").status_code == 404
    assert Guest(app).get(f"/order/print/{theirs.id}").status_code == 302


def test_the_page_of_a_record_leads_to_its_paper(app: Flask, as_system: Session) -> None:
    acme = doorman.found(as_system, Customer, the(as_system, "Acme").id)
    assert f'href="/customer/print/{acme.id}"' in Guest(app, "ana").get(f"/customer/show/{acme.id}").text
