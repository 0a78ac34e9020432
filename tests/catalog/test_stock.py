"""Stock: steps change it, each leaves a movement, there is never less than nothing, and the last piece is sold once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.catalog.product import Product, ProductKind
from app.catalog.stock import put_back, take
from app.catalog.stock_level import StockLevel
from app.catalog.stock_movement import StockMovement
from app.catalog.warehouse import Warehouse
from app.core import doorman
from tests.catalog.keeping import chairs, movements, step, the, words
from tests.core.test_doorman import together
from tests.schema.conftest import Asking, ask
from tests.views.guest import Guest, names_in, statements
from tests.views.test_forms import message_at

__all__ = ["ask"]


def test_goods_come_are_counted_and_moved(as_system: Session) -> None:
    level = chairs(as_system)
    step(as_system, level, "count", quantity=Decimal(10), reason="Year's end")
    step(as_system, level, "move", to=the(as_system, Warehouse, "West"), quantity=Decimal(4))
    west = the(as_system, StockLevel, "Chair, West")
    assert (level.quantity, west.quantity) == (6, 4)
    assert movements(as_system) == [
        ("RECEIVED", "East", 3), ("COUNTED", "East", 7), ("MOVED", "East", -4), ("MOVED", "West", 4),
    ]  # fmt: skip
    assert sum(told.quantity for told in as_system.scalars(sa.select(StockMovement))) == 10


def test_nothing_is_moved_that_is_not_there(as_system: Session) -> None:
    level = chairs(as_system)
    east, west = level.warehouse, the(as_system, Warehouse, "West")
    too_many = lambda: step(as_system, level, "move", to=west, quantity=Decimal(4))  # noqa: E731
    assert words(too_many) == ("quantity", "Only 3 of Chair are in East.")
    assert words(lambda: step(as_system, level, "move", to=east, quantity=Decimal(1)))[0] == "to"
    assert words(lambda: step(as_system, level, "receive", quantity=Decimal(0)))[0] == "quantity"
    assert words(lambda: step(as_system, level, "count", quantity=Decimal(-1)))[0] == "quantity"
    assert movements(as_system) == [("RECEIVED", "East", 3)]


def test_one_receives_a_product_where_none_was_kept(as_system: Session) -> None:
    east = chairs(as_system).warehouse
    desk = the(as_system, Product, "Desk")
    step(as_system, desk, "receive", warehouse=east, quantity=Decimal(2))
    assert the(as_system, StockLevel, "Desk, East").quantity == 2


def test_what_is_no_good_lies_in_no_warehouse(as_system: Session) -> None:
    east = chairs(as_system).warehouse
    course = doorman.create(as_system, Product, {"name": "Course", "kind": ProductKind.TRAINING})
    assert not course.is_stocked
    keep = lambda: doorman.create(as_system, StockLevel, {"product": course, "warehouse": east})  # noqa: E731
    assert words(keep)[0] == "product"
    assert words(lambda: step(as_system, course, "receive", warehouse=east, quantity=Decimal(1)))[0] is None
    chair = the(as_system, Product, "Chair").id
    change = {"kind": ProductKind.SERVICE}
    assert words(lambda: doorman.update(as_system, Product, chair, None, change))[0] == "kind"


def test_an_order_takes_and_puts_back(as_system: Session) -> None:
    level = chairs(as_system)
    chair, west = level.product, the(as_system, Warehouse, "West")
    take(as_system, chair, level.warehouse, Decimal(2), order_number="O-1", by=None)
    assert level.quantity == 1
    assert words(lambda: take(as_system, chair, None, Decimal(2), order_number="O-2", by=None)) == (
        "quantity", "Only 1 of Chair are in East.",
    )  # fmt: skip
    assert words(lambda: take(as_system, chair, west, Decimal(1), order_number="O-2", by=None))[1] == (
        "Only 0 of Chair are in West."
    )
    assert [put_back(as_system, "O-1", by=None), put_back(as_system, "O-1", by=None)] == [1, 0]
    assert level.quantity == 3
    assert [kind for kind, _, _ in movements(as_system)] == ["RECEIVED", "SOLD", "RETURNED"]


def test_without_a_place_it_is_taken_where_most_is(as_system: Session) -> None:
    level = chairs(as_system)
    west = the(as_system, Warehouse, "West")
    step(as_system, level.product, "receive", warehouse=west, quantity=Decimal(9))
    told = take(as_system, level.product, None, Decimal(5), order_number="O-1", by=None)
    assert told is not None
    assert told.warehouse is west


def test_nothing_is_taken_of_what_nobody_keeps(as_system: Session) -> None:
    desk = the(as_system, Product, "Desk")
    assert take(as_system, desk, None, Decimal(5), order_number="O-1", by=None) is None
    course = doorman.create(as_system, Product, {"name": "Course", "kind": ProductKind.TRAINING})
    assert take(as_system, course, None, Decimal(5), order_number="O-1", by=None) is None
    assert movements(as_system) == []


def test_of_two_who_take_the_last_piece_one_has_it(engine: sa.Engine, as_system: Session) -> None:
    level = chairs(as_system, 1)
    key, west = level.id, the(as_system, Warehouse, "West").id
    as_system.commit()
    give = {"to": west, "quantity": Decimal(1)}
    told = together(engine, [lambda s: doorman.step(s, StockLevel, "move", key, give)] * 2)
    assert told == ["Only 0 of Chair are in East.", "done"]


def test_of_two_orders_that_take_the_last_piece_one_is_refused(engine: sa.Engine, as_system: Session) -> None:
    product = chairs(as_system, 1).product_id
    as_system.commit()

    def sell(session: Session) -> None:
        def act() -> None:
            chair = session.get_one(Product, product)
            take(session, chair, None, Decimal(1), order_number="O-1", by=None)

        doorman.once(session, act)

    assert together(engine, [sell, sell, sell]) == ["Only 0 of Chair are in East."] * 2 + ["done"]
    as_system.rollback()
    assert the(as_system, StockLevel, "Chair, East").quantity == 0


def test_stock_is_kept_once_and_stays_where_it_is(as_system: Session) -> None:
    level = chairs(as_system)
    again = {"product": level.product, "warehouse": level.warehouse}
    assert words(lambda: doorman.create(as_system, StockLevel, again))[0] == "warehouse"
    west = the(as_system, Warehouse, "West")
    change = lambda: doorman.update(as_system, StockLevel, level.id, None, {"warehouse": west})  # noqa: E731
    assert words(change)[0] == "warehouse"
    assert "Move or count" in words(lambda: doorman.delete(as_system, StockLevel, level.id, None))[1]
    step(as_system, level, "count", quantity=Decimal(0))
    doorman.delete(as_system, StockLevel, level.id, None)


def test_a_warehouse_is_closed_when_it_is_empty(as_system: Session) -> None:
    level = chairs(as_system)
    west = the(as_system, Warehouse, "West")
    assert "still goods in East" in words(lambda: step(as_system, level.warehouse, "deactivate"))[1]
    step(as_system, west, "deactivate")
    assert words(lambda: step(as_system, level, "move", to=west, quantity=Decimal(1)))[0] == "to"
    step(as_system, west, "reinstate")
    step(as_system, level, "move", to=west, quantity=Decimal(1))


def test_what_is_below_its_minimum_is_found(app: Flask, as_system: Session) -> None:
    level = chairs(as_system)
    below = "/stock-level/list/?f=is_below_minimum:is:yes"
    ana = Guest(app, "ana")
    assert names_in(ana.get(below).text) == ["Chair, East"]
    assert "Below minimum" in ana.get("/stock-level/list/").text
    step(as_system, level, "receive", quantity=Decimal(2))
    assert names_in(ana.get(below).text) == []


def test_stock_is_asked_for_by_product_and_by_place(app: Flask, as_system: Session) -> None:
    level = chairs(as_system)
    max_ = Guest(app, "max")
    assert "East" in max_.get(f"/product/show/{level.product_id}?tab=stock").text
    assert "Chair" in max_.get(f"/warehouse/show/{level.warehouse_id}?tab=stock").text
    for wanted in (f"product:is:{level.product_id}", f"warehouse:is:{level.warehouse_id}"):
        assert names_in(max_.get(f"/stock-level/list/?f={wanted}").text) == ["Chair, East"]
    assert "O-2026" in max_.get(f"/product/show/{level.product_id}?tab=order_lines").text


def test_stock_is_found_by_what_it_is_and_where(app: Flask, as_system: Session) -> None:
    level = chairs(as_system)
    ana = Guest(app, "ana")
    assert [names_in(ana.get(f"/stock-level/list/?q={q}").text) for q in ("chair", "east", "desk")] == [
        ["Chair, East"], ["Chair, East"], [],
    ]  # fmt: skip
    doorman.update(as_system, Product, level.product_id, None, {"name": "Stool"})
    assert names_in(ana.get("/stock-level/list/?q=stool").text) == ["Stool, East"]
    assert names_in(ana.get("/stock-level/list/?q=chair").text) == []


def test_its_page_takes_the_steps_and_tells_what_moved(app: Flask, as_system: Session) -> None:
    level = chairs(as_system)
    west, max_ = the(as_system, Warehouse, "West"), Guest(app, "max")
    wrong = max_.post(f"/stock-level/step/move/{level.id}", {"to": west.id, "quantity": "4"})
    assert (wrong.status_code, message_at(wrong.text, "quantity")) == (422, "Only 3 of Chair are in East.")
    assert max_.post(f"/stock-level/step/move/{level.id}", {"to": west.id, "quantity": "1"}).status_code == 302
    page = max_.get(f"/stock-level/show/{level.id}").text
    assert "Max Keller</b> moved 1 out of East" in page


def test_pages_of_stock_cost_few_statements(app: Flask, as_system: Session) -> None:
    level = chairs(as_system)
    max_ = Guest(app, "max")
    max_.get("/stock-level/list/")
    for address in ("/stock-level/list/", f"/product/show/{level.product_id}", f"/stock-level/show/{level.id}",
                    f"/warehouse/show/{level.warehouse_id}", "/stock-movement/list/"):  # fmt: skip
        with statements(app) as said:
            assert max_.get(address).status_code == 200
        assert len(said) <= 8, (address, said)


def test_salespeople_and_service_read_stock_and_write_nothing(app: Flask, as_system: Session) -> None:
    level = chairs(as_system)
    for name in ("ana", "dan", "rosa"):
        guest = Guest(app, name)
        assert guest.get(f"/stock-level/show/{level.id}").status_code == 200
        assert guest.get("/warehouse/list/").status_code == 200
        assert guest.get(f"/stock-level/step/receive/{level.id}").status_code == 403
        assert guest.get("/stock-movement/list/").status_code == 403, "it names orders of others"


def test_the_api_moves_stock(ask: Callable[[str], Asking], as_system: Session) -> None:
    level = chairs(as_system)
    west = the(as_system, Warehouse, "West").id
    wish = 'mutation { stockLevelMove(id: "%s", to: "%s", quantity: "%s") { stockLevel { quantity } userErrors { field message } } }'
    max_ = ask("max")
    told = max_.told(wish % (level.id, west, 9))["stockLevelMove"]
    assert told["userErrors"] == [{"field": "quantity", "message": "Only 3 of Chair are in East."}]
    assert max_.told(wish % (level.id, west, 1))["stockLevelMove"]["stockLevel"] == {"quantity": "2.0000"}
    asked = "{ stockLevels(filter: {isBelowMinimum: {eq: true}}) { edges { node { name product { name } } } } }"
    [edge] = max_.told(asked)["stockLevels"]["edges"]
    assert edge["node"] == {"name": "Chair, East", "product": {"name": "Chair"}}


def test_a_movement_is_written_by_steps_only(as_system: Session) -> None:
    level = chairs(as_system)
    wish = {"quantity": Decimal(99)}
    assert words(lambda: doorman.update(as_system, StockLevel, level.id, None, wish))[0] == "quantity"
    assert level.quantity == 3
