"""Undo: after it, every row is as it was before the import; refused where something stands on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.errors import Refused
from app.core.files import undo
from app.core.files.batch import Batch, State
from app.core.files.sheet import Row
from app.customers.contact import Contact
from app.customers.customer import Customer
from app.sales.order import Order
from tests.core.files.taking_in import fingerprint, some_orders, take_named, take_orders, written


def batch_of(taken: Any) -> int:
    batch: int = taken.outcome.batch
    return batch


def rows_for_acme(session: Session, path: Path) -> Path:
    """A customer who is there already gets a new order, and another city with it."""
    acme = session.scalars(sa.select(Customer).where(Customer.name == "Acme")).one()
    acme.external_id = "CG-12520"
    session.commit()
    return some_orders(path, 120)


def test_every_row_is_as_it_was(as_system: Session, engine: sa.Engine, tmp_path: Path) -> None:
    path = rows_for_acme(as_system, tmp_path / "orders.csv")
    before = fingerprint(engine)
    batch = batch_of(take_orders(as_system, path))
    assert fingerprint(engine) != before
    counts = undo.undone(as_system, batch)
    assert fingerprint(engine) == before
    assert (counts["OrderLine"], counts["Customer"]["restored"]) == ({"deleted": 120, "restored": 0}, 1)
    assert as_system.get_one(Batch, batch).state is State.UNDONE
    assert take_orders(as_system, path).counts("OrderLine") == (120, 0, 0, 0)


def test_without_the_history_undo_would_leave_what_was_changed(
    as_system: Session, engine: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = rows_for_acme(as_system, tmp_path / "orders.csv")
    before = fingerprint(engine)
    batch = batch_of(take_orders(as_system, path))
    monkeypatch.setattr(undo, "_before", lambda *_: {})
    undo.undone(as_system, batch)
    assert fingerprint(engine) != before


def test_twice_is_refused(as_system: Session, tmp_path: Path) -> None:
    batch = batch_of(take_orders(as_system, some_orders(tmp_path / "orders.csv", 3)))
    undo.undone(as_system, batch)
    with pytest.raises(Refused, match="taken back already"):
        undo.undone(as_system, batch)
    with pytest.raises(Refused, match="There is no batch 4711"):
        undo.undone(as_system, 4711)


def test_what_was_changed_since_stays_and_says_so(as_system: Session, engine: sa.Engine, tmp_path: Path) -> None:
    batch = batch_of(take_orders(as_system, some_orders(tmp_path / "orders.csv", 3)))
    customer = as_system.scalars(sa.select(Customer).where(Customer.external_id == "CG-12520")).one()
    doorman.update(as_system, Customer, customer.id, None, {"city": "Elsewhere"})
    before = fingerprint(engine)
    with pytest.raises(Refused, match="customer Claire Gute was changed after this import"):
        undo.undone(as_system, batch)
    assert fingerprint(engine) == before


def test_what_hangs_on_it_since_stays_and_says_so(as_system: Session, engine: sa.Engine, tmp_path: Path) -> None:
    batch = batch_of(take_orders(as_system, some_orders(tmp_path / "orders.csv", 3)))
    customer = as_system.scalars(sa.select(Customer).where(Customer.external_id == "CG-12520")).one()
    doorman.create(as_system, Contact, {"customer": customer, "name": "Ida"})
    before = fingerprint(engine)
    with pytest.raises(Refused, match="contact Ida came after this import and hangs on it"):
        undo.undone(as_system, batch)
    assert fingerprint(engine) == before


def test_imports_are_taken_back_the_last_one_first(as_system: Session, engine: sa.Engine, tmp_path: Path) -> None:
    before = fingerprint(engine)
    head = ["external_id", "name", "city"]
    first = batch_of(take_named(as_system, Customer, written(tmp_path / "a.csv", head, [["X1", "Ada", "Rome"]])))
    second = batch_of(take_named(as_system, Customer, written(tmp_path / "b.csv", head, [["X1", "Ada", "Paris"]])))
    with pytest.raises(Refused, match="was changed after this import"):
        undo.undone(as_system, first)
    undo.undone(as_system, second)
    assert as_system.scalars(sa.select(Customer.city).where(Customer.external_id == "X1")).one() == "Rome"
    undo.undone(as_system, first)
    assert fingerprint(engine) == before


def test_every_kind_of_value_comes_back(as_system: Session, engine: sa.Engine, tmp_path: Path) -> None:
    head = ["external_id", "name", "tier", "phone", "credit_limit", "owner"]
    rows = [["X1", "Ada", "A", "+1 212 555 0100", "10.50", "ana"]]
    take_named(as_system, Customer, written(tmp_path / "a.csv", head, rows))
    before = fingerprint(engine)
    other = [["X1", "Ida", "C", "", "", "luis"]]
    batch = batch_of(take_named(as_system, Customer, written(tmp_path / "b.csv", head, other)))
    undo.undone(as_system, batch)
    assert fingerprint(engine) == before


def second_without_quantity(row: Row) -> list[Any]:
    return [*row.cells[:18], "none", *row.cells[19:]] if row.number == 3 else list(row.cells)


def test_steps_are_taken_back_with_their_payments(as_system: Session, engine: sa.Engine, tmp_path: Path) -> None:
    """An order that an earlier import left a draft, and a later one confirmed, is a draft again."""
    take_orders(as_system, some_orders(tmp_path / "a.csv", 2, second_without_quantity))
    before = fingerprint(engine)
    batch = batch_of(take_orders(as_system, some_orders(tmp_path / "b.csv", 2)))
    order = as_system.scalars(sa.select(Order).where(Order.external_id == "CA-2016-152156")).one()
    assert order.status.name == "PAID"
    as_system.rollback()
    undo.undone(as_system, batch)
    assert fingerprint(engine) == before


def test_who_may_not_import_may_not_take_back(as_system: Session, looking: Any, tmp_path: Path) -> None:
    batch = batch_of(take_orders(as_system, some_orders(tmp_path / "orders.csv", 3)))
    with pytest.raises(Refused, match="You may not import files"):
        undo.undone(looking("ana"), batch)
