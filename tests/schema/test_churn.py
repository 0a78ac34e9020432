"""The life of an alert over the API."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from tests.churn.warning import code_of, deferred, later, warned
from tests.company import session_of
from tests.sales.ordering import the
from tests.schema.conftest import Asking

Ask = Callable[[str], Asking]
ERRORS = "userErrors { code field message }"


def test_the_life_of_an_alert_over_the_api(ask: Ask, engine: sa.Engine) -> None:
    ana = ask("ana")
    with session_of(engine, "ana") as session:
        beta = the(session, "Beta").id
    asked = f'mutation {{ churnAlertOpen(input: {{customer: "{beta}", reason: "Quiet."}}) {{ churnAlert {{ id status rule }} {ERRORS} }} }}'
    opened = ana(asked)["data"]["churnAlertOpen"]
    assert opened["churnAlert"] == {"id": opened["churnAlert"]["id"], "status": "OPEN", "rule": "NOTICED"}
    assert ana(asked)["data"]["churnAlertOpen"]["userErrors"][0]["code"] == "REFUSED"
    number, call = opened["churnAlert"]["id"], code_of(engine, "CALL")
    defer = f'mutation {{ churnAlertDefer(id: "{number}", action: "{call}", until: "{later()}", cost: "12.50") {{ churnAlert {{ status lookAgainOn }} {ERRORS} }} }}'
    assert ana(defer)["data"]["churnAlertDefer"]["churnAlert"] == {
        "status": "DEFERRED",
        "lookAgainOn": later().isoformat(),
    }
    reopen = f'mutation {{ churnAlertReopen(id: "{number}") {{ churnAlert {{ status }} {ERRORS} }} }}'
    assert ana(reopen)["data"]["churnAlertReopen"]["churnAlert"] == {"status": "OPEN"}
    assert ana(reopen)["data"]["churnAlertReopen"]["userErrors"][0]["code"] == "REFUSED"
    loss = f'mutation {{ churnAlertConfirmLoss(id: "{number}", reason: "{code_of(engine, "OTHER")}") {{ churnAlert {{ status customer {{ status }} }} {ERRORS} }} }}'
    assert ask("luis")(loss)["data"]["churnAlertConfirmLoss"]["userErrors"][0]["code"] == "NOT_FOUND"
    assert ask("eva")(loss)["data"]["churnAlertConfirmLoss"]["userErrors"][0]["code"] == "FORBIDDEN"
    assert ana(loss)["data"]["churnAlertConfirmLoss"]["churnAlert"] == {
        "status": "LOST",
        "customer": {"status": "INACTIVE"},
    }


def test_a_retained_one_over_the_api_and_what_was_tried(ask: Ask, engine: sa.Engine) -> None:
    with session_of(engine, "ana") as session:
        alert_id = deferred(session, warned(session)).id
    ana = ask("ana")
    retain = f'mutation {{ churnAlertRetain(id: "{alert_id}", note: "They stay.") {{ churnAlert {{ status note }} {ERRORS} }} }}'
    assert ana(retain)["data"]["churnAlertRetain"]["churnAlert"] == {"status": "RETAINED", "note": "They stay."}
    assert ana(retain)["data"]["churnAlertRetain"]["userErrors"][0]["code"] == "REFUSED"
    tried = ana("{ retentionActions { edges { node { kind { code } outcome } } } }")
    assert [edge["node"] for edge in tried["data"]["retentionActions"]["edges"]] == [
        {"kind": {"code": "CALL"}, "outcome": "KEPT"}
    ]
