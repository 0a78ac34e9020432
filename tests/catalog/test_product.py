"""Products: what they are, what they bring, and until when they are sold."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.catalog.product import Product, ProductKind
from app.core import doorman
from app.organization.setting import Setting
from app.sales.order import Order, Status
from app.sales.order_line import OrderLine
from tests.catalog.keeping import step, the, words
from tests.schema.conftest import Asking, ask
from tests.views.guest import Guest

__all__ = ["ask"]


@pytest.mark.parametrize("kind", ProductKind)
def test_goods_are_stocked_and_training_and_services_are_not(as_system: Session, kind: ProductKind) -> None:
    made = doorman.create(as_system, Product, {"name": "New", "kind": kind})
    assert made.is_stocked == (kind.name in ("MADE", "BOUGHT", "CONSIGNMENT"))


def test_the_margin_is_reckoned_and_guarded(app: Flask, ask: Callable[[str], Asking], as_system: Session) -> None:
    assert [the(as_system, Product, name).margin for name in ("Chair", "Desk")] == [6, -20]
    page = "/product/show/1"
    assert "Margin" in Guest(app, "max").get(page).text
    assert "Margin" not in Guest(app, "ana").get(page).text
    assert "Margin" not in Guest(app, "ana").get("/product/list/?c=margin").text
    asked = '{ product(id: "1") { margin } }'
    assert ask("max").told(asked)["product"]["margin"] == "6.0000"
    assert ask("ana").refused(asked) == ["FORBIDDEN"]
    assert ask("ana").refused("{ products(filter: {margin: {gt: 1}}) { totalCount } }") == ["FORBIDDEN"]


@pytest.mark.parametrize(
    ("name", "value"), [("price", Decimal(-1)), ("cost", Decimal(-1)), ("tax_rate", Decimal("1.5"))]
)
def test_what_cannot_be_is_refused_beside_its_field(as_system: Session, name: str, value: Decimal) -> None:
    assert words(lambda: doorman.update(as_system, Product, 1, None, {name: value}))[0] == name


def test_prices_have_the_decimals_that_were_set(app: Flask, as_system: Session) -> None:
    max_ = Guest(app, "max")
    told = max_.fill("/product/edit/1", price="10.125")
    assert (told.status_code, "This has more than 2 decimals." in told.text) == (422, True)
    doorman.update(as_system, Setting, 1, None, {"product_decimals": 4})
    assert max_.fill("/product/edit/1", price="10.1255", cost="4.0005").status_code == 302
    as_system.rollback()
    chair = the(as_system, Product, "Chair")
    assert (chair.price, chair.cost, chair.margin) == (Decimal("10.1255"), Decimal("4.0005"), Decimal("6.1250"))
    assert "$10.1255" in max_.get("/product/list/").text
    assert max_.get("/order/price?product=1").json["price"] == "10.13"
    assert words(lambda: doorman.update(as_system, Product, 1, None, {"price": Decimal("1.00001")})) == (
        "price", "This has more than 4 decimals.",
    )  # fmt: skip


def test_a_retired_product_is_not_sold_any_more(app: Flask, as_system: Session) -> None:
    chair = the(as_system, Product, "Chair")
    draft = as_system.scalars(sa.select(Order).where(Order.status == Status.DRAFT)).one()
    step(as_system, chair, "retire")
    line = {"order": draft, "product": chair, "quantity": Decimal(1), "price": Decimal(1)}
    assert words(lambda: doorman.create(as_system, OrderLine, line)) == (
        "product", "Chair is not active any more. Choose another.",
    )  # fmt: skip
    texts = [each["text"] for each in Guest(app, "ana").get("/choices/product").json["choices"]]
    assert texts == ["Desk"]
    doorman.update(as_system, OrderLine, draft.lines[0].id, None, {"quantity": Decimal(2)})
    step(as_system, chair, "reinstate")
    doorman.create(as_system, OrderLine, line)


def test_where_it_was_sold_stands_on_its_page_under_the_rule(app: Flask, as_system: Session) -> None:
    chair = the(as_system, Product, "Chair").id
    counts = {name: Guest(app, name).get(f"/product/show/{chair}?tab=order_lines").text for name in ("ana", "luis")}
    assert "O-2026" in counts["ana"]
    assert "O-2026" not in counts["luis"], "chairs were bought by customers of Ana only"
