"""What an administrator sets for the company, and where it shows."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.errors import INVALID, Refused
from app.core.files.writing import write
from app.core.history import changes_of
from app.core.phone import e164
from app.organization.setting import Setting, deliver_settings, settings_of
from app.sales.order import Order
from tests.views.guest import Guest, statements


def set_to(session: Session, **values: Any) -> None:
    deliver_settings(session, **values)
    session.commit()


def test_an_administrator_sets_them_and_everybody_reads_them(app: Flask) -> None:
    answer = Guest(app, "admin").fill("/setting/edit/1", company_name="Talleres Norte", currency="EUR", country="ES")
    assert answer.status_code == 302
    assert "Talleres Norte" in Guest(app, "rosa").get("/setting/show/1").text
    assert Guest(app, "ana").get("/setting/edit/1").status_code == 403


def test_the_list_leads_to_the_only_one(app: Flask) -> None:
    assert Guest(app, "admin").get("/setting/list/").headers["Location"].endswith("/setting/show/1")


def test_only_who_may_change_them_finds_them_in_the_menu(app: Flask) -> None:
    assert "/setting/list/" in Guest(app, "admin").get("/product/list/").text
    assert "/setting/list/" not in Guest(app, "ana").get("/product/list/").text


def test_there_is_one_and_it_stays(app: Flask, as_system: Session) -> None:
    admin = Guest(app, "admin")
    assert admin.get("/setting/add").status_code == 403
    assert admin.get("/setting/delete/1").status_code == 403
    with pytest.raises(Refused):
        doorman.create(as_system, Setting, {"company_name": "Another"})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("order_decimals", "5"), ("order_decimals", "-1"), ("product_decimals", "1.5"), ("birthday_notice_days", "366"),
        ("receivable_notice_days", "-1"), ("currency", "XYZ"), ("currency", "DEM"), ("country", "ZZ"),
        ("zone", "Mars/Olympus"), ("language", "fr"), ("administrator_email", "nobody"),
        ("administrator_email", "a@b.example\r\nBcc: c@d.example"), ("company_name", ""),
    ],
)  # fmt: skip
def test_what_is_not_of_its_kind_is_refused_beside_its_field(app: Flask, field: str, value: str) -> None:
    answer = Guest(app, "admin").fill("/setting/edit/1", **{field: value})
    assert answer.status_code == 422
    assert f'id="f-{field}-m"' in answer.text


def test_the_core_refuses_the_same(looking: Callable[[str], Session]) -> None:
    for name, value in (("order_decimals", 5), ("currency", "XYZ"), ("zone", "Mars"), ("receivable_notice_days", 400)):
        with pytest.raises(Refused) as why:
            doorman.update(looking("admin"), Setting, 1, None, {name: value})
        assert (why.value.code, why.value.field) == (INVALID, name)


def test_a_change_leaves_a_line(looking: Callable[[str], Session]) -> None:
    session = looking("admin")
    setting = doorman.update(session, Setting, 1, None, {"currency": "EUR"})
    assert [(line.field, line.old, line.new) for line in changes_of(session, setting)][:1] == [
        ("currency", "USD", "EUR")
    ]


def test_amounts_are_in_the_currency_that_was_set(app: Flask, as_system: Session) -> None:
    set_to(as_system, currency="EUR")
    page = Guest(app, "eva").get("/order/list/").text
    assert "€" in page
    assert "$" not in page.partition("<table")[2]


def test_amounts_of_orders_have_the_decimals_that_were_set(app: Flask, as_system: Session) -> None:
    """The chairs and the desk of Acme's first order come to 130; inside there are always four decimals."""
    eva = Guest(app, "eva")
    for decimals, text in ((0, "$130<"), (3, "$130.000<"), (4, "$130.0000<")):
        set_to(as_system, order_decimals=decimals)
        assert text in eva.get("/order/list/").text
    assert as_system.scalars(sa.select(Order.total).order_by(Order.id)).first() == Decimal("130.0000")


def test_a_decimal_too_many_is_refused_beside_its_field(app: Flask, as_system: Session) -> None:
    ana = Guest(app, "ana")
    typed = {"order": "2", "product": "1", "quantity": "1", "price": "9.995"}
    refused = ana.fill("/order-line/add", **typed)
    assert refused.status_code == 422
    assert "This has more than 2 decimals." in refused.text
    set_to(as_system, order_decimals=3)
    assert ana.fill("/order-line/add", **typed).status_code == 302


def test_what_was_kept_with_more_decimals_may_stay(app: Flask, as_system: Session) -> None:
    set_to(as_system, order_decimals=4)
    ana = Guest(app, "ana")
    ana.fill("/order-line/add", order="2", product="1", quantity="1", price="9.9951")
    set_to(as_system, order_decimals=2)
    line = as_system.scalar(sa.text("SELECT max(id) FROM order_line"))
    assert ana.fill(f"/order-line/edit/{line}", quantity="2").status_code == 302


def test_telephone_numbers_belong_to_the_country_that_was_set(as_system: Session) -> None:
    set_to(as_system, country="ES")
    assert e164("612 345 678") == "+34612345678"
    set_to(as_system, country="US")
    assert e164("610 555 0142") == "+16105550142"


def test_days_are_written_as_the_company_writes_them(app: Flask, as_system: Session) -> None:
    eva = Guest(app, "eva")
    assert "Jan 5, 2026" in eva.get("/order/list/").text
    admin = Guest(app, "admin")
    admin.fill("/setting/edit/1", day_format="ISO")
    assert "2026-01-05" in eva.get("/order/list/").text


def test_settings_cost_no_statement_of_their_own(app: Flask) -> None:
    eva = Guest(app, "eva")
    eva.get("/product/list/")
    with statements(app) as said:
        eva.get("/product/list/")
    assert sum("FROM setting" in each for each in said) == 0
    assert len(said) <= 8


def test_a_database_without_settings_has_those_of_the_environment(as_system: Session) -> None:
    as_system.execute(sa.delete(Setting), execution_options={"unscoped": True})
    as_system.info.pop("settings", None)
    assert settings_of(as_system).currency == "USD"
    assert deliver_settings(as_system).id == 1


def test_a_workbook_writes_amounts_with_the_decimals_that_were_set() -> None:
    out = BytesIO()
    write(out, "xlsx", ["a", "b", "c"], [[Decimal(1), Decimal(2), "x"]], ["money.3", "money.0", "line"])
    with ZipFile(out) as book:
        styles = book.read("xl/styles.xml").decode()
    assert 'formatCode="#,##0.000"' in styles
