"""Dispatching by hand and by keyboard, and helping from a telephone, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.core import doorman
from app.core.database import system_session
from app.service.request import ServiceRequest
from app.service.words import Status
from tests.browser.conftest import Visit
from tests.customers.test_customer import one
from tests.organization.test_notification import person

pytestmark = pytest.mark.slow
Looking = Callable[[str], Session]
AT = datetime(2030, 3, 4, 9, 0, tzinfo=UTC)
BOARD = "/dispatch/?day=2030-03-04"


@pytest.fixture
def waiting(looking: Looking) -> int:
    """A request that nobody has been sent for."""
    dan = looking("dan")
    return doorman.create(dan, ServiceRequest, {"customer": one(dan, "Acme"), "summary": "Copier jams"}).id


@pytest.fixture
def planned(looking: Looking) -> int:
    """One that Rosa has, at nine o'clock."""
    dan = looking("dan")
    request = doorman.create(dan, ServiceRequest, {"customer": one(dan, "Acme"), "summary": "Shelving"})
    given = {"to": person(dan, "rosa"), "starts_at": AT, "minutes": 60}
    return doorman.step(dan, ServiceRequest, "dispatch", request.id, given).id


def at_board(visit: Visit, path: str = BOARD) -> Page:
    page = visit.let_in("dan")
    visit.open(path)
    page.wait_for_selector("#who .who-in")
    return page


def drag(page: Page, card: str, agent: str, hours: float) -> None:
    """From the middle of the card to so many hours after the beginning of the agent's row."""
    begin = page.locator(card).bounding_box()
    row = page.locator(f'.track[data-name="{agent}"]').bounding_box()
    assert begin is not None
    assert row is not None
    page.mouse.move(begin["x"] + 20, begin["y"] + 10)
    page.mouse.down()
    page.mouse.move(begin["x"] + 60, begin["y"] + 20, steps=3)
    page.mouse.move(row["x"] + (hours + 0.05) * row["width"] / 9, row["y"] + row["height"] / 2, steps=6)


def kept(engine: sa.Engine, request_id: int) -> ServiceRequest:
    with system_session(engine) as session:
        found = session.get_one(ServiceRequest, request_id)
        _ = str(found.assignee)
        return found


def test_a_request_is_dragged_to_an_agent_and_a_time(visit: Visit, waiting: int, engine: sa.Engine) -> None:
    page = at_board(visit)
    drag(page, f'.job[data-id="{waiting}"]', "Tom Baker", 2.5)
    expect(page.locator(".job.drag")).to_contain_text("Tom Baker, 10:30 AM–11:30 AM")
    expect(page.locator(".bars .ev-new")).to_have_count(1)
    page.mouse.up()
    expect(page.locator("[data-toast]")).to_have_text("Sent: Tom Baker, 10:30–11:30")
    expect(page.locator(".job")).to_have_count(0)
    expect(page.locator('.track[data-name="Tom Baker"] .ev')).to_contain_text("Copier jams, Acme")
    found = kept(engine, waiting)
    assert (str(found.assignee), found.starts_at) == ("Tom Baker", datetime(2030, 3, 4, 10, 30, tzinfo=UTC))


def test_what_is_dropped_beside_the_board_stays_where_it_was(visit: Visit, waiting: int, engine: sa.Engine) -> None:
    page = at_board(visit)
    drag(page, f'.job[data-id="{waiting}"]', "Tom Baker", 2.5)
    page.mouse.move(5, 5, steps=3)
    page.mouse.up()
    expect(page.locator(".job.drag, .ev-new, .job.gone")).to_have_count(0)
    assert kept(engine, waiting).status is Status.NEW


def test_what_somebody_has_is_moved_in_time_and_given_on_with_a_reason(
    visit: Visit, planned: int, engine: sa.Engine
) -> None:
    page = visit.let_in("dan")
    visit.open(BOARD)
    card = f'.ev[data-id="{planned}"]'
    drag(page, card, "Rosa Delgado", 5)
    page.mouse.up()
    expect(page.locator("[data-toast]")).to_have_text("Sent: Rosa Delgado, 1:00–2:00")
    drag(page, card, "Tom Baker", 3)
    page.mouse.up()
    expect(page.locator("#who [name=reason]")).to_be_focused()
    page.keyboard.type("Rosa is ill")
    page.click("#who .send .btn")
    expect(page.locator("[data-toast]")).to_have_text("Sent: Tom Baker, 11:00–12:00")
    assert str(kept(engine, planned).assignee) == "Tom Baker"


def test_a_request_is_sent_by_keyboard_alone(visit: Visit, waiting: int, engine: sa.Engine) -> None:
    page = at_board(visit)
    page.locator(f'.job[data-id="{waiting}"]').focus()
    page.keyboard.press("m")
    expect(page.locator("#f-to")).to_be_focused()
    page.keyboard.type("Tom")
    page.locator("#f-starts_at").fill("2030-03-04T14:00")
    page.keyboard.press("Enter")
    expect(page.locator("[data-toast]")).to_have_text("Sent: Tom Baker, 2:00–3:00")
    assert str(kept(engine, waiting).assignee) == "Tom Baker"


def test_who_is_suggested_is_sent_with_one_press(visit: Visit, waiting: int, engine: sa.Engine) -> None:
    page = at_board(visit)
    expect(page.locator("#who .sug").first).to_contain_text("Same department")
    page.get_by_role("button", name="Send Rosa Delgado").click()
    expect(page.locator("[data-toast]")).to_contain_text("Sent: Rosa Delgado, 8:00")
    assert kept(engine, waiting).status is Status.DISPATCHED


def test_who_is_too_late_reads_who_was_faster(visit: Visit, waiting: int, looking: Looking) -> None:
    page = at_board(visit)
    admin = looking("admin")
    doorman.step(admin, ServiceRequest, "dispatch", waiting, {"to": person(admin, "rosa")})
    drag(page, f'.job[data-id="{waiting}"]', "Tom Baker", 1)
    page.mouse.up()
    expect(page.locator("#who [role=alert]")).to_contain_text("Ada Admin has sent Rosa Delgado meanwhile")
    expect(page.locator(".job")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", [BOARD, f"{BOARD}&mode=week", f"{BOARD}&mode=list", "/service/mine"])
def test_the_pages_are_for_everybody(visit: Visit, waiting: int, planned: int, theme: str, path: str) -> None:
    page = visit.let_in("dan")
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    visit.open(path)
    page.wait_for_load_state("networkidle")
    assert visit.faults() == []


@pytest.mark.parametrize("path", [BOARD, f"{BOARD}&mode=week", f"{BOARD}&mode=list", "/service/mine"])
def test_a_telephone_shows_them_without_scrolling_sideways(phone: Visit, waiting: int, planned: int, path: str) -> None:
    page = phone.let_in("dan")
    phone.open(path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.faults() == []


def test_an_agent_accepts_and_resolves_on_a_telephone(phone: Visit, planned: int, engine: sa.Engine) -> None:
    page = phone.sign_in("rosa")
    page.locator(".dock a", has_text="My requests").tap()
    page.locator(".mine-tabs a", has_text="Next days").tap()
    page.locator(f"#r-{planned} > summary").tap()
    page.locator(f"#r-{planned} button", has_text="Accept").tap()
    expect(page.locator(".toast-t, .toasts, [role=status]").first).to_contain_text("Accept")
    page.locator(f"#r-{planned} > summary").tap()
    page.locator(f"#r-{planned} .asks > summary", has_text="Resolve").tap()
    page.fill(f"#f-{planned}-what", "Roller replaced")
    page.select_option(f"#f-{planned}-how", "ON_SITE")
    expect(page.locator(f"#f-{planned}-minutes_spent")).to_have_value("60")
    page.locator(f"#r-{planned} .asks[open] .btn-primary", has_text="Resolve").last.tap()
    page.locator(".mine-tabs a", has_text="Done").tap()
    expect(page.locator(f"#r-{planned}")).to_contain_text("Resolved")
    assert kept(engine, planned).status is Status.RESOLVED


def test_a_dispatcher_sends_somebody_from_a_telephone(phone: Visit, waiting: int, engine: sa.Engine) -> None:
    page = phone.let_in("dan")
    phone.open(BOARD)
    page.locator(f'.job[data-id="{waiting}"]').tap()
    page.get_by_role("button", name="Send Rosa Delgado").tap()
    expect(page.locator("[data-toast]")).to_contain_text("Sent: Rosa Delgado")
    assert kept(engine, waiting).status is Status.DISPATCHED
