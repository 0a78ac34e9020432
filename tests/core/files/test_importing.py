"""Imports: good rows go in, bad ones come back, nothing goes past the rules, and the same again changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.product import Product
from app.core.errors import Refused
from app.core.files import known, mapping
from app.core.files.batch import Batch
from app.core.files.importing import Wish, imported
from app.core.files.rejects import Rejects
from app.core.files.sheet import Row, opened
from app.core.history import Change
from app.core.language import language
from app.core.viewer import Reach, Viewer, look
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.organization.employee import Employee
from app.sales.order import Order, Status
from app.sales.order_line import OrderLine
from tests.core.files.taking_in import (
    every_twentieth_broken,
    fingerprint,
    some_orders,
    take_named,
    take_orders,
    written,
)

ROWS = 1000
Looking = Callable[[str], Session]


def one(session: Session, noun: Any, **by: Any) -> Any:
    return session.scalars(sa.select(noun).filter_by(**by)).one()


def test_parents_and_children_come_out_of_one_flat_file(as_system: Session, tmp_path: Path) -> None:
    taken = take_orders(as_system, some_orders(tmp_path / "orders.csv", 3))
    assert {noun: taken.counts(noun)[0] for noun in taken.outcome.counts} == {
        "Customer": 2, "Product": 3, "Order": 2, "OrderLine": 3,
    }  # fmt: skip
    order = one(as_system, Order, external_id="CA-2016-152156")
    assert (order.status, order.total, order.paid, str(order.ordered_on)) == (
        Status.PAID, Decimal("993.9000"), Decimal("993.9000"), "2016-11-08",
    )  # fmt: skip
    assert [(line.external_id, line.price, line.cost) for line in order.lines] == [
        ("1", Decimal("130.9800"), Decimal("220.0464")), ("2", Decimal("243.9800"), Decimal("512.3580")),
    ]  # fmt: skip
    assert (order.customer.name, str(order.customer.last_order_on)) == ("Claire Gute", "2016-11-08")
    assert [str(payment.paid_on) for payment in order.payments] == ["2016-11-11"]


def test_broken_rows_come_back_with_reasons_and_the_others_go_in(as_system: Session, tmp_path: Path) -> None:
    path = some_orders(tmp_path / "orders.csv", ROWS, every_twentieth_broken)
    sheet, errors = opened(path), tmp_path / "errors.csv"
    how = mapping.read(Path("app/demo/superstore.toml"), Order)
    with Rejects(errors, sheet.columns, language("en")) as rejects:
        imported(as_system, sheet, how, Wish(reject=rejects.add))
    read, back = {row.number: row.cells for row in sheet.rows()}, list(opened(errors).rows())
    assert [int(row.cells[-2]) for row in back] == list(range(20, 1001, 20))
    assert [[*read[int(row.cells[-2])], *[""] * 12][:21] for row in back] == [list(row.cells[:21]) for row in back]
    taken = take_orders(as_system, path)
    assert sorted(taken.rejected) == list(range(20, 1001, 20))
    assert taken.counts("OrderLine") == (0, 0, 950, 50)
    assert taken.reasons[20] == ["Sales: much is not a number."]
    assert taken.reasons[40] == ["Sales: This cannot be divided by Quantity, Discount."]
    assert taken.reasons[60] == [": This row has 9 cells; there are 21 columns."]
    assert taken.reasons[80] == ["Segment: Friends is none of the choices."]
    assert taken.reasons[100] == ["Order Date: 2016-13-45 is not a day."]


def second_without_quantity(row: Row) -> list[Any]:
    return [*row.cells[:18], "none", *row.cells[19:]] if row.number == 3 else list(row.cells)


def test_an_order_waits_for_its_missing_line(as_system: Session, tmp_path: Path) -> None:
    broken = some_orders(tmp_path / "broken.csv", 2, second_without_quantity)
    first = take_orders(as_system, broken)
    assert list(first.rejected) == [3]
    order = one(as_system, Order, external_id="CA-2016-152156")
    assert (order.status, len(order.lines)) == (Status.DRAFT, 1)
    as_system.rollback()
    as_system.expunge_all()
    mended = some_orders(tmp_path / "mended.csv", 2)
    second = take_orders(as_system, mended)
    assert (second.counts("OrderLine"), second.counts("Order")) == ((1, 0, 1, 0), (0, 1, 0, 0))
    assert one(as_system, Order, external_id="CA-2016-152156").status is Status.PAID


def test_rows_of_one_order_need_not_stand_together(as_system: Session, tmp_path: Path) -> None:
    sheet = opened(some_orders(tmp_path / "orders.csv", 3))
    first, second, other = sheet.rows()
    path = written(tmp_path / "mixed.csv", sheet.columns, [first.cells, other.cells, second.cells])
    take_orders(as_system, path)
    order = one(as_system, Order, external_id="CA-2016-152156")
    assert (order.status, len(order.lines)) == (Status.PAID, 2)


def test_a_dry_run_counts_and_writes_nothing(as_system: Session, engine: sa.Engine, tmp_path: Path) -> None:
    before = fingerprint(engine)
    path = some_orders(tmp_path / "orders.csv", 60, every_twentieth_broken)
    dry = take_orders(as_system, path, dry=True)
    assert fingerprint(engine) == before
    assert as_system.scalar(sa.select(sa.func.count()).select_from(Batch)) == 0
    wet = take_orders(as_system, path)
    assert dry.outcome.counts == wet.outcome.counts
    assert dry.reasons == wet.reasons
    assert fingerprint(engine) != before


def test_the_same_again_changes_nothing(as_system: Session, engine: sa.Engine, tmp_path: Path) -> None:
    path = some_orders(tmp_path / "orders.csv", 200)
    take_orders(as_system, path)
    before, changes = fingerprint(engine), as_system.scalar(sa.select(sa.func.max(Change.id)))
    again = take_orders(as_system, path)
    for noun in again.outcome.counts:
        assert again.counts(noun)[:2] == (0, 0)
    assert (fingerprint(engine), as_system.scalar(sa.select(sa.func.max(Change.id)))) == (before, changes)


def test_traps_of_the_file_are_ruled_on(as_system: Session, tmp_path: Path) -> None:
    head = opened(some_orders(tmp_path / "orders.csv", 1)).columns
    text = "1|O1|2016-05-01|2016-05-02|First Class|C1|Zoë|Consumer|United States|Boston|MA|02101|East|P1|Furniture"
    row = [*text.split("|"), "Chairs", "Chair", "10.1234", "2", "0", "-3.0001"]
    later = [*row]
    later[0:4], later[9], later[16] = ["2", "O2", "2016-06-01", "2016-06-02"], "Albany", "Chair, renamed"
    earlier = [*row]
    earlier[0:4], earlier[9] = ["3", "O3", "2016-01-01", "2016-01-02"], "Salem"
    take_orders(as_system, written(tmp_path / "traps.csv", head, [row, later, earlier, ["4", *row[1:]]]))
    customer, product = one(as_system, Customer, external_id="C1"), one(as_system, Product, external_id="P1")
    assert (customer.city, product.name) == ("Albany", "Chair")
    lines = {
        line.external_id: line for line in as_system.scalars(sa.select(OrderLine).where(OrderLine.product == product))
    }
    assert sorted(lines) == ["1", "2", "3", "4"]
    assert lines["2"].product_name == "Chair, renamed"
    assert (lines["1"].amount, lines["1"].cost) == (Decimal("10.1234"), Decimal("13.1235"))
    orders = as_system.scalars(sa.select(Order).where(Order.external_id.is_not(None)).order_by(Order.external_id))
    assert [order.city for order in orders] == ["Boston", "Albany", "Salem"]


def test_records_are_changed_by_their_key(as_system: Session, tmp_path: Path) -> None:
    head = ["Name", "External ID", "City", "Tier"]
    take_named(
        as_system, Customer, written(tmp_path / "a.csv", head, [["Peña", "X1", "Ávila", "A"], ["Wei", "X2", "", ""]])
    )
    again = written(tmp_path / "b.csv", head, [["Peña e hijos", "X1", "", "Important"], ["Wei", "X2", "", "B"]])
    assert take_named(as_system, Customer, again).counts("Customer") == (0, 1, 1, 0)
    customer = one(as_system, Customer, external_id="X1")
    assert (customer.name, customer.city, customer.tier.name) == ("Peña e hijos", None, "A")


def test_relations_are_found_by_number_external_id_or_name(as_system: Session, tmp_path: Path) -> None:
    acme = one(as_system, Customer, name="Acme")
    zeta = one(as_system, Customer, name="Zeta")
    zeta.external_id = "Z-9"
    as_system.commit()
    rows = [["Ada", acme.number], ["Bob", "Z-9"], ["Cid", "Omega"], ["Dee", "Nobody"], ["Eve", ""]]
    path = written(tmp_path / "contacts.csv", ["name", "customer"], rows)
    taken = take_named(as_system, Contact, path)
    known = as_system.scalars(sa.select(Contact).where(Contact.name.in_(["Ada", "Bob", "Cid"])).order_by(Contact.name))
    assert [contact.customer.name for contact in known] == ["Acme", "Zeta", "Omega"]
    assert taken.reasons == {
        5: ["customer: There is no customer that is known by Nobody."],
        6: ["customer: This is needed."],
    }


def test_a_name_that_several_have_is_no_name(as_system: Session, tmp_path: Path) -> None:
    take_named(as_system, Customer, written(tmp_path / "a.csv", ["name"], [["Twin"], ["Twin"]]))
    taken = take_named(as_system, Contact, written(tmp_path / "b.csv", ["name", "customer"], [["Ada", "Twin"]]))
    assert taken.reasons == {2: ["customer: Several records of customer are known by Twin."]}


def test_a_key_that_comes_twice_is_told(as_system: Session, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ["name", "external_id"], [["A", "X1"], ["B", "X1"]])
    taken = take_named(as_system, Customer, path)
    assert taken.reasons == {3: ["external_id: An earlier row has the same External ID."]}


@pytest.mark.parametrize("column", ["status", "version", "hash", "id", "Colour", "last_order_on"])
def test_columns_that_nobody_writes_are_unknown(as_system: Session, tmp_path: Path, column: str) -> None:
    path = written(tmp_path / "a.csv", ["name", column], [["A", "1"]])
    with pytest.raises(Refused, match=f"nothing is known about the column {column}"):
        take_named(as_system, Customer, path)


def test_who_imports_sees_and_writes_only_what_is_theirs(looking: Looking, as_system: Session, tmp_path: Path) -> None:
    zeta = one(as_system, Customer, name="Zeta")
    acme = one(as_system, Customer, name="Acme")
    rows = [[acme.number, "Acme", "Boston"], [zeta.number, "Zeta", "Boston"]]
    path = written(tmp_path / "a.csv", ["number", "name", "city"], rows)
    with pytest.raises(Refused, match="You may not import files"):
        take_named(looking("ana"), Customer, path)
    taken = take_named(looking("max"), Customer, path)
    assert taken.counts("Customer") == (0, 2, 0, 0)
    lost = written(tmp_path / "b.csv", ["number", "name", "credit_limit"], [[acme.number, "Acme", "1"]])
    assert take_named(looking("max"), Customer, lost).counts("Customer") == (0, 1, 0, 0)


def test_what_one_may_not_see_is_neither_changed_nor_told(
    engine: sa.Engine, as_system: Session, tmp_path: Path
) -> None:
    ana = as_system.scalars(sa.select(Employee).where(Employee.username == "ana")).one()
    may = frozenset((p, "Customer") for p in ("can_add", "can_edit")) | {("can_run", "Import")}
    viewer = Viewer(id=ana.id, permissions=may, reach={"Customer": Reach.OWN})
    acme, zeta = (one(as_system, Customer, name=name).number for name in ("Acme", "Zeta"))
    path = written(tmp_path / "a.csv", ["number", "name", "owner"], [[acme, "Acme 2", "ana"], [zeta, "Zeta 2", "ana"]])
    with Session(engine) as session:
        look(session, viewer)
        taken = take_named(session, Customer, path)
        guarded = written(tmp_path / "b.csv", ["number", "name", "credit limit"], [[acme, "Acme 3", "5"]])
        with pytest.raises(Refused, match="You may not change Credit limit"):
            take_named(session, Customer, guarded)
    assert taken.reasons == {3: ["number: There is one with this Number already."]}
    assert taken.counts("Customer") == (0, 1, 0, 1)
    as_system.expire_all()
    assert one(as_system, Customer, number=zeta).name == "Zeta"


def test_a_row_that_the_database_refuses_is_found_among_good_ones(as_system: Session, tmp_path: Path) -> None:
    acme = one(as_system, Customer, name="Acme")
    rows = [["A", "X1", ""], ["B", "X2", acme.number], ["C", "X3", ""]]
    path = written(tmp_path / "a.csv", ["name", "external_id", "number"], rows)
    taken = take_named(as_system, Customer, path, "external_id")
    assert taken.reasons == {3: ["number: There is one with this Number already."]}
    assert taken.counts("Customer") == (2, 0, 0, 1)


def test_no_value_of_a_file_is_taken_for_sql(as_system: Session, tmp_path: Path) -> None:
    evil = "'; DROP TABLE customer; --"
    path = written(tmp_path / "a.csv", ["name", "external_id"], [[evil, evil]])
    take_named(as_system, Customer, path)
    assert one(as_system, Customer, external_id=evil).name == evil


def test_the_rows_that_came_back_can_be_mended_and_sent_in(as_system: Session, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ["name", "external_id", "tier"], [["=Acme", "X1", "Z"], ["B", "X2", "A"]])
    sheet, errors = opened(path), tmp_path / "errors.csv"
    how = mapping.matched(Customer, sheet.columns)
    with Rejects(errors, sheet.columns, language("en")) as rejects:
        imported(as_system, sheet, how, Wish(reject=rejects.add))
    back = opened(errors)
    assert back.columns == ("name", "external_id", "tier", "_row", "_reason")
    assert [list(row.cells) for row in back.rows()] == [["=Acme", "X1", "Z", "2", "tier: Z is none of the choices."]]
    errors.write_text(errors.read_text("utf-8-sig").replace(",Z,", ",C,"))
    assert take_named(as_system, Customer, errors).counts("Customer") == (1, 0, 0, 0)


def test_an_import_that_was_broken_off_goes_on_where_it_was(
    as_system: Session, engine: sa.Engine, tmp_path: Path
) -> None:
    path = some_orders(tmp_path / "orders.csv", 900)
    marks: list[tuple[int, dict[str, Any]]] = []

    def die_at_the_second(session: Session, done: int, of: int, **known: Any) -> None:
        if marks:
            raise KeyboardInterrupt
        marks.append((done, known))

    with pytest.raises(KeyboardInterrupt):
        take_orders(as_system, path, mark=die_at_the_second)
    as_system.expunge_all()
    [(done, known)] = marks
    taken = take_orders(as_system, path, start=done, batch=known["batch"])
    assert taken.counts("OrderLine") == (900, 0, 0, 0)
    assert taken.outcome.batch == known["batch"]
    assert take_orders(as_system, path).counts("OrderLine") == (0, 0, 900, 0)


def test_more_rows_of_one_record_than_a_statement_takes(
    as_system: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "MOST_VALUES", 7)
    path = some_orders(tmp_path / "orders.csv", 60)
    assert take_orders(as_system, path).counts("OrderLine") == (60, 0, 0, 0)
    assert take_orders(as_system, path).counts("OrderLine") == (0, 0, 60, 0)
