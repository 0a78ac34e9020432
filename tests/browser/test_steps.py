"""Each step of a request, of an opportunity and (beside its desk) of an alert, on its page in a real browser."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page

from app.churn.alert import ChurnAlert, Status
from app.core.database import system_session
from app.core.noun import slug
from tests.browser.conftest import Visit
from tests.churn.warning import deferred, warned
from tests.company import session_of
from tests.sales.pursuing import CASES, Case, in_state
from tests.sales.test_opportunity import Looking
from tests.service.requesting import at
from tests.service.test_doors import BECOMES, START, WHO, typed

pytestmark = pytest.mark.slow
CHOOSE = """(field, value) => {
  if (!field.tomselect) { field.value = value; return }
  field.tomselect.addOption({value: value, text: value}); field.tomselect.setValue(value)
}"""


def take(visit: Visit, address: str, name: str, key: int, given: dict[str, str]) -> None:
    """Open the step's page, or press its button where it asks for nothing, and send it."""
    page = visit.open(f"{address}/step/{name}/{key}")
    for field, value in given.items():
        fill(page, field, value)
    page.click(".step-box .btn-primary, .step-box .btn-danger")
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
    visit.sign_in(WHO.get(name, "dan"))
    take(visit, "/service-request", name, key, given)
    with system_session(engine) as session:
        assert at(session, key).status.name == BECOMES[name]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_opportunity_goes_on(visit: Visit, looking: Looking, case: Case) -> None:
    key = in_state(looking, case.ready)
    visit.sign_in(case.by)
    take(visit, f"/{slug(case.noun)}", case.name, key, case.given(looking("eva")))
    assert looking("eva").get(case.noun, key).status.name == case.becomes


def test_an_alert_is_looked_at_again(visit: Visit, engine: sa.Engine) -> None:
    with session_of(engine, "ana") as session:
        alert = warned(session)
        deferred(session, alert)
        key = alert.id
    visit.sign_in("ana")
    take(visit, "/churn-alert", "reopen", key, {})
    with system_session(engine) as session:
        assert session.get_one(ChurnAlert, key).status is Status.OPEN
