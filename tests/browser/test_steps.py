"""Each step of each noun on its page in a real browser; `tests/house/test_steps.py` holds that none is left out."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page

from app.churn.alert import ChurnAlert
from app.churn.risk_model import RiskModel
from app.core.database import system_session
from app.core.noun import slug
from app.customers.interaction import Interaction
from app.planning.task import Task
from app.sales.opportunity import Opportunity
from app.sales.order import Order
from app.service.request import ServiceRequest
from tests.browser.conftest import Visit
from tests.house.cases import ROOMS, WORKFLOW, Prepared, beta, filled, made
from tests.house.cases import Case as Step
from tests.sales.pursuing import CASES, Case, in_state
from tests.sales.test_opportunity import Looking
from tests.service.requesting import at
from tests.service.test_doors import BECOMES, START, WHO, typed

pytestmark = pytest.mark.slow
SEND = ".step-box .btn-primary, .step-box .btn-danger"
CHOOSE = """(field, value) => {
  if (!field.tomselect) { field.value = value; return }
  field.tomselect.addOption({value: value, text: value}); field.tomselect.setValue(value)
}"""


def take(visit: Visit, address: str, name: str, key: int, given: dict[str, str]) -> None:
    """Open the step's page, or press its button where it asks for nothing, and send it."""
    page = visit.open(f"{address}/step/{name}/{key}")
    for field, value in given.items():
        fill(page, field, value)
    page.click(SEND)
    if page.locator("[name=seen]").count():  # the effect was shown first
        page.click(SEND)
    page.wait_for_url(lambda url: f"/step/{name}/" not in url)


def fill(page: Page, name: str, value: str) -> None:
    field = page.locator(f"#f-{name}")
    if field.evaluate("field => field.tagName") == "SELECT":
        field.evaluate(CHOOSE, value)
    elif field.get_attribute("type") == "checkbox":
        field.check()
    else:
        field.fill(value)


@pytest.mark.parametrize("name", START)
def test_a_request_goes_on(visit: Visit, engine: sa.Engine, name: str) -> None:
    with system_session(engine) as session:
        key, given = START[name](session).id, typed(session, name)
    visit.let_in(WHO.get(name, "dan"))
    take(visit, "/service-request", name, key, given)
    with system_session(engine) as session:
        assert at(session, key).status.name == BECOMES[name]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_opportunity_goes_on(visit: Visit, looking: Looking, case: Case) -> None:
    key = in_state(looking, case.ready)
    visit.let_in(case.by)
    take(visit, f"/{slug(case.noun)}", case.name, key, case.given(looking("eva")))
    assert looking("eva").get(case.noun, key).status.name == case.becomes


@pytest.mark.parametrize("step", [*WORKFLOW, *ROOMS], ids=str)
def test_a_step_is_taken(visit: Visit, engine: sa.Engine, step: Step) -> None:
    key = made(engine, step.ready)
    with system_session(engine) as session:
        given = step.given(session)
    visit.let_in(step.by)
    take(visit, f"/{slug(step.noun)}", step.name, key, given)
    with system_session(engine) as session:
        assert step.comes(session.get_one(step.noun, key))


BEGUN = [
    (Task, "ana", filled(subject="Call about the freight", due_at="2026-03-02T10:00")),
    (Opportunity, "ana", filled(summary="Chairs for two floors", prospect_company="Nadir Ltd")),
    (Order, "ana", filled(customer=beta)),
    (Interaction, "ana", filled(customer=beta, summary="They asked for the freight")),
    (ServiceRequest, "rosa", filled(customer=beta, summary="A wheel came off")),
    (ChurnAlert, "ana", filled(customer=beta, reason="They asked for our terms of notice")),
    (RiskModel, "max", filled()),
]


@pytest.mark.parametrize(("noun", "by", "given"), BEGUN, ids=lambda each: getattr(each, "__name__", ""))
def test_a_life_begins(visit: Visit, engine: sa.Engine, noun: type[Any], by: str, given: Prepared) -> None:
    with system_session(engine) as session:
        before, values = session.scalar(counted(noun)) or 0, given(session)
    visit.let_in(by)
    page = visit.open(f"/{slug(noun)}/add")
    for field, value in values.items():
        fill(page, field, value)
    page.click("[data-save]")
    page.wait_for_url("**/show/*")
    with system_session(engine) as session:
        assert session.scalar(counted(noun)) == before + 1


def counted(noun: type[Any]) -> sa.Select[int]:
    return sa.select(sa.func.count()).select_from(noun)
