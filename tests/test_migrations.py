"""Migrations own the whole schema, and make on both engines what the nouns declare."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import check, downgrade, upgrade

from app.catalog.product import Product
from app.core.database import system_session
from app.core.noun import Model, nouns, table_of
from app.sales.order import Order
from run import create_app, db
from tests.conftest import settings_for


@pytest.fixture
def empty(engine_url: str, tmp_path: Path) -> Flask:
    return create_app(settings_for(engine_url, tmp_path))


def tables(app: Flask) -> set[str]:
    with app.app_context():
        found = set(sa.inspect(db.engine).get_table_names())
        db.engine.dispose()
    return found


def test_up_down_and_up_again_leaves_the_declared_schema(empty: Flask) -> None:
    with empty.app_context():
        upgrade(directory="migrations")
        downgrade(directory="migrations", revision="base")
        assert tables(empty) <= {"alembic_version"}
        upgrade(directory="migrations")
        check(directory="migrations")
    assert set(Model.metadata.tables) <= tables(empty)


def test_what_was_kept_before_the_rooms_is_kept_after(empty: Flask) -> None:
    """An order of the first schema owes what it owed, and is nobody's prey of a column that was added."""
    stamped = "1, '2026-01-05', '2026-01-05'"
    with empty.app_context():
        upgrade(directory="migrations", revision="0001")
        with db.engine.begin() as connection:
            for statement in (
                "INSERT INTO customer (id, number, name, status, kind, tier, value_class, version, created_at, changed_at)"
                f" VALUES (1, 'C-1', 'Acme', 'ACTIVE', 'CORPORATE', 'B', 'ORDINARY', {stamped})",
                'INSERT INTO "order" (id, customer_id, number, status, ordered_on, total, paid,'
                f" version, created_at, changed_at) VALUES (1, 1, 'O-1', 'CONFIRMED', '2026-01-05', 250000, 0, {stamped})",
            ):
                connection.execute(sa.text(statement))
        upgrade(directory="migrations")
        with system_session(db.engine) as session:
            order = session.scalars(sa.select(Order)).one()
            assert (str(order), order.gross, order.due) == ("O-1", order.total, order.total)
            assert order.customer.name == "Acme"
        db.engine.dispose()


def test_starting_writes_nothing(empty: Flask) -> None:
    assert tables(empty) == set()


def test_no_two_nouns_share_a_table() -> None:
    """Flask-AppBuilder's base merges tables of the same name without a word."""
    named = [table_of(noun).name for noun in nouns()]
    assert len(named) == len(set(named))


def test_every_foreign_key_of_a_noun_is_the_first_of_an_index() -> None:
    """Or every list of what hangs on a record is a walk through the table."""
    for noun in nouns():
        table = table_of(noun)
        first = {next(iter(index.columns)).name for index in table.indexes if len(index.columns)}
        keys = {c.name for c in table.columns if c.foreign_keys and table.name != "ab_user"}
        uniques = {next(iter(c.columns)).name for c in table.constraints if isinstance(c, sa.UniqueConstraint)}
        assert keys - first - uniques <= {"actor_id"}, table.name


def test_prices_of_products_are_the_same_with_four_decimals(empty: Flask) -> None:
    with empty.app_context():
        upgrade(directory="migrations", revision="0002")
        price, cost = ("1050", "399") if db.engine.dialect.name == "sqlite" else ("10.50", "3.99")
        with db.engine.begin() as connection:
            connection.execute(
                sa.text(
                    "INSERT INTO product (id, number, name, kind, price, cost, is_active, version, created_at, changed_at)"
                    f" VALUES (1, 'P-1', 'Chair', 'BOUGHT', {price}, {cost}, true, 1, '2026-01-05', '2026-01-05')"
                )
            )
        upgrade(directory="migrations")
        with system_session(db.engine) as session:
            chair = session.scalars(sa.select(Product)).one()
            assert (chair.price, chair.cost) == (Decimal("10.5000"), Decimal("3.9900"))
        downgrade(directory="migrations", revision="0002")
        with db.engine.connect() as connection:
            kept = connection.execute(sa.text("SELECT price, cost FROM product")).one()
        assert tuple(map(Decimal, kept)) == (Decimal(price), Decimal(cost))
        db.engine.dispose()


def test_the_terminal_has_the_commands_of_flask_migrate(empty: Flask) -> None:
    told = empty.test_cli_runner().invoke(args=["db", "--directory", "migrations", "stamp", "0001"])
    assert told.exit_code == 0
    assert tables(empty) == {"alembic_version"}


def test_a_server_does_without_alembic() -> None:
    said = "import sys, run; run.create_app(); sys.exit('alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", said], env=os.environ | {"TRATO_DEMO": "no"}).returncode == 0
