"""What many tests read is the same however often it is brought, and is gone when the test is over."""

from __future__ import annotations

import sqlalchemy as sa

from app.core.noun import table_of
from app.customers.customer import Customer
from tests.databases import Database, Written
from tests.reports.inserting import insert

NAMES = ["Acme", "Beta", "Omega", "Zeta"]
CUSTOMER = table_of(Customer).c


def write(engine: sa.Engine) -> int:
    """One more, and one under another name."""
    with engine.begin() as connection:
        connection.execute(sa.update(CUSTOMER.name.table).where(CUSTOMER.name == "Zeta").values(name="Zita"))
        return insert(connection, Customer, name="Gamma", number="C-gamma")


def names(engine: sa.Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(sa.select(CUSTOMER.name).order_by(CUSTOMER.name)))


def test_it_is_the_same_by_hand_and_out_of_a_copy(written: Written, company: Database, engine: sa.Engine) -> None:
    for _ in ("by hand", "out of a copy", "out of a copy again"):
        assert names(engine) == NAMES
        key = written(write)
        assert names(engine) == ["Acme", "Beta", "Gamma", "Omega", "Zita"]
        with engine.begin() as connection:
            assert insert(connection, Customer, name="Next", number="C-next") == key + 1
        company.let_go(engine)
        company.reset()


def test_nothing_of_it_is_left_for_the_next_test(engine: sa.Engine) -> None:
    assert names(engine) == NAMES
