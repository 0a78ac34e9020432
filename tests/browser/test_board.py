"""Opportunities are moved on their board: dragged, from the keyboard and on a phone, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session

from app.sales.opportunity import Opportunity
from app.sales.pipeline import Stage, Status
from tests.browser.conftest import Visit
from tests.sales.test_opportunity import VALUED, assigned, opened

pytestmark = pytest.mark.slow
Looking = Callable[[str], Session]


def card(page: Page, id: int) -> Locator:
    return page.locator(f"#deal-{id}")


def lane(page: Page, name: str) -> Locator:
    return page.locator(f".cards[data-lane={name}]")


def dragged(page: Page, id: int, to: str) -> None:
    card(page, id).hover(position={"x": 60, "y": 40})  # which waits until it has come to rest
    start, end = card(page, id).bounding_box(), lane(page, to).bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.down()
    page.mouse.move(start["x"] + 90, start["y"] + 50, steps=5)
    page.mouse.move(end["x"] + 60, end["y"] + 30, steps=10)
    page.wait_for_timeout(150)  # for what makes room to have made it
    page.mouse.up()


def stands(engine: sa.Engine, id: int) -> tuple[Status, Stage]:
    with Session(engine) as session:
        row = sa.select(Opportunity.__table__.c.status, Opportunity.__table__.c.stage).where(
            Opportunity.__table__.c.id == id
        )
        return tuple(session.connection().execute(row).one())  # type: ignore[return-value]


def test_a_card_is_dragged_and_the_move_taken_back(visit: Visit, looking: Looking, engine: sa.Engine) -> None:
    id = assigned(looking)
    page = visit.let_in("ana")
    visit.open("/opportunity/board")
    dragged(page, id, "QUALIFIED")
    expect(page.locator("#board-told")).to_contain_text("moved to Qualified")
    expect(lane(page, "QUALIFIED").locator(".deal")).to_have_count(1)
    assert stands(engine, id) == (Status.ASSIGNED, Stage.QUALIFIED)
    page.click("#board-told button")
    expect(lane(page, "IDENTIFIED").locator(".deal")).to_have_count(1)
    assert stands(engine, id) == (Status.ASSIGNED, Stage.IDENTIFIED)


def test_a_refused_card_goes_back_and_says_why(visit: Visit, looking: Looking, engine: sa.Engine) -> None:
    id = assigned(looking)
    page = visit.let_in("ana")
    visit.open("/opportunity/board")
    dragged(page, id, "NEGOTIATION")
    expect(lane(page, "IDENTIFIED").locator(".deal .note")).to_contain_text("Estimate it first")
    assert stands(engine, id) == (Status.ASSIGNED, Stage.IDENTIFIED)
    assert visit.faults() == []


def test_a_card_is_moved_with_the_keyboard(visit: Visit, looking: Looking, engine: sa.Engine) -> None:
    id = assigned(looking, **VALUED)
    page = visit.let_in("ana")
    visit.open("/opportunity/board")
    card(page, id).locator(".t a").focus()
    page.keyboard.press("m")
    expect(page.locator("#move")).to_be_visible()
    assert visit.faults() == []
    page.keyboard.press("Escape")
    expect(card(page, id).locator(".t a")).to_be_focused()
    page.keyboard.press("m")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(lane(page, "PROPOSAL").locator(".deal")).to_have_count(1)
    expect(card(page, id).locator(".t a")).to_be_focused()
    assert stands(engine, id) == (Status.ASSIGNED, Stage.PROPOSAL)


def test_what_is_won_makes_a_customer_unless_there_may_be_one(
    visit: Visit, looking: Looking, engine: sa.Engine
) -> None:
    id, like_acme = assigned(looking), assigned(looking, summary="More desks", prospect_company="Acme")
    page = visit.let_in("ana")
    visit.open("/opportunity/board")
    dragged(page, id, "WON")
    expect(page.locator("#board-told")).to_contain_text("moved to Won")
    dragged(page, like_acme, "WON")
    expect(card(page, like_acme).locator(".note")).to_contain_text("There may be one already")
    card(page, like_acme).locator(".note a").click()
    page.locator("#f-customer + .ts-wrapper .ts-control").click()
    page.keyboard.type("Acme")
    page.locator(".ts-dropdown .option", has_text="Acme").first.click()
    page.click(".step-box .btn-primary")
    expect(page.locator("h1")).to_have_text("More desks")
    assert [stands(engine, each)[0] for each in (id, like_acme)] == [Status.WON, Status.WON]


def test_a_manager_gives_away_what_nobody_has(visit: Visit, looking: Looking, engine: sa.Engine) -> None:
    id = opened(looking("ana")).id
    page = visit.let_in("max")
    visit.open("/opportunity/board")
    card(page, id).hover()
    card(page, id).locator(".more").click()
    page.locator("#move [data-person]", has_text="Luis Ortega").click()
    expect(page.locator("#board-told")).to_contain_text("given to Luis Ortega")
    expect(lane(page, "IDENTIFIED").locator(".deal")).to_have_count(1)
    assert stands(engine, id)[0] is Status.ASSIGNED


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_board_has_no_serious_faults(visit: Visit, looking: Looking, theme: str) -> None:
    assigned(looking, **{**VALUED, "expected_close_on": VALUED["expected_close_on"].replace(year=2025)})
    opened(looking("ana"), summary="Nobody's", prospect_company="Other")
    visit.let_in("max")
    visit.context.add_cookies([{"name": "theme", "value": theme, "url": visit.address}])
    visit.open("/opportunity/board")
    assert visit.faults() == []


def test_on_a_phone_the_board_is_a_list_by_stage(phone: Visit, looking: Looking, engine: sa.Engine) -> None:
    id = assigned(looking)
    page = phone.let_in("ana")
    phone.open("/opportunity/board")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.faults() == []
    card(page, id).locator(".more").tap()
    page.locator("#move [data-to=QUALIFIED]").tap()
    expect(lane(page, "QUALIFIED").locator(".deal")).to_have_count(1)
    assert stands(engine, id)[1] is Stage.QUALIFIED
