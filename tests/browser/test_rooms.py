"""A company is run from its rooms, by the people who do it, in a real browser."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from app.catalog.product import Product
from app.catalog.warehouse import Warehouse
from app.core import doorman
from app.core.database import system_session
from app.organization.department import Department
from app.sales.order import Order
from app.sales.order_line import OrderLine
from tests.browser.conftest import Visit

pytestmark = pytest.mark.slow


def chosen(page: Page, field: str, typed: str) -> None:
    """From a remote select, as with the keyboard."""
    page.locator(f"#f-{field} + .ts-wrapper .ts-control").click()
    with page.expect_response(lambda answer: f"q={quote(typed)}" in answer.url):  # what comes late opens the list anew
        page.keyboard.type(typed)
    page.locator(".ts-dropdown .option", has_text=typed).first.click()


def test_who_types_at_once_finds_what_they_typed(visit: Visit, engine: sa.Engine) -> None:
    page = visit.let_in("admin")
    visit.open("/contact/add")
    page.locator("#f-customer + .ts-wrapper").evaluate("""(box) => {
        const input = box.querySelector("input");
        box.querySelector(".ts-control").click();
        input.value = "Zeta";
        input.dispatchEvent(new Event("input"));
    }""")
    expect(page.locator(".ts-dropdown .option")).to_have_count(1)
    expect(page.locator(".ts-dropdown .option")).to_contain_text("Zeta")


def test_a_branch_is_moved_when_its_effect_was_seen(visit: Visit, engine: sa.Engine) -> None:
    with system_session(engine) as session:
        west = session.scalars(sa.select(Department.id).filter_by(name="Sales West")).one()
    page = visit.let_in("admin")
    visit.open(f"/department/step/move/{west}")
    chosen(page, "to", "Service")
    page.keyboard.press("Tab")
    page.click("text=Show the effect")
    expect(page.locator("main")).to_contain_text("Max Keller")
    page.click(".step-box .btn-primary")
    expect(page.locator("h1")).to_have_text("Sales West")
    expect(page.locator("main")).to_contain_text("Service")


def test_a_department_is_no_part_of_itself(visit: Visit, engine: sa.Engine) -> None:
    with system_session(engine) as session:
        sales = session.scalars(sa.select(Department.id).filter_by(name="Sales")).one()
    page = visit.let_in("admin")
    visit.open(f"/department/step/move/{sales}")
    chosen(page, "to", "Sales East")
    page.keyboard.press("Tab")
    page.click(".step-box .btn-primary")
    expect(page.locator(".fld.err")).to_contain_text("cannot be a part of itself")
    assert "422" in visit.wrong.pop()


def test_ana_writes_a_note_and_it_is_told(visit: Visit) -> None:
    page = visit.let_in("ana")
    visit.open("/customer/show/1")
    page.fill(".composer textarea", "They want the desks in oak.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".tl")).to_contain_text("They want the desks in oak.")


def test_ana_learns_why_she_sees_a_customer(visit: Visit) -> None:
    page = visit.let_in("ana")
    visit.open("/customer/show/1")
    page.click("text=Why can I see this?")
    expect(page.locator("main")).to_contain_text("because your role Salesperson sees")


def test_ana_attaches_a_file_and_a_lie_is_refused(visit: Visit, tmp_path: Path) -> None:
    honest, lie = tmp_path / "plan.txt", tmp_path / "logo.png"
    honest.write_text("Three desks, one chair.")
    lie.write_text("MZ this is no picture")
    page = visit.sign_in("ana")
    for file, said in ((honest, "plan.txt"), (lie, "is not what its ending .png says")):
        visit.open("/customer/show/1?tab=attachments")
        page.set_input_files("#drop-file", file)
        if page.locator(".drop button").is_visible():
            page.click(".drop button")
        expect(page.locator(".toasts")).to_contain_text(said)


def test_max_confirms_an_order_takes_money_in_parts_and_prints_it(visit: Visit) -> None:
    page = visit.let_in("max")
    visit.open("/order/show/2")
    page.click(".rec >> text=Confirm")
    page.click(".step-box .btn-primary")
    expect(page.locator(".rec .pill")).to_have_text("Confirmed")
    for amount, status in (("4", "Confirmed"), ("6", "Paid")):
        page.click(".rec >> text=Pay")
        page.fill("#f-amount", amount)
        page.click(".step-box .btn-primary")
        expect(page.locator(".rec .pill")).to_have_text(status)
    paper = page.request.get(f"{visit.address}/order/print/2")
    assert (paper.status, paper.headers["content-type"]) == (200, "application/pdf")


def test_an_order_below_stock_is_refused_in_words(visit: Visit, engine: sa.Engine) -> None:
    with system_session(engine) as session:
        chair = session.scalars(sa.select(Product).filter_by(name="Chair")).one()
        east = doorman.create(session, Warehouse, {"name": "East", "code": "EAST"})
        doorman.step(session, Product, "receive", chair.id, {"warehouse": east, "quantity": Decimal(2)})
        doorman.update(session, Order, 2, None, {"warehouse": east})
        [line] = session.get_one(Order, 2).lines
        doorman.update(session, OrderLine, line.id, None, {"quantity": Decimal(5)})
    page = visit.let_in("max")
    visit.open("/order/step/confirm/2")
    page.click(".step-box .btn-primary")
    expect(page.locator("main")).to_contain_text("Only 2 of Chair are in East.")
    assert "422" in visit.wrong.pop()


def test_an_administrator_narrows_what_a_role_sees(visit: Visit) -> None:
    page = visit.let_in("admin")
    visit.open("/data-permission/list/")
    page.select_option("[aria-label='Salesperson: Customers']", "NONE")
    page.click("text=Show the effect")
    expect(page.locator("#effect")).to_contain_text("Ana Torres")
    page.click("[data-save]")
    expect(page.locator(".toasts")).to_contain_text("saved")
    expect(page.locator("[aria-label='Salesperson: Customers']")).to_have_value("NONE")
