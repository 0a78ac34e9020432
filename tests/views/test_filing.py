"""The commands that take files in: what they do, what they say, and how they end."""

from __future__ import annotations

import re
from pathlib import Path

import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from app.core.database import system_session
from app.customers.customer import Customer
from app.demo.orders import MAP
from tests.core.files.taking_in import every_twentieth_broken, fingerprint, some_orders, written


def said(app: Flask, *args: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=[str(arg) for arg in args])


def test_an_import_is_tried_done_and_taken_back(app: Flask, engine: sa.Engine, tmp_path: Path) -> None:
    before = fingerprint(engine)
    path, errors = some_orders(tmp_path / "orders.csv", 60, every_twentieth_broken), tmp_path / "errors.csv"
    tried = said(app, "import", "Order", path, "--map", MAP, "--dry-run")
    assert tried.exit_code == 0
    assert "nothing was written" in tried.output
    assert fingerprint(engine) == before
    done = said(app, "import", "Order", path, "--map", MAP, "--errors", errors)
    assert "OrderLine: 57 created, 0 updated, 0 skipped, 3 failed" in done.output
    assert "Row 20: Sales: much is not a number." in done.output
    assert len(errors.read_text("utf-8-sig").splitlines()) == 4
    [batch] = re.findall(r"Batch (\d+)", done.output)
    assert "OrderLine: 57 deleted" in said(app, "import-undo", batch).output
    assert fingerprint(engine) == before


def test_records_are_updated_by_a_key_in_the_name_of_an_employee(app: Flask, engine: sa.Engine, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ["Name", "City"], [["Acme", "Lima"], ["Zeta", "Quito"]])
    done = said(app, "import", "Customer", path, "--key", "Name", "--as", "max")
    assert "Customer: 0 created, 2 updated, 0 skipped, 0 failed" in done.output
    with system_session(engine) as session:
        acme = session.scalars(sa.select(Customer).where(Customer.name == "Acme")).one()
        assert (acme.city, acme.changed_by_id is not None) == ("Lima", True)


def test_a_refusal_ends_the_command_with_its_words(app: Flask, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ["Name"], [["Ada"]])
    for args, words in (
        (("import", "Unicorn", path), "There is no noun called Unicorn."),
        (("import", "Customer", tmp_path / "none.csv"), "There is no file none.csv."),
        (("import", "Customer", path, "--as", "ana"), "You may not import files."),
        (("import", "Customer", path, "--as", "nobody"), "There is no employee called nobody."),
        (("import-undo", "4711"), "There is no batch 4711."),
        (("demo",), "the example company is for an empty one"),
    ):
        ended = said(app, *args)
        assert (ended.exit_code, "Traceback" in ended.output) == (1, False)
        assert words in ended.output
